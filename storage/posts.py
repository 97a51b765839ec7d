"""Posts: messages that must exist in Slack and show the current truth, and who is seeing to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Index,
    String,
    and_,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from storage.base import Owned, is_of
from storage.complaints import Complaint, ComplaintStatus

_WANTED = "how many posts are wanted"


class PostState(StrEnum):
    """A dead post can't be shown (its channel is gone); a cancelled one need not be."""

    LIVE = "live"
    CANCELLED = "cancelled"
    DEAD = "dead"


class Post(Owned):
    """One message. `wanted` counts the versions asked for, `shown` the one that Slack shows.

    No worker takes it before `try_at`: a claim sets that to the end of its lease, a failure to the
    next attempt. `sending_since` stands while a first post may have reached Slack unanswered. One
    with a parent is a reply in that message's thread, and waits until the parent is there. Where
    others may read along, `audience` says for whom it was drawn last.
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
    audience: Mapped[str | None] = mapped_column(String(16))
    created_at: Mapped[datetime]
    try_at: Mapped[datetime]
    sending_since: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str | None]


Index("uq_posts_key", Post.team_id, Post.key, unique=True)
Index("ix_posts_parent", Post.team_id, Post.parent_id)
Index("ix_posts_subject", Post.team_id, Post.kind, Post.subject_id)
_HAS_AUDIENCE = Post.audience.is_not(None)
Index(
    "ix_posts_audience",
    Post.team_id,
    Post.recipient,
    Post.audience,
    sqlite_where=_HAS_AUDIENCE,
    postgresql_where=_HAS_AUDIENCE,
)
# Spelt out, not bound: SQLite uses a partial index only for the very words it was made with.
UNSHOWN = and_(Post.state == literal_column("'live'"), Post.wanted > Post.shown)
Index("ix_posts_unshown", Post.try_at, sqlite_where=UNSHOWN, postgresql_where=UNSHOWN)
DEAD = Post.state == literal_column("'dead'")
Index("ix_posts_dead", Post.id, sqlite_where=DEAD, postgresql_where=DEAD)

_Parent, _Sibling = aliased(Post), aliased(Post)
_IN_THREAD = select(_Parent.id).where(
    _Parent.team_id == Post.team_id,
    _Parent.id == Post.parent_id,
    _Parent.ts.is_not(None),
    _Parent.state == PostState.LIVE,
)
_BEHIND_ANOTHER = select(_Sibling.id).where(
    _Sibling.team_id == Post.team_id,
    _Sibling.parent_id == Post.parent_id,
    # An expression: by the bare column SQLite would read all posts older than this one.
    _Sibling.id + 0 < Post.id,
    _Sibling.ts.is_(None),
    _Sibling.wanted > _Sibling.shown,
    _Sibling.state == PostState.LIVE,
)
_HAS_PLACE = or_(Post.parent_id.is_(None), exists(_IN_THREAD))
# A reply waits for its thread, and for the replies before it: a thread is read as a history.
CAN_BE_SHOWN = and_(
    _HAS_PLACE, or_(Post.parent_id.is_(None), Post.ts.is_not(None), ~exists(_BEHIND_ANOTHER))
)


def with_key(session: Session, team_id: str, key: str) -> Post | None:
    return session.scalars(select(Post).where(Post.team_id == team_id, Post.key == key)).first()


def find(session: Session, team_id: str, post_id: int, *, to_change: bool = False) -> Post | None:
    """The post; one to change waits for whoever is changing it, and nobody takes it."""
    return session.get(Post, (team_id, post_id), with_for_update=to_change or None)


def about(session: Session, team_id: str, kind: str, subject_id: int) -> list[Post]:
    """Every post of a kind about one subject, oldest first."""
    of_it = (Post.team_id == team_id, Post.kind == kind, Post.subject_id == subject_id)
    # Sorted here: asked to, SQLite would read all of a workspace's posts in their key's order.
    return sorted(session.scalars(select(Post).where(*of_it)), key=lambda post: post.id)


def about_any(
    session: Session, team_id: str, kind: str, subject_ids: Collection[int]
) -> list[Post]:
    """Every post of a kind about any of these subjects, in no order."""
    if not subject_ids:
        return []
    of_kind = (Post.team_id == team_id, Post.kind == kind)
    return list(session.scalars(select(Post).where(*of_kind, Post.subject_id.in_(subject_ids))))


def add(session: Session, post: Post) -> None:
    """Store a new post, in the caller's transaction."""
    session.add(post)
    _note_wanted(session, 1)


def wanted_by(session: Session) -> int:
    """How many times this session's transaction has asked for a message to be shown."""
    return int(session.info.get(_WANTED, 0))


def _note_wanted(session: Session, count: int) -> None:
    session.info[_WANTED] = wanted_by(session) + count


