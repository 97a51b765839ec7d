"""Lanes: the way to one recipient, on which one worker at a time brings messages, in their order.

A lane keeps the pace too: new messages go out on it one after the other, with a pause between.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from storage.base import Base, UtcDateTime, is_of
from storage.posts import CAN_BE_SHOWN, UNSHOWN, Post


class Lane(Base):
    """The way to one recipient, from their first message on.

    No worker takes it before `free_at`, and no new message goes out before `new_at`: mere updates
    don't wait for that. `failures` counts the tries in a row after which Slack's answer was
    missing; `channel` is the recipient's direct message, once it is known.
    """

    __tablename__ = "lanes"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(32), primary_key=True)
    free_at: Mapped[datetime]
    new_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    channel: Mapped[str | None] = mapped_column(String(32))


@dataclass(frozen=True, slots=True)
class NextTry:
    """When a workspace's next update may be tried, and its next new message; None without any.

    `last` is when the one that waits the longest may be.
    """

    update: datetime | None = None
    new: datetime | None = None
    last: datetime | None = None


_Instant = ColumnElement[datetime] | InstrumentedAttribute[datetime]

IS_NEW = Post.ts.is_(None)
IS_FIRST = Lane.recipient.is_(None)
LANE_OF_POST = and_(Lane.team_id == Post.team_id, Lane.recipient == Post.recipient)
# The statements are made once: putting one together costs more than most databases take for it.
TEAM, NOW = bindparam("team", type_=String()), bindparam("now", type_=UtcDateTime())
# What the asking process is seeing to is none of its business again, whatever its clock says.
IS_NOT_IN_HAND = Post.recipient.not_in(bindparam("in_hand", expanding=True))
IS_OPEN = and_(Lane.free_at <= NOW, or_(~IS_NEW, Lane.new_at <= NOW))


def _later(one: _Instant, other: _Instant) -> ColumnElement[datetime]:
    return case((one > other, one), else_=other)


_LANE_READY_AT = case((IS_NEW, _later(Lane.new_at, Lane.free_at)), else_=Lane.free_at)
_READY_AT = case((IS_FIRST, Post.try_at), else_=_later(_LANE_READY_AT, Post.try_at))
_NEXT_TRY = (
    select(IS_NEW, func.min(_READY_AT), func.max(_READY_AT))
    .outerjoin(Lane, LANE_OF_POST)
    .where(UNSHOWN, is_of(Post.team_id, TEAM), CAN_BE_SHOWN, IS_NOT_IN_HAND)
    .group_by(IS_NEW)
)


def next_try(session: Session, team_id: str, in_hand: Collection[str] = ()) -> NextTry:
    """When something of a workspace's may be tried next, apart from the recipients in hand."""
    found = session.execute(_NEXT_TRY, {"team": team_id, "in_hand": list(in_hand)}).all()
    first = {bool(is_new): at for is_new, at, _last in found}
    last = max((last for _is_new, _at, last in found), default=None)
    return NextTry(update=first.get(False), new=first.get(True), last=last)
