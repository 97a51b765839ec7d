"""The day of the next of a series."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.recurrence import MOST, Repeat, day_of, next_after
from bot.working_time import is_working_day, next_working_day
from storage.follow_ups import RepeatUnit

DAY, WEEK, MONTH = RepeatUnit.DAY, RepeatUnit.WEEK, RepeatUnit.MONTH
repeats = st.builds(Repeat, st.integers(1, MOST), st.sampled_from(RepeatUnit))
days = st.dates(date(2020, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("first", "repeat", "number", "day"),
    [
        ("2026-01-31", Repeat(1, MONTH), 1, "2026-02-28"),
        ("2026-01-31", Repeat(1, MONTH), 2, "2026-03-31"),
        ("2027-12-31", Repeat(2, MONTH), 1, "2028-02-29"),
        ("2028-02-29", Repeat(12, MONTH), 1, "2029-02-28"),
        ("2028-02-29", Repeat(12, MONTH), 4, "2032-02-29"),
        ("2026-11-25", Repeat(2, WEEK), 3, "2027-01-06"),
        ("2026-11-25", Repeat(10, DAY), 1, "2026-12-05"),
    ],
)
def test_days_are_counted_from_the_first(first: str, repeat: Repeat, number: int, day: str) -> None:
    assert day_of(date.fromisoformat(first), repeat, number) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("first", "repeat", "number", "today", "number_then", "due"),
    [
        # Done on its day, done early, done two weeks late.
        ("2026-11-27", Repeat(1, WEEK), 0, "2026-11-27", 1, "2026-12-04"),
        ("2026-11-27", Repeat(1, WEEK), 0, "2026-11-25", 1, "2026-12-04"),
        ("2026-11-27", Repeat(1, WEEK), 0, "2026-12-11", 3, "2026-12-18"),
        # Friday, then Monday: daily is every working day.
        ("2026-11-25", Repeat(1, DAY), 2, "2026-11-27", 3, "2026-11-30"),
        ("2026-11-25", Repeat(1, DAY), 3, "2026-11-30", 6, "2026-12-01"),
        # 28 February 2026 is a Saturday; March is on the 31st again.
        ("2026-01-31", Repeat(1, MONTH), 0, "2026-02-01", 1, "2026-03-02"),
        ("2026-01-31", Repeat(1, MONTH), 1, "2026-03-02", 2, "2026-03-31"),
    ],
)
def test_the_next_is_the_first_to_come(
    first: str, repeat: Repeat, number: int, today: str, number_then: int, due: str
) -> None:
    found = next_after(date.fromisoformat(first), repeat, number, date.fromisoformat(today))
    assert found is not None
    assert (found.number, found.on.isoformat()) == (number_then, due)


def test_a_series_ends_with_the_century() -> None:
    assert next_after(date(2099, 12, 1), Repeat(1, MONTH), 0, date(2099, 12, 1)) is None
    # 31 December 2095 is a Saturday: the working day after it lies in the new year.
    assert next_after(date(2099, 12, 30), Repeat(1, DAY), 0, date(2099, 12, 31)) is None


@given(days, repeats, st.integers(0, 50), st.integers(0, 2_000))
def test_no_occurrence_to_come_is_left_out(
    first: date, repeat: Repeat, number: int, days_later: int
) -> None:
    today = first + timedelta(days=days_later)
    found = next_after(first, repeat, number, today)
    if found is None:
        assert day_of(first, repeat, number + 1) > date(2099, 12, 1)
        return
    assert found.number > number
    assert found.on > today
    assert is_working_day(found.on)
    earlier = range(number + 1, found.number)
    assert all(next_working_day(day_of(first, repeat, n)) <= today for n in earlier)
