"""Series: a follow-up that comes again, one row at a time; each one done makes the next."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.desk import Desk
from bot.due import Due
from bot.follow_up_access import owner_of
from bot.recurrence import Repeat, next_after
from bot.refusals import Refused
from bot.texts import _
from bot.views import times
from storage import follow_ups as kept
from storage.base import new_id
from storage.follow_ups import FollowUp, FollowUpStatus


def repeat_of(follow_up: FollowUp) -> Repeat | None:
    """How often it comes again, if it does."""
    if follow_up.repeat_every is None or follow_up.repeat_unit is None:
        return None
    return Repeat(follow_up.repeat_every, follow_up.repeat_unit)


def begin(follow_up: FollowUp, repeat: Repeat, due: Due) -> None:
    """Make it the first of a series that counts from this day, at this time if one was named."""
    follow_up.repeat_every, follow_up.repeat_unit = repeat.every, repeat.unit
    follow_up.series_id, follow_up.occurrence = follow_up.id, 0
    follow_up.series_from, follow_up.series_at = due.on, due.at


def change(follow_up: FollowUp, repeat: Repeat | None, due: Due) -> None:
    """End its series, or begin another on this day; moving one of a series leaves the series."""
    if repeat == repeat_of(follow_up):
        return
    if repeat is not None:
        begin(follow_up, repeat, due)
        return
    follow_up.repeat_every = follow_up.repeat_unit = None
    follow_up.series_id = follow_up.occurrence = None
    follow_up.series_from = follow_up.series_at = None


def make_next(desk: Desk, session: Session, done: FollowUp) -> None:
    """After one of a series is done, the next, in the caller's transaction.

    Done ahead of its day, it is the one after that day. There is none for an account that is no
    longer worked.
    """
    repeat = repeat_of(done)
    if repeat is None or done.series_from is None or done.occurrence is None:
        return
    zone = owner_of(session, done).zone
    today = desk.clock.now().astimezone(zone).date()
    passed = max(today, done.due_on)
    following = next_after(done.series_from, repeat, done.occurrence, passed)
    if following is None or done.account.is_archived:
        return
    done.next_on = following.on
    due = Due(following.on, done.series_at)
    next_one = FollowUp(
        team_id=done.team_id,
        id=new_id(),
        account_id=done.account_id,
        assignee_id=done.assignee_id,
        what=done.what,
        due_on=due.on,
        due_time=due.at,
        due_at=due.instant(zone),
        hat=done.hat,
        status=FollowUpStatus.OPEN,
        created_by=done.created_by,
        created_at=desk.clock.now(),
        repeat_every=repeat.every,
        repeat_unit=repeat.unit,
        series_id=done.series_id,
        series_from=done.series_from,
        series_at=done.series_at,
        occurrence=following.number,
        source_author=done.source_author,
        source_url=done.source_url,
    )
    next_one.ping_at = next_one.due_at if due.at else None
    session.add(next_one)


def open_after(session: Session, follow_up: FollowUp) -> FollowUp | None:
    """The one of its series that stands since this one is done."""
    if follow_up.status != FollowUpStatus.DONE or follow_up.series_id is None:
        return None
    return kept.open_of_series(session, follow_up.team_id, follow_up.series_id)


def require_last(session: Session, follow_up: FollowUp) -> None:
    """Raises Refused, saying where a series is ended, for a done one whose next one stands."""
    following = open_after(session, follow_up)
    if following is None:
        return
    raise Refused(
        _(
            "Nothing was changed: this one is done, and the next one is due on {day}. To end the "
            "series, press Reschedule on that one, in `/follow-up` or on the account's card, and "
            "leave “Repeat every” empty.",
            day=times.day(following.due_on),
        )
    )
