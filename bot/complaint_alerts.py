"""Who hears of a complaint: its alerts, the steps in their threads, and its alarms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot import digest_plan, episode_alerts, posts
from bot.desk import Desk
from bot.posts import PostKind
from bot.responsible import bosses, responsible_for
from storage import changes as kept_changes
from storage import complaints as kept
from storage import people, teams
from storage import posts as kept_posts
from storage.changes import Change
from storage.complaints import Alarm, Complaint
from storage.people import Person
from storage.posts import Post, PostState
from storage.teams import Team

NOUN = "complaint"
# A person's name by their id.
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Alert:
    """What an alert shows: the complaint as it is, and the names of those who have to do with it.

    `asks_for_channel` while none is chosen; `may_choose` says whether its reader is who can.
    `lost_channel` is the one in which it can't be shown, so that its reader gets it instead.
    """

    complaint: Complaint
    names: Names
    asks_for_channel: bool
    may_choose: bool
    lost_channel: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One change in a complaint's life, and the names of those it speaks of.

    `is_news` where the alert stood before: below a later one it is part of the story so far.
    """

    change: Change
    complaint: Complaint
    names: Names
    is_news: bool


def want_alerts(desk: Desk, session: Session, complaint: Complaint) -> None:
    """Have the complaint told wherever it is to be told by now, in the caller's transaction.

    That is the complaints channel, or the leads and admins while there is none; whoever answers
    for the account; and who has taken it.
    """
    team = teams.of(session, complaint.team_id)
    alerts = kept_posts.about(session, team.team_id, PostKind.COMPLAINT_ALERT, complaint.id)
    where = _channel_or_bosses(session, team, alerts)
    responsible = responsible_for(session, complaint.account)
    if responsible is not None:
        where.append(responsible.user_id)
        digest_plan.plan_if_unplanned(responsible, team, desk.clock.now())
    where += [complaint.owner_id] if complaint.owner_id else []
    _alert(session, team.team_id, [complaint.id], where, alerts, desk.machine_now())
    episode_alerts.evidence_changed(session, complaint.team_id, complaint.account_id)


def _channel_or_bosses(session: Session, team: Team, alerts: Sequence[Post]) -> list[str]:
    """The complaints channel; the leads and admins while there is none, or an alert died there."""
    dead = {alert.recipient for alert in alerts if alert.state == PostState.DEAD}
    channel = team.complaints_channel
    return [channel] if channel and channel not in dead else _boss_ids(session, team.team_id)


def tell_channel(session: Session, team: Team, at: datetime) -> None:
    """Have every open complaint told in the channel chosen just now, or to leads and admins.

    In the caller's transaction, as of the machine's instant `at`; its statements are as many for
    one complaint as for hundreds.
    """
    open_ids = kept.open_ids(session, team.team_id)
    _tell_all(session, team.team_id, open_ids, _channel_or_bosses(session, team, ()), at)
    posts.show_anew(session, team.team_id, PostKind.COMPLAINT_ALERT, open_ids)


def tell_bosses(session: Session, team: Team, at: datetime) -> None:
    """With no channel chosen, whoever is a lead or an admin by now hears of what is open.

    In the caller's transaction, as of the machine's instant `at`.
    """
    if team.complaints_channel is None:
        session.flush()
        tell_channel(session, team, at)


def steps_changed(session: Session, complaint: Complaint) -> None:
    """Show its history in the threads anew, in the caller's transaction."""
    steps = kept_changes.of_record(session, complaint.team_id, NOUN, complaint.id)
    told = [step.id for step in steps]
    posts.show_anew(session, complaint.team_id, PostKind.COMPLAINT_STEP, told)


def fall_back(session: Session, alerts: Sequence[Post], at: datetime) -> None:
    """Alerts can't be shown in their channel: of those about open complaints leads and admins hear.

    In the caller's transaction, as of the machine's instant `at`; its statements are as many for
    one alert as for hundreds.
    """
    if not alerts:
        return
    team_id = alerts[0].team_id
    still_open = kept.open_ids(session, team_id, {alert.subject_id for alert in alerts})
    _tell_all(session, team_id, still_open, _boss_ids(session, team_id), at)


def _boss_ids(session: Session, team_id: str) -> list[str]:
    return [boss.user_id for boss in bosses(session, team_id)]


def _tell_all(
    session: Session, team_id: str, complaint_ids: Sequence[int], where: list[str], at: datetime
) -> None:
    alerts = kept_posts.about_any(session, team_id, PostKind.COMPLAINT_ALERT, complaint_ids)
    _alert(session, team_id, complaint_ids, where, alerts, at)


def _alert(
    session: Session,
    team_id: str,
    complaint_ids: Sequence[int],
    where: Sequence[str],
    alerts: Sequence[Post],
    at: datetime,
) -> None:
    """Alerts where none of the `alerts` is, each with the whole story so far in its thread."""
    told = {(alert.subject_id, alert.recipient) for alert in alerts}
    pairs = [(each, recipient) for each in complaint_ids for recipient in dict.fromkeys(where)]
    fresh = [pair for pair in pairs if pair not in told]
    of_record = _stories(session, team_id, {each for each, _recipient in fresh})
    for complaint_id, recipient in fresh:
        kind = PostKind.COMPLAINT_ALERT
        alert = posts.want_new(session, team_id, kind, complaint_id, recipient, at=at)
        for change in of_record[complaint_id]:
            _step(session, alert, change, at)


