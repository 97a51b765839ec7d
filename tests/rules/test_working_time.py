"""Working days and local clocks, over weekends and the changes of daylight saving."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.working_time import (
    WORKING_DAY,
    add_working_days,
    add_working_time,
    at_local,
    is_working_day,
    is_working_time,
    last_working_day,
    next_working_day,
    working_time_between,
)

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, day) for day in (20, 21, 22, 23))
BERLIN = ZoneInfo("Europe/Berlin")
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
MANILA = ZoneInfo("Asia/Manila")
# Beirut's clock changes at midnight, Lord Howe's by half an hour.
ZONES = [BERLIN, SAO_PAULO, MANILA, *map(ZoneInfo, ("Asia/Beirut", "Australia/Lord_Howe", "UTC"))]
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


# Working time


def berlin(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("instant", "at_work"),
    [
        (berlin(11, 20, 9), True),
        (berlin(11, 20, 8, 59), False),
        (berlin(11, 20, 17, 59), True),
        (berlin(11, 20, 18), False),
        (berlin(11, 21, 12), False),
        (berlin(11, 23, 9), True),
    ],
)
def test_people_work_from_nine_to_six_on_their_own_clock(instant: datetime, at_work: bool) -> None:
    assert is_working_time(instant, BERLIN) == at_work


def test_the_same_instant_is_working_time_in_one_zone_and_not_in_another() -> None:
    instant = datetime(2026, 11, 25, 10, tzinfo=UTC)
    assert is_working_time(instant, BERLIN)
    assert not is_working_time(instant, MANILA)
    assert not is_working_time(instant, SAO_PAULO)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (berlin(11, 20, 10), 4, berlin(11, 20, 14)),
        (berlin(11, 20, 16), 4, berlin(11, 23, 11)),
        (berlin(11, 20, 9), 9, berlin(11, 20, 18)),
        (berlin(11, 20, 18), 1, berlin(11, 23, 10)),
        (berlin(11, 20, 3), 1, berlin(11, 20, 10)),
        (berlin(11, 21, 12), 1, berlin(11, 23, 10)),
        (berlin(11, 20, 10), 24, berlin(11, 24, 16)),
        (berlin(11, 20, 10), 0, berlin(11, 20, 10)),
    ],
    ids=[
        "within a day",
        "over the weekend",
        "a whole day ends with it",
        "from its end on",
        "from the night before",
        "from Saturday",
        "two days and six hours",
        "none",
    ],
)
def test_working_time_is_added_over_nights_and_weekends(
    start: datetime, hours: int, end: datetime
) -> None:
    assert add_working_time(start, timedelta(hours=hours), BERLIN) == end


@pytest.mark.parametrize(
    ("friday", "monday"),
    [
        (berlin(3, 27, 17), berlin(3, 30, 10)),  # summer time begins on the Sunday between
        (berlin(10, 23, 17), berlin(10, 26, 10)),  # and ends
    ],
)
def test_a_change_of_the_clock_at_the_weekend_takes_no_working_time(
    friday: datetime, monday: datetime
) -> None:
    assert add_working_time(friday, timedelta(hours=2), BERLIN) == monday
    assert working_time_between(friday, monday, BERLIN) == timedelta(hours=2)


def test_a_working_day_has_nine_hours_also_where_the_clock_changes_at_midnight_before() -> None:
    # São Paulo's last summer time began at midnight on Sunday, 4 November 2018.
    friday = datetime(2018, 11, 2, 18, tzinfo=SAO_PAULO)
    tuesday = datetime(2018, 11, 6, 18, tzinfo=SAO_PAULO)
    assert working_time_between(friday, tuesday, SAO_PAULO) == 2 * WORKING_DAY


def test_no_working_time_lies_between_an_instant_and_an_earlier_one() -> None:
    assert working_time_between(berlin(11, 20, 12), berlin(11, 20, 10), BERLIN) == timedelta()


instants = st.datetimes(
    datetime(2001, 1, 1),  # noqa: DTZ001 - hypothesis wants bounds without a zone
    datetime(2090, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
spans = st.timedeltas(timedelta(), timedelta(hours=200))


@given(start=instants, span=spans, zone=st.sampled_from(ZONES))
def test_what_was_added_lies_between(start: datetime, span: timedelta, zone: ZoneInfo) -> None:
    end = add_working_time(start, span, zone)
    assert working_time_between(start, end, zone) == span
    assert end >= start


@given(start=instants, first=spans, second=spans, zone=st.sampled_from(ZONES))
def test_time_added_in_two_parts_is_time_added_at_once(
    start: datetime, first: timedelta, second: timedelta, zone: ZoneInfo
) -> None:
    halfway = add_working_time(start, first, zone)
    at_once = add_working_time(start, first + second, zone)
    in_parts = add_working_time(halfway, second, zone)
    # Where nothing is added, or a part ends with a day, no working time lies between the two.
    earlier, later = sorted((at_once, in_parts))
    assert working_time_between(earlier, later, zone) == timedelta()
