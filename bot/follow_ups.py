"""Follow-ups: made, listed and taken back; each knows the person who does it and their day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot import (
    account_search,
    accounts,
    dates,
    digest_plan,
    follow_up_series,
    held_lines,
    people,
)
from bot.accounts import BroughtBack, NewAccount
from bot.dates import NoSuchDate
from bot.desk import Desk
from bot.due import Due, require_future, told_today
from bot.follow_up_access import found, require_open, require_theirs
from bot.follow_up_record import close, record
from bot.people import Actor, Person
from bot.quick_entry import FollowUpDraft, read_follow_up
from bot.recurrence import Repeat
from bot.refusals import Refused, Unclear
from bot.texts import _
from bot.unavailable import asked_again
from storage import direct, teams
from storage import follow_ups as kept
from storage import people as kept_people
from storage.base import new_id
from storage.follow_ups import FollowUp as FollowUp
from storage.follow_ups import FollowUpStatus
from storage.held_lines import HeldLine
from storage.interactions import Hat

PAGE = 10


@dataclass(frozen=True, slots=True)
class FollowUpAsked:
    """What somebody wants to be reminded of."""

    what: str
    due: Due
    hat: Hat | None = None
    repeat: Repeat | None = None


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
    made_account: bool = False,
    held: HeldLine | None = None,
) -> FollowUp:
    """A new follow-up for the owner, else the actor, stored in the caller's transaction.

    They will be reminded of it. The session won't see it change.
    """
    owner = _with_digest(desk, session, owner or actor.person)
    due = told_today(asked.due, owner, desk.clock.now())
    follow_up = FollowUp(
        team_id=actor.team_id,
        id=new_id(),
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
        made_account=made_account,
        source_author=held.source_author if held else None,
        source_url=held.source_url if held else None,
        request=actor.request,
    )
    follow_up.ping_at = follow_up.due_at if due.at else None
    if asked.repeat is not None:
        follow_up_series.begin(follow_up, asked.repeat, asked.due)
    direct.insert(session, follow_up)
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


@asked_again
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
        with desk.write(actor.team_id) as session:
            earlier = kept.of_request(session, actor.team_id, actor.request)
            if earlier is not None:
                return earlier
            require_future(desk, actor, asked.due)
            held = held_lines.settle(desk, session, actor, held_id) if held_id else None
            about, is_new = accounts.settle_on(desk, session, actor, account)
            follow_up = make(desk, session, actor, about.id, asked, made_account=is_new, held=held)
            kept.give_account(follow_up, about)
            return follow_up
    except IntegrityError:
        earlier = of_request(desk, actor)
        if earlier is None:
            raise
        return earlier


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
        due = Due.of_instant(draft.due_at, draft.timed, zone)
        asked = FollowUpAsked(draft.what, due, repeat=draft.repeat)
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
        return found(session, actor, follow_up_id)


def open_one(desk: Desk, actor: Actor, follow_up_id: int) -> FollowUp:
    """A follow-up that the actor may still change. Raises Refused when not."""
    people.require_role(actor)
    with desk.read() as session:
        follow_up = found(session, actor, follow_up_id)
        require_theirs(session, actor, follow_up)
        require_open(session, actor, follow_up)
        return follow_up


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


def take_back(desk: Desk, session: Session, actor: Actor, follow_up: FollowUp) -> None:
    """Undo a follow-up, done or not, in the caller's transaction; its messages show it withdrawn.

    The change keeps who had done it. The one that follows it in a series goes with it.
    """
    if follow_up.status == FollowUpStatus.UNDONE:
        return
    following = follow_up_series.open_after(session, follow_up)
    if following is not None:
        take_back(desk, session, actor, following)
    before = {"status": str(follow_up.status)}
    if follow_up.closed_by:
        before["closed_by"] = follow_up.closed_by
    close(desk, follow_up, actor, FollowUpStatus.UNDONE)
    # Undone twice it stays undone, so no request is needed; an edit's own change bears it.
    record(desk, session, actor, follow_up, "undone", before, request=None)


@asked_again
def undo(desk: Desk, actor: Actor, follow_up_id: int) -> FollowUp:
    """Take back a follow-up.

    Raises Refused when the actor may not, and for a done one of a series that goes on.
    """
    with desk.write(actor.team_id) as session:
        follow_up = found(session, actor, follow_up_id, to_change=True)
        require_theirs(session, actor, follow_up)
        follow_up_series.require_last(session, follow_up)
        take_back(desk, session, actor, follow_up)
        if follow_up.made_account:
            accounts.take_back_if_unused(desk, session, actor, follow_up.account_id)
        return follow_up
