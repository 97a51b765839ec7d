"""People: who somebody is, what they may do, and the roles that the settings give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import changes, digest_plan, posts
from bot.desk import Desk
from bot.hand_over import hand_over
from bot.posts import PostKind
from bot.refusals import Refused
from bot.texts import _, escape
from storage import appointments, people, teams
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


@dataclass(frozen=True, slots=True)
class SettingsDraft:
    """What an admin has filled in, or what they were shown when they began."""

    managers: tuple[str, ...]
    leads: tuple[str, ...]
    complaints_channel: str | None
    digest_at: time


def find(desk: Desk, team_id: str, user_id: str) -> Person | None:
    """The person as last heard of from Slack."""
    with desk.read() as session:
        return people.find(session, team_id, user_id)


def keep(
    desk: Desk, team_id: str, facts: Sequence[PersonFacts], heard_at: datetime | None = None
) -> None:
    """Store what Slack says of people; a new time zone moves the next digest.

    Slack said so at the machine's instant `heard_at` at the earliest: what came later stands.
    """
    heard_at = heard_at or desk.machine_now()
    for start in range(0, len(facts), AT_ONCE):
        page = facts[start : start + AT_ONCE]
        with desk.write() as session:
            team = teams.of(session, team_id)
            heard_of = {each.user_id: each for each in page}
            present = people.with_ids(session, team_id, heard_of)
            known = {person.user_id: person for person in present}
            for each in heard_of.values():
                _keep_one(desk, session, team, known.get(each.user_id), each, heard_at)


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


def settings_of(desk: Desk, actor: Actor) -> tuple[Team, list[Person]]:
    """The workspace's settings and everyone with a role. Raises Refused for non-admins."""
    require_admin(actor)
    with desk.read() as session:
        return teams.of(session, actor.team_id), people.with_roles(session, actor.team_id)


def save_settings(
    desk: Desk, actor: Actor, draft: SettingsDraft, shown: SettingsDraft | None = None
) -> None:
    """Store an admin's settings: roles, the complaints channel, the digest hour.

    Of a draft that began with what was `shown`, only the differences count: what others have
    changed meanwhile stands. Raises Refused, naming the field, for a person who can't bear a role.
    """
    require_admin(actor)
    with desk.write() as session:
        team = teams.of(session, actor.team_id)
        if shown is not None:
            present = as_settings(team, people.with_roles(session, actor.team_id))
            draft = _brought_up_to_date(draft, shown, present)
        _appoint_all(desk, session, actor, team, draft)
        if draft.digest_at != team.digest_at:
            team.digest_at = draft.digest_at
            for person in people.with_digest_planned(session, actor.team_id):
                digest_plan.plan(person, team, desk.clock.now())
        if draft.complaints_channel != team.complaints_channel:
            _choose_channel(desk, session, actor, team, draft.complaints_channel)


def as_settings(team: Team, with_roles: Sequence[Person]) -> SettingsDraft:
    """The settings as they stand, as a form shows them."""
    return SettingsDraft(
        managers=tuple(p.user_id for p in with_roles if p.is_manager),
        leads=tuple(p.user_id for p in with_roles if p.is_lead),
        complaints_channel=team.complaints_channel,
        digest_at=team.digest_at,
    )


def _brought_up_to_date(
    draft: SettingsDraft, shown: SettingsDraft, present: SettingsDraft
) -> SettingsDraft:
    channel, hour = draft.complaints_channel, draft.digest_at
    return SettingsDraft(
        managers=_with_changes(draft.managers, shown.managers, present.managers),
        leads=_with_changes(draft.leads, shown.leads, present.leads),
        complaints_channel=(
            present.complaints_channel if channel == shown.complaints_channel else channel
        ),
        digest_at=present.digest_at if hour == shown.digest_at else hour,
    )


def _with_changes(
    draft: Sequence[str], shown: Sequence[str], present: Sequence[str]
) -> tuple[str, ...]:
    added = [user_id for user_id in draft if user_id not in shown and user_id not in present]
    taken_away = {*shown} - {*draft}
    return (*(user_id for user_id in present if user_id not in taken_away), *added)


def _appoint_all(
    desk: Desk, session: Session, actor: Actor, team: Team, draft: SettingsDraft
) -> None:
    chosen = {
        p.user_id: p
        for p in people.with_ids(session, actor.team_id, {*draft.managers, *draft.leads})
    }
    before = people.with_roles(session, actor.team_id)
    standing = as_settings(team, before)
    _require_all_fit(chosen, {*draft.managers} - {*standing.managers}, "managers")
    _require_all_fit(chosen, {*draft.leads} - {*standing.leads}, "leads")
    for person in {p.user_id: p for p in [*before, *chosen.values()]}.values():
        _give_roles(desk, session, actor, team, person, draft)


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
    desk: Desk, session: Session, actor: Actor, team: Team, person: Person, draft: SettingsDraft
) -> None:
    roles = (person.user_id in draft.managers, person.user_id in draft.leads)
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
    named = {"manager": roles[0], "lead": roles[1]}
    record(desk, session, actor, person.user_id, "roles", named)


def _settle_request(desk: Desk, session: Session, actor: Actor, person: Person) -> None:
    """Who is given a role in the settings has been answered, if they had asked for it."""
    asked = appointments.waiting_of(session, actor.team_id, person.user_id)
    if asked is not None:
        close_request(desk, session, actor, asked, Outcome.APPROVED)


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


def _choose_channel(
    desk: Desk, session: Session, actor: Actor, team: Team, channel: str | None
) -> None:
    before, team.complaints_channel = team.complaints_channel, channel
    change = record(
        desk, session, actor, "settings", "complaints_channel", {"from": before, "to": channel}
    )
    if channel:
        posts.want(
            session,
            team.team_id,
            PostKind.CHANNEL_HELLO,
            change.id,
            channel,
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
