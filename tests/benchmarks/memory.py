"""Resident memory of a process at its 1,000th, 10,000th and 100,000th command."""

from __future__ import annotations

from bot.desk import open_desk
from tests.benchmarks.bots import Process, running_rapport
from tests.benchmarks.commands import TEXT
from tests.benchmarks.figures import Figure
from tests.benchmarks.load import CLIENTS, HttpClient, drive
from tests.benchmarks.records import fresh_sqlite, furnish
from tests.benchmarks.slack import QuickSlack

MILESTONES = (1_000, 10_000, 100_000)
GOAL_KB = 1024


def figures() -> list[Figure]:
    with fresh_sqlite() as record, QuickSlack() as slack:
        desk = open_desk(record)
        furnish(desk)
        desk.database.close()
        with running_rapport(slack, record) as (process, address):
            held = _held(slack, process, address)
    early, middle, late = (held[milestone] for milestone in MILESTONES)
    shown = ", ".join(f"{kb / 1024:.1f} MB" for kb in held.values())
    return [
        Figure(
            "resident memory at the 1,000th, 10,000th, 100,000th command",
            shown,
            f"from the 1,000th to the 10,000th: {(middle - early) / 1024:+.1f} MB",
            None,
            f"after the 10,000th < +1 MB: {(late - middle) / 1024:+.1f} MB",
            late - middle < GOAL_KB,
        )
    ]


def _held(slack: QuickSlack, process: Process, address: str) -> dict[int, int]:
    """Kilobytes after so many commands."""
    clients = [HttpClient(address, "/log-call", TEXT, b"Logged") for _ in range(CLIENTS)]
    held, typed = {}, 0
    for milestone in MILESTONES:
        answers = slack.run(drive([*clients], count=milestone - typed))
        assert not answers.errors, answers.errors
        typed, held[milestone] = milestone, process.resident_kb
    return held
