"""Roles: given and taken away by an admin; what somebody had promised passes on with them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot import complaint_alerts, digest_plan
from bot.desk import Desk
from bot.hand_over import hand_over
from bot.people import Actor, close_request, record
from bot.refusals import Refused
from bot.texts import _, escape
from storage import appointments, homes, people
from storage.appointments import Outcome
from storage.people import Person
from storage.teams import Team


def appoint(
    desk: Desk,
    session: Session,
    actor: Actor,
    team: Team,
    managers: Sequence[str],
    leads: Sequence[str],
) -> None:
    """Make these, and nobody else, managers and leads, in the caller's transaction.

    Raises Refused, naming the field, for a person who can't bear a role.
    """
    added = {*managers, *leads}
    chosen = {p.user_id: p for p in people.with_ids(session, actor.team_id, added)}
    before = people.with_roles(session, actor.team_id)
    _require_all_fit(chosen, {*managers} - {p.user_id for p in before if p.is_manager}, "managers")
    leading = [p for p in before if p.is_lead]
    _require_all_fit(chosen, {*leads} - {p.user_id for p in leading}, "leads")
    for person in {p.user_id: p for p in [*before, *chosen.values()]}.values():
        roles = (person.user_id in managers, person.user_id in leads)
        _give_roles(desk, session, actor, team, person, roles)
    if {*leads} - {p.user_id for p in leading}:
        complaint_alerts.tell_bosses(session, team, desk.machine_now())


def _require_all_fit(chosen: dict[str, Person], added: set[str], field: str) -> None:
    for user_id in sorted(added):
        person = chosen.get(user_id)
        if person is None or not person.is_insider:
            name = person.name if person else user_id
            raise Refused(
                _(
                    "{name} is a guest, a bot, deactivated or of another company, and can't be "
                    "given client records. Choose full members of this workspace.",
                    name=escape(name),
                ),
                field,
            )


def _give_roles(
    desk: Desk,
    session: Session,
    actor: Actor,
    team: Team,
    person: Person,
    roles: tuple[bool, bool],
) -> None:
    if (person.is_manager, person.is_lead) == roles:
        return
    had_role = person.is_manager or person.is_lead
    person.is_manager, person.is_lead = roles
    if any(roles) and not had_role and person.next_digest_at is None:
        digest_plan.plan_from_tomorrow(person, team, desk.clock.now())
    if had_role and not person.has_role:
        # What they had promised passes to the admin who dismisses them: nothing is lost.
        admin = people.find(session, actor.team_id, actor.user_id)
        hand_over(desk, session, person, by=actor.user_id, to=admin)
    if any(roles):
        _settle_request(desk, session, actor, person)
    homes.want(session, actor.team_id, person.user_id)
    named = {"manager": roles[0], "lead": roles[1]}
    record(desk, session, actor, person.user_id, "roles", named)


def _settle_request(desk: Desk, session: Session, actor: Actor, person: Person) -> None:
    """Who is given a role in the settings has been answered, if they had asked for it."""
    asked = appointments.waiting_of(session, actor.team_id, person.user_id)
    if asked is not None:
        close_request(desk, session, actor, asked, Outcome.APPROVED)
