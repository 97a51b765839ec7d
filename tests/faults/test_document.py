"""docs/faults.md names the faults that are tested, the guards that are taken out, and where."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from playground.faults import FaultKind
from tests.faults.guards import GUARDS
from tests.faults.test_matrix_slack import KINDS, History, Home, Open, Row, Update

HERE = Path(__file__).parent
TEXT = (HERE.parent.parent / "docs" / "faults.md").read_text("utf-8")


def first_cells(heading: str) -> list[str]:
    """The first cell of each row of the table that begins with a heading."""
    _before, _heading, rest = TEXT.partition(f"| {heading} |")
    rows = rest.split("\n\n")[0].splitlines()[2:]
    return [row.split("|")[1].strip() for row in rows]


def test_every_trouble_of_slack_s() -> None:
    told = {name for cell in first_cells("trouble") for name in re.findall(r"`(\w+)`", cell)}
    assert told == set(KINDS)
    # The others are no trouble: a refusal that names itself, and a deed to be watched.
    assert set(get_args(FaultKind)) - told == {"error", "performed"}


def test_every_method() -> None:
    (row,) = [row for row in TEXT.splitlines() if row.startswith("| every trouble")]
    methods = {each.method for each in (Row, Update, History, Open, Home)}
    assert set(re.findall(r"`(\w+\.\w+)`", row.split("|")[1])) == methods


def test_every_guard() -> None:
    assert {cell.strip("`") for cell in first_cells("guard taken out")} == set(GUARDS)


def test_every_file_is_there() -> None:
    named = set(re.findall(r"`(test_\w+\.py)`", TEXT))
    assert named >= {path.name for path in HERE.glob("test_matrix_*.py")}
    assert [name for name in named if not (HERE / name).exists()] == []
