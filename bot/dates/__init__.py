"""Dates and times in words, found in a typed line: "Friday 3pm", "अगले हफ्ते", "৩ দিন পর"."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.dates import clock, days
from bot.dates.clock import Clock
from bot.dates.days import FoundDay
from bot.dates.folding import fold
from bot.dates.reading import Day, Reading

# A date stands near its marker. The bound keeps a line of 40,000 characters quick.
REACH = 400


@dataclass(frozen=True, slots=True)
class When:
    """A date or time in words, read in the writer's zone.

    `at` is None if no time of day was named. `names_day` is False for a distance ("in 3 days") or a
    period ("next week"), which may move to a working day. `start` and `end` span the words.
    """

    on: date
    at: time | None
    start: int
    end: int
    names_day: bool = True


@dataclass(frozen=True, slots=True)
class NoSuchDate:
    """The span of words that ask for a date or time that doesn't exist: 31 February."""

    start: int
    end: int


def find(text: str, *, now: datetime, tz: ZoneInfo, past: bool = False) -> When | None:
    """The first date or time phrase within the first `REACH` characters of `text`.

    `now` is aware. Weekdays and days without a year are the coming ones, or with `past` the last;
    "yesterday" and a date with its year are what they say. A time alone is its next occurrence,
    and is not looked for with `past`.
    """
    found = search(text, now=now, tz=tz, past=past)
    return found if isinstance(found, When) else None


def find_at_start(text: str, *, now: datetime, tz: ZoneInfo, past: bool = False) -> When | None:
    """The date or time phrase that opens `text`, after blanks and marks; None if it comes later."""
    found = find(text, now=now, tz=tz, past=past)
    if found is None or re.search(r"\w", text[: found.start]):
        return None
    return found


def search(
    text: str, *, now: datetime, tz: ZoneInfo, past: bool = False
) -> When | NoSuchDate | None:
    """As `find`, but tells a date that doesn't exist from no date at all."""
    folded = fold(text[:REACH])
    reading = Reading(now.astimezone(tz), tz, past)
    day = days.find_day(folded, 0, len(folded), reading)
    hour = None if past else clock.find_clock(folded, 0, len(folded))
    if hour and (day is None or hour.start < day.start):
        after = days.day_at(folded, hour.end, len(folded), reading)
        return _joined(folded, after, hour, reading)
    if day is None:
        return None
    return _joined(folded, day, clock.clock_after(folded, day.end, len(folded)), reading)


def warm() -> None:
    """Build the patterns, so that the first person to type a date doesn't wait for it (0.4 s)."""
    for past in (False, True):
        find("noon", now=datetime.now().astimezone(), tz=ZoneInfo("UTC"), past=past)
    find("in 1.5 hours", now=datetime.now().astimezone(), tz=ZoneInfo("UTC"))
    clock.clock_after("", 0, 0)


def _joined(
    folded: str, found: FoundDay | None, hour: Clock | None, reading: Reading
) -> When | NoSuchDate:
    spans = [part for part in (found, hour) if part]
    start, end = min(part.start for part in spans), max(part.end for part in spans)
    start, end = _with_prepositions(folded, start, end)
    if (found and found.day is None) or (hour and hour.at is None):
        return NoSuchDate(start, end)
    day = found.day if found and found.day else _day_of(hour, reading)
    return When(day.on, _time_of(day, hour, reading), start, end, day.named)


def _day_of(hour: Clock | None, reading: Reading) -> Day:
    """Today for a time still to come; else tomorrow, which nobody named."""
    ahead = hour is not None and hour.at is not None and hour.at > reading.now.time()
    return Day(reading.today) if ahead else Day(reading.today + timedelta(days=1), named=False)


def _time_of(day: Day, hour: Clock | None, reading: Reading) -> time | None:
    if hour is None:
        return day.at
    return None if hour.vague and not reading.past else hour.at


_BEFORE = re.compile(
    r"(?:\b(?:on|by|at|before|until|till|around|from|for|in|sa|noong|ng|nang|the)\s+){1,3}$"
)


def _with_prepositions(folded: str, start: int, end: int) -> tuple[int, int]:
    before = _BEFORE.search(folded, max(0, start - 30), start)
    return (before.start() if before else start), end
