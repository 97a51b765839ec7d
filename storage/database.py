"""The engine and the unit of work: many readers, one writer, every commit durable."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from storage import postgres

# A person's command must be answered within 3 s, so waiting for the record ends well before that.
PATIENCE_SECONDS = 2.0


class RecordUnavailable(Exception):
    """The database is locked by another program, full, or out of reach.

    Nothing was stored, but for CommitInDoubt.
    """


class RecordBusy(RecordUnavailable):
    """Somebody else's write takes longer than PATIENCE_SECONDS; the database is well."""


class CommitInDoubt(RecordUnavailable):
    """The connection broke while the commit was under way: it is stored whole, or not at all."""


class BadDatabaseUrl(Exception):
    """The URL names no database that can be opened; the words say why."""


class Database:
    """One database, opened by its SQLAlchemy URL; safe to share between threads.

    Raises BadDatabaseUrl.
    """

    def __init__(self, url: str) -> None:
        try:
            self.url = make_url(url)
            self.is_sqlite = self.url.get_backend_name() == "sqlite"
            if self.is_sqlite and self.url.database in (None, "", ":memory:"):
                raise BadDatabaseUrl("SQLite needs a file: a record in memory is lost at the end")
            self._turn, self._file = _Turn(), _File(str(self.url.database))
            self._writer = (
                _sqlite_writer(self.url, self._turn, self._file)
                if self.is_sqlite
                else postgres.connect(self.url, PATIENCE_SECONDS)
            )
            self._reader = _sqlite_reader(self.url, self._file) if self.is_sqlite else self._writer
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise BadDatabaseUrl(str(error)) from error
        except ValueError as error:
            # Its words may hold a part of a password.
            raise BadDatabaseUrl("its port is no number") from error

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations and checks."""
        return self._writer

    @contextmanager
    def read(self, *, unhurried: bool = False) -> Iterator[Session]:
        """A session that sees one moment of the record and can't change it.

        PostgreSQL ends a statement after 10 s, unless it is an unhurried one. Raises
        RecordUnavailable when the database doesn't answer in PATIENCE_SECONDS.
        """
        with told_plainly():
            if self.is_sqlite:
                with Session(self._reader, expire_on_commit=False) as session:
                    yield session
            else:
                with _begun(postgres.one_moment(self._reader, unhurried=unhurried)) as session:
                    yield session

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """As read(), without a session: for what every request asks, see storage.direct."""
        if self.is_sqlite:
            with told_plainly(), self._reader.connect() as connection:
                yield connection
        else:
            with self.read() as session:
                yield session.connection()

    @contextmanager
    def write(self, team_id: str = "", *, unhurried: bool = False) -> Iterator[Session]:
        """One use case's transaction: committed at the end of the block, rolled back if it raises.

        No other of its workspace runs meanwhile, in any process; without a workspace none of any
        does. (SQLite has one writer at a time anyway.) Only an unhurried one, which nobody waits
        for at Slack, may have statements that take longer than PATIENCE_SECONDS.

        Never call Slack inside. Raises RecordUnavailable when the write can't be had or kept:
        then nothing was stored, but for CommitInDoubt.
        """
        with told_plainly():
            if self.is_sqlite:
                with self._only_writer() as session:
                    yield session
            else:
                alone = postgres.alone(self._writer, team_id, PATIENCE_SECONDS, unhurried=unhurried)
                with _begun(alone) as session:
                    yield session
                    _commit(session)

    @contextmanager
    def queue(self) -> Iterator[Session]:
        """A transaction that takes turns with nobody: it locks the rows that it takes or changes.

        For those who share work row by row. Else as write().
        """
        with told_plainly():
            if self.is_sqlite:
                with self._only_writer() as session:
                    yield session
            else:
                with _begun(self._writer) as session:
                    yield session
                    _commit(session)

    def require_in_place(self) -> None:
        """Raises RecordUnavailable once a SQLite file was moved, deleted or replaced."""
        if self.is_sqlite:
            self._file.require_in_place()

    def close(self) -> None:
        self._reader.dispose()
        self._writer.dispose()

    @contextmanager
    def _only_writer(self) -> Iterator[Session]:
        with (
            self._turn.taken(),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session


@contextmanager
def _begun(engine: Engine) -> Iterator[Session]:
    """A session whose transaction has begun, on a new connection if the server has cut this one."""
    with Session(engine, expire_on_commit=False) as session:
        try:
            session.connection()
        except DBAPIError as fault:
            if not fault.connection_invalidated:
                raise
            session.rollback()
            session.connection()
        yield session


def _commit(session: Session) -> None:
    session.flush()
    try:
        session.commit()
    except DBAPIError as fault:
        if fault.connection_invalidated:
            raise CommitInDoubt(str(fault.orig)) from fault
        raise


class _Turn:
    """One writer at a time in this process, and how long the one whose turn it is may still wait.

    SQLite's own queue isn't fair: with it alone, 16 threads wait up to a second.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.patience = PATIENCE_SECONDS

    @contextmanager
    def taken(self) -> Iterator[None]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        if not self._lock.acquire(timeout=PATIENCE_SECONDS):
            raise RecordBusy("another write is still under way")
        try:
            self.patience = max(0.0, deadline - time.monotonic())
            yield
        finally:
            self.patience = PATIENCE_SECONDS
            self._lock.release()


