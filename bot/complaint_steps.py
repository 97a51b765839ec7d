"""The steps in a complaint's life: taken, handed over, noted, told, closed, reopened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot import (
    changes,
    complaint_alerts,
    complaint_clock,
    complaint_refusals,
    complaints,
    digest_plan,
    episodes,
    people,
)
from bot.complaint_rules import Action, next_status, version
from bot.desk import Desk
from bot.people import Actor, Person
from bot.refusals import Refused
from bot.texts import _, escape
from storage import people as kept_people
from storage import teams
from storage.changes import of_request as change_of_request
from storage.complaints import Complaint

# What a step does in its transaction; gives the details of its change.
Doing = Callable[[Session, Complaint], Mapping[str, object]]
_VERBS = {
    Action.TAKE: "taken",
    Action.HAND_OVER: "handed_over",
    Action.SEVERITY: "severity",
    Action.EDIT: "edited",
    Action.NOTE: "noted",
    Action.TELL: "told",
    Action.CLOSE: "closed",
    Action.REOPEN: "reopened",
    Action.WITHDRAW: "withdrawn",
}


@dataclass(frozen=True, slots=True)
class Closing:
    """How a complaint ended: why it came about, what was done, how the client heard of it."""

    root_cause: str
    corrective_action: str
    client_told: bool
    told_how: str


def to_step(desk: Desk, actor: Actor, complaint_id: int, action: Action) -> Complaint:
    """A complaint with which the actor may take a step now. Raises Refused when not."""
    people.require_role(actor)
    with desk.read() as session:
        complaint = complaints.found(session, actor, complaint_id)
        complaint_refusals.require(session, actor, complaint, action)
        return complaint


def take(desk: Desk, actor: Actor, complaint_id: int) -> Complaint:
    """The actor will see to it. Raises Refused, naming who has taken it before."""

    def doing(session: Session, complaint: Complaint) -> Mapping[str, object]:
        complaint.owner_id, complaint.taken_at = actor.user_id, desk.clock.now()
        complaint_clock.stop(complaint)
        _plan_digest(desk, session, kept_people.find(session, actor.team_id, actor.user_id))
        return {}

    return step(desk, actor, complaint_id, Action.TAKE, doing)


def hand_over(
    desk: Desk, actor: Actor, complaint_id: int, to: str, note: str = "", shown: str | None = None
) -> Complaint:
    """Somebody else will see to it, and hears of it. Raises Refused, naming the field."""

    def doing(session: Session, complaint: Complaint) -> Mapping[str, object]:
        heir = _who_may_own(session, complaint, to)
        before, complaint.owner_id = complaint.owner_id, heir.user_id
        complaint.taken_at = complaint.taken_at or desk.clock.now()
        complaint_clock.stop(complaint)
        _plan_digest(desk, session, heir)
        complaint_alerts.want_alerts(desk, session, complaint)
        return {"from": before, "to": heir.user_id, "note": note}

    return step(desk, actor, complaint_id, Action.HAND_OVER, doing, shown)


def _plan_digest(desk: Desk, session: Session, owner: Person | None) -> None:
    """Whoever has a complaint to see to gets a reminder of it, appointed or not."""
    if owner is not None:
        digest_plan.plan_if_unplanned(owner, teams.of(session, owner.team_id), desk.clock.now())


def _who_may_own(session: Session, complaint: Complaint, user_id: str) -> Person:
    person = kept_people.find(session, complaint.team_id, user_id)
    name = escape(person.name) if person else user_id
    if person is None or not person.has_role:
        raise Refused(
            _(
                "{name} has no role in Rapport, so they can't see client records. Choose an "
                "account manager, a lead or an admin.",
                name=name,
            ),
            "to",
        )
    if person.user_id == complaint.owner_id:
        raise Refused(_("{name} has it already. Choose somebody else.", name=name), "to")
    return person


def note(desk: Desk, actor: Actor, complaint_id: int, words: str) -> Complaint:
    """Something to know about it, told in its threads. Raises Refused."""
    return step(desk, actor, complaint_id, Action.NOTE, lambda _s, _c: {"note": words})


def tell(
    desk: Desk, actor: Actor, complaint_id: int, how: str, shown: str | None = None
) -> Complaint:
    """The client has heard what comes of it. Raises Refused."""

    def doing(_session: Session, complaint: Complaint) -> Mapping[str, object]:
        complaint.client_told, complaint.told_how = True, how
        complaint.told_at = desk.clock.now()
        return {"told_how": how}

    return step(desk, actor, complaint_id, Action.TELL, doing, shown)


def close(
    desk: Desk, actor: Actor, complaint_id: int, closing: Closing, shown: str | None = None
) -> Complaint:
    """It is over: its cause is known and something was done about it. Raises Refused."""

    def doing(_session: Session, complaint: Complaint) -> Mapping[str, object]:
        complaint.root_cause = closing.root_cause
        complaint.corrective_action = closing.corrective_action
        complaint.client_told, complaint.told_how = closing.client_told, closing.told_how
        told_at = complaint.told_at or desk.clock.now()
        complaint.told_at = told_at if closing.client_told else None
        complaint.closed_at, complaint.closed_by = desk.clock.now(), actor.user_id
        return {
            "root_cause": closing.root_cause,
            "corrective_action": closing.corrective_action,
            "client_told": closing.client_told,
            "told_how": closing.told_how,
        }

    return step(desk, actor, complaint_id, Action.CLOSE, doing, shown)


def reopen(
    desk: Desk, actor: Actor, complaint_id: int, reason: str, shown: str | None = None
) -> Complaint:
    """It isn't over: somebody must take it anew, and its clock starts again. Raises Refused.

    The change that closed it keeps how it had ended.
    """

    def doing(session: Session, complaint: Complaint) -> Mapping[str, object]:
        before = complaint.owner_id
        complaint.owner_id = complaint.taken_at = None
        complaint.closed_at = complaint.closed_by = None
        complaint.client_told = complaint.told_how = complaint.told_at = None
        complaint_clock.start(desk, session, complaint)
        complaint_alerts.want_alerts(desk, session, complaint)
        if complaint.is_serious:
            episodes.complaint_is_serious(desk, session, actor, complaint)
        return {"reason": reason, "from": before}

    return step(desk, actor, complaint_id, Action.REOPEN, doing, shown)


def step(
    desk: Desk,
    actor: Actor,
    complaint_id: int,
    action: Action,
    doing: Doing,
    shown: str | None = None,
) -> Complaint:
    """One step in a transaction of its own; as step_in."""
    with desk.write(actor.team_id) as session:
        return step_in(desk, session, actor, complaint_id, action, doing, shown)


def step_in(
    desk: Desk,
    session: Session,
    actor: Actor,
    complaint_id: int,
    action: Action,
    doing: Doing,
    shown: str | None = None,
) -> Complaint:
    """Take a step, once for its request; `shown` is the version that its form was filled in with.

    Raises Refused when the complaint's state, the actor's part in it or the version forbids it.
    """
    people.require_role(actor)
    complaint = complaints.found(session, actor, complaint_id, to_change=True)
    if change_of_request(session, actor.team_id, actor.request) is not None:
        return complaint
    complaint_refusals.require(session, actor, complaint, action)
    if shown is not None and shown != version(action, complaint):
        raise complaint_refusals.out_of_date()
    leads_to = next_status(action, complaint.status)
    assert leads_to is not None, "a step that can't be taken is refused before"
    details = doing(session, complaint)
    complaint.status = leads_to
    _record(desk, session, actor, complaint, action, details)
    return complaint


def _record(
    desk: Desk,
    session: Session,
    actor: Actor,
    complaint: Complaint,
    action: Action,
    details: Mapping[str, object],
) -> None:
    change = changes.record(
        desk,
        session,
        team_id=actor.team_id,
        noun=complaint_alerts.NOUN,
        record_id=complaint.id,
        verb=_VERBS[action],
        by=actor.user_id,
        details=details,
        request=actor.request,
    )
    complaint_alerts.changed(desk, session, complaint, change)
