"""The wire to Slack: the same delivery several times at once, a socket cut in mid-command."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from storage.base import Base
from storage.complaints import Complaint
from storage.follow_ups import FollowUp
from storage.interactions import Interaction
from tests.conftest import PATIENCE
from tests.faults import promises
from tests.faults.adversity import locked
from tests.faults.company import Company
from tests.faults.process import BotProcess, until

NOTES = "agreed the pilot 4/5"
NOT_NOW = ("nothing was stored", "Look whether it is there", "was stored then")
# What is typed, what says that it is stored, and of what there is one more then.
COMMANDS: tuple[tuple[str, str, type[Base]], ...] = (
    (f"/log-call Globex {NOTES}", "Logged", Interaction),
    ("/complaint Globex it came broken", "Filed", Complaint),
    ("/follow-up Globex tomorrow 3pm send the contract", "saved", FollowUp),
)


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_the_same_delivery_four_times_at_once_at_two_replicas(company: Company, mode: str) -> None:
    bots = [company.hires(mode), company.hires(mode)]
    for bot in bots:
        bot.serves()
    company.slack.patience = PATIENCE
    for line, said, table in COMMANDS:
        answers = four_at_once(company, bots if mode == "http" else [], line)
        # On a slow machine the record is waited for in vain.
        assert {said, *NOT_NOW} >= {what_is_said(each, said) for each in answers}, line
        assert count(company, table) <= 1, line
        assert said in str(company.slack.redeliver(company.commands()[-1])), line
        assert count(company, table) == 1, line
    promises.are_kept(company, [NOTES])


def four_at_once(company: Company, by_http: list[BotProcess], line: str) -> list[dict[str, Any]]:
    """The answers to a command that comes four times while nothing can be stored yet."""
    slack, ana = company.slack, company.slack.person("ana")
    before = len(company.commands())
    with ThreadPoolExecutor(4) as pool:
        with locked(company.record):
            typed = pool.submit(ana.types, line)
            until(lambda: len(company.commands()) > before, 10)
            first = company.commands()[-1]
            for bot in by_http[:1]:
                slack.deliver_to(bot.address + "/slack/events")
            more = [pool.submit(slack.redeliver, first) for _each in range(3)]
            until(lambda: len(company.commands()) == before + 4, 10)
        typed.result()
        return [first.answer, *(each.result() for each in more)]


def what_is_said(answer: dict[str, Any], said: str) -> str:
    known = [words for words in (said, *NOT_NOW) if words in str(answer)]
    return known[0] if known else str(answer)


def count(company: Company, table: type[Base]) -> int:
    with company.desk.read() as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def test_a_socket_is_cut_in_mid_command(company: Company) -> None:
    company.hires().serves()
    company.slack.patience = 10.0
    opened = company.slack.sockets_opened
    with ThreadPoolExecutor(1) as pool:
        with locked(company.record):
            typed = pool.submit(company.says, NOTES)
            until(lambda: bool(company.commands()), 10)
            assert company.slack.drop_sockets() == 1
        # The answer goes nowhere; on the next socket Slack asks once more.
        assert typed.result() == NOTES
    assert company.slack.sockets_opened == opened + 1
    assert company.commands()[-1].attempts == 2
    promises.are_kept(company, [NOTES])
