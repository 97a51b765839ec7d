"""Who reads along can't always be known: then nothing of the client's is shown, until it can."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from bot import channels
from bot.delivery.audiences import MOST_MEMBERS
from playground.faults import Fault
from playground.messages import Message
from storage.people import Person, Standing
from tests.faults.company import Company

CHANNEL = "C0COMPLAINTS"
WORDS = "it came broken"


@pytest.fixture
def office(company: Company) -> Company:
    """The company with its complaints channel chosen."""
    company.tells(CHANNEL)
    company.slack.workspace.channel(CHANNEL).members.add("U0RAPPORT")
    return company


def alert(company: Company) -> Message:
    (only,) = company.thread()
    return only


def members(company: Company, ids: Iterable[str], standing: Standing | None) -> None:
    """More people in the channel, on record unless nothing is known of them."""
    with company.desk.write() as session:
        for user_id in ids:
            company.slack.workspace.channel(CHANNEL).members.add(user_id)
            if standing is not None:
                now = company.machine()
                team_id = company.slack.team_id
                session.add(
                    Person(team_id=team_id, user_id=user_id, standing=standing, fetched_at=now)
                )


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members"])
@pytest.mark.parametrize(
    "kind", ["ratelimited", "http_500", "http_503", "fatal_error", "timeout", "lost_answer"]
)
def test_a_look_that_fails_shows_nothing_until_one_succeeds(
    office: Company, method: str, kind: Any
) -> None:
    office.slack.faults.add(Fault(method, kind, seconds=0.6, retry_after=3))
    office.files(WORDS)
    delivery = office.delivery()
    delivery.deliver_due()
    assert WORDS not in alert(office).words
    assert WORDS in office.shown()[0].words, "the manager's message asks nobody"
    office.waits(61)
    delivery.deliver_due()
    assert WORDS in alert(office).words
    assert office.lost_and_doubled() == (0, 0)


def test_the_reason_why_it_is_unknown_is_asked_for_again_only_while_it_may_pass(
    office: Company,
) -> None:
    office.slack.faults.add(Fault("conversations.info", "error", times=99, error="missing_scope"))
    office.files(WORDS)
    delivery = office.delivery()
    delivery.deliver_due()
    asked = len(office.slack.calls("conversations.info"))
    office.waits(3600)
    delivery.deliver_due()
    assert len(office.slack.calls("conversations.info")) == asked == 1
    assert WORDS not in alert(office).words


@pytest.mark.parametrize(
    ("standing", "is_told"),
    [
        (Standing.MEMBER, True),
        (Standing.GONE, True),
        (Standing.GUEST, False),
        (Standing.STRANGER, False),
        (Standing.BOT, True),
        (None, False),
    ],
)
def test_one_who_may_not_read_is_enough(
    office: Company, standing: Standing | None, is_told: bool
) -> None:
    members(office, ["U0OTHER"], standing)
    office.files(WORDS)
    office.delivery().deliver_due()
    assert (WORDS in alert(office).words) is is_told


@pytest.mark.parametrize(("last", "is_told"), [(Standing.MEMBER, True), (Standing.GUEST, False)])
def test_everybody_in_a_large_channel_is_looked_at(
    office: Company, last: Standing, is_told: bool
) -> None:
    members(office, (f"U1{number:05}" for number in range(1500)), Standing.MEMBER)
    members(office, ["U9LAST"], last)
    office.files(WORDS)
    office.delivery().deliver_due()
    assert (WORDS in alert(office).words) is is_told
    assert len(office.slack.calls("conversations.members")) == 2


def test_more_than_can_be_looked_at_are_not_trusted(office: Company) -> None:
    everybody = (f"U1{number:05}" for number in range(MOST_MEMBERS))
    members(office, everybody, Standing.MEMBER)
    office.files(WORDS)
    office.delivery().deliver_due()
    assert WORDS not in alert(office).words


def test_posts_claimed_together_ask_once(office: Company) -> None:
    for number in range(5):
        office.files(f"{WORDS} {number}")
    office.delivery().deliver_due()
    assert len(office.slack.calls("conversations.info")) == 1


def test_who_comes_while_a_message_is_under_way_reads_nothing_after_it(office: Company) -> None:

    def the_channel_is_shared() -> None:
        office.slack.workspace.channel(CHANNEL).is_ext_shared = True
        channels.change_readers(office.desk, office.slack.team_id, CHANNEL)

    office.slack.faults.add(
        Fault(
            "chat.postMessage",
            "performed",
            when=lambda args: args.get("channel") == CHANNEL,
            then=the_channel_is_shared,
        )
    )
    office.files(WORDS)
    office.delivery().deliver_due()
    assert WORDS not in alert(office).words


def is_shared_unheard(company: Company, sign: str, is_so: bool = True) -> None:
    """Another company is let in, or sent away, without Slack's saying so."""
    setattr(company.slack.workspace.channel(CHANNEL), sign, is_so)


def told(company: Company) -> list[bool]:
    """Of each message in the channel, whether the client's words stand in it."""
    return [WORDS in m.words or "second box" in m.words for m in company.thread()]


@pytest.mark.parametrize("sign", ["is_ext_shared", "is_pending_ext_shared"])
def test_what_nobody_told_us_is_found_by_looking(office: Company, sign: str) -> None:
    office.notes(office.files(WORDS), "a second box is on its way")
    delivery = office.delivery()
    delivery.deliver_due()
    assert told(office) == [True, True]
    is_shared_unheard(office, sign)
    delivery.look_at_readers()
    assert delivery.deliver_due() == 2
    assert told(office) == [False, False]
    is_shared_unheard(office, sign, is_so=False)
    delivery.look_at_readers()
    delivery.deliver_due()
    assert told(office) == [True, True]


def test_looking_where_nothing_has_changed_asks_for_nothing(office: Company) -> None:
    office.notes(office.files(WORDS), "a second box is on its way")
    delivery = office.delivery()
    delivery.deliver_due()
    asked = len(office.slack.calls("conversations.info"))
    delivery.look_at_readers()
    assert len(office.slack.calls("conversations.info")) == asked + 1, "once for the channel"
    assert delivery.deliver_due() == 0


def test_a_look_that_fails_trusts_nobody_for_so_long(office: Company) -> None:
    office.files(WORDS)
    delivery = office.delivery()
    delivery.deliver_due()
    office.slack.faults.add(Fault("conversations.info", "http_500", times=2))
    delivery.look_at_readers()
    delivery.deliver_due()
    assert told(office) == [False]
    office.waits(61)
    delivery.deliver_due()
    assert told(office) == [True]


def test_the_next_message_finds_what_stands_there_for_others(office: Company) -> None:
    office.files(WORDS)
    delivery = office.delivery()
    delivery.deliver_due()
    is_shared_unheard(office, "is_ext_shared")
    office.files(f"{WORDS} again")
    delivery.deliver_due()
    assert told(office) == [False, False]
