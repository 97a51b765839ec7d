"""Working days and local clocks, over weekends and the changes of daylight saving."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.working_time import (
    add_working_days,
    at_local,
    is_working_day,
    last_working_day,
    next_working_day,
)

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, day) for day in (20, 21, 22, 23))
BERLIN = ZoneInfo("Europe/Berlin")
days = st.dates(date(1900, 1, 1), date(9000, 1, 1))


def test_the_working_week_is_monday_to_friday() -> None:
    assert [is_working_day(MONDAY + timedelta(days=n)) for n in range(7)] == [True] * 5 + [
        False
    ] * 2


@pytest.mark.parametrize("day", [SATURDAY, SUNDAY, MONDAY])
def test_the_next_working_day_of_a_weekend_is_monday(day: date) -> None:
    assert next_working_day(day) == MONDAY


def test_the_last_working_day_of_a_weekend_is_friday() -> None:
    assert last_working_day(SUNDAY) == last_working_day(FRIDAY) == FRIDAY


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (FRIDAY, 1, MONDAY),
        (SATURDAY, 1, MONDAY),
        (MONDAY, 5, date(2026, 11, 30)),
        (FRIDAY, 0, FRIDAY),
        (MONDAY, -1, FRIDAY),
        (SUNDAY, -5, date(2026, 11, 16)),
    ],
)
def test_working_days_are_counted_over_weekends(day: date, count: int, expected: date) -> None:
    assert add_working_days(day, count) == expected


@given(day=days, count=st.integers(1, 2000))
def test_counting_working_days_agrees_with_walking_them(day: date, count: int) -> None:
    reached = add_working_days(day, count)
    walked = sum(is_working_day(day + timedelta(days=n + 1)) for n in range((reached - day).days))
    assert is_working_day(reached)
    assert walked == count


def test_a_count_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(OverflowError):
        add_working_days(MONDAY, 99_999_999)


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (date(2026, 11, 20), time(9), datetime(2026, 11, 20, 8, tzinfo=UTC)),
        (date(2026, 7, 20), time(9), datetime(2026, 7, 20, 7, tzinfo=UTC)),
        (date(2027, 3, 28), time(2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
    ids=["winter", "summer", "skipped in spring", "twice in autumn"],
)
def test_a_local_clock_is_one_instant(day: date, clock: time, expected: datetime) -> None:
    assert at_local(day, clock, BERLIN) == expected
    assert at_local(day, clock.replace(fold=1), BERLIN) == expected


def test_an_instant_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(OverflowError):
        at_local(date.max, time(23), ZoneInfo("America/New_York"))
