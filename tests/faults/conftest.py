"""The company of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.company import Company, open_company


@pytest.fixture
def company(record: str) -> Iterator[Company]:
    with open_company(record) as found:
        yield found
