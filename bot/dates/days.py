"""Days in words: weekdays, "tomorrow", "in 3 days", "end of month", "28 November"."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, time, timedelta

import dateparser

from bot.dates import periods
from bot.dates.clock import PART_TIMES
from bot.dates.day_patterns import COUNT_AND_UNIT, NUMERIC, PATTERNS, day_pattern
from bot.dates.folding import END, START, one_of, plain
from bot.dates.reading import Day, Reading, add_months, in_year, month_in
from bot.dates.words import (
    DAY,
    FORTNIGHT,
    GUARDED_WEEKDAYS,
    HOUR,
    MINUTE,
    MORNING,
    NIGHT,
    NUMBERS,
    PARTS_OF_DAY,
    UNITS,
    WEEK,
    WEEKDAYS,
    WORKING_DAY,
    YEAR,
)
from bot.working_time import add_working_days

_WEEKDAY = re.compile(one_of(WEEKDAYS))
_GUARDED_WEEKDAY = re.compile(one_of(GUARDED_WEEKDAYS))
_PART = re.compile(START + one_of(PARTS_OF_DAY))
_LAST, _AGO = re.compile(PATTERNS["last"]), re.compile(PATTERNS["ago"])
_COUNT = re.compile(COUNT_AND_UNIT)
_TIME_UNITS = one_of(word for word, unit in UNITS.items() if unit in (MINUTE, HOUR))
_TIME_UNIT = re.compile(rf"(?:{START}|(?<=\d)){_TIME_UNITS}{END}")
LANGUAGES = ("en", "hi", "bn", "fil")
_SETTINGS = {"PREFER_DATES_FROM": "future", "STRICT_PARSING": True}


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A day phrase and its place; `day` is None for one that no calendar has: 31 February."""

    day: Day | None
    start: int
    end: int


def find_day(text: str, start: int, end: int, reading: Reading) -> FoundDay | None:
    """The first day phrase in folded `text[start:end]`."""
    match = day_pattern(reading.past).search(text, start, end)
    return _read(match, reading) if match else None


def day_at(text: str, start: int, end: int, reading: Reading) -> FoundDay | None:
    """The day phrase that begins at `start`, perhaps after blanks and a preposition."""
    lead = re.compile(r"[\s,]*(?:(?:on|sa|ng|को)\s+)?").match(text, start, end)
    match = day_pattern(reading.past).match(text, lead.end() if lead else start, end)
    return _read(match, reading) if match else None


def _read(match: re.Match[str], reading: Reading) -> FoundDay:
    kind = match.lastgroup or ""
    try:
        day = _READERS[kind](match[kind], reading)
    except (ValueError, OverflowError):
        day = None
    return FoundDay(day, match.start(), match.end())


def _calendar(words: str, reading: Reading) -> Day:
    figures = [int(n) for n in re.findall(r"\d+", words)]
    return Day(in_year(reading, month_in(words), *figures[:2]))


def _iso(words: str, _reading: Reading) -> Day:
    return Day(date.fromisoformat("-".join(part.zfill(2) for part in words.split("-"))))


def _numeric(words: str, reading: Reading) -> Day:
    """Day before month, as where our languages live; the other way if that alone is a date."""
    match = re.search(NUMERIC, words)
    first, second, *year = [int(n) for n in re.split(r"[/.]", match[0])] if match else [0, 0]
    day, month = (second, first) if second > 12 else (first, second)
    return Day(in_year(reading, month, day, *year))


def _day_of_month(words: str, reading: Reading) -> Day:
    day = int(re.findall(r"\d+", words)[0])
    on = reading.today.replace(day=1)
    for _ in range(12):
        if day <= monthrange(on.year, on.month)[1] and on.replace(day=day) > reading.today:
            return Day(on.replace(day=day))
        on = add_months(on, 1)
    raise ValueError("no month has that day")


def _weekday(words: str, reading: Reading) -> Day:
    found = _weekday_in(words)
    goes_back = reading.past or _LAST.search(words) is not None
    if goes_back:
        return Day(reading.today - timedelta(days=(reading.today.weekday() - found - 1) % 7 + 1))
    return Day(reading.today + timedelta(days=(found - reading.today.weekday() - 1) % 7 + 1))


def _weekday_next_week(words: str, reading: Reading) -> Day:
    monday = periods.start_of_next_week(reading)
    return Day(monday + timedelta(days=_weekday_in(re.sub(PATTERNS["next_week"], " ", words))))


