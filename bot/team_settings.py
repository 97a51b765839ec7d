"""A workspace's settings: roles, the complaints channel, the reminder's hour, the rules of
complaints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import time

from sqlalchemy.orm import Session

from bot import complaint_alerts, digest_plan, posts, roles
from bot.complaint_causes import DEFAULT_ROOT_CAUSES, causes_of
from bot.complaint_clock import DEFAULT_MINUTES, minutes_for
from bot.desk import Desk
from bot.people import Actor, Person, record, require_admin
from bot.posts import PostKind
from storage import people, teams
from storage.complaints import Severity
from storage.teams import Team

# Fields that list people: what one admin adds and another takes away are both kept.
_LISTS = ("managers", "leads")


@dataclass(frozen=True, slots=True)
class SettingsDraft:
    """What an admin has filled in, or what they were shown when they began.

    The `acknowledge_…` are working minutes until a complaint must be taken.
    """

    managers: tuple[str, ...]
    leads: tuple[str, ...]
    complaints_channel: str | None
    digest_at: time
    root_causes: tuple[str, ...] = DEFAULT_ROOT_CAUSES
    acknowledge_critical: int = DEFAULT_MINUTES[Severity.CRITICAL]
    acknowledge_high: int = DEFAULT_MINUTES[Severity.HIGH]
    acknowledge_medium: int = DEFAULT_MINUTES[Severity.MEDIUM]
    acknowledge_low: int = DEFAULT_MINUTES[Severity.LOW]

    @property
    def minutes(self) -> Mapping[str, int]:
        """Working minutes until a complaint must be taken, by severity."""
        return {severity: getattr(self, f"acknowledge_{severity}") for severity in Severity}


def settings_of(desk: Desk, actor: Actor) -> tuple[Team, list[Person]]:
    """The workspace's settings and everyone with a role. Raises Refused for non-admins."""
    require_admin(actor)
    with desk.read() as session:
        return teams.of(session, actor.team_id), people.with_roles(session, actor.team_id)


def as_settings(team: Team, with_roles: Sequence[Person]) -> SettingsDraft:
    """The settings as they stand, as a form shows them."""
    minutes = {f"acknowledge_{severity}": minutes_for(team, severity) for severity in Severity}
    return SettingsDraft(
        managers=tuple(p.user_id for p in with_roles if p.is_manager),
        leads=tuple(p.user_id for p in with_roles if p.is_lead),
        complaints_channel=team.complaints_channel,
        digest_at=team.digest_at,
        root_causes=causes_of(team),
        **minutes,
    )


def save_settings(
    desk: Desk, actor: Actor, draft: SettingsDraft, shown: SettingsDraft | None = None
) -> None:
    """Store an admin's settings; a complaint takes its time at its filing, and with a new severity.

    Of a draft that began with what was `shown`, only the differences count: what others have
    changed meanwhile stands. Raises Refused, naming the field, for a person who can't bear a role.
    """
    require_admin(actor)
    with desk.write(actor.team_id) as session:
        team = teams.of(session, actor.team_id)
        present = as_settings(team, people.with_roles(session, actor.team_id))
        if shown is not None:
            draft = _brought_up_to_date(draft, shown, present)
        roles.appoint(desk, session, actor, team, draft.managers, draft.leads)
        if draft.digest_at != team.digest_at:
            team.digest_at = draft.digest_at
            for person in people.with_digest_planned(session, actor.team_id):
                digest_plan.plan(person, team, desk.clock.now())
        _set_rules(desk, session, actor, team, draft, present)
        if draft.complaints_channel != team.complaints_channel:
            _choose_channel(desk, session, actor, team, draft.complaints_channel)


def _brought_up_to_date(
    draft: SettingsDraft, shown: SettingsDraft, present: SettingsDraft
) -> SettingsDraft:
    """The present settings with what the draft has changed of those shown."""
    changed = {
        field.name: getattr(draft, field.name)
        for field in fields(SettingsDraft)
        if getattr(draft, field.name) != getattr(shown, field.name)
    }
    for name in _LISTS:
        lists = (getattr(each, name) for each in (draft, shown, present))
        changed[name] = _with_changes(*lists)
    return replace(present, **changed)


def _with_changes(
    draft: Sequence[str], shown: Sequence[str], present: Sequence[str]
) -> tuple[str, ...]:
    added = [user_id for user_id in draft if user_id not in shown and user_id not in present]
    taken_away = {*shown} - {*draft}
    return (*(user_id for user_id in present if user_id not in taken_away), *added)


def _set_rules(
    desk: Desk,
    session: Session,
    actor: Actor,
    team: Team,
    draft: SettingsDraft,
    present: SettingsDraft,
) -> None:
    """The root causes to choose from, and the time in which a complaint must be taken."""
    if draft.root_causes != present.root_causes:
        team.root_causes = list(draft.root_causes)
        causes = {"from": list(present.root_causes), "to": list(draft.root_causes)}
        record(desk, session, actor, "settings", "root_causes", causes)
    if draft.minutes != present.minutes:
        team.acknowledge_within = dict(draft.minutes)
        minutes = {"from": dict(present.minutes), "to": dict(draft.minutes)}
        record(desk, session, actor, "settings", "acknowledge_within", minutes)


def _choose_channel(
    desk: Desk, session: Session, actor: Actor, team: Team, channel: str | None
) -> None:
    """The channel says hello and is told of every complaint that is open still."""
    before, team.complaints_channel = team.complaints_channel, channel
    named = {"from": before, "to": channel}
    change = record(desk, session, actor, "settings", "complaints_channel", named)
    if channel:
        at, hello = desk.machine_now(), PostKind.CHANNEL_HELLO
        posts.want(session, team.team_id, hello, change.id, channel, at=at)
    complaint_alerts.tell_channel(session, team, desk.machine_now())
