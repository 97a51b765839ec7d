"""Handing over: what somebody had promised passes on when they may no longer do it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot import digest_plan, pings
from bot.desk import Desk
from storage import follow_ups as kept
from storage import people, teams
from storage.changes import Change
from storage.follow_ups import FollowUp
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
    bosses = _bosses(session, leaving.team_id) if count and to is None else []
    for follow_up in kept.open_for(session, leaving.team_id, leaving.user_id, limit=count):
        heir = to or _manager(session, follow_up) or next(iter(bosses), None)
        if heir is None:
            continue
        pings.ping_again(session, follow_up)
        follow_up.assignee_id = heir.user_id
        digest_plan.plan_if_unplanned(heir, team, desk.clock.now())
        session.add(_change(desk, follow_up, leaving, heir, by))


def _bosses(session: Session, team_id: str) -> list[Person]:
    """The leads, then the admins, who have a role."""
    leads = [p for p in people.with_roles(session, team_id) if p.is_lead and p.has_role]
    by_id = sorted(leads, key=lambda person: person.user_id)
    return [*by_id, *people.admins(session, team_id)]


def _manager(session: Session, follow_up: FollowUp) -> Person | None:
    """The account's manager, if they have a role."""
    manager_id = follow_up.account.manager_id
    manager = people.find(session, follow_up.team_id, manager_id) if manager_id else None
    return manager if manager and manager.has_role else None


def _change(desk: Desk, follow_up: FollowUp, leaving: Person, heir: Person, by: str) -> Change:
    return Change(
        team_id=follow_up.team_id,
        noun="follow_up",
        record_id=str(follow_up.id),
        verb="handed_over",
        actor_id=by,
        at=desk.clock.now(),
        details={"from": leaving.user_id, "to": heir.user_id},
    )