def _stories(
    session: Session, team_id: str, complaint_ids: Collection[int]
) -> Mapping[int, list[Change]]:
    """The steps of each complaint's life, oldest first."""
    stories: dict[int, list[Change]] = {each: [] for each in complaint_ids}
    for change in kept_changes.of_records(session, team_id, NOUN, complaint_ids):
        stories[int(change.record_id)].append(change)
    return stories


def changed(desk: Desk, session: Session, complaint: Complaint, change: Change) -> None:
    """Show the complaint as it is now wherever it stands, and tell of the change in its threads.

    In the caller's transaction.
    """
    complaint.version += 1
    session.flush()
    posts.complaint_changed(session, complaint.team_id, complaint.id)
    episode_alerts.evidence_changed(session, complaint.team_id, complaint.account_id)
    alerts = kept_posts.about(session, complaint.team_id, PostKind.COMPLAINT_ALERT, complaint.id)
    for alert in alerts:
        _step(session, alert, change, desk.machine_now())


def _step(session: Session, alert: Post, change: Change, at: datetime) -> None:
    """A reply that is new: the alert was just made, or the change."""
    posts.want_new(
        session,
        alert.team_id,
        PostKind.COMPLAINT_STEP,
        change.id,
        alert.recipient,
        at=at,
        parent=alert,
    )


def warn(desk: Desk, session: Session, complaint: Complaint, person: Person) -> None:
    """Tell a person that the time to take the complaint runs out, in the caller's transaction."""
    _sound(desk, session, PostKind.COMPLAINT_WARNING, complaint, person)


def escalate(desk: Desk, session: Session, complaint: Complaint, person: Person) -> None:
    """Tell a person that nobody has taken the complaint in time, in the caller's transaction."""
    _sound(desk, session, PostKind.COMPLAINT_ESCALATED, complaint, person)


def _sound(
    desk: Desk, session: Session, kind: PostKind, complaint: Complaint, person: Person
) -> None:
    posts.want(
        session,
        complaint.team_id,
        kind,
        complaint.id,
        person.user_id,
        at=desk.machine_now(),
        key=_alarm_key(kind, complaint, person.user_id),
    )


def _alarm_key(kind: str, complaint: Complaint, user_id: str) -> str:
    """A clock that runs anew rings anew; one that is wound back warns once more."""
    rung = f"{complaint.clock_from.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"
    nth = f":{complaint.warnings}" if kind == PostKind.COMPLAINT_WARNING else ""
    return f"{kind}:{complaint.id}:{user_id}:{rung}{nth}"


def is_for_now(post: Post, complaint: Complaint) -> bool:
    """Whether an alarm's message still holds: in the same run of the clock nobody has taken it.

    A warning holds until the clock is wound back, since then there is more time again.
    """
    is_wound_back = post.kind == PostKind.COMPLAINT_WARNING and complaint.alarm == Alarm.WARN
    is_its = post.key == _alarm_key(post.kind, complaint, post.recipient)
    return complaint.waits_for_owner and is_its and not is_wound_back


def alert_of(session: Session, post: Post) -> Alert | None:
    """What the message of an alert shows at this moment; None when there is no such complaint."""
    complaint = kept.find(session, post.team_id, post.subject_id)
    if complaint is None:
        return None
    reader = people.find(session, post.team_id, post.recipient)
    return Alert(
        complaint,
        names_in(session, complaint),
        asks_for_channel=reader is not None and _asks(session, complaint, reader),
        may_choose=reader is not None and reader.is_admin,
        lost_channel=_lost_channel(session, complaint) if reader is not None else None,
    )


def _lost_channel(session: Session, complaint: Complaint) -> str | None:
    kind = PostKind.COMPLAINT_ALERT
    alerts = kept_posts.about(session, complaint.team_id, kind, complaint.id)
    dead = (alert.recipient for alert in alerts if alert.state == PostState.DEAD)
    return next((where for where in dead if where.startswith(("C", "G"))), None)


def _asks(session: Session, complaint: Complaint, reader: Person) -> bool:
    has_channel = teams.of(session, complaint.team_id).complaints_channel is not None
    return not has_channel and complaint.is_open and (reader.is_lead or reader.is_admin)


def step_of(session: Session, post: Post) -> Step | None:
    """What a reply in an alert's thread tells; None when there is no such change."""
    change = kept_changes.find(session, post.team_id, post.subject_id)
    if change is None:
        return None
    complaint = kept.find(session, post.team_id, int(change.record_id))
    if complaint is None:
        return None
    # Ids rise with time; the clock of what happens isn't that of the messages.
    is_news = (post.parent_id or 0) < change.id
    return Step(change, complaint, names_in(session, complaint, [change]), is_news)


def names_in(session: Session, complaint: Complaint, steps: Iterable[Change] = ()) -> Names:
    """The names of everybody whom a complaint, or a step of its life, has to do with."""
    ids = {complaint.filed_by, complaint.owner_id, complaint.closed_by, complaint.source_author}
    ids.add(complaint.account.manager_id)
    for change in steps:
        ids |= {change.actor_id, change.details.get("to"), *change.details.get("told", ())}
    known = people.with_ids(session, complaint.team_id, {user_id for user_id in ids if user_id})
    return {person.user_id: person.name for person in known}
