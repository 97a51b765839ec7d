"""SQLite's ways: one file, many readers, one writer at a time, every commit durable."""

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
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from storage.unavailable import RecordBusy, RecordUnavailable


class Turn:
    """One writer at a time in this process, and how long the one whose turn it is may still wait.

    SQLite's own queue isn't fair: with it alone, 16 threads wait up to a second.
    """

    def __init__(self, patience: float) -> None:
        """Who takes no turn, as a migration doesn't, waits `patience` seconds for others."""
        self._lock = threading.Lock()
        self._usual = self.patience = patience

    @contextmanager
    def taken(self, patience: float) -> Iterator[None]:
        """Wait up to so many seconds; the rest of them is for other programs. Raises RecordBusy."""
        deadline = time.monotonic() + patience
        if not self._lock.acquire(timeout=patience):
            raise RecordBusy("another write is still under way")
        try:
            self.patience = max(0.0, deadline - time.monotonic())
            yield
        finally:
            self.patience = self._usual
            self._lock.release()


class File:
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


def writer(url: URL, patience: float, turn: Turn, file: File) -> Engine:
    """An engine whose transactions write: each begins when nobody else's is under way."""
    engine = connect(url, patience, file)

    def on_begin(connection: Connection) -> None:
        # Straight to the driver: this precedes every write.
        driver: Any = connection.connection.dbapi_connection
        file.require_in_place()
        driver.execute(f"PRAGMA busy_timeout={round(turn.patience * 1000)}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "begin", on_begin)
    return engine


def reader(url: URL, patience: float, file: File) -> Engine:
    """An engine whose transactions see one moment of the record and can't change it."""
    engine = connect(url, patience, file, "query_only=ON")
    event.listen(engine, "begin", begin_reading)
    return engine


def begin_reading(connection: Connection) -> None:
    """Begin a transaction that takes no lock as long as it only reads."""
    # Straight to the driver: this precedes every read.
    driver: Any = connection.connection.dbapi_connection
    driver.execute("BEGIN")


def connect(url: URL, patience: float, file: File, *more: str) -> Engine:
    """An engine whose commits are durable; `more` are PRAGMAs of its connections."""
    engine = create_engine(
        url,
        pool_size=16,
        # An error's words go to the log, and people's words stand in its parameters.
        hide_parameters=True,
        pool_timeout=patience,
        connect_args={"timeout": patience, "check_same_thread": False},
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


def is_lock_kept(error: DBAPIError) -> bool:
    """Whether another program kept its lock for longer than we wait."""
    return _code(error) == sqlite3.SQLITE_BUSY


def is_in_doubt(error: DBAPIError) -> bool:
    """Whether a commit that failed so may be found in the log after all (see CommitInDoubt)."""
    return _code(error) == sqlite3.SQLITE_IOERR


def is_no_record(error: DBAPIError) -> bool:
    """Whether the file is something else, or spoilt."""
    return type(error.orig) is sqlite3.DatabaseError


def _code(error: DBAPIError) -> int | None:
    """SQLite's primary result code (sqlite.org/rescode.html); None for another's error."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None
