"""The unit of work: durable, isolated, never waiting for long; ids and times as they must be."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from bot.desk import Desk
from storage.accounts import Account
from storage.base import new_id
from storage.database import BadDatabaseUrl, Database, RecordBusy, RecordUnavailable
from storage.interactions import Interaction, Kind
from storage.migrating import migrate
from storage.teams import Team

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def database(record: str) -> Iterator[Database]:
    opened = Database(record)
    yield opened
    opened.close()


def path_of(database: Database) -> str:
    return str(database.url.database)


@contextmanager
def held_by_another_program(database: Database) -> Iterator[None]:
    url = database.url.render_as_string(hide_password=False)
    with closing(Database(url)) as other, other.write() as session:
        session.execute(text("UPDATE teams SET name = name"))
        yield


def team(session: Session) -> Team:
    found = session.get(Team, "T1")
    assert found is not None
    return found


def add_team(database: Database, name: str = "Acme") -> None:
    with database.write() as session:
        session.add(Team(team_id="T1", name=name))


def test_what_was_written_is_there_for_another_program(database: Database) -> None:
    add_team(database)
    other = create_engine(database.url)
    with other.connect() as connection:
        assert connection.scalars(text("SELECT name FROM teams")).all() == ["Acme"]
    other.dispose()


def test_nothing_is_stored_by_half(database: Database) -> None:
    def write_and_fail() -> None:
        with database.write() as session:
            session.add(Team(team_id="T1", name="Acme"))
            session.flush()
            raise RuntimeError("the power is gone")

    with pytest.raises(RuntimeError):
        write_and_fail()
    with database.read() as session:
        assert session.get(Team, "T1") is None


def test_a_reading_session_cannot_write(database: Database) -> None:
    add_team(database)

    def write_in_a_read() -> None:
        with Desk(database).read() as session:
            session.execute(text("UPDATE teams SET name = 'Globex'"))
            session.commit()

    with pytest.raises(RecordUnavailable, match=r"read-?only"):
        write_in_a_read()
    with database.read() as session:
        assert team(session).name == "Acme"


def test_a_reading_session_sees_one_moment(database: Database) -> None:
    add_team(database, "before")
    with database.read() as session:
        assert session.execute(text("SELECT name FROM teams")).scalar_one() == "before"
        with database.write() as writing:
            team(writing).name = "after"
        assert session.execute(text("SELECT name FROM teams")).scalar_one() == "before"


def test_800_read_modify_writes_on_16_threads_lose_none(database: Database) -> None:
    add_team(database, "0")

    def count_up(_turn: int) -> None:
        # Under 16 writers without a pause a person would give up.
        with database.write(unhurried=True) as session:
            team(session).name = str(int(team(session).name) + 1)

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(count_up, range(800)))
    with database.read() as session:
        assert team(session).name == "800"


@pytest.mark.sqlite
def test_every_connection_is_durable_and_checks_foreign_keys(database: Database) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    for engine, query_only in ((database.engine, 0), (database._reader, 1)):
        connections = [engine.raw_connection() for _ in range(5)]
        for connection in connections:
            found = {
                name: connection.cursor().execute(f"PRAGMA {name}").fetchone()[0]
                for name in (*wanted, "query_only")
            }
            assert found == {**wanted, "query_only": query_only}
        for connection in connections:
            connection.close()


def test_a_row_without_its_account_is_refused(database: Database) -> None:
    homeless = Interaction(
        team_id="T1",
        account_id=1,
        kind=Kind.CALL,
        occurred_at=NOON,
        author_id="U1",
        notes="hello",
        created_at=NOON,
    )
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(homeless)


@pytest.mark.sqlite
def test_a_locked_record_says_so_in_two_seconds_and_recovers(database: Database) -> None:
    add_team(database, "before")

    def rename() -> None:
        with database.write() as session:
            team(session).name = "after"

    started = time.monotonic()
    with held_by_another_program(database), pytest.raises(RecordUnavailable, match="locked"):
        rename()
    assert 1.5 < time.monotonic() - started < 2.7
    rename()
    with database.read() as session:
        assert team(session).name == "after"


@pytest.mark.sqlite
def test_who_waits_in_line_for_a_locked_record_waits_no_longer(database: Database) -> None:
    waited: list[float] = []

    def write() -> None:
        started = time.monotonic()
        with pytest.raises(RecordUnavailable), database.write() as session:
            session.execute(text("SELECT 1"))
        waited.append(time.monotonic() - started)

    with held_by_another_program(database), ThreadPoolExecutor(4) as threads:
        for _ in range(4):
            threads.submit(write)
    assert len(waited) == 4
    assert max(waited) < 2.7, "Slack waits 3 s in all"


def test_what_nobody_waits_for_waits_for_its_turn(database: Database) -> None:
    add_team(database, "0")
    held, waited = threading.Event(), threading.Event()

    def hold() -> None:
        with database.write("T1", unhurried=True) as session:
            session.execute(text("UPDATE teams SET name = '1'"))
            held.set()
            assert waited.wait(20)

    def add() -> None:
        with database.write("T1", unhurried=True) as session:
            team(session).name += "2"

    with ThreadPoolExecutor(2) as threads:
        threads.submit(hold)
        assert held.wait(20)
        adding = threads.submit(add)
        with pytest.raises(RecordBusy), database.write("T1") as session:
            session.execute(text("SELECT 1"))
        waited.set()
        adding.result()
    with database.read() as session:
        assert team(session).name == "12"


@pytest.mark.sqlite
def test_a_new_connection_leaves_the_others_their_locks(database: Database) -> None:
    add_team(database)
    log = Path(f"{path_of(database)}-wal")
    looks = (
        "import sqlite3, sys; other = sqlite3.connect(sys.argv[1]);"
        "other.execute('SELECT * FROM teams').fetchall(); other.close()"
    )
    with database.read() as session:
        assert team(session).name == "Acme"
        assert log.exists()
        subprocess.run([sys.executable, "-c", looks, path_of(database)], check=True)
        # Who closes last takes it away; without our locks that program would believe so.
        assert log.exists()


def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    add_team(database)
    started = time.monotonic()
    with held_by_another_program(database), database.read() as session:
        assert team(session).name == "Acme"
    assert time.monotonic() - started < 1


@pytest.mark.sqlite
def test_a_full_disk_stores_nothing_and_passes(database: Database) -> None:
    add_team(database, "before")
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def rename(name: str, limit: int) -> None:
        with database.write() as session:
            session.execute(text(f"PRAGMA max_page_count = {limit}"))
            team(session).name = name

    with pytest.raises(RecordUnavailable, match="full"):
        rename("x" * 100_000, pages)
    with database.read() as session:
        assert team(session).name == "before"
    rename("after", 2**30)
    with database.read() as session:
        assert team(session).name == "after"


@pytest.mark.parametrize(
    "url", ["rapport.db", "oracle9i+none://x", "postgresql+nothere://localhost/rapport"]
)
def test_a_url_that_names_no_database(url: str) -> None:
    with pytest.raises(BadDatabaseUrl):
        Database(url)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'nowhere' / 'rapport.db'}")
    with pytest.raises(RecordUnavailable, match="unable to open"), database.write() as session:
        session.execute(text("SELECT 1"))


def test_a_naive_time_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 25, 12, 0)  # noqa: DTZ001 - the point of the test
    account = Account(team_id="T1", name="Acme", created_at=naive)
    with pytest.raises(StatementError, match="naive time"), database.write() as session:
        session.add(account)


def test_ids_rise_within_a_thread_and_are_never_given_twice() -> None:
    given: list[list[int]] = []
    at_once = threading.Barrier(8)

    def take() -> None:
        at_once.wait()
        given.append([new_id() for _ in range(2000)])

    with ThreadPoolExecutor(8) as threads:
        for _ in range(8):
            threads.submit(take)
    assert all(a < b for mine in given for a, b in pairwise(mine))
    assert len({each for mine in given for each in mine}) == 16_000
    assert max(max(mine) for mine in given) < new_id() < 2**63


def test_an_id_made_later_in_another_process_is_greater() -> None:
    mine = new_id()
    code = "from storage.base import new_id; print(new_id())"
    theirs = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert mine < int(theirs.stdout) < new_id()


@pytest.mark.sqlite
@pytest.mark.parametrize("replaced", [True, False])
def test_nothing_is_written_to_a_file_that_was_moved_away(
    database: Database, replaced: bool
) -> None:
    path = Path(path_of(database))
    add_team(database, "Acme")
    path.rename(path.with_name("moved.db"))
    if replaced:
        shutil.copy(path.with_name("moved.db"), path)
    with pytest.raises(RecordUnavailable, match="moved or replaced"):
        add_team(database, "Globex")
    assert not Desk(database).is_reachable()
    path.unlink(missing_ok=True)
    path.with_name("moved.db").rename(path)
    assert Desk(database).is_reachable()


@pytest.mark.sqlite
def test_a_new_record_is_its_owners_alone(record: str, tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    add_team(database)
    for each in (path, path.with_name("new.db-wal")):
        assert each.stat().st_mode & 0o077 == 0, each
    database.close()


@pytest.mark.sqlite
def test_a_file_of_something_else_is_told_plainly(record: str, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("name,manager\n" * 200)
    database = Database(f"sqlite:///{path}")
    with pytest.raises(RecordUnavailable, match="not a database"):
        migrate(database)
    database.close()


def test_a_port_that_is_no_number_is_told_without_its_words() -> None:
    with pytest.raises(BadDatabaseUrl) as told:
        Database("postgresql+psycopg://u:half#pass@host:port/db")
    assert "pass" not in str(told.value)
