"""Claims: posts leased with their lanes by one worker at a time, marked, and let go."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Row, Update, bindparam, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.base import UtcDateTime, is_of
from storage.direct import columns_of
from storage.lanes import (
    IS_FIRST,
    IS_NEW,
    IS_NOT_IN_HAND,
    IS_OPEN,
    LANE_OF_POST,
    NOW,
    TEAM,
    Lane,
)
from storage.posts import CAN_BE_SHOWN, UNSHOWN, Post

log = logging.getLogger(__name__)

# So many posts are looked through for each lane that is claimed, and so many at least.
_LOOKED_AT, _LOOKED_AT_LEAST = 5, 50


@dataclass(frozen=True, slots=True)
class Taken:
    """A lane under lease with the posts to be shown on it, oldest first."""

    lane: Lane
    posts: list[Post]
    at: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """What has become of a post that was claimed: `values` are columns of it."""

    post: Post
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Freed:
    """A lane that was taken and need not be any more, with the `values` of its columns."""

    lane: Lane
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Marked:
    """The ids of the posts whose marks stand now, and of those still to be marked."""

    written: frozenset[int] = frozenset()
    waiting: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Load:
    """How much a claim takes: so many lanes, on each so many posts, of these so many new ones."""

    lanes: int
    posts: int = 10
    new: int = 10


_DUE = (
    select(Post.id, Post.recipient, IS_NEW.label("is_new"), IS_FIRST.label("is_first"))
    .outerjoin(Lane, LANE_OF_POST)
    .where(UNSHOWN, is_of(Post.team_id, TEAM), Post.try_at <= NOW, CAN_BE_SHOWN)
    .where(or_(IS_FIRST, IS_OPEN), IS_NOT_IN_HAND)
    .order_by(Post.id)
    .limit(bindparam("most"))
)
_DUE_UPDATES = _DUE.where(~IS_NEW)
_LOCKED = (
    select(Post, Lane)
    .join(Lane, LANE_OF_POST)
    .where(Post.team_id == TEAM, Post.id.in_(bindparam("ids", expanding=True)))
    .where(UNSHOWN, Post.try_at <= NOW, IS_OPEN)
    .with_for_update(skip_locked=True, of=[Post, Lane])
)
_POSTS, _LANES = columns_of(Post), columns_of(Lane)
_LEASED = (
    select(_POSTS.c.id, _POSTS.c.try_at)
    .where(_POSTS.c.team_id == TEAM, _POSTS.c.id.in_(bindparam("ids", expanding=True)))
    .with_for_update(skip_locked=True)
)
# What they set is told with the rows.
_OF_POST = _POSTS.update().where(
    _POSTS.c.team_id == bindparam("its_team"), _POSTS.c.id == bindparam("its_id")
)
_OF_LANE = _LANES.update().where(
    _LANES.c.team_id == bindparam("its_team"), _LANES.c.recipient == bindparam("its_recipient")
)
_OF_OUR_LANE = _OF_LANE.where(_LANES.c.free_at == bindparam("its_lease", type_=UtcDateTime()))


def claim(
    session: Session,
    team_id: str,
    now: datetime,
    lease: timedelta,
    load: Load,
    in_hand: Collection[str] = (),
) -> list[Taken]:
    """Lease a workspace's lanes on which something is due, the longest waiting first.

    No other worker takes these lanes, nor the posts given with them, until the lease ends. The
    claimant's own don't take those to recipients `in_hand`, even if the clock says that it has.
    """
    chosen = _chosen(session, team_id, now, load, in_hand)
    if not chosen:
        return []
    ids = [post_id for of_lane in chosen for post_id in of_lane]
    locked = session.execute(_LOCKED, {"team": team_id, "now": now, "ids": ids}).all()
    found = {post.id: (post, lane) for post, lane in locked}
    runs = [[found[i] for i in _up_to_a_gap(of_lane, found)] for of_lane in chosen]
    taken = [_taken(run, now) for run in runs if run]
    _lease(session, team_id, taken, now + lease)
    return taken


def _up_to_a_gap(ids: list[int], found: Collection[int]) -> Iterator[int]:
    """What is being changed just now waits, and keeps its place."""
    for post_id in ids:
        if post_id not in found:
            return
        yield post_id


def _taken(run: Sequence[tuple[Post, Lane]], now: datetime) -> Taken:
    return Taken(run[0][1], [post for post, _lane in run], now)


def _lease(session: Session, team_id: str, taken: Iterable[Taken], until: datetime) -> None:
    """Write the lease; what is taken leaves the session, which would write it once more."""
    posts, lanes = [], []
    for each in taken:
        session.expunge(each.lane)
        each.lane.free_at = until
        lanes.append({"its_team": team_id, "its_recipient": each.lane.recipient, "free_at": until})
        for post in each.posts:
            session.expunge(post)
            post.try_at = until
            if post.ts is None and post.sending_since is None:
                post.sending_since = each.at
            posts.append(
                {
                    "its_team": team_id,
                    "its_id": post.id,
                    # What stands there is known again with the mark, and not before.
                    "content_hash": None,
                    "try_at": until,
                    "sending_since": post.sending_since,
                }
            )
    _update(session, _OF_POST, posts)
    _update(session, _OF_LANE, lanes)


def _update(session: Session, statement: Update, rows: Iterable[dict[str, object]]) -> None:
    """Set what the rows name; those that name the same go together."""
    for _names, alike in groupby(sorted(rows, key=sorted), key=sorted):
        session.connection().execute(statement, list(alike))


def _chosen(
    session: Session, team_id: str, now: datetime, load: Load, in_hand: Collection[str]
) -> list[list[int]]:
    """The ids of what might be claimed, for each lane; lanes that weren't there are opened."""
    most = max(_LOOKED_AT_LEAST, _LOOKED_AT * load.lanes)
    query = _DUE if load.new else _DUE_UPDATES
    asked = {"team": team_id, "now": now, "in_hand": list(in_hand), "most": most}
    due = session.execute(query, asked).all()
    by_lane: dict[str, list[Row[int, str, bool, bool]]] = {}
    for row in due:
        if row.recipient in by_lane or len(by_lane) < load.lanes:
            by_lane.setdefault(row.recipient, []).append(row)
    _open(session, team_id, now, (name for name, rows in by_lane.items() if rows[0].is_first))
    return [_load_of(rows, load) for rows in by_lane.values()]


