"""Pings: a follow-up with a named time is told of at that time, once."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot import posts
from bot.desk import Desk
from bot.due_teams import in_each_team
from bot.posts import PostKind
from storage import follow_ups as kept
from storage import people as kept_people
from storage import posts as kept_posts
from storage.follow_ups import FollowUp
from storage.posts import Post


def ping_due(desk: Desk) -> int:
    """Want a message for each follow-up whose named time has come; gives how many."""
    return in_each_team(desk, kept.teams_with_pings_due, _ping_some)


def _ping_some(desk: Desk, team_id: str) -> int:
    with desk.write(team_id) as session:
        due = kept.pings_due(session, team_id, desk.clock.now())
        for follow_up in due:
            _ping(desk, session, follow_up)
        return len(due)


def _ping(desk: Desk, session: Session, follow_up: FollowUp) -> None:
    follow_up.ping_at = None
    owner = kept_people.find(session, follow_up.team_id, follow_up.assignee_id)
    if owner is not None and owner.has_role and follow_up.is_open:
        posts.want(
            session,
            follow_up.team_id,
            PostKind.PING,
            follow_up.id,
            follow_up.assignee_id,
            at=desk.machine_now(),
            key=_key(follow_up),
        )


def ping_again(session: Session, follow_up: FollowUp) -> None:
    """Before it changes hands: a ping on its way, which nobody has seen, is planned anew."""
    wanted = kept_posts.with_key(session, follow_up.team_id, _key(follow_up))
    if wanted is not None and wanted.ts is None:
        follow_up.ping_at = follow_up.due_at


def is_for_now(post: Post, follow_up: FollowUp) -> bool:
    """Whether a ping tells its owner of its time; else it was put off or handed over since."""
    return follow_up.due_time is not None and post.key == _key(follow_up)


def _key(follow_up: FollowUp) -> str:
    due = f"{follow_up.due_at:%Y-%m-%dT%H:%M:%S}"
    return f"{PostKind.PING}:{follow_up.id}:{follow_up.assignee_id}:{due}"
