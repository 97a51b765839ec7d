"""Follow-ups: made, done, put off and moved; each knows the person who does it and their day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot import account_search, accounts, changes, dates, digest_plan, held_lines, people, posts
from bot.accounts import BroughtBack, NewAccount
from bot.dates import NoSuchDate
from bot.desk import Desk
from bot.due import LATEST as LATEST
from bot.due import Due as Due
from bot.due import SnoozeUntil as SnoozeUntil
from bot.due import require_future as require_future
from bot.due import require_to_come, snooze_day, told_today
from bot.people import Actor, Person
from bot.quick_entry import FollowUpDraft, read_follow_up
from bot.refusals import Refused, Unclear
from bot.texts import _, escape
from storage import follow_ups as kept
from storage import people as kept_people
from storage import teams
from storage.changes import of_request as change_of_request
from storage.follow_ups import FollowUp, FollowUpStatus
from storage.interactions import Hat

PAGE = 10
CALLED = 80  # characters of a follow-up's text that name it in a refusal


@dataclass(frozen=True, slots=True)
class FollowUpAsked:
    """What somebody wants to be reminded of."""

    what: str
    due: Due
    hat: Hat | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a person's open follow-ups, and how many there are."""

    items: list[FollowUp]
    total: int
    number: int


def make(
    desk: Desk,
    session: Session,
    actor: Actor,
    account_id: int,
    asked: FollowUpAsked,
    *,
    interaction_id: int | None = None,
    owner: Person | None = None,
) -> FollowUp:
    """A new follow-up for the owner, else the actor, in the caller's transaction.

    They will be reminded of it.
    """
    owner = _with_digest(desk, session, owner or actor.person)
    due = told_today(asked.due, owner, desk.clock.now())
    follow_up = FollowUp(
        team_id=actor.team_id,
        account_id=account_id,
        assignee_id=owner.user_id,
        what=asked.what,
        due_on=due.on,
        due_time=due.at,
        due_at=due.instant(owner.zone),
        hat=asked.hat,
        status=FollowUpStatus.OPEN,
        interaction_id=interaction_id,
        created_by=actor.user_id,
        created_at=desk.clock.now(),
        request=actor.request,
    )
    follow_up.ping_at = follow_up.due_at if due.at else None
    session.add(follow_up)
    return follow_up


def _with_digest(desk: Desk, session: Session, owner: Person) -> Person:
    """The owner; whoever has something to do gets a reminder, appointed or not."""
    if owner.next_digest_at is not None:
        return owner
    person = kept_people.find(session, owner.team_id, owner.user_id)
    if person is None:
        return owner
    digest_plan.plan_if_unplanned(person, teams.of(session, owner.team_id), desk.clock.now())
    return person


def create(
    desk: Desk,
    actor: Actor,
    account: int | NewAccount | BroughtBack,
    asked: FollowUpAsked,
    held_id: int | None = None,
) -> FollowUp:
    """Put a follow-up on record, once per request. Raises Refused, ArchivedAccount."""
    people.require_role(actor)
    try:
        with desk.write() as session:
            earlier = kept.of_request(session, actor.team_id, actor.request)
            if earlier is not None:
                return earlier
            require_future(desk, actor, asked.due)
            if held_id is not None:
                held_lines.settle(desk, session, actor, held_id)
            about, is_new = accounts.settle_on(desk, session, actor, account)
            follow_up = make(desk, session, actor, about.id, asked)
            follow_up.made_account = is_new
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
        account, rest = account_search.at_start_of(session, actor.team_id, line)
        accounts.require_workable(account)
    return create(desk, actor, account.id, asked_in(rest, desk, actor, desk.clock.now()))


