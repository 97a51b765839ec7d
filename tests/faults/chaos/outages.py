"""What goes wrong with the record itself: held by another program, full, crashed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from random import Random

import psycopg

from tests.faults.chaos.acts import CannotAct, file_complaint, log_call
from tests.faults.chaos.board import DISK_FULL
from tests.faults.chaos.run import Run
from tests.faults.chaos.troubles import Trouble

_COMMANDS = 8
_TABLES = ("interactions", "complaints", "follow_ups", "posts", "digests", "homes")
# PostgreSQL can't be given a full disk without a disk of its own, but it can be made to say so.
_FULL = """
CREATE TABLE IF NOT EXISTS no_room (is_so integer);
CREATE OR REPLACE FUNCTION need_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM no_room) THEN
        RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
    END IF;
    RETURN NEW;
END $$;
"""


def lock_the_record(run: Run, dice: Random) -> None:
    """Another program holds the record for longer than a bot waits."""
    _suffers(run, dice, "record locked", _locked(run), 2)


def fill_the_disk(run: Run, dice: Random) -> None:
    """There is no room on the disk for a while."""
    _suffers(run, dice, "disk full", _full(run), _COMMANDS)


def crash_the_server(run: Run, dice: Random) -> None:
    """PostgreSQL dies and is started again."""
    if run.cluster is None:
        raise CannotAct
    _suffers(run, dice, "PostgreSQL crashed", _crashed(run), 1)


OUTAGES: dict[Trouble, int] = {lock_the_record: 2, fill_the_disk: 3, crash_the_server: 2}


def _suffers(
    run: Run, dice: Random, name: str, outage: AbstractContextManager[None], commands: int
) -> None:
    """People go on meanwhile; it has struck when one of them was not told that it is stored."""
    run.laid[name] += 1
    before = len(run.model.records)
    with outage:
        for _ in range(commands):
            act: Callable[[Run, Random], None] = dice.choice((log_call, file_complaint))
            act(run, dice)
    asked = list(run.model.records.values())[before:]
    run.hit[name] += any(record.is_doubtful for record in asked)


@contextmanager
def _locked(run: Run) -> Iterator[None]:
    database = run.desk.database
    if database.is_sqlite:
        other = sqlite3.connect(str(database.url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()
        return
    with _connected(run) as holder, holder.transaction():
        holder.execute(f"LOCK TABLE {', '.join(_TABLES)} IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def _full(run: Run) -> Iterator[None]:
    if run.desk.database.is_sqlite:
        run.nursery.board[DISK_FULL] = 1
        yield
        run.nursery.board[DISK_FULL] = 0
        return
    with _connected(run) as connection:
        connection.execute(_FULL)
        for table in _TABLES:
            connection.execute(
                f"CREATE OR REPLACE TRIGGER need_room BEFORE INSERT OR UPDATE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION need_room()"
            )
        connection.execute("INSERT INTO no_room VALUES (1)")
        yield
        connection.execute("DELETE FROM no_room")


@contextmanager
def _crashed(run: Run) -> Iterator[None]:
    assert run.cluster is not None
    run.cluster.crash()
    try:
        yield
    finally:
        run.cluster.start()


def _connected(run: Run) -> psycopg.Connection[tuple[object, ...]]:
    url = run.desk.database.url.set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)
