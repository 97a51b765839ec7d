"""Time goes wrong: the machine's clock is put an hour on or back, or all stands still for 48 h."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from apscheduler.job import Job
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from bot.clock import machine_now
from handlers.clock_watch import ClockWatch
from playground.faults import Fault
from tests.faults import promises
from tests.faults.company import Company
from tests.faults.process import SLACK_SECONDS, BotProcess, until

HOUR, TWO_DAYS, WEEK = timedelta(hours=1), timedelta(hours=48), timedelta(weeks=1)
MONDAY, DAYS_OF_WEEK = 0, 7
ANAS_ZONE = ZoneInfo("Asia/Manila")


@pytest.fixture
def monday(company: Company) -> Company:
    """The company at noon of the Monday to come, where Ana is: she works today and in two days."""
    now = company.machine().astimezone(ANAS_ZONE)
    noon = now.replace(hour=12, minute=0) + timedelta(days=(MONDAY - now.weekday()) % DAYS_OF_WEEK)
    company.waits((noon + WEEK * (noon < now) - now).total_seconds())
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


class Looks(MemoryJobStore):  # type: ignore[misc]
    """Notes the time by which its scheduler looks for jobs."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[datetime] = []

    def get_due_jobs(self, now: datetime) -> list[Job]:
        self.at.append(now)
        due: list[Job] = super().get_due_jobs(now)
        return due


@pytest.fixture
def scheduler() -> Iterator[BackgroundScheduler]:
    found = BackgroundScheduler(timezone="UTC")
    yield found
    found.shutdown()


@pytest.mark.parametrize("wrong", [-HOUR, HOUR], ids=["an hour back", "an hour on"])
def test_a_scheduler_that_fell_asleep_by_a_wrong_clock_is_woken(
    scheduler: BackgroundScheduler, wrong: timedelta
) -> None:
    looks, ran = Looks(), threading.Semaphore(0)
    scheduler.add_jobstore(looks)
    scheduler.add_job(ran.release, "interval", seconds=1, coalesce=True)
    scheduler.start()
    with time_machine.travel(machine_now() + wrong, tick=True):
        scheduler.wakeup()
        until(lambda: abs(looks.at[-1] - machine_now()) < HOUR / 2, 10)
    watch = ClockWatch(scheduler, 0.05)
    watch.start()
    # One may have run by the wrong clock.
    assert all(ran.acquire(timeout=10) for _run in range(3))
    watch.stop()
