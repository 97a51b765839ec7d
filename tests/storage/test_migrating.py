"""Migrations: whole or not at all, by one process or two at once, and never backwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from playground.company import sample_company
from playground.server import Playground
from storage.database import Database, RecordUnavailable
from storage.migrating import NewerSchema, is_current, migrate
from storage.tables import Base
from tests.conftest import MANIFEST
from tests.faults.process import COMMIT, STATEMENT, BotProcess, CrashPoint
from tests.records import Cluster

KILLED = -9


@pytest.fixture
def bare(record: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a table, of the same kind as the record."""
    if record.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'bare.db'}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.bare()
    yield url
    cluster.drop(url)


@pytest.fixture
def database(bare: str) -> Iterator[Database]:
    opened = Database(bare)
    yield opened
    opened.close()


@pytest.fixture
def slack() -> Iterator[Playground]:
    with Playground(sample_company(), MANIFEST) as opened:
        yield opened


@pytest.fixture
def bot(bare: str, slack: Playground, tmp_path: Path) -> Iterator[BotProcess]:
    process = BotProcess(slack, bare, "socket", tmp_path)
    yield process
    process.close()


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_the_newest_schema_is_what_the_tables_say(database: Database) -> None:
    assert not is_current(database)
    migrate(database)
    migrate(database)
    assert is_current(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.parametrize(
    "point",
    [
        CrashPoint(STATEMENT, r"\s*CREATE TABLE people"),
        CrashPoint(STATEMENT, r"\s*CREATE UNIQUE INDEX uq_posts_key"),
        CrashPoint(COMMIT, r"INSERT INTO alembic_version"),
    ],
    ids=["early", "late", "before the commit"],
)
def test_a_killed_migration_leaves_nothing_and_is_done_again(
    bare: str, bot: BotProcess, point: CrashPoint
) -> None:
    bot.runs("migrate", crash=point)
    assert bot.ends() == KILLED
    assert tables(bare) == set()
    bot.runs("migrate")
    assert bot.ends() == 0
    assert {"accounts", "posts", "alembic_version"} <= tables(bare)


def test_two_processes_migrate_at_once(
    bare: str, bot: BotProcess, slack: Playground, tmp_path: Path
) -> None:
    other = BotProcess(slack, bare, "socket", tmp_path)
    bot.runs("migrate")
    other.runs("migrate")
    assert (bot.ends(), other.ends()) == (0, 0), bot.said + other.said
    other.close()


@pytest.mark.sqlite
def test_a_locked_database_is_told_of(database: Database) -> None:
    path = str(database.url.database)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(RecordUnavailable, match="locked"):
            migrate(database)
    migrate(database)


def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    migrate(database)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerSchema, match="newer Rapport"):
        migrate(database)
