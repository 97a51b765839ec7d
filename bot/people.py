"""People: who somebody is, and what they may do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import changes, complaint_alerts, digest_plan, posts
from bot.desk import Desk
from bot.hand_over import hand_over
from bot.posts import PostKind
from bot.refusals import Refused
from bot.texts import _
from storage import homes, people, teams
from storage.appointments import Appointment, Outcome
from storage.changes import Change
from storage.people import Person as Person
from storage.people import Standing as Standing
from storage.teams import Team

# People kept in one transaction: whoever types a command meanwhile waits for no more.
AT_ONCE = 200
# When nothing else differs, the instant of hearing it is written this seldom.
FETCHED_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What Slack says of a person."""

    user_id: str
    name: str
    email: str | None
    tz: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who asks, and the id of the request they ask with."""

    team_id: str
    person: Person
    request: str

    @property
    def user_id(self) -> str:
        return self.person.user_id

    @property
    def zone(self) -> ZoneInfo:
        return self.person.zone


class NotAppointed(Refused):
    """An insider without a role, who may ask for one."""


def find(desk: Desk, team_id: str, user_id: str) -> Person | None:
    """The person as last heard of from Slack."""
    with desk.glance() as connection:
        return people.as_kept(connection, team_id, user_id)


def keep(
    desk: Desk, team_id: str, facts: Sequence[PersonFacts], heard_at: datetime | None = None
) -> None:
    """Store what Slack says of people; a new time zone moves the next digest.

    Slack said so at the machine's instant `heard_at` at the earliest: what came later stands.
    """
    heard_at = heard_at or desk.machine_now()
    for start in range(0, len(facts), AT_ONCE):
        page = facts[start : start + AT_ONCE]
        with desk.write(team_id) as session:
            team = teams.of(session, team_id)
            heard_of = {each.user_id: each for each in page}
            present = people.with_ids(session, team_id, heard_of)
            known = {person.user_id: person for person in present}
            outsiders, admins = _outsiders(present), _admins(present)
            standings = _standings(present)
            for each in heard_of.values():
                _keep_one(desk, session, team, known.get(each.user_id), each, heard_at)
            changed = dict(_standings(present) - standings)
            if changed:
                homes.want(session, team_id, *changed)
            if _outsiders(present) != outsiders:
                posts.readers_changed(session, team_id)
            if _admins(page) - admins:
                complaint_alerts.tell_bosses(session, team, desk.machine_now())


def _standings(persons: Sequence[Person]) -> set[tuple[str, Standing]]:
    return {(person.user_id, person.standing) for person in persons}


def _outsiders(persons: Sequence[Person]) -> set[str]:
    """Who of them must not read along where client data stands."""
    return {person.user_id for person in persons if not person.may_read_along}


def _admins(described: Iterable[Person | PersonFacts]) -> set[str]:
    return {each.user_id for each in described if each.standing in (Standing.OWNER, Standing.ADMIN)}


def _keep_one(
    desk: Desk,
    session: Session,
    team: Team,
    person: Person | None,
    facts: PersonFacts,
    heard_at: datetime,
) -> None:
    if person is None:
        session.add(_newly_met(team, facts, heard_at))
        return
    if person.fetched_at > heard_at:
        return
    had_role, zone_before = person.has_role, person.zone
    _describe(person, facts)
    if session.is_modified(person) or heard_at - person.fetched_at > FETCHED_WITHIN:
        person.fetched_at = heard_at
    if had_role and not person.has_role:
        hand_over(desk, session, person, by=team.bot_user_id or person.user_id)
    elif person.next_digest_at is not None and person.zone != zone_before:
        digest_plan.plan(person, team, desk.clock.now(), zone_before)
    elif person.has_role and not had_role and person.next_digest_at is None:
        digest_plan.plan_from_tomorrow(person, team, desk.clock.now())


def _newly_met(team: Team, facts: PersonFacts, heard_at: datetime) -> Person:
    person = Person(team_id=team.team_id, user_id=facts.user_id, is_manager=False, is_lead=False)
    _describe(person, facts)
    person.fetched_at = heard_at
    return person


def _describe(person: Person, facts: PersonFacts) -> None:
    person.name, person.tz = facts.name, facts.tz
    person.email = facts.email.lower() if facts.email else None
    person.standing = facts.standing


def outsiders_only() -> str:
    """What guests, people of other companies, bots and the deactivated are told."""
    return _(
        "Rapport holds client records of this company, so it answers only its own full "
        "members. If you need something about a client, ask your contact here directly."
    )


def require_insider(person: Person) -> None:
    """Raises Refused for guests, people of other companies, bots and the deactivated."""
    if not person.is_insider:
        raise Refused(outsiders_only())


def require_role(actor: Actor) -> None:
    """Raises NotAppointed unless the actor is a manager, a lead or an admin."""
    require_insider(actor.person)
    if not actor.person.has_role:
        raise NotAppointed(
            _(
                "Only account managers, leads and admins work with client records, and you are "
                "none of them yet. Type `/log-call` to ask for it: an admin decides with one tap."
            )
        )


def require_admin(actor: Actor) -> None:
    """Raises Refused unless the actor is an owner or admin of the workspace."""
    require_insider(actor.person)
    if not actor.person.is_admin:
        raise Refused(
            _(
                "Only owners and admins of this Slack workspace change Rapport's settings. "
                "Ask one of them, or type `/rapport help` to see what you can do."
            )
        )


def close_request(
    desk: Desk, session: Session, actor: Actor, asked: Appointment, outcome: Outcome
) -> None:
    """Decide on a request to be appointed, in the caller's transaction.

    The decision then stands in every admin's message, and the person who asked hears of it.
    """
    asked.outcome = outcome
    asked.decided_by, asked.decided_at = actor.user_id, desk.clock.now()
    posts.show_anew(session, actor.team_id, PostKind.APPOINTMENT_ASKED, [asked.id])
    posts.want(
        session,
        actor.team_id,
        PostKind.APPOINTMENT_ANSWERED,
        asked.id,
        asked.user_id,
        at=desk.machine_now(),
    )


def record(
    desk: Desk,
    session: Session,
    actor: Actor,
    record_id: str,
    verb: str,
    details: Mapping[str, object],
) -> Change:
    """Put a change to a person or the workspace on record, in the caller's transaction."""
    return changes.record(
        desk,
        session,
        team_id=actor.team_id,
        noun="person" if record_id != "settings" else "team",
        record_id=record_id,
        verb=verb,
        by=actor.user_id,
        details=details,
    )
