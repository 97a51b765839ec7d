"""PostgreSQL's own: who waits for whom, what a server's end leaves, and which index is used."""

from __future__ import annotations

import ast
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot import schedule
from bot.clock import Clock
from bot.desk import Desk
from storage import homes, lanes, names, postgres
from storage.base import new_id
from storage.database import PATIENCE_SECONDS, Database, RecordBusy, RecordUnavailable
from storage.homes import OpenedHome
from storage.migrating import migrate
from storage.names import AccountName
from storage.teams import Team
from tests.records import Cluster
from tests.storage.test_costs import NOW, furnish

BOT = Path(__file__).parent.parent.parent / "bot"


@pytest.fixture
def database(cluster: Cluster) -> Iterator[Database]:
    url = cluster.fresh()
    opened = Database(url)
    with opened.write() as session:
        session.add_all([Team(team_id=each, name="0") for each in ("T1", "T2")])
    yield opened
    opened.close()
    cluster.drop(url)


@contextmanager
def kept_busy(database: Database, team_id: str) -> Iterator[None]:
    """Another thread's use case is under way in a workspace, or in all of them."""
    begun, may_end = threading.Event(), threading.Event()

    def work() -> None:
        with database.write(team_id):
            begun.set()
            assert may_end.wait(20)

    with ThreadPoolExecutor(1) as other:
        done = other.submit(work)
        assert begun.wait(20)
        try:
            yield
        finally:
            may_end.set()
        done.result()


def name_of(database: Database, team_id: str) -> str:
    with database.read() as session:
        return found(session, team_id).name


def found(session: Session, team_id: str) -> Team:
    team = session.get(Team, team_id)
    assert team is not None
    return team


def rename(database: Database, team_id: str, name: str) -> None:
    with database.write(team_id) as session:
        found(session, team_id).name = name


def test_another_workspace_does_not_wait(database: Database) -> None:
    with kept_busy(database, "T1"):
        rename(database, "T2", "after")
        assert name_of(database, "T2") == "after"


@pytest.mark.parametrize(("busy", "asked"), [("T1", "T1"), ("T1", ""), ("", "T1")])
def test_use_cases_take_turns_and_nobody_waits_for_long(
    database: Database, busy: str, asked: str
) -> None:
    started = time.monotonic()
    with kept_busy(database, busy), pytest.raises(RecordBusy), database.write(asked):
        pass
    assert time.monotonic() - started > PATIENCE_SECONDS * 0.9
    rename(database, "T1", "after")
    assert name_of(database, "T1") == "after"


def test_use_cases_of_one_workspace_on_two_replicas_lose_nothing(database: Database) -> None:
    replicas = [database, Database(database.url.render_as_string(hide_password=False))]

    def count_up(turn: int) -> None:
        with replicas[turn % 2].write("T1") as session:
            team = found(session, "T1")
            team.name = str(int(team.name) + 1)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(count_up, range(200)))
    replicas[1].close()
    assert name_of(database, "T1") == "200"


def test_every_use_case_names_its_workspace() -> None:
    """One that names none would hold up all of them."""
    unnamed = [
        f"{path.name}:{call.lineno}"
        for path in BOT.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call).endswith("desk.write()")
    ]
    assert unnamed == []


def test_a_queue_waits_for_no_use_case(database: Database) -> None:
    with kept_busy(database, "T1"), database.queue() as session:
        found(session, "T1").name = "after"
    assert name_of(database, "T1") == "after"


def test_readers_wait_for_no_use_case(database: Database) -> None:
    with kept_busy(database, ""):
        assert name_of(database, "T1") == "0"


def cut_all(database: Database) -> None:
    """The server ends every connection but the one that asks."""
    engine = create_engine(database.url)
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    engine.dispose()


def test_connections_that_the_server_has_cut_are_replaced_unnoticed(database: Database) -> None:
    with database.read(), database.read(), database.write("T1"):
        pass
    cut_all(database)
    assert name_of(database, "T1") == "0"
    cut_all(database)
    rename(database, "T1", "after")
    cut_all(database)
    with database.queue() as session:
        assert found(session, "T1").name == "after"


def test_a_connection_cut_in_a_use_case_stores_nothing_and_says_so(database: Database) -> None:
    def write_and_be_cut() -> None:
        with database.write("T1") as session:
            found(session, "T1").name = "lost"
            session.flush()
            cut_all(database)

    with pytest.raises(RecordUnavailable):
        write_and_be_cut()
    assert name_of(database, "T1") == "0"


def test_a_server_that_dies_is_out_of_reach_and_then_back_without_our_restart(
    cluster: Cluster, database: Database
) -> None:
    def write_and_lose_the_server() -> None:
        with database.write("T1") as session:
            found(session, "T1").name = "lost"
            session.flush()
            cluster.crash()

    try:
        with pytest.raises(RecordUnavailable):
            write_and_lose_the_server()
        started = time.monotonic()
        with pytest.raises(RecordUnavailable):
            name_of(database, "T1")
        assert not Desk(database).is_reachable()
        assert time.monotonic() - started < PATIENCE_SECONDS
    finally:
        cluster.start()
    assert name_of(database, "T1") == "0"
    rename(database, "T1", "after")
    assert name_of(database, "T1") == "after"


