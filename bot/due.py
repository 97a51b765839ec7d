"""When a follow-up is due: a local day, perhaps a time, and how its owner will hear of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.desk import Desk
from bot.people import Actor
from bot.refusals import Refused
from bot.texts import _
from bot.working_time import add_working_days, at_local, next_working_day
from storage.people import Person

MORNING = time(9, 0)
EVENING = time(17, 0)
LAST_MINUTE = time(23, 59)
LATEST = date(2100, 1, 1)


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

    def is_over(self, now: datetime, zone: ZoneInfo) -> bool:
        """Whether the day is behind us, or the time if one was named."""
        if self.on < now.astimezone(zone).date():
            return True
        return self.at is not None and self.instant(zone) <= now


class SnoozeUntil(StrEnum):
    """How long a follow-up is put off."""

    TOMORROW = "tomorrow"
    IN_3_WORKING_DAYS = "in_3_working_days"
    NEXT_WEEK = "next_week"
    DATE = "date"


def snooze_day(until: SnoozeUntil, today: date) -> date:
    """The local day to which a follow-up is put off: always a working day after today."""
    match until:
        case SnoozeUntil.TOMORROW:
            return next_working_day(today + timedelta(days=1))
        case SnoozeUntil.IN_3_WORKING_DAYS:
            return add_working_days(today, 3)
        case _:
            return next_working_day(today + timedelta(days=7 - today.weekday()))


def require_future(desk: Desk, actor: Actor, due: Due, fields: str = "due") -> None:
    """Raises Refused for a day before the actor's today, a time that is over, or after 2099.

    It names the form's field at fault: `due_on` or `due_at`, or with other `fields` in front.
    """
    require_to_come(due, desk.clock.now(), actor.zone, fields)


def require_to_come(due: Due, now: datetime, zone: ZoneInfo, fields: str = "due") -> None:
    """As require_future, for whoever lives in `zone`."""
    if due.on < now.astimezone(zone).date():
        raise Refused(_("This day is past. Choose today or a later one."), f"{fields}_on")
    if due.on >= LATEST:
        raise Refused(_("Choose a day before the year 2100."), f"{fields}_on")
    if due.at is not None and due.instant(zone) <= now:
        raise Refused(_("This time is past. Choose a later one."), f"{fields}_at")


def told_today(due: Due, owner: Person, now: datetime) -> Due:
    """Today without a time, when today's reminder is over: told at the end of the day instead.

    Anything else stays as it is.
    """
    zone, planned = owner.zone, owner.next_digest_at
    if due.at is not None or due.on != now.astimezone(zone).date():
        return due
    if planned is not None and planned.astimezone(zone).date() <= due.on:
        return due
    evening = max(at_local(due.on, EVENING, zone), now + timedelta(hours=1))
    latest = at_local(due.on, LAST_MINUTE, zone)
    local = min(evening, latest).astimezone(zone)
    return Due(due.on, time(local.hour, local.minute))
