"""Follow-ups: what somebody has promised to do by a date."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    String,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from storage.accounts import Account
from storage.base import Owned, is_of, teams_among


class FollowUpStatus(StrEnum):
    """Undone ones stay as tombstones, so that what was shown can be taken back."""

    OPEN = "open"
    DONE = "done"
    UNDONE = "undone"


class RepeatUnit(StrEnum):
    """What a recurring follow-up counts in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class FollowUp(Owned):
    """A thing to do for an account.

    `due_on` is the local day of the person who does it; `due_time` is set only when a time was
    named, and then it pings at `due_at`. `ping_at` is empty once the ping is on its way.

    A recurring one comes every `repeat_every` units. Each of its series is a row of its own that
    bears the first one's id as `series_id`; `occurrence` counts from 0 on the day `series_from`,
    at `series_at` if a time was named: putting one off changes neither. Once done, `next_on` is the
    day of the one that follows.
    """

    __tablename__ = "follow_ups"
    __table_args__ = (
        ForeignKeyConstraint(["team_id", "account_id"], ["accounts.team_id", "accounts.id"]),
    )

    account_id: Mapped[int]
    assignee_id: Mapped[str] = mapped_column(String(32))
    what: Mapped[str]
    due_on: Mapped[date]
    due_time: Mapped[time | None]
    due_at: Mapped[datetime]
    ping_at: Mapped[datetime | None]
    hat: Mapped[str | None] = mapped_column(String(16))
    status: Mapped[FollowUpStatus] = mapped_column(String(16), default=FollowUpStatus.OPEN)
    interaction_id: Mapped[int | None]
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(32))
    repeat_every: Mapped[int | None]
    repeat_unit: Mapped[RepeatUnit | None] = mapped_column(String(8))
    series_id: Mapped[int | None]
    series_from: Mapped[date | None]
    series_at: Mapped[time | None]
    occurrence: Mapped[int | None]
    next_on: Mapped[date | None]
    source_author: Mapped[str | None] = mapped_column(String(64))
    source_url: Mapped[str | None]
    made_account: Mapped[bool] = mapped_column(default=False)
    request: Mapped[str | None]

    account: Mapped[Account] = relationship(lazy="raise", viewonly=True)

    @property
    def is_open(self) -> bool:
        return self.status == FollowUpStatus.OPEN


Index("uq_follow_ups_request", FollowUp.team_id, FollowUp.request, unique=True)
Index(
    "uq_follow_ups_series",
    FollowUp.team_id,
    FollowUp.series_id,
    FollowUp.occurrence,
    unique=True,
)
Index("ix_follow_ups_interaction", FollowUp.team_id, FollowUp.interaction_id)
Index("ix_follow_ups_account", FollowUp.team_id, FollowUp.account_id)
# Spelt out, not bound: SQLite uses a partial index only for the very words it was made with.
_IS_OPEN = FollowUp.status == literal_column("'open'")
Index(
    "ix_follow_ups_open",
    FollowUp.team_id,
    FollowUp.assignee_id,
    FollowUp.due_on,
    sqlite_where=_IS_OPEN,
    postgresql_where=_IS_OPEN,
)
Index(
    "ix_follow_ups_ping_at",
    FollowUp.ping_at,
    sqlite_where=FollowUp.ping_at.is_not(None),
    postgresql_where=FollowUp.ping_at.is_not(None),
)

_WITH_ACCOUNT = joinedload(FollowUp.account)


def find(
    session: Session, team_id: str, follow_up_id: int, *, to_change: bool = False
) -> FollowUp | None:
    """The follow-up with its account, whatever its status.

    One to change waits for whoever is changing it.
    """
    return session.get(
        FollowUp,
        (team_id, follow_up_id),
        options=[_WITH_ACCOUNT],
        # PostgreSQL can't lock the outer side of the join.
        with_for_update={"of": FollowUp} if to_change else None,
    )


def give_account(follow_up: FollowUp, account: Account) -> None:
    """Let a follow-up that was just made be shown with its account, which is at hand."""
    set_committed_value(follow_up, "account", account)


def of_request(session: Session, team_id: str, request: str) -> FollowUp | None:
    """What an earlier delivery of the same request has made."""
    return session.scalars(
        select(FollowUp)
        .where(FollowUp.team_id == team_id, FollowUp.request == request)
        .options(_WITH_ACCOUNT)
    ).first()


def of_interaction(session: Session, team_id: str, interaction_id: int) -> list[FollowUp]:
    """Every follow-up an interaction made, undone ones too, oldest first."""
    return list(
        session.scalars(
            select(FollowUp)
            .where(FollowUp.team_id == team_id, FollowUp.interaction_id == interaction_id)
            .order_by(FollowUp.id)
        )
    )


