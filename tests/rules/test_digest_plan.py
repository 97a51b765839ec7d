"""When the next digest is due: each person's hour, zone and working days, over every DST night."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import digest_plan
from storage.people import Person, Standing
from storage.teams import Team

ZONES = (
    "Asia/Manila",
    "Asia/Kolkata",
    "Asia/Dhaka",
    "Asia/Kathmandu",
    "Europe/Berlin",
    "America/Sao_Paulo",
    "Africa/Cairo",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "UTC",
)
NINE = time(9, 0)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def somebody(tz: str, planned: datetime | None = None) -> Person:
    return Person(team_id="T", user_id="U", tz=tz, standing=Standing.MEMBER, next_digest_at=planned)


def team(hour: time = NINE) -> Team:
    return Team(team_id="T", digest_at=hour)


@pytest.mark.parametrize(
    ("tz", "after", "expected"),
    [
        # Wednesday 10:00 UTC: past nine from Berlin eastward, before nine in São Paulo.
        ("Asia/Manila", utc(2026, 11, 25, 10), utc(2026, 11, 26, 1)),
        ("Asia/Kolkata", utc(2026, 11, 25, 10), utc(2026, 11, 26, 3, 30)),
        ("Asia/Dhaka", utc(2026, 11, 25, 10), utc(2026, 11, 26, 3)),
        ("Europe/Berlin", utc(2026, 11, 25, 10), utc(2026, 11, 26, 8)),
        ("America/Sao_Paulo", utc(2026, 11, 25, 10), utc(2026, 11, 25, 12)),
        # At the very hour it is the next day's; a moment before, today's.
        ("Asia/Manila", utc(2026, 11, 25, 1), utc(2026, 11, 26, 1)),
        ("Asia/Manila", utc(2026, 11, 25, 0, 59, 59), utc(2026, 11, 25, 1)),
        # Friday afternoon, Saturday and Sunday lead to Monday.
        ("Asia/Manila", utc(2026, 11, 27, 2), utc(2026, 11, 30, 1)),
        ("Asia/Manila", utc(2026, 11, 28, 0), utc(2026, 11, 30, 1)),
        ("Asia/Manila", utc(2026, 11, 29, 15, 59), utc(2026, 11, 30, 1)),
        # Over Berlin's nights: Friday in winter time, Monday in summer time, and back.
        ("Europe/Berlin", utc(2027, 3, 26, 9), utc(2027, 3, 29, 7)),
        ("Europe/Berlin", utc(2027, 3, 28, 0, 59), utc(2027, 3, 29, 7)),
        ("Europe/Berlin", utc(2026, 10, 23, 8), utc(2026, 10, 26, 8)),
        ("Europe/Berlin", utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 8)),
    ],
)
def test_the_next_working_days_hour(tz: str, after: datetime, expected: datetime) -> None:
    assert digest_plan.next_digest_at(after, ZoneInfo(tz), NINE) == expected


@pytest.mark.parametrize(
    ("after", "hour", "expected"),
    [
        # Cairo's clocks jump on Friday 24 April 2026 from 00:00 to 01:00: 00:30 becomes 01:30.
        (utc(2026, 4, 23, 20), time(0, 30), utc(2026, 4, 23, 22, 30)),
        (utc(2026, 4, 23, 22, 30), time(0, 30), utc(2026, 4, 26, 21, 30)),
        # They go back on Thursday 29 October 2026 at midnight: 23:30 comes twice, the first counts.
        (utc(2026, 10, 29, 20), time(23, 30), utc(2026, 10, 29, 20, 30)),
        (utc(2026, 10, 29, 20, 30), time(23, 30), utc(2026, 10, 30, 21, 30)),
        (utc(2026, 10, 29, 21, 15), time(23, 30), utc(2026, 10, 30, 21, 30)),
    ],
)
def test_an_hour_that_is_skipped_or_comes_twice_on_a_working_day(
    after: datetime, hour: time, expected: datetime
) -> None:
    assert digest_plan.next_digest_at(after, ZoneInfo("Africa/Cairo"), hour) == expected


@pytest.mark.parametrize("hour", [time(2, 0), time(2, 30), time(3, 0)])
@pytest.mark.parametrize("sunday", [utc(2027, 3, 28), utc(2026, 10, 25)])
def test_berlins_nights_have_no_digest_and_lose_none(sunday: datetime, hour: time) -> None:
    berlin, at, days = ZoneInfo("Europe/Berlin"), sunday - timedelta(days=2, hours=12), []
    for _step in range(4):
        at = digest_plan.next_digest_at(at, berlin, hour)
        days.append(at.astimezone(berlin).date() - sunday.date())
        assert at.astimezone(berlin).time() == hour
    assert days == [timedelta(days=n) for n in (-2, 1, 2, 3)]


INSTANTS = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - given its zone by the strategy
    datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
HOURS = st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))


@given(after=INSTANTS, tz=st.sampled_from(ZONES), hour=HOURS)
def test_it_is_always_to_come_on_a_working_day_and_no_day_is_left_out(
    after: datetime, tz: str, hour: time
) -> None:
    zone = ZoneInfo(tz)
    first = digest_plan.next_digest_at(after, zone, hour)
    second = digest_plan.next_digest_at(first, zone, hour)
    assert first > after
    day, following = first.astimezone(zone).date(), second.astimezone(zone).date()
    assert day.weekday() < 5
    assert following - day == timedelta(days=3 if day.weekday() == 4 else 1)


# What changes after it was planned


def test_a_later_hour_moves_it_within_its_day() -> None:
    ana = somebody("Asia/Manila", utc(2026, 11, 26, 1))
    digest_plan.plan(ana, team(time(10, 30)), utc(2026, 11, 25, 10))
    assert ana.next_digest_at == utc(2026, 11, 26, 2, 30)


def test_an_hour_that_is_over_by_now_makes_todays_due_at_once() -> None:
    ana = somebody("Asia/Manila", utc(2026, 11, 26, 9))  # planned for 17:00
    digest_plan.plan(ana, team(NINE), utc(2026, 11, 26, 4))
    assert ana.next_digest_at == utc(2026, 11, 26, 4)


def test_a_new_hour_brings_no_digest_before_the_first_that_was_promised() -> None:
    ana = somebody("Asia/Manila")
    digest_plan.plan_from_tomorrow(ana, team(NINE), utc(2026, 11, 25, 10))
    digest_plan.plan(ana, team(time(20, 0)), utc(2026, 11, 25, 10))
    assert ana.next_digest_at == utc(2026, 11, 26, 12)


def test_what_is_due_stays_due() -> None:
    ana = somebody("America/Sao_Paulo", utc(2026, 11, 25, 1))
    digest_plan.plan(ana, team(), utc(2026, 11, 25, 1, 5))
    assert ana.next_digest_at == utc(2026, 11, 25, 1)


def test_flying_east_over_the_hour_the_day_is_not_lost() -> None:
    """At 08:00 in São Paulo, an hour before the digest, Manila has 19:00 of the same day."""
    olga = somebody("Asia/Manila", utc(2026, 11, 25, 12))
    digest_plan.plan(olga, team(), utc(2026, 11, 25, 11))
    assert olga.next_digest_at == utc(2026, 11, 25, 11)


def test_flying_east_over_midnight_the_day_is_not_lost() -> None:
    """Thursday 17:00 in Berlin is Friday in Manila, where it is Thursday 00:31 now."""
    olga = somebody("Asia/Manila", utc(2026, 11, 26, 16))
    now = utc(2026, 11, 25, 16, 31)
    digest_plan.plan(olga, team(time(17, 0)), now, ZoneInfo("Europe/Berlin"))
    assert olga.next_digest_at == utc(2026, 11, 26, 9)


def test_flying_west_no_day_comes_twice() -> None:
    """Thursday 09:00 in Manila is Wednesday 22:00 in São Paulo, whose Wednesday's is over."""
    ana = somebody("America/Sao_Paulo", utc(2026, 11, 26, 1))
    digest_plan.plan(ana, team(), utc(2026, 11, 25, 23), ZoneInfo("Asia/Manila"))
    assert ana.next_digest_at == utc(2026, 11, 26, 12)


