"""The engine and the unit of work: many readers, one writer, every commit durable."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

# A person's command must be answered within 3 s, so waiting for the record ends well before that.
PATIENCE_SECONDS = 2.0


class RecordUnavailable(Exception):
    """The database is locked by another program, full, or out of reach; nothing was stored."""


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
            self._turn = _Turn()
            self._writer = _sqlite_writer(self.url, self._turn) if self.is_sqlite else _pg(self.url)
            self._reader = _sqlite_reader(self.url) if self.is_sqlite else self._writer
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise BadDatabaseUrl(str(error)) from error

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations and checks."""
        return self._writer

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the record and can't change it.

        Raises RecordUnavailable when the database doesn't answer in PATIENCE_SECONDS.
        """
        with told_plainly(), Session(self._read_only_bind(), expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end of the block, rolled back if it raises.

        Never call Slack inside. Raises RecordUnavailable when the write can't be had or kept.
        """
        with (
            told_plainly(),
            self._turn.taken() if self.is_sqlite else nullcontext(),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def close(self) -> None:
        self._reader.dispose()
        self._writer.dispose()

    def _read_only_bind(self) -> Engine:
        if self.is_sqlite:
            return self._reader
        return self._reader.execution_options(postgresql_readonly=True)


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
            raise RecordUnavailable("another write is still under way")
        try:
            self.patience = max(0.0, deadline - time.monotonic())
            yield
        finally:
            self.patience = PATIENCE_SECONDS
            self._lock.release()


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turns what the driver says of a database out of reach into RecordUnavailable."""
    try:
        yield
    except (OperationalError, PoolExhausted) as error:
        raise RecordUnavailable(str(getattr(error, "orig", error))) from error


def _pg(url: URL) -> Engine:
    return create_engine(
        url, hide_parameters=True, pool_pre_ping=True, pool_size=10, pool_timeout=PATIENCE_SECONDS
    )


def _sqlite_writer(url: URL, turn: _Turn) -> Engine:
    engine = _sqlite(url)

    def on_begin(connection: Connection) -> None:
        # Straight to the driver: this precedes every write.
        driver: Any = connection.connection.dbapi_connection
        driver.execute(f"PRAGMA busy_timeout={round(turn.patience * 1000)}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "begin", on_begin)
    return engine


def _sqlite_reader(url: URL) -> Engine:
    engine = _sqlite(url, "query_only=ON")
    event.listen(engine, "begin", _begin_reading)
    return engine


def _begin_reading(connection: Connection) -> None:
    # Straight to the driver: this precedes every read.
    driver: Any = connection.connection.dbapi_connection
    driver.execute("BEGIN")


def _sqlite(url: URL, *more: str) -> Engine:
    engine = create_engine(
        url,
        pool_size=16,
        # An error's words go to the log, and people's words stand in its parameters.
        hide_parameters=True,
        pool_timeout=PATIENCE_SECONDS,
        connect_args={"timeout": PATIENCE_SECONDS, "check_same_thread": False},
    )

    def on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        assert isinstance(connection, sqlite3.Connection)
        # The driver's own transactions begin late and lose updates; ours begin where we say.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", *more):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", on_connect)
    return engine
