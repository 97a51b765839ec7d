"""Working days and hours, and the instant at which a local clock shows a given time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WORK_BEGINS = time(9, 0)
WORK_ENDS = time(18, 0)
WORKING_DAY = timedelta(hours=9)
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


def is_working_time(instant: datetime, tz: ZoneInfo) -> bool:
    """Whether somebody in `tz` is at work: Monday to Friday, 9 to 18 on their clock."""
    begins, ends = _working_hours(instant.astimezone(tz).date(), tz)
    return begins <= instant < ends


def add_working_time(start: datetime, span: timedelta, tz: ZoneInfo) -> datetime:
    """The instant, in UTC, at which `span` of working time in `tz` is over since `start`.

    What ends with a working day is over at that day's end, not the next one's start.
    """
    left, day = span, start.astimezone(tz).date()
    while True:
        begins, ends = _working_hours(day, tz)
        begins = max(begins, start)
        if ends > begins:
            if left <= ends - begins:
                return (begins + left).astimezone(UTC)
            left -= ends - begins
        day = next_working_day(day + timedelta(days=1))


def working_time_between(start: datetime, end: datetime, tz: ZoneInfo) -> timedelta:
    """How much of the time from `start` to `end` is working time in `tz`; none if end comes first.

    The cost grows with the days between.
    """
    worked, day, last = timedelta(), start.astimezone(tz).date(), end.astimezone(tz).date()
    while day <= last:
        begins, ends = _working_hours(day, tz)
        worked += max(timedelta(), min(ends, end) - max(begins, start))
        day += timedelta(days=1)
    return worked


def _working_hours(day: date, tz: ZoneInfo) -> tuple[datetime, datetime]:
    """When work begins and ends that day; both the same on a day off."""
    begins = at_local(day, WORK_BEGINS, tz)
    return begins, at_local(day, WORK_ENDS, tz) if is_working_day(day) else begins
