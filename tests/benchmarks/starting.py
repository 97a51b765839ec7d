"""From start to ready, beside a process that imports the same and ends."""

from __future__ import annotations

import subprocess
import sys

from bot.desk import open_desk
from tests.benchmarks.bots import ROOT, free_port, rapport
from tests.benchmarks.figures import Figure
from tests.benchmarks.records import fresh_sqlite, furnish
from tests.benchmarks.slack import QuickSlack
from tests.benchmarks.timing import in_turns, median

ROUNDS = 7
GOAL = 1.3


def figures() -> list[Figure]:
    with fresh_sqlite() as record, QuickSlack() as slack:
        desk = open_desk(record)
        furnish(desk)
        desk.database.close()
        taken = in_turns(
            {
                "imports": lambda _n: _imports(),
                "ready": lambda _n: _is_ready(slack, record),
                "Socket Mode": lambda _n: _is_ready(slack, record, in_socket_mode=True),
            },
            ROUNDS,
        )
    imports = median(taken.pop("imports"))
    return [_figure(name, median(each), imports) for name, each in taken.items()]


def _figure(name: str, taken: float, imports: float) -> Figure:
    return Figure(
        f"start to {name}",
        f"{taken:.0f} ms",
        f"`python -c 'import app'`: {imports:.0f} ms",
        taken / imports,
        f"≤ {GOAL}×",
        taken / imports <= GOAL,
    )


def _imports() -> None:
    subprocess.run([sys.executable, "-c", "import app"], cwd=ROOT, check=True)


def _is_ready(slack: QuickSlack, record: str, *, in_socket_mode: bool = False) -> None:
    process = rapport(slack, record, free_port(), in_socket_mode=in_socket_mode)
    process.wait_until_ready()
    process.end()
