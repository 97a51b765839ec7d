"""Time goes wrong: the machine's clock is put an hour on or back, or all stands still for 48 h."""

from __future__ import annotations

from datetime import timedelta

import pytest

from playground.faults import Fault
from tests.faults import promises
from tests.faults.company import Company
from tests.faults.process import SLACK_SECONDS, BotProcess, until

HOUR, TWO_DAYS = timedelta(hours=1), timedelta(hours=48)
MONDAY, DAYS_OF_WEEK = 0, 7


@pytest.fixture
def monday(company: Company) -> Company:
    """The company on the Monday to come, when everybody works today and in two days."""
    days = (MONDAY - company.machine().weekday()) % DAYS_OF_WEEK
    company.waits(timedelta(days=days).total_seconds())
    company.desk.clock.move_to(company.machine())
    company.slack.patience = 6.0
    return company


def serving(company: Company) -> BotProcess:
    """A bot whose clock is right."""
    bot = company.hires(**{SLACK_SECONDS: "1"})
    bot.shows(company.machine.ahead)
    bot.serves()
    return bot


@pytest.mark.parametrize("step", [HOUR, -HOUR], ids=["an hour on", "an hour back"])
@pytest.mark.parametrize("moment", ["before it is sent", "before its answer"])
def test_the_clock_is_put(monday: Company, step: timedelta, moment: str) -> None:
    bot, right = serving(monday), monday.machine.ahead
    strike = Fault("chat.postMessage", "lost_answer", then=lambda: bot.shows(right + step))
    if moment == "before it is sent":
        bot.shows(right + step)
        strike.then = None
    monday.slack.faults.add(strike)
    for number in range(3):
        monday.owes(f"thing {number}", due_in=-HOUR)
    until(lambda: len(monday.posts()) == 3 and strike.fired == 1, 20)
    promises.are_kept(monday)
    acked = [monday.says("by the wrong clock", again=True)]
    bot.shows(right)
    monday.owes("the last thing", due_in=-HOUR)
    until(lambda: len(monday.posts()) == 4, 20)
    promises.are_kept(monday, acked)


@pytest.mark.xfail(
    reason="a clock that leaps on and back within a second leaves the tick waiting", strict=False
)
def test_an_hour_that_comes_twice_brings_one_digest(monday: Company) -> None:
    monday.owes("send the contract", due_in=-HOUR)
    monday.expects_digest(monday.machine())
    bot, right = serving(monday), monday.machine.ahead
    until(lambda: monday.digests() == 1, 20)
    acked = []
    for step in (-HOUR, HOUR):
        bot.shows(right + step)
        acked.append(monday.says(f"the clock was put by {step}", again=True))
    bot.shows(right)
    monday.owes("the last thing", due_in=-HOUR)
    until(lambda: len(monday.posts()) == 3, 20)
    promises.are_kept(monday, acked)
    assert monday.digests() == 1


def test_all_stands_still_for_48_hours(monday: Company) -> None:
    monday.expects_digest(monday.machine() + timedelta(hours=1))
    monday.owes("send the contract", due_in=timedelta(hours=12))
    bot = serving(monday)
    acked = [monday.says("before the pause")]
    with bot.asleep(monday.machine.ahead + TWO_DAYS):
        assert monday.slack.drop_sockets() == 1
        monday.waits(TWO_DAYS.total_seconds())
    monday.slack.wait_for_socket(30)
    acked.append(monday.says("after the pause", again=True))
    until(lambda: monday.digests() == 1 and len(monday.posts()) == 2, 20)
    promises.are_kept(monday, acked)
    monday.owes("the next thing")
    until(lambda: len(monday.posts()) == 3, 20)
    promises.are_kept(monday, acked)
    assert monday.digests() == 1
