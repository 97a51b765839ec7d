"""Two thousand strange inputs, the same ones every time; RAPPORT_FUZZ_EXAMPLES asks for more."""

from __future__ import annotations

import os

import pytest

from tests.fuzz.house import House
from tests.fuzz.properties import Tally, properties
from tests.fuzz.running import run

EXAMPLES = int(os.environ.get("RAPPORT_FUZZ_EXAMPLES", "2000"))
NAMES = ("entries", "commands", "forms", "payloads", "bodies", "files")


@pytest.mark.parametrize("name", NAMES)
def test_whatever_comes_in_is_answered(house: House, name: str) -> None:
    each = {each.name: each for each in properties(house)}[name]
    tally = Tally()
    run(house, tally, each, round(EXAMPLES * each.share), None)
    assert tally.tried[name] > EXAMPLES * each.share / 2
