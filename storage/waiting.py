"""Waiting: how much of what was asked to be shown isn't yet, told at the cost of just that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from storage import homes
from storage.homes import OpenedHome
from storage.posts import DEAD, UNSHOWN, Post


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the whole record, every workspace, has still to show.

    `since` is when the oldest message that was never shown was asked for.
    """

    posts: int
    since: datetime | None
    homes: int
    dead: int


def look(session: Session) -> Waiting:
    """Count what waits, and what can't be shown at all."""
    return Waiting(
        posts=_count(session, Post.id, UNSHOWN),
        since=session.scalar(select(func.min(Post.created_at)).where(UNSHOWN, Post.ts.is_(None))),
        homes=_count(session, OpenedHome.user_id, homes.UNSHOWN),
        dead=_count(session, Post.id, DEAD),
    )


def _count(session: Session, of: object, which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(of)).where(which)) or 0  # type: ignore[arg-type]
