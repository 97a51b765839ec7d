"""One house for all properties of a worker: to build one takes longer than a hundred inputs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fuzz.house import House


@pytest.fixture(scope="session")
def house(empty_record: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Rapport with a day behind it."""
    path = tmp_path_factory.mktemp("house") / "rapport.db"
    shutil.copy(empty_record, path)
    opened = House(f"sqlite:///{path}")
    yield opened
    opened.close()