def _weekday_in(words: str) -> int:
    match = _WEEKDAY.search(words)
    if match:
        return WEEKDAYS[plain(match[0])]
    match = _GUARDED_WEEKDAY.search(words)
    return GUARDED_WEEKDAYS[plain(match[0])] if match else 0


def _counted(words: str, reading: Reading) -> Day:
    """ "in 3 days", "२ हफ्ते बाद": a distance from now; hours and minutes give the time as well."""
    if len(re.findall(r"\d+", words)) > 1:
        return _added_up(words, reading)
    count, unit = _count_and_unit(words)
    sign = -1 if _AGO.search(words) else 1
    if unit in (MINUTE, HOUR):
        minutes = sign * count * (60 if unit == HOUR else 1)
        then = (reading.now.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(reading.tz)
        return Day(then.date(), at=then.time().replace(second=0, microsecond=0))
    return Day(_far(reading.today, sign * count, unit), named=False)


def _added_up(words: str, reading: Reading) -> Day:
    """ "in 1.5 hours", "1 घंटे 30 मिनट में": fractions and sums are dateparser's."""
    start = reading.now.astimezone(UTC).replace(tzinfo=None)
    then = dateparser.parse(
        words, languages=LANGUAGES, settings=_SETTINGS | {"RELATIVE_BASE": start}
    )
    if then is None:
        raise ValueError("not a distance")
    local = then.replace(tzinfo=UTC).astimezone(reading.tz)
    if not _TIME_UNIT.search(words):
        return Day(local.date(), named=False)
    return Day(local.date(), at=local.time().replace(second=0, microsecond=0))


def _far(day: date, count: int, unit: int) -> date:
    if unit == WORKING_DAY:
        return add_working_days(day, count)
    if unit in (DAY, WEEK, FORTNIGHT):
        return day + timedelta(days=count * {DAY: 1, WEEK: 7, FORTNIGHT: 14}[unit])
    return add_months(day, count * (12 if unit == YEAR else 1))


def _count_and_unit(words: str) -> tuple[int, int]:
    match = _COUNT.search(words)
    if match is None:
        raise ValueError("no count")
    count = match["count"]
    return int(count) if count.isdigit() else NUMBERS[plain(count)], UNITS[plain(match["unit"])]


def _today(words: str, reading: Reading) -> Day:
    return Day(reading.today, at=_part_said(words, reading))


def _part_said(words: str, reading: Reading) -> time | None:
    """The time in "this afternoon", "last night"; a morning to come is the default's 09:00."""
    if "tonight" in words or "kagabi" in words:
        return PART_TIMES[NIGHT]
    match = _PART.search(words)
    if match is None:
        return None
    part = PARTS_OF_DAY[plain(match[0])]
    return None if part == MORNING and not reading.past else PART_TIMES[part]


def _away(days: int) -> Callable[[str, Reading], Day]:
    def read(words: str, reading: Reading) -> Day:
        return Day(reading.today + timedelta(days=days), at=_part_said(words, reading))

    return read


def _either_way(days: int) -> Callable[[str, Reading], Day]:
    """Hindi कल and परसों, Bengali কাল and পরশু look both ways: the reading decides."""

    def read(_words: str, reading: Reading) -> Day:
        return Day(reading.today + timedelta(days=-days if reading.past else days))

    return read


_READERS: dict[str, Callable[[str, Reading], Day]] = {
    "iso": _iso,
    "numeric": _numeric,
    "numeric_short": _numeric,
    "calendar": _calendar,
    "weekday_next_week": _weekday_next_week,
    "week_of_month": periods.week_of_month,
    "end_of_named_month": periods.end_of_named_month,
    "end_of_week": periods.end_of_week,
    "end_of_month": periods.end_of_month,
    "end_of_year": periods.end_of_year,
    "next_week_alone": periods.next_week,
    "week_after_next": periods.week_after_next,
    "next_month": periods.next_month,
    "next_year": periods.next_year,
    "last_week": periods.last_week,
    "last_month": periods.last_month,
    "two_days_on": _away(2),
    "two_days_back": _away(-2),
    "tomorrow": _away(1),
    "yesterday": _away(-1),
    "today": _today,
    "one_day_off": _either_way(1),
    "two_days_off": _either_way(2),
    "counted": _counted,
    "weekday": _weekday,
    "day_of_month": _day_of_month,
    "within_month": periods.within_month,
}