def _load_of(rows: Iterable[Row[int, str, bool, bool]], load: Load) -> list[int]:
    chosen: list[int] = []
    new = 0
    for row in rows:
        new += row.is_new
        if len(chosen) < load.posts and not (row.is_new and new > load.new):
            chosen.append(row.id)
    return chosen


def _open(session: Session, team_id: str, now: datetime, recipients: Iterable[str]) -> None:
    # In one order, so that two workers who open the same don't wait for each other.
    rows = [
        {
            "team_id": team_id,
            "recipient": each,
            "free_at": now,
            "new_at": now,
            "failures": 0,
        }
        for each in sorted(recipients)
    ]
    if rows:
        is_sqlite = session.get_bind().dialect.name == "sqlite"
        insert = sqlite.insert(Lane) if is_sqlite else postgresql.insert(Lane)
        session.execute(insert.on_conflict_do_nothing(), rows)


def release(session: Session, team_id: str, freed: Iterable[Freed]) -> None:
    """Let others take lanes, as far as their lease is still ours."""
    # The end of a lease is its name: a later claim has set another.
    rows = [
        {
            "its_team": team_id,
            "its_recipient": each.lane.recipient,
            "its_lease": each.lane.free_at,
            **each.values,
        }
        for each in freed
    ]
    _update(session, _OF_OUR_LANE, rows)


def mark(session: Session, team_id: str, marks: Iterable[Mark]) -> Marked:
    """Write what has become of posts whose lease is still ours.

    A row that somebody else is changing just now isn't waited for: they may wait for another of
    these.
    """
    by_id = {each.post.id: each for each in marks}
    leases = session.connection().execute(_LEASED, {"team": team_id, "ids": list(by_id)})
    found = {row.id: row.try_at for row in leases}
    ours = [by_id[post_id] for post_id, lease in found.items() if is_ours(by_id[post_id], lease)]
    rows = [{"its_team": team_id, "its_id": each.post.id, **each.values} for each in ours]
    _update(session, _OF_POST, rows)
    waiting = frozenset(by_id) - frozenset(found)
    return Marked(frozenset(each.post.id for each in ours), waiting)


def is_ours(mark: Mark, lease: datetime) -> bool:
    """Whether nobody has taken a post over since it was claimed, by the lease it is under now."""
    if lease != mark.post.try_at:
        log.warning("post %s was taken over by another worker", mark.post.id)
        return False
    return True
