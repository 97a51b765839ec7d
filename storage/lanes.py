"""Lanes: the way to one recipient, on which one worker at a time brings messages, in their order.

A lane keeps the pace too: new messages go out on it one after the other, with a pause between.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from storage.base import Base, UtcDateTime, is_of
from storage.posts import CAN_BE_SHOWN, UNSHOWN, Post

# So far the clocks of replicas may be apart; what lies further ahead is not of this time.
CLOCKS_APART = timedelta(seconds=30)


class Lane(Base):
    """The way to one recipient, from their first message on.

    No worker takes it before `free_at`, and no new message goes out before `new_at`: mere updates
    don't wait for that. `failures` counts the tries in a row after which Slack's answer was
    missing; `channel` is the recipient's direct message, once it is known. `as_of` is the instant
    at which all this was written: what was written in the future is by a clock put back since, and
    holds nothing up.
    """

    __tablename__ = "lanes"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(32), primary_key=True)
    free_at: Mapped[datetime]
    new_at: Mapped[datetime]
    as_of: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    channel: Mapped[str | None] = mapped_column(String(32))


@dataclass(frozen=True, slots=True)
class NextTry:
    """When a workspace's next update may be tried, and its next new message; None without any."""

    update: datetime | None
    new: datetime | None


_Instant = ColumnElement[datetime] | InstrumentedAttribute[datetime]

IS_NEW = Post.ts.is_(None)
IS_FIRST = Lane.recipient.is_(None)
LANE_OF_POST = and_(Lane.team_id == Post.team_id, Lane.recipient == Post.recipient)
# The statements are made once: putting one together costs more than most databases take for it.
TEAM, NOW = bindparam("team", type_=String()), bindparam("now", type_=UtcDateTime())
_SOON = bindparam("soon", type_=UtcDateTime())
_IS_OF_ANOTHER_TIME = Lane.as_of > _SOON
IS_OPEN = or_(_IS_OF_ANOTHER_TIME, and_(Lane.free_at <= NOW, or_(~IS_NEW, Lane.new_at <= NOW)))


def _later(one: _Instant, other: _Instant) -> ColumnElement[datetime]:
    return case((one > other, one), else_=other)


_READY_AT = _later(
    case((IS_NEW, _later(Lane.new_at, Lane.free_at)), else_=Lane.free_at), Post.try_at
)
_NEXT_TRY = (
    select(
        IS_NEW, func.min(case((or_(IS_FIRST, _IS_OF_ANOTHER_TIME), Post.try_at), else_=_READY_AT))
    )
    .outerjoin(Lane, LANE_OF_POST)
    .where(UNSHOWN, is_of(Post.team_id, TEAM), CAN_BE_SHOWN)
    .group_by(IS_NEW)
)


def next_try(session: Session, team_id: str, now: datetime) -> NextTry:
    """When something of a workspace's may be tried next, as seen `now`."""
    asked = {"team": team_id, "soon": now + CLOCKS_APART}
    found = {bool(is_new): at for is_new, at in session.execute(_NEXT_TRY, asked)}
    return NextTry(update=found.get(False), new=found.get(True))


def as_seen(team_id: str, now: datetime) -> dict[str, object]:
    """What the statements here ask for: whose lanes, and as of when."""
    return {"team": team_id, "now": now, "soon": now + CLOCKS_APART}
