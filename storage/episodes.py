"""Episodes: a time during which a client is unhappy, and what says so."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKeyConstraint, Index, String, and_, bindparam, exists, select
from sqlalchemy.orm import (
    Mapped,
    Session,
    contains_eager,
    joinedload,
    mapped_column,
    relationship,
)
from sqlalchemy.orm.attributes import set_committed_value

from storage import direct
from storage.accounts import Account, AccountStatus
from storage.base import Owned, is_of, teams_among


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
    snoozed_by: Mapped[str | None] = mapped_column(String(32))
    snooze_reason: Mapped[str | None]
    escalated_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(32))
    close_reason: Mapped[str | None]
    recovered_with: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    account: Mapped[Account] = relationship(lazy="raise", viewonly=True)

    @property
    def is_live(self) -> bool:
        return self.closed_at is None


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
    "ix_episodes_recovered_with",
    Episode.team_id,
    Episode.recovered_with,
    sqlite_where=Episode.recovered_with.is_not(None),
    postgresql_where=Episode.recovered_with.is_not(None),
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


_LIVE_OF = (
    select(Episode)
    .where(
        Episode.team_id == bindparam("team"), Episode.account_id == bindparam("account"), _IS_LIVE
    )
    .options(_WITH_ACCOUNT)
)
_LIVE_OF_TO_CHANGE = _LIVE_OF.with_for_update(of=Episode)


def live_of(
    session: Session, team_id: str, account_id: int, *, to_change: bool = False
) -> Episode | None:
    """The account's episode that is not over; one to change waits for whoever changes it."""
    wanted = _LIVE_OF_TO_CHANGE if to_change else _LIVE_OF
    return session.scalars(wanted, {"team": team_id, "account": account_id}).first()


# Built once: every good score asks it, and building a statement costs more than running it.
_EPISODES = direct.columns_of(Episode).c
_LIVE_ID = select(_EPISODES.id).where(
    _EPISODES.team_id == bindparam("team"),
    _EPISODES.account_id == bindparam("account"),
    _EPISODES.closed_at.is_(None),
)


def has_live(session: Session, team_id: str, account_id: int) -> bool:
    """Whether the account has an episode that is not over; without what isn't flushed yet."""
    wanted = {"team": team_id, "account": account_id}
    return bool(direct.rows(session, _LIVE_ID, wanted))


def live_to_open_or_change(session: Session, team_id: str, account_id: int) -> Episode | None:
    """As live_of, to change; nobody else opens one for the account meanwhile."""
    session.execute(
        select(Account.id)
        .where(Account.team_id == team_id, Account.id == account_id)
        .with_for_update()
    )
    return live_of(session, team_id, account_id, to_change=True)


def add(session: Session, episode: Episode, account: Account) -> None:
    """Store a new episode of an account, in the caller's transaction."""
    session.add(episode)
    set_committed_value(episode, "account", account)


def recovered_with(session: Session, team_id: str, interaction_id: int) -> list[Episode]:
    """The episodes that an interaction's good score has closed, the oldest first."""
    return list(
        session.scalars(
            select(Episode)
            .where(Episode.team_id == team_id, Episode.recovered_with == interaction_id)
            .order_by(Episode.id)
            .options(_WITH_ACCOUNT)
        )
    )


def live_in_team(session: Session, team_id: str) -> list[Episode]:
    """A workspace's episodes that are not over, with their accounts as the record has them now."""
    live = select(Episode).where(Episode.team_id == team_id, _IS_LIVE).options(_WITH_ACCOUNT)
    return list(session.scalars(live.execution_options(populate_existing=True)))


def live_of_manager(session: Session, team_id: str, manager_id: str) -> list[Episode]:
    """The episodes that a person has to see to, the longest open first."""
    theirs = (Episode.team_id == team_id, Episode.manager_id == manager_id, _IS_LIVE)
    # Sorted here: asked to, SQLite would read all of a workspace's episodes in their key's order.
    found = session.scalars(select(Episode).where(*theirs).options(_WITH_ACCOUNT))
    return sorted(found, key=lambda episode: episode.id)


def live_acknowledged_by(session: Session, team_id: str, user_id: str) -> list[Episode]:
    """The episodes that a person is on, whoever has to see to them; the longest open first."""
    theirs = (Episode.team_id == team_id, Episode.acknowledged_by == user_id, _IS_LIVE)
    found = session.scalars(select(Episode).where(*theirs).options(_WITH_ACCOUNT))
    return sorted(found, key=lambda episode: episode.id)


def causes_of(session: Session, episode: Episode) -> list[EpisodeCause]:
    """Everything that says so and wasn't retracted, the oldest first."""
    return list(
        session.scalars(
            select(EpisodeCause)
            .where(
                EpisodeCause.team_id == episode.team_id,
                EpisodeCause.episode_id == episode.id,
                EpisodeCause.retracted_at.is_(None),
            )
            .order_by(EpisodeCause.id)
        )
    )


def causes_from(session: Session, team_id: str, record_id: int) -> list[EpisodeCause]:
    """What an interaction or a complaint says against any episode, and still does."""
    return list(
        session.scalars(
            select(EpisodeCause)
            .where(
                EpisodeCause.team_id == team_id,
                EpisodeCause.record_id == record_id,
                EpisodeCause.retracted_at.is_(None),
            )
            .order_by(EpisodeCause.id)
        )
    )


# The alarm of an archived account's waits: it rings once somebody works the account again.
_CAN_RING = and_(Episode.alarm_at.is_not(None), Account.status == AccountStatus.ACTIVE)


def teams_with_alarms_due(session: Session, now: datetime) -> list[str]:
    """The workspaces in which the alarm of an active account's episode has come."""
    is_its = and_(Account.team_id == Episode.team_id, Account.id == Episode.account_id)
    is_due = exists().where(is_its, Account.status == AccountStatus.ACTIVE)
    return teams_among(
        session, Episode.team_id, Episode.alarm_at.is_not(None), Episode.alarm_at <= now, is_due
    )


def alarms_due(session: Session, team_id: str, now: datetime, limit: int = 100) -> list[Episode]:
    """A workspace's episodes of active accounts whose alarm has come, longest waiting first."""
    return list(
        session.scalars(
            select(Episode)
            .join(Episode.account)
            .where(_CAN_RING, Episode.alarm_at <= now, is_of(Episode.team_id, team_id))
            .order_by(Episode.alarm_at, Episode.id)
            .limit(limit)
            .options(contains_eager(Episode.account))
            .with_for_update(skip_locked=True, of=Episode)
        )
    )


def next_alarm(session: Session) -> datetime | None:
    """The earliest instant at which the alarm of an active account's episode falls due."""
    planned = select(Episode.alarm_at).join(Episode.account).where(_CAN_RING)
    return session.scalars(planned.order_by(Episode.alarm_at).limit(1)).first()