def asked_in(words: str, desk: Desk, actor: Actor, typed_at: datetime) -> FollowUpAsked:
    """What the words after the account asked for when typed. Raises Unclear without a day to come.

    "Tomorrow" counts from `typed_at`; what has gone by since is past.
    """
    now, zone = typed_at, actor.zone
    draft = read_follow_up(words, now=now, tz=zone)
    if isinstance(draft, FollowUpDraft):
        asked = FollowUpAsked(draft.what, Due.of_instant(draft.due_at, draft.timed, zone))
        _require_readable(desk, actor, asked.due)
        return asked
    if draft is not None:
        raise Unclear(_("That day or time is past. A follow-up needs one to come."))
    if isinstance(dates.search(words, now=now, tz=zone), NoSuchDate):
        raise Unclear(_("That day or time doesn't exist. Check it, or choose it in the form."))
    raise Unclear(_("There is no day in that line. Say when: `Friday`, `in 3 days`, `1 Dec 3pm`."))


def _require_readable(desk: Desk, actor: Actor, due: Due) -> None:
    try:
        require_future(desk, actor, due)
    except Refused as refusal:
        raise Unclear(refusal.words) from refusal


def find(desk: Desk, actor: Actor, follow_up_id: int) -> FollowUp:
    """A follow-up with its account. Raises Refused when there is none."""
    people.require_role(actor)
    with desk.read() as session:
        return _found(session, actor, follow_up_id)


def open_one(desk: Desk, actor: Actor, follow_up_id: int) -> FollowUp:
    """A follow-up that the actor may still change. Raises Refused when not."""
    people.require_role(actor)
    with desk.read() as session:
        found = _found(session, actor, follow_up_id)
        _require_theirs(session, actor, found)
        _require_open(session, actor, found)
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
        _record(desk, session, actor, follow_up, "done", {}, actor.request)
        return follow_up


def snooze(
    desk: Desk,
    actor: Actor,
    follow_up_id: int,
    until: SnoozeUntil,
    day: date | None,
    reason: str = "",
) -> FollowUp:
    """Put off an open follow-up, counted from its owner's today; a `day` given is what counts.

    Raises Refused when it is not open any more, the day is past or missing, or the actor may not.
    """

    def due(today: date) -> Due:
        if day is None and until == SnoozeUntil.DATE:
            raise Refused(_("Choose the day."), "due_on")
        return Due(day or snooze_day(until, today), None)

    return _postpone(desk, actor, follow_up_id, due, "snoozed", reason)


def reschedule(desk: Desk, actor: Actor, follow_up_id: int, due: Due) -> FollowUp:
    """Move an open follow-up to a day, perhaps a time, to come, in its owner's zone.

    Raises Refused when it is not open any more, the day is past, or the actor may not.
    """
    return _postpone(desk, actor, follow_up_id, lambda _today: due, "rescheduled", "")


def _postpone(
    desk: Desk,
    actor: Actor,
    follow_up_id: int,
    due: Callable[[date], Due],
    verb: str,
    reason: str,
) -> FollowUp:
    with desk.write() as session:
        follow_up = _open_and_theirs(session, actor, follow_up_id)
        if follow_up is None:
            return _found(session, actor, follow_up_id)
        now, zone = desk.clock.now(), owner_of(session, follow_up).zone
        wanted = due(now.astimezone(zone).date())
        require_to_come(wanted, now, zone)
        before = follow_up.due_at.isoformat()
        move(desk, session, follow_up, wanted)
        details = {"from": before, "to": follow_up.due_at.isoformat(), "reason": reason}
        _record(desk, session, actor, follow_up, verb, details, actor.request)
        return follow_up


def move(desk: Desk, session: Session, follow_up: FollowUp, due: Due) -> None:
    """Set another due day in its owner's zone, in the caller's transaction."""
    owner, now = owner_of(session, follow_up), desk.clock.now()
    if due != Due(follow_up.due_on, follow_up.due_time):
        due = told_today(due, owner, now)
    follow_up.due_on, follow_up.due_time = due.on, due.at
    follow_up.due_at = due.instant(owner.zone)
    wants_ping = due.at is not None and follow_up.due_at > now
    follow_up.ping_at = follow_up.due_at if wants_ping else None
    posts.follow_up_changed(session, follow_up.team_id, follow_up.id)


def owner_of(session: Session, follow_up: FollowUp) -> Person:
    """The person who is to do it; its day and time are theirs."""
    owner = kept_people.find(session, follow_up.team_id, follow_up.assignee_id)
    assert owner is not None, "who was given a follow-up is on record"
    return owner


