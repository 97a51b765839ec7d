"""Episodes: a time during which a client is unhappy, and what says so."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKeyConstraint, Index, String, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from storage.accounts import Account
from storage.base import Owned


class EpisodeStatus(StrEnum):
    """Where an episode stands; one whose every cause was taken back is withdrawn."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Cause(StrEnum):
    """What says that a client is unhappy."""

    LOW_SCORE = "low_score"
    FALL = "fall"
    COMPLAINT = "complaint"


class Episode(Owned):
    """One account's unhappy time; an account has one at most that is not over.

    `card` counts the cards sent to the manager: each worsening sends another, which supersedes the
    one before. `lowest` is the lowest score so far, 1–5. At `alarm_at` an open one is told to the
    lead, a snoozed one is open again.
    """

    __tablename__ = "episodes"
    __table_args__ = (
        ForeignKeyConstraint(["team_id", "account_id"], ["accounts.team_id", "accounts.id"]),
    )

    account_id: Mapped[int]
    manager_id: Mapped[str | None] = mapped_column(String(32))
    status: Mapped[EpisodeStatus] = mapped_column(String(16), default=EpisodeStatus.OPEN)
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(String(32))
    lowest: Mapped[int | None]
    card: Mapped[int] = mapped_column(default=1)
    alarm_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None] = mapped_column(String(32))
    snoozed_until: Mapped[date | None]
    snooze_reason: Mapped[str | None]
    escalated_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(32))
    close_reason: Mapped[str | None]
    recovered_with: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    account: Mapped[Account] = relationship(lazy="raise", viewonly=True)


class EpisodeCause(Owned):
    """One thing that says so: an interaction's score, or a complaint; retracted when undone."""

    __tablename__ = "episode_causes"

    episode_id: Mapped[int]
    cause: Mapped[Cause] = mapped_column(String(16))
    record_id: Mapped[int]
    score: Mapped[int | None]
    at: Mapped[datetime]
    retracted_at: Mapped[datetime | None]


_IS_LIVE = Episode.closed_at.is_(None)
Index(
    "uq_episodes_live",
    Episode.team_id,
    Episode.account_id,
    unique=True,
    sqlite_where=_IS_LIVE,
    postgresql_where=_IS_LIVE,
)
Index(
    "ix_episodes_manager",
    Episode.team_id,
    Episode.manager_id,
    sqlite_where=_IS_LIVE,
    postgresql_where=_IS_LIVE,
)
Index(
    "ix_episodes_alarm_at",
    Episode.alarm_at,
    sqlite_where=Episode.alarm_at.is_not(None),
    postgresql_where=Episode.alarm_at.is_not(None),
)
Index("ix_episode_causes_episode", EpisodeCause.team_id, EpisodeCause.episode_id)
Index("ix_episode_causes_record", EpisodeCause.team_id, EpisodeCause.record_id)

_WITH_ACCOUNT = joinedload(Episode.account)


def find(
    session: Session, team_id: str, episode_id: int, *, to_change: bool = False
) -> Episode | None:
    """The episode with its account, over or not; one to change waits for whoever changes it."""
    return session.get(
        Episode,
        (team_id, episode_id),
        options=[_WITH_ACCOUNT],
        # PostgreSQL can't lock the outer side of the join.
        with_for_update={"of": Episode} if to_change else None,
    )


def live_of(session: Session, team_id: str, account_id: int) -> Episode | None:
    """The account's episode that is not over."""
    return session.scalars(
        select(Episode)
        .where(Episode.team_id == team_id, Episode.account_id == account_id, _IS_LIVE)
        .options(_WITH_ACCOUNT)
    ).first()


def live_of_manager(session: Session, team_id: str, manager_id: str) -> list[Episode]:
    """The episodes that a person has to see to, the longest open first."""
    return list(
        session.scalars(
            select(Episode)
            .where(Episode.team_id == team_id, Episode.manager_id == manager_id, _IS_LIVE)
            .order_by(Episode.id)
            .options(_WITH_ACCOUNT)
        )
    )


def causes_of(session: Session, team_id: str, episode_id: int) -> list[EpisodeCause]:
    """Everything that has said so, retracted or not, the oldest first."""
    return list(
        session.scalars(
            select(EpisodeCause)
            .where(EpisodeCause.team_id == team_id, EpisodeCause.episode_id == episode_id)
            .order_by(EpisodeCause.id)
        )
    )


def alarms_due(session: Session, now: datetime, limit: int = 100) -> list[Episode]:
    """Episodes whose alarm has come, longest waiting first."""
    return list(
        session.scalars(
            select(Episode)
            .where(Episode.alarm_at.is_not(None), Episode.alarm_at <= now)
            .order_by(Episode.alarm_at, Episode.id)
            .limit(limit)
            .options(_WITH_ACCOUNT)
            .with_for_update(skip_locked=True, of=Episode)
        )
    )


def next_alarm(session: Session) -> datetime | None:
    """The earliest instant at which an episode's alarm falls due."""
    planned = select(Episode.alarm_at).where(Episode.alarm_at.is_not(None))
    return session.scalars(planned.order_by(Episode.alarm_at).limit(1)).first()
