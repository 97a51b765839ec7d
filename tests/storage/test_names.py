"""Names are found among thousands: by name, alias and misspelt, in work that stays bounded."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot import account_search
from storage.accounts import Account
from storage.base import Base, new_id
from storage.database import Database
from storage.names import AccountName, NameTrigram, fold, trigrams

TEAM = "T1"
MANY = 6_000  # the benchmark has 50,000
FIRST = ["Blue", "Crest", "Delta", "Ever", "Fair", "Gold", "Harbor", "Iron", "Juno", "Kite"]
SECOND = ["bridge", "field", "works", "stone", "wave", "light", "point", "ridge", "gate", "mark"]
THIRD = ["Foods", "Logistics", "Systems", "Partners", "Trading", "Labs", "Media", "Energy"]


def name(number: int) -> str:
    shuffled = random.Random(number)
    return f"{shuffled.choice(FIRST)}{shuffled.choice(SECOND)} {shuffled.choice(THIRD)} {number}"


def misspelt(words: str, shuffled: random.Random) -> str:
    at = shuffled.randrange(1, len(words.split()[0]) - 1)
    return shuffled.choice(
        [
            words[:at] + words[at + 1 :],
            words[:at] + "q" + words[at + 1 :],
            words[:at] + "q" + words[at:],
            words[: at - 1] + words[at] + words[at - 1] + words[at + 1 :],
        ]
    )


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A record of many accounts, every tenth with an alias."""
    path: Path = tmp_path_factory.mktemp("many") / "many.db"
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    with database.write() as session:
        fill(session, MANY)
    yield database
    database.close()


def fill(session: Session, count: int) -> None:
    now = datetime(2026, 11, 25, tzinfo=UTC)
    made = [Account(team_id=TEAM, id=new_id(), name=name(n), status="active") for n in range(count)]
    rows = [
        {
            "team_id": TEAM,
            "id": account.id,
            "name": account.name,
            "status": "active",
            "created_by": "U1",
            "created_at": now,
            "changed_by": "U1",
            "changed_at": now,
        }
        for account in made
    ]
    session.execute(insert(Account), rows)
    bears = [(account.id, account.name, False) for account in made]
    bears += [(a.id, f"Customer No {n}", True) for n, a in enumerate(made) if n % 10 == 0]
    names = [
        {
            "team_id": TEAM,
            "id": new_id(),
            "account_id": account_id,
            "words": words,
            "folded": fold(words),
            "is_alias": is_alias,
        }
        for account_id, words, is_alias in bears
    ]
    session.execute(insert(AccountName), names)
    marks = sorted((t, n["id"]) for n in names for t in trigrams(str(n["folded"])))
    session.execute(
        insert(NameTrigram), [{"team_id": TEAM, "trigram": t, "name_id": i} for t, i in marks]
    )


def test_every_name_alias_and_misspelling_finds_its_account(many: Database) -> None:
    shuffled = random.Random(1)
    for _time in range(40):
        number = shuffled.randrange(0, MANY, 10)
        for words in (name(number), misspelt(name(number), shuffled), f"customer no {number}"):
            with many.read() as session:
                found, rest = account_search.at_start_of(session, TEAM, f"{words} agreed the pilot")
            assert (found.name, rest) == (name(number), "agreed the pilot"), words


def test_a_forms_list_offers_what_is_typed(many: Database) -> None:
    shuffled = random.Random(2)
    for _time in range(40):
        number = shuffled.randrange(0, MANY, 10)
        for typed in (name(number), misspelt(name(number), shuffled), f"customer no {number}"):
            with many.read() as session:
                offered = account_search.search(session, TEAM, typed, 20)
            assert name(number) in [each.name for each in offered], typed


def steps_of(database: Database, line: str) -> int:
    """SQLite's own virtual steps, in hundreds, that a line's look-up takes."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    def listen(connection: object, *_rest: object) -> None:
        connection.set_progress_handler(count, 100)  # type: ignore[attr-defined]

    with database.read() as session:
        raw = session.connection().connection.driver_connection
        listen(raw)
        try:
            account_search.at_start_of(session, TEAM, line)
        except account_search.WhichAccount:
            pass
        finally:
            raw.set_progress_handler(None, 0)  # type: ignore[union-attr]
    return steps


@pytest.mark.parametrize(
    "line",
    [
        f"{name(70)} agreed the pilot",
        "Bluebrigde Foods 70 agreed the pilot",
        "Nobody Knows Them agreed the pilot",
        "spoke to the people of harbor logistics about new systems",
    ],
)
def test_the_databases_work_stays_bounded(many: Database, line: str) -> None:
    # 200,000 steps are about 10 ms; following every bearer of a common trigram takes millions.
    assert steps_of(many, line) < 2_000