def take_back(desk: Desk, session: Session, actor: Actor, follow_up: FollowUp) -> None:
    """Undo a follow-up, done or not, in the caller's transaction; its messages show it withdrawn.

    The change keeps who had done it.
    """
    if follow_up.status == FollowUpStatus.UNDONE:
        return
    before = {"status": str(follow_up.status)}
    if follow_up.closed_by:
        before["closed_by"] = follow_up.closed_by
    _close(desk, follow_up, actor, FollowUpStatus.UNDONE)
    # Undone twice it stays undone, so no request is needed; an edit's own change bears it.
    _record(desk, session, actor, follow_up, "undone", before, request=None)


def undo(desk: Desk, actor: Actor, follow_up_id: int) -> FollowUp:
    """Take back a follow-up. Raises Refused when the actor may not."""
    with desk.write() as session:
        follow_up = _found(session, actor, follow_up_id, to_change=True)
        _require_theirs(session, actor, follow_up)
        take_back(desk, session, actor, follow_up)
        if follow_up.made_account:
            accounts.take_back_if_unused(desk, session, actor, follow_up.account_id)
        return follow_up


def _close(desk: Desk, follow_up: FollowUp, actor: Actor, status: FollowUpStatus) -> None:
    follow_up.status = status
    follow_up.closed_at, follow_up.closed_by = desk.clock.now(), actor.user_id
    follow_up.ping_at = None


def _found(
    session: Session, actor: Actor, follow_up_id: int, *, to_change: bool = False
) -> FollowUp:
    follow_up = kept.find(session, actor.team_id, follow_up_id, to_change=to_change)
    if follow_up is None:
        raise Refused(
            _("That follow-up is no longer on record. `/follow-up` lists your open ones.")
        )
    return follow_up


def _open_and_theirs(session: Session, actor: Actor, follow_up_id: int) -> FollowUp | None:
    """The follow-up to change; None when this very request has changed it before."""
    people.require_role(actor)
    follow_up = _found(session, actor, follow_up_id, to_change=True)
    _require_theirs(session, actor, follow_up)
    if change_of_request(session, actor.team_id, actor.request) is not None:
        return None
    _require_open(session, actor, follow_up)
    return follow_up


def _require_theirs(session: Session, actor: Actor, follow_up: FollowUp) -> None:
    people.require_role(actor)
    owners = {follow_up.assignee_id, follow_up.created_by, follow_up.account.manager_id}
    if actor.user_id not in owners and not (actor.person.is_lead or actor.person.is_admin):
        raise Refused(
            _(
                "This follow-up is {owner}'s. They, the account's manager, a lead or an admin "
                "can change it.",
                owner=escape(owner_of(session, follow_up).name),
            )
        )


def _require_open(session: Session, actor: Actor, follow_up: FollowUp) -> None:
    if follow_up.is_open:
        return
    what = " ".join(follow_up.what.split())
    called = escape(what if len(what) <= CALLED else what[:CALLED] + "…")
    if follow_up.status == FollowUpStatus.UNDONE:
        raise Refused(_("“{what}” was taken back; nothing was changed.", what=called))
    if follow_up.closed_by == actor.user_id:
        raise Refused(_("You have marked “{what}” as done; nothing was changed.", what=called))
    closer = kept_people.find(session, actor.team_id, follow_up.closed_by or "")
    raise Refused(
        _(
            "{who} has marked “{what}” as done; nothing was changed.",
            who=escape(closer.name) if closer else _("Somebody"),
            what=called,
        )
    )


def _record(
    desk: Desk,
    session: Session,
    actor: Actor,
    follow_up: FollowUp,
    verb: str,
    details: dict[str, str],
    request: str | None,
) -> None:
    changes.record(
        desk,
        session,
        team_id=actor.team_id,
        noun="follow_up",
        record_id=follow_up.id,
        verb=verb,
        by=actor.user_id,
        details=details,
        request=request,
    )
    posts.follow_up_changed(session, follow_up.team_id, follow_up.id)
