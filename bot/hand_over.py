"""Handing over: what somebody had promised passes on when they may no longer do it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot import changes, digest_plan, pings
from bot.desk import Desk
from bot.responsible import bosses, manager_of
from storage import follow_ups as kept
from storage import teams
from storage.people import Person


def hand_over(
    desk: Desk, session: Session, leaving: Person, *, by: str, to: Person | None = None
) -> None:
    """Give every open follow-up of somebody without a role to `to`, else to its successor.

    With nobody there to take them, they stay where they are. `by` is whose doing this is.
    """
    leaving.next_digest_at = None
    team = teams.of(session, leaving.team_id)
    count = kept.count_open_for(session, leaving.team_id, leaving.user_id)
    successors = bosses(session, leaving.team_id) if count and to is None else []
    for follow_up in kept.open_for(session, leaving.team_id, leaving.user_id, limit=count):
        heir = to or manager_of(session, follow_up.account) or next(iter(successors), None)
        if heir is None:
            continue
        pings.ping_again(session, follow_up)
        follow_up.assignee_id = heir.user_id
        digest_plan.plan_if_unplanned(heir, team, desk.clock.now())
        changes.record(
            desk,
            session,
            team_id=follow_up.team_id,
            noun="follow_up",
            record_id=follow_up.id,
            verb="handed_over",
            by=by,
            details={"from": leaving.user_id, "to": heir.user_id},
        )
