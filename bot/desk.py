"""The desk: everything a use case needs, put together once at start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from bot.clock import Clock, machine_now
from storage import homes, posts
from storage.database import Database, RecordUnavailable
from storage.migrating import migrate


def _nobody() -> None:
    return None


@dataclass
class Desk:
    """The record, the business clock, and whom to wake when something is to be shown.

    `home_of` is the team and the user who see their Home change with whatever is written.
    """

    database: Database
    clock: Clock = field(default_factory=Clock)
    machine_now: Callable[[], datetime] = machine_now
    wake_delivery: Callable[[], None] = _nobody
    home_of: tuple[str, str] | None = None

    def read(self) -> AbstractContextManager[Session]:
        """One moment of the record. Raises RecordUnavailable."""
        return self.database.read()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One use case's transaction; what it wants shown wakes delivery.

        Raises RecordUnavailable.
        """
        with self.database.write() as session:
            yield session
            if self.home_of is not None:
                homes.want(session, *self.home_of)
        if posts.are_wanted_by(session) or homes.are_wanted_by(session):
            self.wake_delivery()

    def seen_from_home(self, team_id: str, user_id: str) -> Desk:
        """The same desk for a request that somebody makes from their Home."""
        return replace(self, home_of=(team_id, user_id))

    def migrate(self) -> None:
        """Bring the record to the newest schema. Raises RecordUnavailable, NewerSchema."""
        migrate(self.database)

    def is_reachable(self) -> bool:
        """Whether the record answers, and is still where it was: a deleted file answers on."""
        path = self.database.url.database if self.database.is_sqlite else None
        if path and path != ":memory:" and not Path(path).is_file():
            return False
        try:
            with self.read() as session:
                session.execute(text("SELECT count(*) FROM teams"))
        except (RecordUnavailable, DatabaseError):
            return False
        return True


def open_desk(database_url: str, clock: Clock | None = None) -> Desk:
    """A desk on the database of this SQLAlchemy URL. Raises BadDatabaseUrl."""
    return Desk(Database(database_url), clock or Clock())
