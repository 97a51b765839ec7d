"""Weeks, months and years in words: "next week", "end of month", "first week of January"."""

import re
from calendar import monthrange
from datetime import date, timedelta

from bot.dates.folding import one_of, plain
from bot.dates.reading import Day, Reading, add_months, in_year, month_in, years_in
from bot.dates.words import ORDINALS
from bot.working_time import last_working_day

_FRIDAY = 4
_COMMON_YEAR = 2027
_ORDINAL = re.compile(one_of(ORDINALS))


def start_of_next_week(reading: Reading) -> date:
    return reading.today + timedelta(days=7 - reading.today.weekday())


def next_week(_words: str, reading: Reading) -> Day:
    return Day(start_of_next_week(reading), named=False)


def next_month(_words: str, reading: Reading) -> Day:
    return Day(add_months(reading.today.replace(day=1), 1), named=False)


def next_year(_words: str, reading: Reading) -> Day:
    return Day(date(reading.today.year + 1, 1, 1), named=False)


def week_after_next(_words: str, reading: Reading) -> Day:
    return Day(start_of_next_week(reading) + timedelta(days=7), named=False)


def last_week(_words: str, reading: Reading) -> Day:
    return Day(reading.today - timedelta(days=7), named=False)


def last_month(_words: str, reading: Reading) -> Day:
    return Day(add_months(reading.today, -1), named=False)


def end_of_week(_words: str, reading: Reading) -> Day:
    """Friday of this week; on a Friday or after it, of the next."""
    return Day(reading.today + timedelta(days=(_FRIDAY - reading.today.weekday() - 1) % 7 + 1))


def end_of_month(_words: str, reading: Reading) -> Day:
    """The last working day of the month, which the next working day after its end would miss."""
    first = reading.today.replace(day=1)
    end = _last_working_day_of(first)
    return Day(end if end > reading.today else _last_working_day_of(add_months(first, 1)))


def end_of_year(_words: str, reading: Reading) -> Day:
    return Day(_last_working_day_of(date(reading.today.year, 12, 1)))


def _last_working_day_of(first: date) -> date:
    return last_working_day(add_months(first, 1) - timedelta(days=1))


def week_of_month(words: str, reading: Reading) -> Day:
    """Week n of a month starts on day 7(n-1)+1, so that the first never slips to the 7th."""
    month, rest = month_in(words), _ORDINAL.search(words)
    week = ORDINALS[plain(rest[0])] if rest else 1
    return Day(in_year(reading, month, 7 * (week - 1) + 1, *years_in(words)), named=False)


def within_month(words: str, reading: Reading) -> Day:
    day = 15 if re.search(r"mid|middle|kalagitnaan", words) else 1
    return Day(in_year(reading, month_in(words), day, *years_in(words)), named=False)


def end_of_named_month(words: str, reading: Reading) -> Day:
    month = month_in(words)
    last = in_year(reading, month, monthrange(_COMMON_YEAR, month)[1], *years_in(words))
    return Day(_last_working_day_of(last.replace(day=1)))
