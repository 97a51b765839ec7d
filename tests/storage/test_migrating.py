"""Migrations: whole or not at all, by one process or two at once, and never backwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from playground.company import sample_company
from playground.server import Playground
from storage.database import Database, RecordUnavailable
from storage.migrating import NewerSchema, is_current, migrate
from storage.tables import Base
from tests.conftest import MANIFEST
from tests.faults.process import COMMIT, STATEMENT, BotProcess, CrashPoint

KILLED = -9


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "rapport.db"


@pytest.fixture
def bot(path: Path) -> Iterator[BotProcess]:
    with Playground(sample_company(), MANIFEST) as slack:
        process = BotProcess(slack, f"sqlite:///{path}", "socket")
        yield process
        process.kill()


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in names}


def test_the_newest_schema_is_what_the_tables_say(path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    assert not is_current(database)
    migrate(database)
    migrate(database)
    assert is_current(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    database.close()


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
    path: Path, bot: BotProcess, point: CrashPoint
) -> None:
    bot.runs("migrate", crash=point)
    assert bot.ends() == KILLED
    assert tables(path) == set()
    bot.runs("migrate")
    assert bot.ends() == 0
    assert {"accounts", "posts", "alembic_version"} <= tables(path)


def test_two_processes_migrate_at_once(path: Path, bot: BotProcess) -> None:
    other = BotProcess(bot._slack, f"sqlite:///{path}", "socket")
    bot.runs("migrate")
    other.runs("migrate")
    assert (bot.ends(), other.ends()) == (0, 0), bot.said + other.said


def test_a_locked_database_is_told_of(path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(RecordUnavailable, match="locked"):
            migrate(database)
    migrate(database)
    database.close()


def test_a_database_of_a_newer_version_is_left_alone(path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerSchema, match="newer Rapport"):
        migrate(database)
    database.close()
