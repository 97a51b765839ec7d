"""The people of a workspace as Slack describes them, with the roles Rapport gave them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Index, String, and_, bindparam, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage import direct
from storage.base import Base, is_of, teams_among


class Standing(StrEnum):
    """What Slack says a person is in the workspace."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    GUEST = "guest"
    STRANGER = "stranger"
    BOT = "bot"
    GONE = "gone"


class Person(Base):
    """Someone in Slack; `is_manager` and `is_lead` are Rapport's own roles."""

    __tablename__ = "people"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str | None]
    tz: Mapped[str] = mapped_column(default="UTC")
    standing: Mapped[Standing] = mapped_column(String(16))
    is_manager: Mapped[bool] = mapped_column(default=False)
    is_lead: Mapped[bool] = mapped_column(default=False)
    next_digest_at: Mapped[datetime | None]
    fetched_at: Mapped[datetime]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tz)

    @property
    def is_admin(self) -> bool:
        return self.standing in (Standing.OWNER, Standing.ADMIN)

    @property
    def is_insider(self) -> bool:
        """Of this company and not a guest: only they may ever see client data."""
        return self.standing in (Standing.OWNER, Standing.ADMIN, Standing.MEMBER)

    @property
    def may_read_along(self) -> bool:
        """Whether client data may stand in a channel they are in.

        The deactivated read nothing, and the workspace's own apps are let in by its own people.
        """
        return self.is_insider or self.standing in (Standing.GONE, Standing.BOT)

    @property
    def has_role(self) -> bool:
        return self.is_insider and (self.is_manager or self.is_lead or self.is_admin)


def with_role() -> ColumnElement[bool]:
    """Person.has_role, as the database asks it."""
    given = and_(Person.standing == Standing.MEMBER, or_(Person.is_manager, Person.is_lead))
    return or_(Person.standing.in_([Standing.OWNER, Standing.ADMIN]), given)


Index(
    "ix_people_next_digest_at",
    Person.next_digest_at,
    sqlite_where=Person.next_digest_at.is_not(None),
    postgresql_where=Person.next_digest_at.is_not(None),
)


_BY_KEY = select(Person).where(
    Person.team_id == bindparam("team"), Person.user_id == bindparam("user")
)


def find(session: Session, team_id: str, user_id: str) -> Person | None:
    return session.scalars(_BY_KEY, {"team": team_id, "user": user_id}).first()


# Built once: every request asks it, and building a statement costs more than running it.
_PEOPLE = direct.columns_of(Person).c
_AS_KEPT = select(*_PEOPLE).where(
    _PEOPLE.team_id == bindparam("team"), _PEOPLE.user_id == bindparam("user")
)


def as_kept(source: direct.Source, team_id: str, user_id: str) -> Person | None:
    """The person, to be read and not changed: outside any session."""
    return direct.record(source, Person, _AS_KEPT, {"team": team_id, "user": user_id})


def with_ids(session: Session, team_id: str, user_ids: Iterable[str]) -> list[Person]:
    chosen = select(Person).where(Person.team_id == team_id, Person.user_id.in_(list(user_ids)))
    return list(session.scalars(chosen.order_by(Person.user_id)))


def with_email(session: Session, team_id: str, email: str) -> Person | None:
    return session.scalars(
        select(Person).where(Person.team_id == team_id, Person.email == email.lower())
    ).first()


def admins(session: Session, team_id: str) -> list[Person]:
    of_slack = Person.standing.in_([Standing.OWNER, Standing.ADMIN])
    return list(
        session.scalars(
            select(Person).where(Person.team_id == team_id, of_slack).order_by(Person.user_id)
        )
    )


def with_roles(session: Session, team_id: str) -> list[Person]:
    given = or_(Person.is_manager, Person.is_lead)
    found = session.scalars(select(Person).where(Person.team_id == team_id, given))
    # Sorted here: databases differ in how they sort names.
    return sorted(found, key=lambda person: (person.name, person.user_id))


def with_digest_planned(session: Session, team_id: str) -> list[Person]:
    return list(
        session.scalars(
            select(Person).where(Person.team_id == team_id, Person.next_digest_at.is_not(None))
        )
    )


def teams_with_digests_due(session: Session, now: datetime) -> list[str]:
    """The workspaces in which somebody's digest hour has come."""
    return teams_among(session, Person.team_id, *_digest_is_due(now))


def _digest_is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Person.next_digest_at.is_not(None), Person.next_digest_at <= now)


def digest_due(session: Session, team_id: str, now: datetime, limit: int = 100) -> list[Person]:
    """Those of a workspace whose digest hour has come, longest waiting first."""
    return list(
        session.scalars(
            select(Person)
            .where(*_digest_is_due(now), is_of(Person.team_id, team_id))
            .order_by(Person.next_digest_at, Person.user_id)
            .limit(limit)
        )
    )


def next_digest(session: Session) -> datetime | None:
    """The earliest instant at which anybody's digest is due."""
    planned = select(Person.next_digest_at).where(Person.next_digest_at.is_not(None))
    return session.scalars(planned.order_by(Person.next_digest_at).limit(1)).first()
