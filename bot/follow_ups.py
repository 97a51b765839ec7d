"""Follow-ups: made, done, put off and moved; each knows the person who does it and their day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot import accounts, digest_plan, held_lines, people, posts
from bot.accounts import NewAccount
from bot.desk import Desk
from bot.people import Actor
from bot.posts import PostKind
from bot.quick_entry import FollowUpDraft, read_follow_up
from bot.refusals import Refused, Unclear
from bot.texts import _, escape
from bot.working_time import add_working_days, at_local, next_working_day
from storage import follow_ups as kept
from storage import people as kept_people
from storage import teams
from storage.changes import Change
from storage.changes import of_request as change_of_request
from storage.follow_ups import FollowUp, FollowUpStatus
from storage.interactions import Hat

MORNING = time(9, 0)
LATEST = date(2100, 1, 1)
PAGE = 10


@dataclass(frozen=True, slots=True)
class Due:
    """A local day, and a local time if one was named."""

    on: date
    at: time | None

    @classmethod
    def of_instant(cls, instant: datetime, timed: bool, zone: ZoneInfo) -> Due:
        local = instant.astimezone(zone)
        return cls(local.date(), local.time().replace(tzinfo=None) if timed else None)

    def instant(self, zone: ZoneInfo) -> datetime:
        """Aware, UTC; the morning of the day when no time was named."""
        return at_local(self.on, self.at or MORNING, zone)


@dataclass(frozen=True, slots=True)
class FollowUpAsked:
    """What somebody wants to be reminded of."""

    what: str
    due: Due
    hat: Hat | None = None


class SnoozeUntil(StrEnum):
    """How long a follow-up is put off."""

    TOMORROW = "tomorrow"
    IN_3_WORKING_DAYS = "in_3_working_days"
    NEXT_WEEK = "next_week"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a person's open follow-ups, and how many there are."""

    items: list[FollowUp]
    total: int
    number: int


def snooze_day(until: SnoozeUntil, today: date) -> date:
    """The local day to which a follow-up is put off: always a working day after today."""
    match until:
        case SnoozeUntil.TOMORROW:
            return next_working_day(today + timedelta(days=1))
        case SnoozeUntil.IN_3_WORKING_DAYS:
            return add_working_days(today, 3)
        case _:
            return next_working_day(today + timedelta(days=7 - today.weekday()))


def make(
    desk: Desk,
    session: Session,
    actor: Actor,
    account_id: int,
    asked: FollowUpAsked,
    *,
    interaction_id: int | None = None,
) -> FollowUp:
    """A new follow-up for the actor, in the caller's transaction; it will be in their digest."""
    follow_up = FollowUp(
        team_id=actor.team_id,
        account_id=account_id,
        assignee_id=actor.user_id,
        what=asked.what,
        due_on=asked.due.on,
        due_time=asked.due.at,
        due_at=asked.due.instant(actor.zone),
        hat=asked.hat,
        status=FollowUpStatus.OPEN,
        interaction_id=interaction_id,
        created_by=actor.user_id,
        created_at=desk.clock.now(),
        request=actor.request,
    )
    follow_up.ping_at = follow_up.due_at if asked.due.at else None
    session.add(follow_up)
    if actor.person.next_digest_at is None:
        _plan_digest(desk, session, actor)
    return follow_up


def _plan_digest(desk: Desk, session: Session, actor: Actor) -> None:
    person = kept_people.find(session, actor.team_id, actor.user_id)
    if person is not None:
        team = teams.of(session, actor.team_id)
        digest_plan.plan_if_unplanned(person, team, desk.clock.now())


def require_future(desk: Desk, actor: Actor, due: Due, fields: str = "due") -> None:
    """Raises Refused for a day before today, a time that is over, or after 2100.

    It names the form's field at fault: `due_on` or `due_at`, or with other `fields` in front.
    """
    now = desk.clock.now()
    if due.on < now.astimezone(actor.zone).date():
        raise Refused(_("This day is past. Choose today or a later one."), f"{fields}_on")
    if due.on >= LATEST:
        raise Refused(_("Choose a day before the year 2100."), f"{fields}_on")
    if due.at is not None and due.instant(actor.zone) <= now:
        raise Refused(_("This time is past. Choose a later one."), f"{fields}_at")


