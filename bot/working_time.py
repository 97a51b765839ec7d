"""Working days, and the instant at which a local clock shows a given time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5
_WORKING_DAYS_A_WEEK = 5


def is_working_day(day: date) -> bool:
    """Monday to Friday. Whatever asks for working days asks here."""
    return day.weekday() < _SATURDAY


def next_working_day(day: date) -> date:
    """The first working day on or after `day`."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def last_working_day(day: date) -> date:
    """The last working day on or before `day`."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`, or before it if negative; 0 gives `day` as it is.

    Raises OverflowError beyond the calendar's ends. The cost doesn't grow with `count`.
    """
    step = 1 if count > 0 else -1
    weeks, rest = divmod(abs(count), _WORKING_DAYS_A_WEEK)
    if weeks and rest == 0:
        weeks, rest = weeks - 1, _WORKING_DAYS_A_WEEK
    day += timedelta(weeks=step * weeks)
    while rest:
        day += timedelta(days=step)
        rest -= is_working_day(day)
    return day


def at_local(day: date, clock: time, tz: ZoneInfo) -> datetime:
    """The instant, in UTC, when it is `clock` on `day` in `tz`.

    A time skipped in spring moves forward by what was skipped; a time that comes twice in autumn
    is the first (PEP 495, fold=0). Raises OverflowError beyond the calendar's ends.
    """
    return datetime.combine(day, clock.replace(fold=0), tzinfo=tz).astimezone(UTC)
