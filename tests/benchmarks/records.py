"""The records that are measured: a workspace with an owner and one account, on either database."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import people, teams
from bot.accounts import create
from bot.desk import Desk, open_desk
from bot.people import Actor, PersonFacts, Standing
from tests.benchmarks.slack import BOT, TEAM, USER
from tests.records import Cluster, missing_postgres

ACCOUNT = "Acme"
# Makes a migrated, empty record; gives its URL.
Maker = Callable[[], str]


@contextmanager
def fresh_sqlite() -> Iterator[str]:
    """The URL of a migrated, empty record in SQLite."""
    with _sqlite() as fresh:
        yield fresh()


@contextmanager
def fresh_records() -> Iterator[dict[str, str]]:
    """As `fresh_sqlite`, by the name of its database; in PostgreSQL too where that is at hand."""
    with makers() as found:
        yield {name: fresh() for name, fresh in found.items()}


@contextmanager
def makers() -> Iterator[dict[str, Maker]]:
    """As `fresh_records`, for who needs several of each."""
    with _sqlite() as sqlite:
        if missing_postgres() is not None:
            yield {"SQLite": sqlite}
            return
        cluster = Cluster()
        try:
            yield {"SQLite": sqlite, "PostgreSQL": cluster.fresh}
        finally:
            cluster.remove()


@contextmanager
def _sqlite() -> Iterator[Maker]:
    numbers = itertools.count(1)

    def fresh() -> str:
        record = f"sqlite:///{Path(folder) / f'{next(numbers)}.db'}"
        desk = open_desk(record)
        desk.migrate()
        desk.database.close()
        return record

    with TemporaryDirectory() as folder:
        yield fresh


def furnish(desk: Desk) -> int:
    """Somebody with a role, and an account to speak of; gives the account's id."""
    teams.keep(desk, TEAM, "Bench", BOT)
    people.keep(desk, TEAM, [PersonFacts(USER, "Ana", None, "Asia/Manila", Standing.OWNER)])
    return add_account(desk, ACCOUNT)


def add_account(desk: Desk, name: str) -> int:
    person = people.find(desk, TEAM, USER)
    assert person is not None
    with desk.write(TEAM) as session:
        return create(desk, session, Actor(TEAM, person, "bench"), name).id
