"""Recurrence: the day of the next of a series, counted from its first day."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from bot.due import LATEST
from bot.working_time import next_working_day
from storage.follow_ups import RepeatUnit

MOST = 366  # units of one step, so that no series is lost from sight
_DAYS = {RepeatUnit.DAY: 1, RepeatUnit.WEEK: 7}
# A working day is at most so far from the day of the series that it stands for.
_FURTHEST_MOVE = 3


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often something comes again: every so many days, weeks or months."""

    every: int
    unit: RepeatUnit


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One of a series: its number, 0 for the first, and the day it is due."""

    number: int
    on: date


def day_of(first: date, repeat: Repeat, number: int) -> date:
    """The series' own day; a month too short for it ends a day early, the next ones don't."""
    if repeat.unit != RepeatUnit.MONTH:
        return first + timedelta(days=_DAYS[repeat.unit] * repeat.every * number)
    year, month = divmod(first.year * 12 + first.month - 1 + repeat.every * number, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(first.day, last))


def next_after(first: date, repeat: Repeat, number: int, day: date) -> Occurrence | None:
    """The first one after `number` that is due after a `day`; None once that is after 2099.

    A day off moves it to the next working day; the series itself stays where it is.
    """
    following = max(number + 1, _about(first, repeat, day - timedelta(days=_FURTHEST_MOVE)))
    while (own_day := day_of(first, repeat, following)) < LATEST:
        due = next_working_day(own_day)
        if due > day:
            return Occurrence(following, due) if due < LATEST else None
        following += 1
    return None


def _about(first: date, repeat: Repeat, day: date) -> int:
    """A number whose day is not after `day`, or 0: all the earlier ones are past."""
    if repeat.unit == RepeatUnit.MONTH:
        months = (day.year - first.year) * 12 + day.month - first.month - 1
        return max(0, months // repeat.every)
    return max(0, (day - first).days // (_DAYS[repeat.unit] * repeat.every))
