"""Homes: the Home tabs that somebody has opened, what stands on each, and who is seeing to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Index, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, is_of

_WANTED = "homes are wanted"


class OpenedHome(Base):
    """One person's Home tab, from the day they first looked at it.

    `wanted` counts the times it was asked for, `shown` is the one of these that Slack shows, and
    `content` the hash of what stands there; None while that isn't known. No worker takes it before
    `try_at`: a claim sets that to the end of its lease, a failure to the next attempt.
    """

    __tablename__ = "homes"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    wanted: Mapped[int] = mapped_column(default=1)
    shown: Mapped[int] = mapped_column(default=0)
    content: Mapped[str | None] = mapped_column(String(64))
    try_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)


UNSHOWN = OpenedHome.wanted > OpenedHome.shown
Index("ix_homes_unshown", OpenedHome.try_at, sqlite_where=UNSHOWN, postgresql_where=UNSHOWN)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A Home under lease, and the hash of what stood there when it was taken."""

    home: OpenedHome
    content: str | None


def find(
    session: Session, team_id: str, user_id: str, *, to_change: bool = False
) -> OpenedHome | None:
    """Somebody's Home; one to change waits for whoever is changing it, and nobody takes it."""
    return session.get(OpenedHome, (team_id, user_id), with_for_update=to_change or None)


def look_at(
    session: Session, team_id: str, user_id: str, content: str | None, at: datetime
) -> None:
    """Somebody sees a Home with this content: ask that it show the truth, from `at` on.

    Unless that is what we know of, what stands there counts as unknown.
    """
    session.info[_WANTED] = True
    home = find(session, team_id, user_id, to_change=True)
    if home is None:
        session.add(OpenedHome(team_id=team_id, user_id=user_id, try_at=at))
        return
    home.wanted += 1
    if home.content != content:
        home.content = None


def want(session: Session, team_id: str, *user_ids: str) -> None:
    """Ask that the Homes of these people, as far as they have ever looked, show the truth."""
    of_them = (OpenedHome.team_id == team_id, OpenedHome.user_id.in_(user_ids))
    bumped = session.execute(
        update(OpenedHome)
        .where(*of_them)
        .values(wanted=OpenedHome.wanted + 1)
        .execution_options(synchronize_session=False)
    )
    if bumped.rowcount:  # type: ignore[attr-defined]
        session.info[_WANTED] = True


def are_wanted_by(session: Session) -> bool:
    """Whether this session's transaction has asked for any Home."""
    return bool(session.info.get(_WANTED))


def claim(
    session: Session,
    team_id: str,
    now: datetime,
    lease: timedelta,
    limit: int,
    in_hand: Collection[str] = (),
) -> list[Claimed]:
    """Lease a workspace's unshown Homes whose time has come, the longest waiting first.

    No other worker takes them until the lease ends, and the claimant's own don't take those of the
    people `in_hand` even if the clock says that it has. Until the claimant says what stands there,
    nobody knows.
    """
    due = session.scalars(
        select(OpenedHome)
        .where(UNSHOWN, is_of(OpenedHome.team_id, team_id), OpenedHome.try_at <= now)
        .where(OpenedHome.user_id.not_in(in_hand))
        .order_by(OpenedHome.try_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    claimed = [Claimed(home, home.content) for home in due]
    for home in due:
        home.try_at, home.content = now + lease, None
    return claimed


def next_try(
    session: Session, team_id: str, in_hand: Collection[str] = ()
) -> tuple[datetime | None, datetime | None]:
    """When a workspace's next unshown Home may be tried, and its last; None if there is none.

    Those of the people `in_hand` don't count.
    """
    instants = select(func.min(OpenedHome.try_at), func.max(OpenedHome.try_at))
    ours = (UNSHOWN, is_of(OpenedHome.team_id, team_id), OpenedHome.user_id.not_in(in_hand))
    first, last = session.execute(instants.where(*ours)).one()
    return first, last
