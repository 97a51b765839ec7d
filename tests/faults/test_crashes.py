"""kill -9 at every point: what was answered is stored once, what was wanted is shown once."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from typing import Any

import pytest

from playground.delivery.record import Delivery
from playground.faults import Fault
from tests.faults.company import Company
from tests.faults.process import (
    AFTER_CLAIM,
    BEFORE_ANSWER,
    BEFORE_COMMIT,
    BEFORE_MARK,
    BotProcess,
    CrashPoint,
    until,
)

KILLED = -9
LINE = "/log-call Globex agreed the pilot 4/5 follow up Friday: send contract"


def types(company: Company) -> Delivery:
    delivery = company.slack.person("ana").types(LINE)
    assert isinstance(delivery, Delivery)
    return delivery


def types_in_vain(company: Company, bot: BotProcess) -> Delivery:
    """Ana types the line, and the bot dies over it."""
    with company.impatient():
        delivery = types(company)
        assert bot.ends() == KILLED
        company.slack.person("ana").sees("/log-call failed with the error")
    return delivery


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_killed_between_commit_and_answer(company: Company, mode: str) -> None:
    bot = company.hires(mode)
    bot.serves(BEFORE_ANSWER)
    delivery = types_in_vain(company, bot)
    assert company.entries() == ["agreed the pilot 4/5 follow up Friday: send contract"]
    bot.serves()
    first = company.slack.redeliver(delivery)
    assert "Logged" in first["text"]
    assert "Globex" in first["text"]
    assert "send contract" in str(first)
    assert company.slack.redeliver(delivery) == first
    assert len(company.entries()) == 1


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_killed_before_the_commit(company: Company, mode: str) -> None:
    bot = company.hires(mode)
    bot.serves(BEFORE_COMMIT)
    delivery = types_in_vain(company, bot)
    assert company.entries() == []
    bot.serves()
    assert "Logged" in str(company.slack.redeliver(delivery))
    assert len(company.entries()) == 1


@pytest.mark.parametrize("point", [AFTER_CLAIM, BEFORE_MARK], ids=["after claim", "before mark"])
def test_killed_around_the_call_to_slack(company: Company, point: CrashPoint) -> None:
    company.wants("send the contract")
    follow_up = company.wants("send the offer")
    bot = company.hires()
    bot.runs("serve", crash=point)
    assert bot.ends() == KILLED
    company.renames(follow_up, "send the better offer")
    company.leases_end()
    bot.serves()
    all_is_shown(company)
    assert ["send the better offer" in each.words for each in company.shown()] == [False, True]
    assert company.lost_and_doubled() == (0, 0)


def test_killed_after_slack_took_the_message(company: Company) -> None:
    follow_up = company.wants("send the contract")
    bot = company.hires()
    company.slack.faults.add(Fault("chat.postMessage", "performed", then=bot.kill))
    bot.runs("serve")
    assert bot.ends() == KILLED
    assert len(company.shown()) == 1
    company.renames(follow_up, "send the offer")
    company.leases_end()
    bot.serves()
    all_is_shown(company)
    assert ["send the offer" in each.words for each in company.shown()] == [True]
    assert company.lost_and_doubled() == (0, 0)


def test_killed_after_slack_took_an_update_that_is_then_taken_back(company: Company) -> None:
    follow_up = company.wants("send the contract")
    company.delivery().deliver_due()
    bot = company.hires()
    company.slack.faults.add(Fault("chat.update", "performed", then=bot.kill))
    company.renames(follow_up, "send the offer")
    bot.runs("serve")
    assert bot.ends() == KILLED
    assert "send the offer" in company.shown()[0].words
    company.renames(follow_up, "send the contract")
    company.leases_end()
    company.delivery().deliver_due()
    assert ["send the contract" in each.words for each in company.shown()] == [True]


def all_is_shown(company: Company, seconds: float = 20) -> None:
    """Wait until the record says that nothing is left to show."""
    until(lambda: all(post.shown >= post.wanted for post in company.posts()), seconds)


def test_48_messages_kills_and_all_kinds_of_trouble(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = {company.wants(f"thing {n:02} as promised"): n for n in range(48)}
    troubles = Troubles(company)
    bot = company.hires()
    kills = 0
    for crash in cycle([None, BEFORE_MARK, None, None, AFTER_CLAIM]):
        troubles.lay(bot)
        bot.runs("serve", crash=crash)
        if not troubles.end_it(bot):
            break
        kills += 1
        for follow_up in list(wanted)[kills * 3 : kills * 3 + 3]:
            company.renames(follow_up, f"thing {wanted[follow_up]:02} as changed")
        company.leases_end()
    all_is_shown(company, 60)
    lost, doubled = company.lost_and_doubled()
    with capsys.disabled():
        print(
            f"\n48 messages, {kills} kills, {dict(company.slack.faults.fired)}: "
            f"{lost} lost, {doubled} doubled"
        )
    assert (lost, doubled) == (0, 0)
    assert kills >= 8
    changed = set(list(wanted.values())[3 : (kills + 1) * 3])
    for message in company.shown():
        number = int(message.words.split("thing ")[1][:2])
        assert ("as changed" in message.words) == (number in changed), message.words


class Troubles:
    """What goes wrong in each life of the bot: it is killed at its seventh message taken."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._taken = 0
        self._lives = 0

    def lay(self, bot: BotProcess) -> None:
        faults = self._company.slack.faults
        faults.clear()
        self._taken = 0
        faults.add(Fault("chat.postMessage", "performed", when=self._counts))
        for number, kind in ((2, "lost_answer"), (3, "http_500"), (4, "fatal_error")):
            faults.add(Fault("chat.postMessage", kind, when=self._nth(number)))  # type: ignore[arg-type]
        faults.add(Fault("chat.postMessage", "performed", when=self._nth(7), then=bot.kill))
        self._lives += 1
        if self._lives <= 3:
            faults.add(Fault("conversations.history", "http_503"))
            faults.add(Fault("conversations.history", "slow", seconds=0.3))
            faults.add(Fault("chat.update", "lost_answer"))
            faults.add(Fault("chat.update", "ratelimited", retry_after=1))

    def _counts(self, _args: Any) -> bool:
        self._taken += 1
        return False

    def _nth(self, number: int) -> Callable[[Any], bool]:
        return lambda _args: self._taken == number

    def end_it(self, bot: BotProcess) -> bool:
        """Whether this life was ended by a kill; false when it lives and all is shown."""
        company = self._company
        until(
            lambda: not bot.is_running() or all(p.shown >= p.wanted for p in company.posts()), 180
        )
        return not bot.is_running()


@pytest.mark.parametrize("kind", ["tick", "delivery"])
def test_two_processes_share_one_record(company: Company, kind: str) -> None:
    first, second = company.hires(), company.hires()
    company.slack.faults.add(Fault("chat.postMessage", "slow", times=99, seconds=0.02))
    for number in range(40):
        (company.wants if kind == "delivery" else company.owes)(f"thing {number}")
    first.serves()
    second.serves()
    until(lambda: len(company.posts()) == 40, 20)
    all_is_shown(company)
    assert company.lost_and_doubled() == (0, 0)
    assert len(company.slack.calls("chat.postMessage")) == 40


def test_a_bot_whose_socket_is_cut_comes_back(company: Company) -> None:
    bot = company.hires()
    bot.serves()
    opened = company.slack.sockets_opened
    company.slack.drop_sockets()
    company.slack.wait_for(lambda: company.slack.sockets_opened > opened, 30)
    assert types(company).is_acked
    assert len(company.entries()) == 1
