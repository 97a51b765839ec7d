"""How often something comes again, where a line opens with it: "every 2 weeks", "every Friday"."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import dates
from bot.dates import NoSuchDate, When
from bot.dates.folding import fold
from bot.recurrence import MOST, Repeat, day_of
from storage.follow_ups import RepeatUnit

_DAY, _WEEK, _MONTH = RepeatUnit.DAY, RepeatUnit.WEEK, RepeatUnit.MONTH
_UNITS = {
    "day": (1, _DAY),
    "weekday": (1, _DAY),
    "workday": (1, _DAY),
    "working day": (1, _DAY),
    "week": (1, _WEEK),
    "fortnight": (2, _WEEK),
    "month": (1, _MONTH),
    "quarter": (3, _MONTH),
    "year": (12, _MONTH),
}
_COUNTS = {"other": 2, "second": 2, "third": 3, "fourth": 4, "two": 2, "three": 3, "four": 4}
_WEEKDAYS = "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?"
_WEEKENDS = "sat(?:urday)?|sun(?:day)?"
_LEAD = re.compile(r"[\s,;:]*")
# Of "every Friday" the day is left to be read as a date.
_EVERY = re.compile(
    rf"(?:every|each)\s+(?:(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)})\s+)?"
    rf"(?:(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})s?\b"
    rf"|(?=(?:{_WEEKDAYS}|{_WEEKENDS})\b))"
)


@dataclass(frozen=True, slots=True)
class Repeated:
    """How often, when for the first time, and the line with all those words blanked out."""

    repeat: Repeat
    when: When
    line: str


def repeated_in(text: str, *, now: datetime, tz: ZoneInfo) -> Repeated | None:
    """What a line that opens with "every …", or with a date and then "every …", asks for.

    Without a day of its own the first one comes one step from today. None for anything else, and
    for a day that doesn't exist.
    """
    match = _opening(text, now, tz)
    repeat = _repeat(match) if match else None
    if match is None or repeat is None:
        return None
    line = _blanked(text, *match.span())
    when = dates.search(line, now=now, tz=tz)
    if isinstance(when, NoSuchDate):
        return None
    if when is None:
        first = day_of(now.astimezone(tz).date(), repeat, 1)
        when = When(first, None, match.end(), match.end(), names_day=False)
    return Repeated(repeat, when, line)


def _opening(text: str, now: datetime, tz: ZoneInfo) -> re.Match[str] | None:
    folded = fold(text)
    if found := _at(folded, 0):
        return found
    if "every" not in folded and "each" not in folded:
        return None
    date = dates.find_at_start(text, now=now, tz=tz)
    return _at(folded, date.end) if date else None


def _at(folded: str, start: int) -> re.Match[str] | None:
    lead = _LEAD.match(folded, start)
    return _EVERY.match(folded, lead.end() if lead else start)


def _repeat(match: re.Match[str]) -> Repeat | None:
    count = match["count"] or "1"
    times = _COUNTS.get(count) or int(count)
    each, unit = _UNITS[match["unit"]] if match["unit"] else (1, _WEEK)
    return Repeat(times * each, unit) if 1 <= times * each <= MOST else None


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
