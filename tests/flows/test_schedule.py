"""The clock runs on, or is moved: whatever falls due on the way happens in its own time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot import schedule
from tests.conftest import Office
from tests.faults.adversity import locked


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def at_work(office: Office) -> Office:
    """Ana has something for Thursday's reminder, and something for 21:00 that evening."""
    ana = office.ana
    ana.types("/log-call Acme agreed the pilot")
    ana.presses("Create “Acme”")
    ana.types("/follow-up Acme tomorrow send the contract")
    ana.types("/follow-up Acme tomorrow 9pm call Priya")
    ana.sees("call Priya")
    return office


def test_every_due_instant_on_the_way_is_stopped_at(at_work: Office) -> None:
    desk, stops = at_work.rapport.desk, []
    schedule.run_until(desk, utc(11, 27, 12), lambda: stops.append(desk.clock.now()))
    due = [
        utc(11, 26, 1),  # nine in Manila
        utc(11, 26, 3, 30),  # in Kolkata
        utc(11, 26, 8),  # in Berlin
        utc(11, 26, 13),  # 21:00 in Manila: the ping
        utc(11, 27, 1),
        utc(11, 27, 3, 30),
        utc(11, 27, 8),
        utc(11, 27, 12),
    ]
    assert len(stops) == len(due)
    for stop, instant in zip(stops, due, strict=True):
        assert timedelta() <= stop - instant < timedelta(seconds=5)


def test_what_happens_on_the_way_says_its_own_time(at_work: Office) -> None:
    at_work.moves_to(utc(11, 26, 23))
    reminder = at_work.ana.sees("2 follow-ups are waiting for you")
    assert "Late" not in reminder.words
    assert "Thu, 26 Nov 2026" in reminder.words
    at_work.ana.sees(":alarm_clock: Acme · call Priya · Thu, 26 Nov 2026 at 21:00")


def test_the_demos_clock_control_brings_the_reminder(at_work: Office) -> None:
    at_work.slack.on_clock(at_work.rapport.move_clock_to)
    at_work.slack.move_clock(utc(11, 26, 2))
    at_work.ana.sees("2 follow-ups are waiting for you")


def test_a_week_at_once_brings_each_of_its_mornings(at_work: Office) -> None:
    at_work.moves_to(utc(12, 2, 12))
    mornings = [m for m in at_work.ana.direct_messages() if m.text.endswith("waiting for you")]
    assert [message.blocks[0]["text"]["text"] for message in mornings] == [
        "Thu, 26 Nov 2026",
        "Fri, 27 Nov 2026",
        "Mon, 30 Nov 2026",
        "Tue, 1 Dec 2026",
        "Wed, 2 Dec 2026",
    ]
    assert [len(message.buttons) for message in mornings] == [0, 0, 0, 0, 8]


def test_the_clock_never_goes_back(at_work: Office) -> None:
    at_work.moves_to(utc(11, 26, 2))
    at_work.moves_to(utc(11, 25, 12))
    assert at_work.rapport.desk.clock.now() >= utc(11, 26, 2)


def test_the_next_due_instant_is_the_earliest_of_all(at_work: Office) -> None:
    desk = at_work.rapport.desk
    assert schedule.next_due(desk) == utc(11, 26, 1)
    at_work.ana.types("/follow-up Acme today 9pm send the draft")
    assert schedule.next_due(desk) == utc(11, 25, 13)


def test_a_record_out_of_reach_puts_it_off_to_the_next_tick(at_work: Office, record: str) -> None:
    """Another process holds the write lock longer than anybody waits for it."""
    desk = at_work.rapport.desk
    desk.clock.move_to(utc(11, 26, 14))
    with locked(record):
        assert not schedule.tick(desk)
        schedule.run_until(desk, utc(11, 26, 15), lambda: None)
    at_work.ana.does_not_see("waiting for you")
    assert schedule.tick(desk)
    at_work.ana.sees("2 follow-ups are waiting for you")
    at_work.ana.sees(":alarm_clock: Acme · call Priya")
