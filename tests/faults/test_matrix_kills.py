"""kill -9 in the middle of longer work: a migration, an import, a digest, one of two replicas."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, inspect, select

from playground.faults import Fault
from storage.accounts import Account
from storage.database import Database
from storage.migrating import is_current
from tests.faults import promises
from tests.faults.company import Company
from tests.faults.process import (
    AFTER_CLAIM,
    BEFORE_MARK,
    COMMIT,
    COMMITTED,
    SLACK_SECONDS,
    STATEMENT,
    BotProcess,
    CrashPoint,
    until,
)
from tests.records import Cluster

KILLED = -9
LINES = 300
MORNING = datetime(2030, 3, 6, 1, 5, tzinfo=UTC)
"""A Wednesday, 09:05 in Manila, where Ana is."""


@pytest.fixture
def bare(company: Company, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without a table, of the kind that the company's is."""
    if company.desk.database.is_sqlite:
        yield f"sqlite:///{tmp_path / 'bare.db'}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.bare()
    yield url
    cluster.drop(url)


@pytest.mark.parametrize(
    "point",
    [
        CrashPoint(STATEMENT, r"\s*CREATE TABLE"),
        CrashPoint(STATEMENT, r"\s*CREATE UNIQUE INDEX uq_posts_key"),
        CrashPoint(STATEMENT, r"\s*CREATE TABLE homes"),
        CrashPoint(COMMIT, r"\s*CREATE TABLE homes"),
    ],
    ids=["at the first table", "half-way", "in a later step", "before the commit"],
)
def test_killed_during_a_migration(company: Company, bare: str, point: CrashPoint) -> None:
    bot = BotProcess(company.slack, bare, "socket", company.folder)
    company.bots.append(bot)
    bot.runs("migrate", crash=point)
    assert bot.ends() == KILLED
    database = Database(bare)
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    bot.runs("migrate")
    assert bot.ends() == 0
    assert is_current(database)
    database.close()


@pytest.mark.parametrize(
    ("point", "stored"),
    [
        (CrashPoint(STATEMENT, r"INSERT INTO account_names"), 0),
        (CrashPoint(COMMIT, r"INSERT INTO accounts"), 0),
        (CrashPoint(COMMITTED, r"INSERT INTO accounts"), LINES),
    ],
    ids=["half-way", "before the commit", "after the commit"],
)
def test_killed_during_an_import(company: Company, point: CrashPoint, stored: int) -> None:
    sheet = company.folder / "accounts.csv"
    sheet.write_text("name\n" + "".join(f"Client {n:03}\n" for n in range(LINES)), "utf-8")
    bot = company.hires()
    bot.runs("import", str(sheet), crash=point)
    assert bot.ends() == KILLED
    assert clients(company) == stored
    for _again in range(2):
        bot.runs("import", str(sheet))
        assert bot.ends() == 0
        assert clients(company) == LINES


def clients(company: Company) -> int:
    """How many accounts came by the import."""
    imported = select(func.count()).select_from(Account).where(Account.name.startswith("Client "))
    with company.desk.read() as session:
        return session.scalars(imported).one()


@pytest.mark.parametrize(
    "point",
    [
        CrashPoint(COMMIT, r"INSERT INTO digests"),
        CrashPoint(COMMITTED, r"INSERT INTO digests"),
        AFTER_CLAIM,
        BEFORE_MARK,
    ],
    ids=["before the commit", "after the commit", "after the claim", "before the mark"],
)
def test_killed_while_the_digest_is_made(company: Company, point: CrashPoint) -> None:
    company.owes("send the contract", due_in=MORNING - company.machine())
    company.expects_digest(MORNING)
    bot = company.hires()
    bot.runs("tick", "--now", MORNING.isoformat(), crash=point)
    assert bot.ends() == KILLED
    company.leases_end()
    for _again in range(2):
        bot.runs("tick", "--now", MORNING.isoformat())
        assert bot.ends() == 0
    promises.are_kept(company)
    assert company.digests() == 1
    assert ["send the contract" in each.words for each in company.shown()].count(True) == 2


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_two_replicas_with_one_killed(company: Company, mode: str) -> None:
    first, second = (company.hires(mode, **{SLACK_SECONDS: "1"}) for _each in range(2))
    taken = count(1)

    def is_tenth(_args: Any) -> bool:
        return next(taken) == 10

    kill = Fault("chat.postMessage", "performed", when=is_tenth, then=first.kill)
    company.slack.faults.add(kill)
    first.serves()
    second.serves()
    for number in range(40):
        company.owes(f"thing {number:02}", recipient=("U0ANA", "U0CHITRA")[number % 2])
    assert first.ends() == KILLED
    acked = [company.says(f"call {number}") for number in range(3)]
    assert kill.fired == 1
    until(lambda: len(company.posts()) == 40, 20)
    promises.are_kept(company, acked)
