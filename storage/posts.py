"""Posts: messages that must exist in Slack and show the current truth, and who is seeing to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Index, String, and_, func, literal_column, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Owned

_WANTED = "posts are wanted"


class PostState(StrEnum):
    """A dead post can't be shown (its channel is gone); a cancelled one need not be."""

    LIVE = "live"
    CANCELLED = "cancelled"
    DEAD = "dead"


class Post(Owned):
    """One message. `wanted` counts the versions asked for, `shown` the one that Slack shows.

    No worker takes it before `try_at`: a claim sets that to the end of its lease, a failure to the
    next attempt. `sending_since` stands while a first post may have reached Slack unanswered. One
    with a parent is a reply in that message's thread, and waits until the parent is there.
    """

    __tablename__ = "posts"

    key: Mapped[str]
    kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int]
    recipient: Mapped[str] = mapped_column(String(32))
    parent_id: Mapped[int | None]
    state: Mapped[PostState] = mapped_column(String(16), default=PostState.LIVE)
    wanted: Mapped[int] = mapped_column(default=1)
    shown: Mapped[int] = mapped_column(default=0)
    channel: Mapped[str | None] = mapped_column(String(32))
    ts: Mapped[str | None] = mapped_column(String(32))
    content_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    try_at: Mapped[datetime]
    sending_since: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str | None]


Index("uq_posts_key", Post.team_id, Post.key, unique=True)
Index("ix_posts_parent", Post.team_id, Post.parent_id)
Index("ix_posts_subject", Post.team_id, Post.kind, Post.subject_id)
# Spelt out, not bound: SQLite uses a partial index only for the very words it was made with.
_UNSHOWN = and_(Post.state == literal_column("'live'"), Post.wanted > Post.shown)
Index("ix_posts_unshown", Post.try_at, sqlite_where=_UNSHOWN, postgresql_where=_UNSHOWN)


def with_key(session: Session, team_id: str, key: str) -> Post | None:
    return session.scalars(select(Post).where(Post.team_id == team_id, Post.key == key)).first()


def find(session: Session, team_id: str, post_id: int) -> Post | None:
    return session.get(Post, (team_id, post_id))


def add(session: Session, post: Post) -> None:
    """Store a new post, in the caller's transaction."""
    session.add(post)
    session.info[_WANTED] = True


def are_wanted_by(session: Session) -> bool:
    """Whether this session's transaction has asked for anything to be shown."""
    return bool(session.info.get(_WANTED))


def bump(session: Session, team_id: str, kind: str, subject_ids: Iterable[int]) -> None:
    """Ask that the posts about these subjects be shown anew."""
    bumped = session.execute(
        update(Post)
        .where(Post.team_id == team_id, Post.kind == kind, Post.subject_id.in_(list(subject_ids)))
        .values(wanted=Post.wanted + 1)
        .execution_options(synchronize_session=False)
    )
    if bumped.rowcount:  # type: ignore[attr-defined]
        session.info[_WANTED] = True


def claim(
    session: Session, team_id: str, now: datetime, lease: timedelta, limit: int
) -> list[Post]:
    """Lease a workspace's unshown posts whose time has come, oldest first.

    No other worker takes them until the lease ends.
    """
    due = session.scalars(
        select(Post)
        .where(_UNSHOWN, _is_of(team_id), Post.try_at <= now)
        .order_by(Post.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for post in due:
        post.try_at = now + lease
        if post.ts is None and post.sending_since is None:
            post.sending_since = now
    return list(due)


def next_try(session: Session, team_id: str) -> datetime | None:
    """When a workspace's next unshown post may be tried; None if there is none."""
    return session.scalars(
        select(Post.try_at).where(_UNSHOWN, _is_of(team_id)).order_by(Post.try_at).limit(1)
    ).first()


def count_unshown(session: Session, team_id: str) -> int:
    return session.scalars(
        select(func.count()).select_from(Post).where(_UNSHOWN, _is_of(team_id))
    ).one()


def _is_of(team_id: str) -> ColumnElement[bool]:
    # An expression: with the bare column SQLite would read all of a workspace's posts by its
    # primary key instead of the few in ix_posts_unshown.
    return Post.team_id.concat("") == team_id


def dead(session: Session, team_id: str, limit: int) -> list[Post]:
    """The newest posts that can't be shown."""
    return list(
        session.scalars(
            select(Post)
            .where(Post.team_id == team_id, Post.state == PostState.DEAD)
            .order_by(Post.id.desc())
            .limit(limit)
        )
    )


def first_dead(session: Session, team_id: str, recipient: str, fault: str) -> Post:
    """The oldest of the posts that can't be shown to a recipient for this reason.

    Raises NoResultFound where there is none.
    """
    return session.scalars(
        select(Post)
        .where(
            Post.team_id == team_id,
            Post.recipient == recipient,
            Post.state == PostState.DEAD,
            Post.fault == fault,
        )
        .order_by(Post.id)
        .limit(1)
    ).one()


def revive(session: Session, team_id: str, recipient: str, at: datetime) -> list[int]:
    """Try again, from an instant on, what could not be shown to a recipient; gives the ids."""
    dead_there = (
        Post.team_id == team_id,
        Post.recipient == recipient,
        Post.state == PostState.DEAD,
    )
    ids = list(session.scalars(select(Post.id).where(*dead_there)))
    if ids:
        session.execute(
            update(Post)
            .where(*dead_there)
            .values(state=PostState.LIVE, failures=0, try_at=at)
            .execution_options(synchronize_session=False)
        )
        session.info[_WANTED] = True
    return ids
