"""The engine and the unit of work: many readers, one writer, every commit durable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import Session

from storage import postgres, sqlite
from storage.unavailable import CommitInDoubt, RecordBusy, RecordUnavailable

__all__ = [
    "PATIENCE_SECONDS",
    "BadDatabaseUrl",
    "CommitInDoubt",
    "Database",
    "RecordBusy",
    "RecordUnavailable",
    "told_plainly",
]

# A person's command must be answered within 3 s, so waiting for the record ends well before that.
PATIENCE_SECONDS = 2.0
# What nobody waits for at Slack waits for a turn as long as the rest is busy.
UNHURRIED_SECONDS = 60.0


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
            self._turn = sqlite.Turn(PATIENCE_SECONDS)
            self._file = sqlite.File(str(self.url.database))
            self._writer, self._reader = self._engines()
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise BadDatabaseUrl(str(error)) from error
        except ValueError as error:
            # Its words may hold a part of a password.
            raise BadDatabaseUrl("its port is no number") from error

    def _engines(self) -> tuple[Engine, Engine]:
        if not self.is_sqlite:
            both = postgres.connect(self.url, PATIENCE_SECONDS)
            return both, both
        return (
            sqlite.writer(self.url, PATIENCE_SECONDS, self._turn, self._file),
            sqlite.reader(self.url, PATIENCE_SECONDS, self._file),
        )

    @property
    def has_one_writer(self) -> bool:
        """Whether a write in one workspace keeps those in all others waiting."""
        return self.is_sqlite

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
        for at Slack, may have statements that take longer than PATIENCE_SECONDS, and waits for its
        turn up to UNHURRIED_SECONDS.

        Never call Slack inside. Raises RecordUnavailable when the write can't be had or kept:
        then nothing was stored, but for CommitInDoubt.
        """
        patience = UNHURRIED_SECONDS if unhurried else PATIENCE_SECONDS
        with told_plainly():
            if self.is_sqlite:
                with self._only_writer(patience) as session:
                    yield session
            else:
                alone = postgres.alone(self._writer, team_id, patience, unhurried=unhurried)
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
                with self._only_writer(PATIENCE_SECONDS) as session:
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
    def _only_writer(self, patience: float) -> Iterator[Session]:
        with self._turn.taken(patience), Session(self._writer, expire_on_commit=False) as session:
            yield session
            _commit(session)


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
        if fault.connection_invalidated or sqlite.is_in_doubt(fault):
            raise CommitInDoubt(str(fault.orig)) from fault
        raise


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
        if sqlite.is_lock_kept(error):
            raise RecordBusy(str(error.orig)) from error
        if (
            isinstance(error, OperationalError)
            or sqlite.is_no_record(error)
            or postgres.is_cut_or_read_only(error)
        ):
            raise RecordUnavailable(str(error.orig)) from error
        raise
