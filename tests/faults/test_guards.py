"""Each guard taken out of a real bot: the promise that it stands for is then seen to break."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bot import accounts
from playground.faults import Fault
from tests.faults import promises
from tests.faults.company import Company
from tests.faults.guards import GUARDS, MEETING, WITHOUT
from tests.faults.process import SLACK_SECONDS, until

ENTRY = r"INSERT INTO interactions"
EPISODE = r"INSERT INTO episodes"


@dataclass(frozen=True)
class Scenario:
    """What a guard is for: `happens` is done by the company, `is_broken` looks at what came of it.

    Both are told the words to use. `besides` is out both times, `meeting` where two requests meet,
    `patience` how many seconds the bot gives Slack.
    """

    guard: str
    happens: Callable[[Company, str], None]
    is_broken: Callable[[Company, str], bool]
    besides: str = ""
    meeting: str = ""
    patience: str = "1"


def answer_takes_long(company: Company, words: str) -> None:
    """Slack is slow, and meanwhile somebody else looks for what is to be done."""
    strike(company, "slow", words, times=9)
    company.owes(words)


def clock_is_put_on(company: Company, words: str) -> None:
    """While Slack is at a message the clock leaps an hour on, and something else is to be told."""
    bot, under_way = company.bots[-1], threading.Event()

    def is_it(args: Mapping[str, Any]) -> bool:
        if words in str(args):
            under_way.set()
        return under_way.is_set()

    def put_right() -> None:
        bot.shows(timedelta())

    slow = Fault("chat.postMessage", "slow", seconds=3, when=is_it, then=put_right)
    company.slack.faults.add(slow)
    company.owes(words)
    assert under_way.wait(20)
    bot.shows(timedelta(hours=1))
    company.slack.person("chitra").types("hello")


def answer_gets_lost(company: Company, words: str) -> None:
    strike(company, "lost_answer", words, times=1)
    company.owes(words)


def comes_twice_at_once(company: Company, words: str) -> None:
    """Slack delivers a command once more while the first delivery is under way."""
    slack = company.slack
    before = len(company.commands())
    with ThreadPoolExecutor(2) as pool:
        pool.submit(slack.person("ana").types, f"/log-call Globex {words}")
        until(lambda: len(company.commands()) > before, 10)
        pool.submit(slack.redeliver, company.commands()[-1])


def two_are_angry_at_once(company: Company, words: str) -> None:
    """Two people log calls with a client that is unhappy, each for the first time."""
    name = f"Client {words}"
    with company.desk.write(company.slack.team_id) as session:
        accounts.create(company.desk, session, company.actor(), name)
    with ThreadPoolExecutor(2) as pool:
        for handle in ("ana", "chitra"):
            line = f"/log-call {name} said {handle} 1/5"
            pool.submit(company.slack.person(handle).types, line)


def strike(company: Company, kind: str, words: str, times: int) -> None:
    fault = Fault(
        "chat.postMessage",
        kind,  # type: ignore[arg-type]
        times=times,
        seconds=0.7,
        when=lambda args: words in str(args),
    )
    company.slack.faults.add(fault)


def is_shown_twice(company: Company, words: str) -> bool:
    return sum(words in each.words for each in company.shown()) > 1


def is_stored_twice(company: Company, words: str) -> bool:
    return company.entries().count(words) > 1


def is_one_refused(company: Company, words: str) -> bool:
    """Whether one of two commands was refused, though nothing was wrong with either."""
    commands = [each for each in company.commands() if words in str(each.payload)]
    return sorted("Logged" in str(each.answer) for each in commands) == [False, True]


SCENARIOS = [
    Scenario("lease", answer_takes_long, is_shown_twice, "in hand"),
    Scenario("in hand", clock_is_put_on, is_shown_twice, patience="4"),
    Scenario("reconciling", answer_gets_lost, is_shown_twice),
    Scenario("retry_handlers=[]", answer_gets_lost, is_shown_twice),
    Scenario("unique key", comes_twice_at_once, is_stored_twice, "write lock", ENTRY),
    Scenario("write lock", two_are_angry_at_once, is_one_refused, "", f"{ENTRY}|{EPISODE}"),
]


def test_every_guard_has_its_scenario() -> None:
    assert {each.guard for each in SCENARIOS} == set(GUARDS)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.guard)
def test_the_promise_holds_with_the_guard_and_breaks_without(
    company: Company, scenario: Scenario
) -> None:
    if scenario.guard == "unique key" and company.desk.database.is_sqlite:
        pytest.skip("SQLite itself refuses the second of two writers that have read the same")
    company.slack.patience = 10.0
    plays(company, scenario, "kept", scenario.besides)
    promises.is_settled(company)
    assert not scenario.is_broken(company, "kept")
    plays(company, scenario, "broken", f"{scenario.besides},{scenario.guard}")
    until(lambda: scenario.is_broken(company, "broken"), 20)


def plays(company: Company, scenario: Scenario, words: str, without: str) -> None:
    environ = {WITHOUT: without, SLACK_SECONDS: scenario.patience}
    if scenario.meeting:
        environ[MEETING] = scenario.meeting
    for bot in company.bots:
        bot.close()
    company.hires(**environ).serves()
    scenario.happens(company, words)