def create(
    desk: Desk,
    actor: Actor,
    account: int | NewAccount,
    asked: FollowUpAsked,
    held_id: int | None = None,
) -> FollowUp:
    """Put a follow-up on record, once per request. Raises Refused, ArchivedAccount."""
    people.require_role(actor)
    require_future(desk, actor, asked.due)
    try:
        with desk.write() as session:
            if held_id is not None:
                earlier = kept.of_request(session, actor.team_id, actor.request)
                if earlier is not None:
                    return earlier
                held_lines.settle(desk, session, actor, held_id)
            about = accounts.settle_on(desk, session, actor, account)
            follow_up = make(desk, session, actor, about.id, asked)
            follow_up.made_account = isinstance(account, NewAccount)
            session.flush()
    except IntegrityError:
        earlier = of_request(desk, actor)
        if earlier is None:
            raise
        return earlier
    return find(desk, actor, follow_up.id)


def create_from_line(desk: Desk, actor: Actor, line: str) -> FollowUp:
    """What `/follow-up <account> <when> <what>` asks for. Raises WhichAccount, Unclear."""
    people.require_role(actor)
    earlier = of_request(desk, actor)
    if earlier is not None:
        return earlier
    with desk.read() as session:
        account, rest = accounts.at_start_of(session, actor.team_id, line)
        accounts.workable_by(session, actor, account.id)
    return create(desk, actor, account.id, asked_in(rest, desk, actor))


def asked_in(words: str, desk: Desk, actor: Actor) -> FollowUpAsked:
    """What the words after the account ask for. Raises Unclear without a day to come."""
    draft = read_follow_up(words, now=desk.clock.now(), tz=actor.zone)
    if isinstance(draft, FollowUpDraft):
        return FollowUpAsked(draft.what, Due.of_instant(draft.due_at, draft.timed, actor.zone))
    if draft is None:
        raise Unclear(
            _("There is no day in that line. Say when: `Friday`, `in 3 days`, `1 Dec 3pm`.")
        )
    raise Unclear(_("That day is past. A follow-up needs one to come."))


def find(desk: Desk, actor: Actor, follow_up_id: int) -> FollowUp:
    """A follow-up with its account. Raises Refused when there is none."""
    people.require_role(actor)
    with desk.read() as session:
        return _found(session, actor, follow_up_id)


def open_one(desk: Desk, actor: Actor, follow_up_id: int) -> FollowUp:
    """A follow-up that the actor may still change. Raises Refused when not."""
    found = find(desk, actor, follow_up_id)
    _require_theirs(actor, found)
    _require_open(found)
    return found


def of_request(desk: Desk, actor: Actor) -> FollowUp | None:
    """What an earlier delivery of this request has made."""
    with desk.read() as session:
        return kept.of_request(session, actor.team_id, actor.request)


