"""Appointments: somebody asks for a role, an admin decides, the answer reaches both."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot import digest_plan, posts
from bot.desk import Desk
from bot.people import Actor, close_request, record, require_admin, require_insider
from bot.posts import PostKind
from bot.refusals import Refused
from bot.texts import _
from storage import appointments, homes, people, teams
from storage.appointments import Appointment
from storage.appointments import Outcome as Outcome


def ask(desk: Desk, actor: Actor, held_line_id: int | None) -> Appointment:
    """Ask the admins for the role of account manager; asked twice, it is one request.

    Raises Refused when there is nothing to ask or nobody to decide.
    """
    require_insider(actor.person)
    if actor.person.has_role:
        raise Refused(
            _("You have a role by now, so there is nothing to ask. Type your command again.")
        )
    with desk.write(actor.team_id) as session:
        waiting = appointments.waiting_of(session, actor.team_id, actor.user_id)
        if waiting is not None:
            return waiting
        return _ask_admins(desk, session, actor, held_line_id)


def _ask_admins(
    desk: Desk, session: Session, actor: Actor, held_line_id: int | None
) -> Appointment:
    deciders = people.admins(session, actor.team_id)
    if not deciders:
        raise Refused(
            _(
                "Rapport knows no admin of this workspace yet, so nobody can decide. "
                "Try again in a minute, or ask an admin to type `/rapport settings`."
            )
        )
    asked = Appointment(
        team_id=actor.team_id,
        user_id=actor.user_id,
        asked_at=desk.clock.now(),
        held_line_id=held_line_id,
        outcome=Outcome.WAITING,
    )
    session.add(asked)
    session.flush()
    for admin in deciders:
        posts.want(
            session,
            actor.team_id,
            PostKind.APPOINTMENT_ASKED,
            asked.id,
            admin.user_id,
            at=desk.machine_now(),
        )
    return asked


def decide(desk: Desk, actor: Actor, appointment_id: int, outcome: Outcome) -> Appointment:
    """Approve or decline a request to be appointed.

    Raises Refused when the actor is no admin or the request was decided before.
    """
    require_admin(actor)
    with desk.write(actor.team_id) as session:
        asked = appointments.find(session, actor.team_id, appointment_id, for_change=True)
        if asked is None:
            raise Refused(_("That request is no longer on record; nothing was changed."))
        if asked.outcome != Outcome.WAITING:
            if asked.decided_by == actor.user_id and asked.outcome == outcome:
                return asked
            raise Refused(_("<@{who}> has already decided on this request.", who=asked.decided_by))
        if outcome == Outcome.APPROVED:
            _appoint_asker(desk, session, actor, asked)
        close_request(desk, session, actor, asked, outcome)
        return asked


def _appoint_asker(desk: Desk, session: Session, actor: Actor, asked: Appointment) -> None:
    person = people.find(session, actor.team_id, asked.user_id)
    if person is None or not person.is_insider:
        raise Refused(_("That person is no longer a full member here; nothing was changed."))
    if person.is_manager:
        return
    person.is_manager = True
    if person.next_digest_at is None:
        team = teams.of(session, actor.team_id)
        digest_plan.plan_from_tomorrow(person, team, desk.clock.now())
    homes.want(session, actor.team_id, person.user_id)
    record(desk, session, actor, person.user_id, "appointed", {"role": "manager"})
