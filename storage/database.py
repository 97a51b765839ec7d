"""The engine and the unit of work: many readers, one writer, every commit durable."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

# A person's command must be answered within 3 s, so waiting for the record ends well before that.
PATIENCE_SECONDS = 2.0


class RecordUnavailable(Exception):
    """The database is locked by another program, full, or out of reach; nothing was stored."""


class Database:
    """One database, opened by its SQLAlchemy URL; safe to share between threads."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writer = _engine(self.url, "BEGIN IMMEDIATE")
        self._reader = (
            _engine(self.url, "BEGIN", read_only=True) if self.is_sqlite else self._writer
        )
        self._lock: threading.Lock | None = threading.Lock() if self.is_sqlite else None

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations and checks."""
        return self._writer

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the record and can't change it.

        Raises RecordUnavailable when the database doesn't answer in PATIENCE_SECONDS.
        """
        with _told_plainly(), Session(self._read_only_bind(), expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end of the block, rolled back if it raises.

        Never call Slack inside. Raises RecordUnavailable when the write can't be had or kept.
        """
        with (
            _told_plainly(),
            self._only_writer(),
            Session(self._writer, expire_on_commit=False) as s,
            s.begin(),
        ):
            yield s

    def close(self) -> None:
        self._reader.dispose()
        self._writer.dispose()

    def _read_only_bind(self) -> Engine:
        if self.is_sqlite:
            return self._reader
        return self._reader.execution_options(postgresql_readonly=True)

    def _only_writer(self) -> AbstractContextManager[None]:
        return _held(self._lock) if self._lock else nullcontext()


@contextmanager
def _held(lock: threading.Lock) -> Iterator[None]:
    if not lock.acquire(timeout=PATIENCE_SECONDS):
        raise RecordUnavailable("another write is still under way")
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise RecordUnavailable(str(error.orig)) from error


def _engine(url: URL, begin: str, read_only: bool = False) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, pool_size=10)
    engine = create_engine(
        url, pool_size=16, connect_args={"timeout": PATIENCE_SECONDS, "check_same_thread": False}
    )

    def on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        _prepare_sqlite(connection, read_only)

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, read_only: bool) -> None:
    # The driver's own transactions begin late and lose updates; ours begin where we say.
    assert isinstance(connection, sqlite3.Connection)
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    if read_only:
        connection.execute("PRAGMA query_only=ON")
