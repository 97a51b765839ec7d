"""Handing over: what somebody had promised passes on when they may no longer do it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from bot import changes, complaint_alerts, digest_plan, episode_alerts, pings, posts
from bot.desk import Desk
from bot.responsible import bosses, manager_of
from storage import complaints, episodes, teams
from storage import follow_ups as kept
from storage.accounts import Account
from storage.changes import Change
from storage.complaints import Complaint
from storage.follow_ups import FollowUp
from storage.people import Person

# Who takes over what somebody had promised for an account; None with nobody there to take it.
HeirOf = Callable[[Account], Person | None]


def hand_over(
    desk: Desk, session: Session, leaving: Person, *, by: str, to: Person | None = None
) -> None:
    """Give all that somebody without a role has to do to `to`, else to each thing's successor.

    With nobody there to take it, it stays where it is; an unhappy client is nobody's then. Of what
    nobody has taken, whoever answers for it now is told. `by` is whose doing this is.
    """
    leaving.next_digest_at = None
    first_boss = None if to else next(iter(bosses(session, leaving.team_id)), None)

    def heir_of(account: Account) -> Person | None:
        return to or manager_of(session, account) or first_boss

    count = kept.count_open_for(session, leaving.team_id, leaving.user_id)
    for follow_up in kept.open_for(session, leaving.team_id, leaving.user_id, limit=count):
        _pass_follow_up(desk, session, leaving, follow_up, heir_of(follow_up.account), by)
    for complaint in complaints.open_of_owner(session, leaving.team_id, leaving.user_id):
        _pass_complaint(desk, session, leaving, complaint, heir_of(complaint.account), by)
    for complaint in complaints.untaken_of_manager(session, leaving.team_id, leaving.user_id):
        complaint_alerts.want_alerts(desk, session, complaint)
        posts.complaint_changed(session, leaving.team_id, complaint.id)
    for episode in episodes.live_of_manager(session, leaving.team_id, leaving.user_id):
        episode_alerts.pass_on(desk, session, episode, heir_of(episode.account), by)
    for episode in episodes.live_acknowledged_by(session, leaving.team_id, leaving.user_id):
        episode_alerts.leave(desk, session, episode, by)


def _pass_follow_up(
    desk: Desk,
    session: Session,
    leaving: Person,
    follow_up: FollowUp,
    heir: Person | None,
    by: str,
) -> None:
    if heir is None:
        return
    pings.ping_again(session, follow_up)
    follow_up.assignee_id = heir.user_id
    _record(desk, session, "follow_up", follow_up.id, leaving, heir, by)


def _pass_complaint(
    desk: Desk,
    session: Session,
    leaving: Person,
    complaint: Complaint,
    heir: Person | None,
    by: str,
) -> None:
    if heir is None:
        return
    complaint.owner_id = heir.user_id
    complaint_alerts.want_alerts(desk, session, complaint)
    change = _record(desk, session, complaint_alerts.NOUN, complaint.id, leaving, heir, by)
    complaint_alerts.changed(desk, session, complaint, change)


def _record(
    desk: Desk,
    session: Session,
    noun: str,
    record_id: int,
    leaving: Person,
    heir: Person,
    by: str,
) -> Change:
    digest_plan.plan_if_unplanned(heir, teams.of(session, heir.team_id), desk.clock.now())
    return changes.record(
        desk,
        session,
        team_id=heir.team_id,
        noun=noun,
        record_id=record_id,
        verb="handed_over",
        by=by,
        details={"from": leaving.user_id, "to": heir.user_id},
    )
