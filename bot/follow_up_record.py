"""What each change of a follow-up does: to its row, its history and the messages that show it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from bot import changes, posts
from bot.desk import Desk
from bot.due import Due, told_today
from bot.follow_up_access import owner_of
from bot.people import Actor
from storage.changes import Change
from storage.follow_ups import FollowUp, FollowUpStatus


def move(desk: Desk, session: Session, follow_up: FollowUp, due: Due) -> None:
    """Set another due day in its owner's zone, in the caller's transaction."""
    owner, now = owner_of(session, follow_up), desk.clock.now()
    if due != Due(follow_up.due_on, follow_up.due_time):
        due = told_today(due, owner, now)
    follow_up.due_on, follow_up.due_time = due.on, due.at
    follow_up.due_at = due.instant(owner.zone)
    wants_ping = due.at is not None and follow_up.due_at > now
    follow_up.ping_at = follow_up.due_at if wants_ping else None
    posts.follow_up_changed(session, follow_up.team_id, follow_up.id)


def close(desk: Desk, follow_up: FollowUp, actor: Actor, status: FollowUpStatus) -> None:
    """Done or undone: it pings no more."""
    follow_up.status = status
    follow_up.closed_at, follow_up.closed_by = desk.clock.now(), actor.user_id
    follow_up.ping_at = None


def record(
    desk: Desk,
    session: Session,
    actor: Actor,
    follow_up: FollowUp,
    verb: str,
    details: Mapping[str, object],
    request: str | None,
) -> Change:
    """Write a step down, in the caller's transaction, and show the follow-up anew everywhere."""
    change = changes.record(
        desk,
        session,
        team_id=actor.team_id,
        noun="follow_up",
        record_id=follow_up.id,
        verb=verb,
        by=actor.user_id,
        details=details,
        request=request,
    )
    posts.follow_up_changed(session, follow_up.team_id, follow_up.id)
    return change