class _File:
    """SQLite's file, which a program goes on writing to after somebody has moved it away."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._opened: tuple[int, int] | None = None
        self._making = threading.Lock()

    def make(self) -> None:
        """Make it if there is none: its owner's alone, as it holds clients' words."""
        with self._making, suppress(OSError):
            with suppress(FileExistsError):
                # Never open one that is there: closing it would end all of SQLite's locks on it
                # in this process (sqlite.org/howtocorrupt.html, 2.2).
                os.close(os.open(self._path, os.O_CREAT | os.O_EXCL, mode=0o600))
            self._opened = self._opened or self._found()

    def require_in_place(self) -> None:
        """Raises RecordUnavailable where another file stands now, or none."""
        if self._opened is not None and self._found() != self._opened:
            raise RecordUnavailable(f"{self._path} was moved or replaced; start Rapport anew")

    def _found(self) -> tuple[int, int] | None:
        try:
            found = Path(self._path).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turns what the driver says of a database out of reach into RecordUnavailable."""
    try:
        yield
    except PoolExhausted as error:
        raise RecordUnavailable(str(error)) from error
    except DBAPIError as error:
        if postgres.is_lock_kept(error):
            raise RecordBusy("another write in this workspace is still under way") from error
        is_no_record = type(error.orig) is sqlite3.DatabaseError
        if (
            is_no_record
            or isinstance(error, OperationalError)
            or postgres.is_cut_or_read_only(error)
        ):
            raise RecordUnavailable(str(error.orig)) from error
        raise


def _sqlite_writer(url: URL, turn: _Turn, file: _File) -> Engine:
    engine = _sqlite(url, file)

    def on_begin(connection: Connection) -> None:
        # Straight to the driver: this precedes every write.
        driver: Any = connection.connection.dbapi_connection
        file.require_in_place()
        driver.execute(f"PRAGMA busy_timeout={round(turn.patience * 1000)}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "begin", on_begin)
    return engine


def _sqlite_reader(url: URL, file: _File) -> Engine:
    engine = _sqlite(url, file, "query_only=ON")
    event.listen(engine, "begin", _begin_reading)
    return engine


def _begin_reading(connection: Connection) -> None:
    # Straight to the driver: this precedes every read.
    driver: Any = connection.connection.dbapi_connection
    driver.execute("BEGIN")


def _sqlite(url: URL, file: _File, *more: str) -> Engine:
    engine = create_engine(
        url,
        pool_size=16,
        # An error's words go to the log, and people's words stand in its parameters.
        hide_parameters=True,
        pool_timeout=PATIENCE_SECONDS,
        connect_args={"timeout": PATIENCE_SECONDS, "check_same_thread": False},
    )

    def before_connect(*_args: object) -> None:
        file.make()

    def on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        assert isinstance(connection, sqlite3.Connection)
        # The driver's own transactions begin late and lose updates; ours begin where we say.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", *more):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "do_connect", before_connect)
    event.listen(engine, "connect", on_connect)
    return engine