def test_a_server_that_takes_no_writes_is_told_of(database: Database) -> None:
    with database.engine.connect() as connection:
        name = connection.exec_driver_sql("SELECT current_database()").scalar_one()
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        connection.commit()
    cut_all(database)
    with pytest.raises(RecordUnavailable, match="read-only"):
        rename(database, "T1", "after")
    assert name_of(database, "T1") == "0"


def test_a_statement_that_takes_too_long_is_ended_unless_nobody_waits_for_it(
    database: Database,
) -> None:
    slow = text(f"SELECT pg_sleep({PATIENCE_SECONDS + 0.5})")
    with pytest.raises(RecordUnavailable, match="statement timeout"), database.write("T1") as short:
        short.execute(slow)
    with database.write("T1", unhurried=True) as long:
        long.execute(slow)


def test_what_the_url_says_goes_before_our_own_settings(database: Database) -> None:
    with database.read() as session:
        assert session.scalar(text("SHOW lock_timeout")) == "2s"
        assert session.scalar(text("SHOW application_name")) == "rapport"
    theirs = {"application_name": "spare", "options": "-c lock_timeout=1500"}
    other = Database(database.url.update_query_dict(theirs).render_as_string(hide_password=False))
    with other.read() as session:
        assert session.scalar(text("SHOW lock_timeout")) == "1500ms"
        assert session.scalar(text("SHOW application_name")) == "spare"
    other.close()


def test_a_migration_waits_for_use_cases_and_lets_none_begin(database: Database) -> None:
    with database.engine.connect() as connection:
        postgres.all_alone(connection, 1)
        with pytest.raises(RecordBusy), database.write("T1"):
            pass
        connection.rollback()
    with kept_busy(database, "T1"), database.engine.connect() as connection:
        with pytest.raises(Exception, match="lock timeout"):
            postgres.all_alone(connection, 1)
        connection.rollback()


@pytest.fixture
def sorted_as_in_a_dictionary(cluster: Cluster) -> Iterator[Database]:
    """A database made for a language: "a" before "B" before "c"."""
    engine = create_engine(cluster.url("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(
            "CREATE DATABASE dictionary TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
        )
    engine.dispose()
    opened = Database(cluster.url("dictionary"))
    migrate(opened)
    yield opened
    opened.close()
    cluster.drop(cluster.url("dictionary"))


def test_names_are_sorted_and_begin_alike_in_any_language(
    sorted_as_in_a_dictionary: Database,
) -> None:
    database = sorted_as_in_a_dictionary
    words = ["ab-c", "abb", "ab d", "ABÉ", "abz", "ac", "b"]
    with database.write("T1") as session:
        session.add(Team(team_id="T1"))
        session.flush()
        session.add_all(
            AccountName(
                team_id="T1",
                account_id=new_id(),
                words=each,
                folded=names.fold(each),
                is_alias=False,
            )
            for each in words
        )
    with database.read() as session:
        found = [each.folded for each in names.starting_with(session, "T1", "ab")]
    assert found == sorted(names.fold(each) for each in words if each.lower().startswith("ab"))


def test_a_second_row_of_one_key_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write("T1") as session:
        session.add(Team(team_id="T2"))


def test_what_is_due_is_looked_up_by_the_indexes_made_for_it(database: Database) -> None:
    asked: list[tuple[str, dict[str, Any]]] = []

    def note(
        _c: object, _u: object, statement: str, parameters: dict[str, Any], *_rest: object
    ) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    with database.write() as session:
        session.delete(found(session, "T1"))
    desk = Desk(database, Clock.fixed_now(NOW - timedelta(days=1)))
    furnish(desk, 40)
    with database.write() as session:
        shown = {"team_id": "T1", "wanted": 1, "shown": 1, "try_at": NOW}
        homes_shown = [OpenedHome(user_id=f"U{n}", **shown) for n in range(1000)]
        session.add_all(homes_shown)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    event.listen(database.engine, "before_cursor_execute", note)
    schedule.tick(desk)
    schedule.next_due(desk)
    with database.read() as session:
        lanes.next_try(session, "T1")
        homes.next_try(session, "T1")
    event.remove(database.engine, "before_cursor_execute", note)
    used = "\n".join(plan(database, *each) for each in asked)
    for index in (
        "ix_people_next_digest_at",
        "ix_follow_ups_ping_at",
        "ix_complaints_alarm_at",
        "ix_episodes_alarm_at",
        "ix_posts_unshown",
        "ix_homes_unshown",
    ):
        assert index in used, used


def plan(database: Database, statement: str, parameters: dict[str, Any]) -> str:
    """How the server carries out a statement."""
    with database.queue() as session:
        connection = session.connection()
        lines = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
        return "\n".join(line for (line,) in lines)
