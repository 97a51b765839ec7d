"""What waits for an instant by a clock that was put back since is brought near again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from storage.base import is_of
from storage.homes import UNSHOWN as HOME_UNSHOWN
from storage.homes import OpenedHome
from storage.lanes import Lane
from storage.posts import UNSHOWN, Post

Row = TypeVar("Row", Post, Lane, OpenedHome)


def bring_nearer(
    session: Session,
    team_id: str,
    beyond: datetime,
    to: datetime,
    in_hand: Collection[str] = (),
    homes_in_hand: Collection[str] = (),
) -> int:
    """Have what a workspace is to show wait until `to` where it waits for later than `beyond`.

    Gives how many posts, lanes and Homes did. Let alone are the recipients `in_hand` and the Homes
    of the people `homes_in_hand`. What somebody is changing just now isn't waited for: it is there
    the next time one looks.
    """
    far_posts = (UNSHOWN, is_of(Post.team_id, team_id), Post.try_at > beyond)
    posts = _not_locked(session, select(Post).where(*far_posts, Post.recipient.not_in(in_hand)))
    for post in posts:
        post.try_at = to
    far_lanes = (Lane.team_id == team_id, or_(Lane.free_at > beyond, Lane.new_at > beyond))
    lanes = _not_locked(session, select(Lane).where(*far_lanes, Lane.recipient.not_in(in_hand)))
    for lane in lanes:
        lane.free_at, lane.new_at = min(lane.free_at, to), min(lane.new_at, to)
    far_homes = (HOME_UNSHOWN, is_of(OpenedHome.team_id, team_id), OpenedHome.try_at > beyond)
    free_homes = select(OpenedHome).where(*far_homes, OpenedHome.user_id.not_in(homes_in_hand))
    homes = _not_locked(session, free_homes)
    for home in homes:
        home.try_at = to
    return len(posts) + len(lanes) + len(homes)


def _not_locked(session: Session, asked: Select[Row]) -> Sequence[Row]:
    return session.scalars(asked.with_for_update(skip_locked=True)).all()
