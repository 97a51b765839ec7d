"""A CSV file loaded by a process of its own, beside the bots, which may be killed at it."""

from __future__ import annotations

from random import Random

from tests.faults.chaos.run import MANAGERS, Run
from tests.faults.chaos.troubles import Trouble
from tests.faults.chaos.waiting import soon
from tests.faults.process import COMMIT, COMMITTED, STATEMENT, CrashPoint

_LINES = 20
_SECONDS = 30
KILLED = -9
_WHERE = r"INSERT INTO accounts"


def import_accounts(run: Run, _dice: Random) -> None:
    """Twenty new accounts are loaded at once."""
    _load(run, None, "")


def kill_an_import(run: Run, dice: Random) -> None:
    """The process that loads them is killed on its way."""
    when = dice.choice((STATEMENT, COMMIT, COMMITTED))
    _load(run, CrashPoint(when, _WHERE), f"crash: {when} of an import")


IMPORTS: dict[Trouble, int] = {import_accounts: 2, kill_an_import: 2}


def _load(run: Run, crash: CrashPoint | None, doom: str) -> None:
    number = len(run.model.imports) + 1
    names = [f"Batch {number} line {line}" for line in range(_LINES)]
    file = run.folder / "accounts.csv"
    heirs = [run.slack.person(handle).id for handle in MANAGERS]
    rows = [f"{name},{heirs[line % len(heirs)]}" for line, name in enumerate(names)]
    file.write_text("\n".join(["name,manager", *rows]), "utf-8")
    bot = run.nursery.runs("import", str(file), crash=crash, doom=doom)
    if not soon(lambda: not bot.is_running(), _SECONDS):
        raise TimeoutError("an import has not come to an end")
    run.nursery.bots.remove(bot)
    if crash is not None:
        run.laid[doom] += 1
        run.hit[doom] += bot.exit_code() == KILLED
    run.model.imports[tuple(names)] = bot.exit_code() == 0
