"""Finding an account by name, alias and misspelt name among 50 and 50,000."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot import account_search
from bot.desk import Desk, open_desk
from storage.accounts import Account
from storage.base import new_id
from storage.names import AccountName, NameTrigram, fold, trigrams
from tests.benchmarks.figures import Figure
from tests.benchmarks.records import fresh_sqlite
from tests.benchmarks.slack import TEAM
from tests.benchmarks.timing import median, p99

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
FIRST = ("Acme", "Blue", "Crest", "Delta", "Ever", "Fair", "Gold", "Harbor", "Iron", "Juno", "Kite")
SECOND = ("bridge", "field", "works", "stone", "wave", "light", "point", "ridge", "gate", "mark")
THIRD = ("Foods", "Logistics", "Systems", "Partners", "Trading", "Labs", "Media", "Energy")
LOOKUPS, GOAL_P99_MS = 300, 20


def figures() -> list[Figure]:
    found = []
    for count in (50, 50_000):
        with fresh_sqlite() as record:
            desk = open_desk(record)
            with desk.write(TEAM) as session:
                _fill(session, count)
            exact, typos = _look_up(desk, count)
            desk.database.close()
        found.append(_figure(f"name at a line's start, {count:,} accounts", exact))
        found.append(_figure(f"the same with a typo, {count:,} accounts", typos))
    return found


def _figure(what: str, taken: list[float]) -> Figure:
    return Figure(
        what,
        f"{median(taken):.2f} ms, p99 {p99(taken):.2f} ms",
        goal=f"p99 ≤ {GOAL_P99_MS} ms",
        is_met=p99(taken) <= GOAL_P99_MS,
    )


def _name(number: int) -> str:
    shuffled = random.Random(number)
    words = shuffled.choice(FIRST) + shuffled.choice(SECOND), shuffled.choice(THIRD)
    return f"{words[0]} {words[1]} {number}"


def _fill(session: Session, count: int) -> None:
    accounts_rows, name_rows, trigram_rows = [], [], []
    for number in range(count):
        account_id, name_id, name = new_id(), new_id(), _name(number)
        accounts_rows.append(
            {
                "team_id": TEAM,
                "id": account_id,
                "name": name,
                "status": "active",
                "created_by": "U1",
                "created_at": NOW,
                "changed_by": "U1",
                "changed_at": NOW,
            }
        )
        name_rows.append(
            {
                "team_id": TEAM,
                "id": name_id,
                "account_id": account_id,
                "words": name,
                "folded": fold(name),
                "is_alias": False,
            }
        )
        trigram_rows += [
            {"team_id": TEAM, "trigram": t, "name_id": name_id} for t in trigrams(fold(name))
        ]
    session.execute(insert(Account), accounts_rows)
    session.execute(insert(AccountName), name_rows)
    session.execute(insert(NameTrigram), trigram_rows)


def _look_up(desk: Desk, count: int) -> tuple[list[float], list[float]]:
    exact, typos = [], []
    chosen = random.Random(1)
    for _ in range(LOOKUPS):
        name = _name(chosen.randrange(count))
        exact.append(_milliseconds(desk, f"{name} agreed the pilot"))
        typos.append(_milliseconds(desk, f"{name[0]}{name[2:]} agreed the pilot"))
    return exact, typos


def _milliseconds(desk: Desk, line: str) -> float:
    begun = time.perf_counter()
    with desk.read() as session:
        account_search.at_start_of(session, TEAM, line)
    return (time.perf_counter() - begun) * 1000