def bump(session: Session, team_id: str, kind: str, subject_ids: Iterable[int]) -> None:
    """Ask that the posts about these subjects be shown anew."""
    of_them = Post.subject_id.in_(list(subject_ids))
    _bump(session, Post.team_id == team_id, Post.kind == kind, of_them)


def _bump(session: Session, *which: ColumnElement[bool]) -> None:
    bumped = session.execute(
        update(Post)
        .where(*which)
        .values(wanted=Post.wanted + 1)
        .execution_options(synchronize_session=False)
    )
    _note_wanted(session, bumped.rowcount)  # type: ignore[attr-defined]


def bump_in_channels(
    session: Session, team_id: str, kinds: Iterable[str], channel: str | None
) -> None:
    """Ask that what stands in a channel, or in any, be shown anew."""
    is_there = (
        Post.recipient == channel
        if channel is not None
        else or_(Post.recipient.startswith("C"), Post.recipient.startswith("G"))
    )
    of_kinds = Post.kind.in_(list(kinds))
    _bump(session, Post.team_id == team_id, of_kinds, is_there, Post.state == PostState.LIVE)


def bump_drawn_for_others(session: Session, team_id: str, channel: str, audience: str) -> None:
    """Ask that what stands in a channel, drawn for another audience, be shown anew."""
    _bump(session, *_drawn_for_others(team_id, channel, audience))


def stands_for_others(session: Session, team_id: str, channel: str, audience: str) -> bool:
    """Whether anything stands in a channel that was drawn for another audience, and is to stay."""
    of_others = _drawn_for_others(team_id, channel, audience)
    to_stay = select(Post.id).where(*of_others, Post.wanted <= Post.shown)
    return session.scalars(to_stay.limit(1)).first() is not None


def _drawn_for_others(team_id: str, channel: str, audience: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Post.team_id == team_id,
        Post.recipient == channel,
        Post.audience != audience,
        Post.ts.is_not(None),
        Post.state == PostState.LIVE,
    )


def channels_with_readers(session: Session, team_id: str) -> list[str]:
    """Where messages stand that are drawn for whoever reads along there."""
    drawn = (Post.team_id == team_id, _HAS_AUDIENCE)
    return sorted(session.scalars(select(Post.recipient).where(*drawn).distinct()))


def post_anew(session: Session, reply: Post, gone: str | None, at: datetime) -> None:
    """A reply's parent, whose message `gone` was deleted, is to be posted once more from `at` on.

    One that has been posted anew since stays.
    """
    parent = find(session, reply.team_id, reply.parent_id or 0)
    if parent is not None and parent.ts == gone:
        parent.ts = parent.content_hash = parent.sending_since = None
        parent.wanted += 1
        parent.try_at = at


def count_unshown(session: Session, team_id: str) -> int:
    """How many posts are still to be shown; replies count once their thread is there."""
    unshown = (UNSHOWN, is_of(Post.team_id, team_id), _HAS_PLACE)
    return session.scalars(select(func.count()).select_from(Post).where(*unshown)).one()


def is_told_in(session: Session, team_id: str, kinds: Iterable[str], channel: str) -> bool:
    """Whether any message of these kinds is meant for a channel."""
    meant = select(Post.id).where(
        Post.team_id == team_id, Post.kind.in_(list(kinds)), Post.recipient == channel
    )
    return session.scalars(meant.limit(1)).first() is not None


def of_open_complaints(session: Session, team_id: str, kind: str, channel: str) -> list[Post]:
    """A kind's living messages in a channel about complaints that aren't over."""
    is_its = and_(Complaint.team_id == Post.team_id, Complaint.id == Post.subject_id)
    is_open = Complaint.status.not_in([ComplaintStatus.CLOSED, ComplaintStatus.WITHDRAWN])
    living = (Post.recipient == channel, Post.state == PostState.LIVE)
    of_kind = (Post.team_id == team_id, Post.kind == kind)
    found = session.scalars(select(Post).join(Complaint, is_its).where(*of_kind, *living, is_open))
    return sorted(found, key=lambda post: post.id)


def newest_in(session: Session, team_id: str, recipient: str) -> Post | None:
    """The newest message to a recipient that can be shown, as far as is known."""
    return session.scalars(
        select(Post)
        .where(Post.team_id == team_id, Post.recipient == recipient, Post.state == PostState.LIVE)
        .order_by(Post.id.desc())
        .limit(1)
    ).first()


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


def revive(session: Session, team_id: str, recipient: str, at: datetime) -> list[Post]:
    """Try again, from an instant on, what could not be shown to a recipient; gives it."""
    dead_there = (
        Post.team_id == team_id,
        Post.recipient == recipient,
        Post.state == PostState.DEAD,
    )
    found = list(session.scalars(select(Post).where(*dead_there)))
    for post in found:
        post.state, post.failures, post.try_at = PostState.LIVE, 0, at
    _note_wanted(session, len(found))
    return found
