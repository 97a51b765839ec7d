"""All the checks in turn, and the table of what came of them."""

from __future__ import annotations

from pathlib import Path

from tests.playground.conformance import answers, blocks, doors, payloads
from tests.playground.conformance.dissent import Dissent
from tests.playground.conformance.facts import Facts
from tests.playground.conformance.tally import Tally


def run(folder: Path) -> tuple[list[str], bool]:
    """The lines of the table, and whether all held. Raises OSError for a folder without facts."""
    facts, dissent, tally = Facts(folder), Dissent(), Tally()
    payloads.check(facts, dissent, tally)
    answers.check(facts, dissent, tally)
    blocks.check_views(facts, dissent, tally)
    doors.check(blocks.check(facts, dissent, tally), tally)
    return [*tally.lines(), *dissent.idle()], not tally.faults and not dissent.idle()