def open_of_series(session: Session, team_id: str, series_id: int) -> FollowUp | None:
    """The one of a series that is still to be done."""
    return session.scalars(
        select(FollowUp)
        .where(FollowUp.team_id == team_id, FollowUp.series_id == series_id, _IS_OPEN)
        .order_by(FollowUp.occurrence.desc())
        .limit(1)
    ).first()


def open_for_account(session: Session, team_id: str, account_id: int, limit: int) -> list[FollowUp]:
    return list(
        session.scalars(
            select(FollowUp)
            .where(FollowUp.team_id == team_id, FollowUp.account_id == account_id, _IS_OPEN)
            .order_by(FollowUp.due_on, FollowUp.id)
            .limit(limit)
            .options(_WITH_ACCOUNT)
        )
    )


def count_open_for_account(session: Session, team_id: str, account_id: int) -> int:
    of_account = (FollowUp.team_id == team_id, FollowUp.account_id == account_id, _IS_OPEN)
    return session.scalars(select(func.count()).where(*of_account)).one()


def open_for(
    session: Session, team_id: str, assignee_id: str, limit: int, offset: int = 0
) -> list[FollowUp]:
    """A person's open follow-ups, the longest due first."""
    return list(
        session.scalars(
            select(FollowUp)
            .where(*_open_of(team_id, assignee_id))
            .order_by(FollowUp.due_on, FollowUp.due_at, FollowUp.id)
            .limit(limit)
            .offset(offset)
            .options(_WITH_ACCOUNT)
        )
    )


def count_open_for(session: Session, team_id: str, assignee_id: str) -> int:
    mine = select(func.count()).select_from(FollowUp).where(*_open_of(team_id, assignee_id))
    return session.scalars(mine).one()


def due_for(session: Session, team_id: str, assignee_id: str, up_to: date) -> list[FollowUp]:
    """A person's open follow-ups due on or before a local day, the longest due first."""
    return list(
        session.scalars(
            select(FollowUp)
            .where(*_open_of(team_id, assignee_id), FollowUp.due_on <= up_to)
            .order_by(FollowUp.due_on, FollowUp.due_at, FollowUp.id)
        )
    )


def due_within(
    session: Session,
    team_id: str,
    assignee_id: str,
    first: date | None,
    last: date,
    limit: int,
) -> list[FollowUp]:
    """A person's open follow-ups due from one local day, or from ever, to another.

    With their accounts, the longest due first.
    """
    since = () if first is None else (FollowUp.due_on >= first,)
    return list(
        session.scalars(
            select(FollowUp)
            .where(*_open_of(team_id, assignee_id), FollowUp.due_on <= last, *since)
            .order_by(FollowUp.due_on, FollowUp.due_at, FollowUp.id)
            .limit(limit)
            .options(_WITH_ACCOUNT)
        )
    )


def count_due(session: Session, team_id: str, assignee_id: str, up_to: date) -> int:
    """How many of a person's open follow-ups are due on or before a local day."""
    due = (*_open_of(team_id, assignee_id), FollowUp.due_on <= up_to)
    return session.scalars(select(func.count()).where(*due)).one()


def coming_up(
    session: Session, team_id: str, assignee_id: str, after: date, until: date
) -> tuple[int, date | None]:
    """How many open follow-ups fall due in (after, until], and the first such day."""
    span = (*_open_of(team_id, assignee_id), FollowUp.due_on > after, FollowUp.due_on <= until)
    count, first = session.execute(
        select(func.count(), func.min(FollowUp.due_on)).where(*span)
    ).one()
    return count, first


def teams_with_pings_due(session: Session, now: datetime) -> list[str]:
    """The workspaces in which a follow-up's named time has come."""
    return teams_among(session, FollowUp.team_id, *_ping_is_due(now))


def _ping_is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (FollowUp.ping_at.is_not(None), FollowUp.ping_at <= now)


def pings_due(session: Session, team_id: str, now: datetime, limit: int = 100) -> list[FollowUp]:
    """A workspace's open follow-ups whose named time has come, longest waiting first."""
    return list(
        session.scalars(
            select(FollowUp)
            .where(*_ping_is_due(now), is_of(FollowUp.team_id, team_id))
            .order_by(FollowUp.ping_at, FollowUp.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def next_ping(session: Session) -> datetime | None:
    """The earliest instant at which a follow-up pings."""
    planned = select(FollowUp.ping_at).where(FollowUp.ping_at.is_not(None))
    return session.scalars(planned.order_by(FollowUp.ping_at).limit(1)).first()


def _open_of(team_id: str, assignee_id: str) -> tuple[ColumnElement[bool], ...]:
    return (FollowUp.team_id == team_id, FollowUp.assignee_id == assignee_id, _IS_OPEN)
