"""The desk: everything a use case needs, put together once at start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.clock import Clock, machine_now
from bot.unavailable import note_stored
from storage import homes, posts
from storage.database import CommitInDoubt, Database, RecordUnavailable
from storage.migrating import migrate


def _nobody() -> None:
    return None


def _uncounted(_posts: int) -> None:
    return None


@dataclass
class Desk:
    """The record, the business clock, and whom to wake when something is to be shown.

    `count_wanted` is told how many messages a use case has wanted.

    `home_of` is the team and the user who see their Home change with whatever is written.
    """

    database: Database
    clock: Clock = field(default_factory=Clock)
    machine_now: Callable[[], datetime] = machine_now
    wake_delivery: Callable[[], None] = _nobody
    count_wanted: Callable[[int], None] = _uncounted
    home_of: tuple[str, str] | None = None

    def read(self, *, unhurried: bool = False) -> AbstractContextManager[Session]:
        """One moment of the record; as Database.read. Raises RecordUnavailable."""
        return self.database.read(unhurried=unhurried)

    def glance(self) -> AbstractContextManager[Connection]:
        """As Database.glance. Raises RecordUnavailable."""
        return self.database.glance()

    @contextmanager
    def write(self, team_id: str = "", *, unhurried: bool = False) -> Iterator[Session]:
        """One use case's transaction in a workspace; what it wants shown wakes delivery.

        As Database.write. Raises RecordUnavailable.
        """
        try:
            with self.database.write(team_id, unhurried=unhurried) as session:
                yield session
                if self.home_of is not None:
                    homes.want(session, *self.home_of)
        except CommitInDoubt:
            # What it wants shown may be on record, and nobody would speak of it again.
            note_stored()
            self.wake_delivery()
            raise
        note_stored()
        wanted = posts.wanted_by(session)
        if wanted:
            self.count_wanted(wanted)
        if wanted or homes.are_wanted_by(session):
            self.wake_delivery()

    def seen_from_home(self, team_id: str, user_id: str) -> Desk:
        """The same desk for a request that somebody makes from their Home."""
        return replace(self, home_of=(team_id, user_id))

    def migrate(self) -> None:
        """Bring the record to the newest schema. Raises RecordUnavailable, NewerSchema."""
        migrate(self.database)

    def is_reachable(self) -> bool:
        """Whether the record answers, and is still where it was: a deleted file answers on."""
        try:
            self.database.require_in_place()
            with self.read() as session:
                session.execute(text("SELECT count(*) FROM teams"))
        except (RecordUnavailable, DBAPIError):
            return False
        return True


def open_desk(database_url: str, clock: Clock | None = None) -> Desk:
    """A desk on the database of this SQLAlchemy URL. Raises BadDatabaseUrl."""
    return Desk(Database(database_url), clock or Clock())
