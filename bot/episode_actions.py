"""What people do about an unhappy client: plan a call, take it on, snooze it, close it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from bot import accounts, episode_alerts, follow_ups, people
from bot.desk import Desk
from bot.due import Due, SnoozeUntil, require_to_come, snooze_day
from bot.follow_ups import FollowUpAsked
from bot.people import Actor
from bot.refusals import Refused
from bot.texts import _, escape
from bot.views import times
from storage import episodes as kept
from storage import follow_ups as kept_follow_ups
from storage import people as kept_people
from storage.changes import of_request as change_of_request
from storage.episodes import Episode, EpisodeStatus
from storage.follow_ups import FollowUp


class Action(StrEnum):
    """What somebody can do about an episode; a card has a button for each."""

    PLAN_CALL = "plan_call"
    ACKNOWLEDGE = "acknowledge"
    SNOOZE = "snooze"
    CLOSE = "close"


LONGEST_SNOOZE = timedelta(days=92)
# From which states each may be done; from any other it is refused in words.
ALLOWED = {
    Action.PLAN_CALL: {EpisodeStatus.OPEN, EpisodeStatus.ACKNOWLEDGED, EpisodeStatus.SNOOZED},
    Action.ACKNOWLEDGE: {EpisodeStatus.OPEN, EpisodeStatus.SNOOZED},
    Action.SNOOZE: {EpisodeStatus.OPEN},
    Action.CLOSE: {EpisodeStatus.OPEN, EpisodeStatus.ACKNOWLEDGED, EpisodeStatus.SNOOZED},
}


def find(desk: Desk, actor: Actor, episode_id: int) -> Episode:
    """An episode, over or not. Raises Refused when there is none."""
    people.require_role(actor)
    with desk.read() as session:
        return _found(session, actor, episode_id)


def ready_for(desk: Desk, actor: Actor, episode_id: int, action: Action) -> Episode:
    """An episode with which the actor may do this now. Raises Refused when not."""
    people.require_role(actor)
    with desk.read() as session:
        episode = _found(session, actor, episode_id)
        _require_theirs(session, actor, episode)
        _require_allowed(session, actor, episode, action)
        return episode


def plan_call(desk: Desk, actor: Actor, episode_id: int, asked: FollowUpAsked) -> FollowUp:
    """Make a follow-up of the actor's own, which answers the card. Once per request.

    Raises Refused, ArchivedAccount.
    """
    with desk.write(actor.team_id) as session:
        episode = _to_act_on(session, actor, episode_id, Action.PLAN_CALL)
        if episode is not None:
            require_to_come(asked.due, desk.clock.now(), actor.zone)
            accounts.require_workable(episode.account)
            made = follow_ups.make(desk, session, actor, episode.account_id, asked)
            _take_on(desk, episode, actor)
            _done(desk, session, actor, episode, "call_planned", {"follow_up": made.id})
    with desk.read() as session:
        planned = kept_follow_ups.of_request(session, actor.team_id, actor.request)
        assert planned is not None, "this request has made one"
        return planned


def acknowledge(desk: Desk, actor: Actor, episode_id: int) -> Episode:
    """Say that somebody is on it. Raises Refused when somebody is already, or it is over."""
    with desk.write(actor.team_id) as session:
        episode = _to_act_on(session, actor, episode_id, Action.ACKNOWLEDGE)
        if episode is None:
            return _found(session, actor, episode_id)
        _take_on(desk, episode, actor)
        _done(desk, session, actor, episode, "acknowledged")
        return episode


def snooze(
    desk: Desk, actor: Actor, episode_id: int, until: SnoozeUntil, day: date | None, reason: str
) -> Episode:
    """Let it rest until a day's morning, in the manager's zone; a `day` given is what counts.

    Raises Refused when it isn't open, or the day is missing or not to come.
    """
    with desk.write(actor.team_id) as session:
        episode = _to_act_on(session, actor, episode_id, Action.SNOOZE)
        if episode is None:
            return _found(session, actor, episode_id)
        episode.snoozed_until = _day_to_come(desk, session, actor, episode, until, day)
        episode.status, episode.alarm_at = EpisodeStatus.SNOOZED, None
        episode.snoozed_by, episode.snooze_reason = actor.user_id, reason
        episode_alerts.sleep(session, episode)
        details = {"until": episode.snoozed_until.isoformat(), "reason": reason}
        _done(desk, session, actor, episode, "snoozed", details)
        return episode


def _day_to_come(
    desk: Desk,
    session: Session,
    actor: Actor,
    episode: Episode,
    until: SnoozeUntil,
    day: date | None,
) -> date:
    if day is None and until == SnoozeUntil.DATE:
        raise Refused(_("Choose the day."), "due_on")
    manager = kept_people.find(session, actor.team_id, episode.manager_id or "")
    zone, now = (manager or actor.person).zone, desk.clock.now()
    today = now.astimezone(zone).date()
    wanted = day or snooze_day(until, today)
    require_to_come(Due(wanted, None), now, zone)
    if wanted == today:
        raise Refused(_("Choose a day after today: today it is open anyway."), "due_on")
    if wanted > today + LONGEST_SNOOZE:
        raise Refused(_("An unhappy client can't wait longer than three months."), "due_on")
    return wanted


def close(desk: Desk, actor: Actor, episode_id: int, reason: str) -> Episode:
    """End it for a reason. Raises Refused when it is over already."""
    with desk.write(actor.team_id) as session:
        episode = _to_act_on(session, actor, episode_id, Action.CLOSE)
        if episode is None:
            return _found(session, actor, episode_id)
        episode.status, episode.alarm_at = EpisodeStatus.CLOSED, None
        episode.closed_at, episode.closed_by = desk.clock.now(), actor.user_id
        episode.close_reason = reason
        _done(desk, session, actor, episode, "closed", {"reason": reason})
        return episode


def _take_on(desk: Desk, episode: Episode, actor: Actor) -> None:
    """Whoever was on it before stays the one who is."""
    if episode.status == EpisodeStatus.ACKNOWLEDGED:
        return
    episode.status, episode.alarm_at = EpisodeStatus.ACKNOWLEDGED, None
    episode.acknowledged_at, episode.acknowledged_by = desk.clock.now(), actor.user_id


def _done(
    desk: Desk,
    session: Session,
    actor: Actor,
    episode: Episode,
    verb: str,
    details: Mapping[str, object] | None = None,
) -> None:
    episode_alerts.record(desk, session, episode, verb, actor.user_id, details, actor.request)
    episode_alerts.changed(session, episode)


def _to_act_on(session: Session, actor: Actor, episode_id: int, action: Action) -> Episode | None:
    """The episode to change; None when this very request has changed it before."""
    people.require_role(actor)
    episode = _found(session, actor, episode_id, to_change=True)
    _require_theirs(session, actor, episode)
    if change_of_request(session, actor.team_id, actor.request) is not None:
        return None
    _require_allowed(session, actor, episode, action)
    return episode


def _found(session: Session, actor: Actor, episode_id: int, *, to_change: bool = False) -> Episode:
    episode = kept.find(session, actor.team_id, episode_id, to_change=to_change)
    if episode is None:
        raise Refused(
            _("That alert is no longer on record. `/account` lists your accounts, the worst first.")
        )
    return episode


def _require_theirs(session: Session, actor: Actor, episode: Episode) -> None:
    may = {episode.manager_id, episode.account.manager_id}
    if actor.user_id in may or actor.person.is_lead or actor.person.is_admin:
        return
    raise Refused(
        _(
            "This alert is {owner}'s to answer; nothing was changed. They, the account's manager, "
            "a lead or an admin can. If you know something, tell them, or log it with `/log-call`.",
            owner=_name(session, actor, episode.manager_id),
        )
    )


def _require_allowed(session: Session, actor: Actor, episode: Episode, action: Action) -> None:
    if episode.status in ALLOWED[action]:
        return
    raise Refused(_REFUSALS[episode.status](session, actor, episode))


def _is_over(session: Session, actor: Actor, episode: Episode) -> str:
    assert episode.closed_at is not None, "what is over has ended at some time"
    return _(
        "This alert was closed by {who} on {day}; nothing was changed. A new one opens if the "
        "client gets unhappy again.",
        who=_you_or(session, actor, episode.closed_by),
        day=_day(actor, episode.closed_at),
    )


def _is_withdrawn(_session: Session, _actor: Actor, _episode: Episode) -> str:
    return _(
        "What this alert rested on was taken back, so there is nothing to do; nothing was changed."
    )


def _is_answered(session: Session, actor: Actor, episode: Episode) -> str:
    assert episode.acknowledged_at is not None, "what is answered was so at some time"
    if episode.acknowledged_by == actor.user_id:
        return _("You are already on it, so nothing was changed. Close it once the client is fine.")
    return _(
        "{who} is on it since {day}; nothing was changed. Talk to them, or plan a call yourself.",
        who=_name(session, actor, episode.acknowledged_by),
        day=_day(actor, episode.acknowledged_at),
    )


def _is_snoozed(session: Session, actor: Actor, episode: Episode) -> str:
    assert episode.snoozed_until is not None, "what is snoozed is so until a day"
    return _(
        "{who} has snoozed it until {day} already; nothing was changed. Press “Already on it” if "
        "it can't wait.",
        who=_name(session, actor, episode.snoozed_by),
        day=times.day(episode.snoozed_until),
    )


def _you_or(session: Session, actor: Actor, user_id: str | None) -> str:
    return _("you") if user_id == actor.user_id else _name(session, actor, user_id)


def _name(session: Session, actor: Actor, user_id: str | None) -> str:
    person = kept_people.find(session, actor.team_id, user_id or "")
    return escape(person.name) if person else _("somebody")


def _day(actor: Actor, at: datetime) -> str:
    return times.day(at.astimezone(actor.zone).date())


_REFUSALS = {
    EpisodeStatus.CLOSED: _is_over,
    EpisodeStatus.WITHDRAWN: _is_withdrawn,
    EpisodeStatus.ACKNOWLEDGED: _is_answered,
    EpisodeStatus.SNOOZED: _is_snoozed,
}