def test_over_the_date_line_a_day_that_is_gone_is_gone() -> None:
    """Thursday 08:00 in Pago Pago is Friday 09:00 in Kiritimati: Friday's comes at nine there."""
    ana = somebody("Pacific/Kiritimati", utc(2026, 11, 26, 20))
    digest_plan.plan(ana, team(), utc(2026, 11, 26, 18, 30))
    assert ana.next_digest_at == utc(2026, 11, 26, 19)


@pytest.mark.parametrize(
    ("tz", "now", "expected"),
    [
        ("Asia/Manila", utc(2026, 11, 25, 0), utc(2026, 11, 26, 1)),  # before today's hour
        ("Asia/Manila", utc(2026, 11, 25, 10), utc(2026, 11, 26, 1)),
        ("Asia/Manila", utc(2026, 11, 27, 10), utc(2026, 11, 30, 1)),  # on a Friday
        ("Africa/Cairo", utc(2026, 4, 23, 12), utc(2026, 4, 24, 6)),  # midnight is skipped
    ],
)
def test_the_first_after_an_appointment_is_the_next_working_days(
    tz: str, now: datetime, expected: datetime
) -> None:
    ana = somebody(tz)
    digest_plan.plan_from_tomorrow(ana, team(), now)
    assert ana.next_digest_at == expected


def test_whoever_has_one_planned_keeps_it() -> None:
    ana = somebody("Asia/Manila", utc(2026, 11, 26, 1))
    digest_plan.plan_if_unplanned(ana, team(), utc(2026, 11, 25, 10))
    assert ana.next_digest_at == utc(2026, 11, 26, 1)
    ana.next_digest_at = None
    digest_plan.plan_if_unplanned(ana, team(), utc(2026, 11, 24, 10))
    assert ana.next_digest_at == utc(2026, 11, 25, 1)