def mine(desk: Desk, actor: Actor, page: int = 0) -> Page:
    """The actor's open follow-ups, the longest due first, PAGE at a time."""
    people.require_role(actor)
    with desk.read() as session:
        total = kept.count_open_for(session, actor.team_id, actor.user_id)
        number = min(max(page, 0), max(0, (total - 1) // PAGE))
        items = kept.open_for(session, actor.team_id, actor.user_id, PAGE, number * PAGE)
        return Page(items, total, number)


def finish(desk: Desk, actor: Actor, follow_up_id: int) -> FollowUp:
    """Mark as done. Raises Refused when it is not open any more or the actor may not."""
    with desk.write() as session:
        follow_up = _open_and_theirs(session, actor, follow_up_id)
        if follow_up is None:
            return _found(session, actor, follow_up_id)
        _close(desk, follow_up, actor, FollowUpStatus.DONE)
        _record(desk, session, actor, follow_up, "done", {})
        return follow_up


def postpone(
    desk: Desk, actor: Actor, follow_up_id: int, due: Due, verb: str, reason: str = ""
) -> FollowUp:
    """Snooze or reschedule an open follow-up to a day or time to come.

    Raises Refused when it is not open any more, the day is past, or the actor may not.
    """
    require_future(desk, actor, due)
    with desk.write() as session:
        follow_up = _open_and_theirs(session, actor, follow_up_id)
        if follow_up is None:
            return _found(session, actor, follow_up_id)
        before = follow_up.due_at.isoformat()
        move(desk, session, follow_up, due)
        details = {"from": before, "to": follow_up.due_at.isoformat(), "reason": reason}
        _record(desk, session, actor, follow_up, verb, details)
        return follow_up


def move(desk: Desk, session: Session, follow_up: FollowUp, due: Due) -> None:
    """Set another due day in its owner's zone, in the caller's transaction."""
    owner = kept_people.find(session, follow_up.team_id, follow_up.assignee_id)
    zone = owner.zone if owner else ZoneInfo("UTC")
    follow_up.due_on, follow_up.due_time = due.on, due.at
    follow_up.due_at = due.instant(zone)
    wants_ping = due.at is not None and follow_up.due_at > desk.clock.now()
    follow_up.ping_at = follow_up.due_at if wants_ping else None
    posts.follow_up_changed(session, follow_up.team_id, follow_up.id)


def take_back(desk: Desk, session: Session, actor: Actor, follow_up: FollowUp) -> None:
    """Undo a follow-up, in the caller's transaction; what showed it shows it withdrawn."""
    if follow_up.status != FollowUpStatus.UNDONE:
        _close(desk, follow_up, actor, FollowUpStatus.UNDONE)
        posts.follow_up_changed(session, follow_up.team_id, follow_up.id)


def undo(desk: Desk, actor: Actor, follow_up_id: int) -> FollowUp:
    """Take back a follow-up. Raises Refused when the actor may not."""
    with desk.write() as session:
        follow_up = _found(session, actor, follow_up_id)
        _require_theirs(actor, follow_up)
        take_back(desk, session, actor, follow_up)
        if follow_up.made_account:
            accounts.take_back_if_unused(desk, session, actor, follow_up.account_id)
        return follow_up


def ping_due(desk: Desk) -> int:
    """Want a message for each follow-up whose named time has come; gives how many."""
    with desk.write() as session:
        due = kept.pings_due(session, desk.clock.now())
        for follow_up in due:
            _ping(desk, session, follow_up)
        return len(due)


def _ping(desk: Desk, session: Session, follow_up: FollowUp) -> None:
    owner = kept_people.find(session, follow_up.team_id, follow_up.assignee_id)
    key = f"{PostKind.PING}:{follow_up.id}:{follow_up.ping_at:%Y-%m-%dT%H:%M}"
    follow_up.ping_at = None
    if owner is not None and owner.has_role and follow_up.is_open:
        posts.want(
            session,
            follow_up.team_id,
            PostKind.PING,
            follow_up.id,
            follow_up.assignee_id,
            at=desk.machine_now(),
            key=key,
        )


def _close(desk: Desk, follow_up: FollowUp, actor: Actor, status: FollowUpStatus) -> None:
    follow_up.status = status
    follow_up.closed_at, follow_up.closed_by = desk.clock.now(), actor.user_id
    follow_up.ping_at = None


def _found(session: Session, actor: Actor, follow_up_id: int) -> FollowUp:
    follow_up = kept.find(session, actor.team_id, follow_up_id)
    if follow_up is None:
        raise Refused(
            _("That follow-up is no longer on record. `/follow-up` lists your open ones.")
        )
    return follow_up


def _open_and_theirs(session: Session, actor: Actor, follow_up_id: int) -> FollowUp | None:
    """The follow-up to change; None when this very request has changed it before."""
    people.require_role(actor)
    follow_up = _found(session, actor, follow_up_id)
    _require_theirs(actor, follow_up)
    if change_of_request(session, actor.team_id, actor.request) is not None:
        return None
    _require_open(follow_up)
    return follow_up


def _require_theirs(actor: Actor, follow_up: FollowUp) -> None:
    people.require_role(actor)
    owners = {follow_up.assignee_id, follow_up.created_by, follow_up.account.manager_id}
    if actor.user_id not in owners and not (actor.person.is_lead or actor.person.is_admin):
        raise Refused(
            _(
                "This follow-up is <@{owner}>'s. They, the account's manager, a lead or an admin "
                "can change it.",
                owner=follow_up.assignee_id,
            )
        )


def _require_open(follow_up: FollowUp) -> None:
    if follow_up.status == FollowUpStatus.DONE:
        raise Refused(
            _(
                "<@{who}> has already marked “{what}” as done; nothing was changed.",
                who=follow_up.closed_by,
                what=escape(follow_up.what),
            )
        )
    if follow_up.status == FollowUpStatus.UNDONE:
        raise Refused(
            _("“{what}” was taken back; nothing was changed.", what=escape(follow_up.what))
        )


def _record(
    desk: Desk,
    session: Session,
    actor: Actor,
    follow_up: FollowUp,
    verb: str,
    details: dict[str, str],
) -> None:
    session.add(
        Change(
            team_id=actor.team_id,
            noun="follow_up",
            record_id=str(follow_up.id),
            verb=verb,
            actor_id=actor.user_id,
            at=desk.clock.now(),
            details=details,
            request=actor.request,
        )
    )
    posts.follow_up_changed(session, follow_up.team_id, follow_up.id)
