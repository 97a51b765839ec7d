"""What day phrases are read against, and the day that they mean."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.dates.day_patterns import PATTERNS
from bot.dates.folding import plain
from bot.dates.words import MONTHS

_MONTH = re.compile(PATTERNS["month"])
# A date without a year at the start of notes is a past one only if it is this near.
_RECENT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was read. `named` if the words mean that very day, not a distance or a period."""

    on: date
    named: bool = True
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words are read against: the writer's local now, and which way they look."""

    now: datetime
    tz: ZoneInfo
    past: bool

    @property
    def today(self) -> date:
        return self.now.date()


def in_year(reading: Reading, month: int, day: int, year: int | None = None) -> date:
    """The date in the year said; else the first one that is still to come, or the last that was.

    Raises ValueError if there is no such date, in any of the eight years that hold a leap year.
    """
    if year is not None:
        return date(year + 2000 if year < 100 else year, month, day)
    if not 1 <= day <= monthrange(2000, month)[1]:
        raise ValueError("no such day in that month")
    step = -1 if reading.past else 1
    for candidate in range(reading.today.year, reading.today.year + 9 * step, step):
        if day <= monthrange(candidate, month)[1]:
            on = date(candidate, month, day)
            if on == reading.today or (on < reading.today) == reading.past:
                return _recent(on, reading)
    raise ValueError("no such day in reach")


def _recent(on: date, reading: Reading) -> date:
    if reading.past and reading.today - on > _RECENT:
        raise ValueError("too long ago to be meant without a year")
    return on


def add_months(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def years_in(words: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d{4,}", words)]


def month_in(words: str) -> int:
    match = _MONTH.search(words)
    return MONTHS[plain(match[0])] if match else 0
