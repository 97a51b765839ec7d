"""Replies on a bad day: each stands once, in order, below the message that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot import channels
from playground.faults import Fault
from playground.messages import Message
from storage.posts import Post, PostState
from tests.faults.company import Company

CHANNEL = "C0COMPLAINTS"
AMBIGUOUS = ("http_500", "fatal_error", "timeout", "lost_answer")


@pytest.fixture
def office(company: Company) -> Company:
    """The company with its complaints channel chosen."""
    company.tells(CHANNEL)
    return company


def is_reply(call_args: Mapping[str, Any]) -> bool:
    return bool(call_args.get("thread_ts")) and call_args.get("channel") == CHANNEL


def a_life(company: Company, notes: int = 5) -> int:
    """A complaint with a number of notes, all before anything was shown."""
    complaint_id = company.files("it came broken")
    for number in range(notes):
        company.notes(complaint_id, f"note {number}")
    return complaint_id


def notes_in(messages: list[Message]) -> list[str]:
    return [m.words.partition("note ")[2][:1] for m in messages if "note " in m.words]


def in_channel(company: Company) -> list[Post]:
    return [post for post in company.posts() if post.recipient == CHANNEL]


def delete(company: Company, message: Message) -> None:
    kept = company.slack.workspace.find_message(message.channel, message.ts)
    assert kept is not None
    kept.deleted = True


def test_the_alert_and_its_whole_thread_go_out_in_one_round(office: Company) -> None:
    a_life(office)
    office.delivery().deliver_due()
    alert, *replies = office.thread()
    assert "it came broken" in alert.words
    assert {reply.thread_ts for reply in replies} == {alert.ts}
    assert notes_in(replies) == ["0", "1", "2", "3", "4"]
    assert office.lost_and_doubled() == (0, 0)


def test_a_reply_waits_until_its_message_is_there(office: Company) -> None:
    office.slack.faults.add(
        Fault("chat.postMessage", "ratelimited", when=lambda a: a.get("channel") == CHANNEL)
    )
    a_life(office)
    delivery = office.delivery()
    delivery.deliver_due()
    assert office.thread() == []
    office.waits(2)
    delivery.deliver_due()
    assert notes_in(office.thread()) == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("kind", AMBIGUOUS)
def test_a_reply_whose_answer_was_lost_stands_once_and_in_its_place(
    office: Company, kind: str
) -> None:
    for nth in (0, 2, 3):
        office.slack.faults.add(
            Fault(
                "chat.postMessage",
                kind,  # type: ignore[arg-type]
                seconds=0.6,
                when=lambda a, nth=nth: is_reply(a) and f"note {nth}" in str(a),  # type: ignore[misc]
            )
        )
    a_life(office)
    delivery = office.delivery()
    for _ in range(5):
        delivery.deliver_due()
        office.waits(8)
    assert notes_in(office.thread()) == ["0", "1", "2", "3", "4"]
    assert office.lost_and_doubled() == (0, 0)
    assert len(office.slack.calls("conversations.replies")) >= 3


def test_a_dead_message_keeps_its_replies_until_it_is_let_in(office: Company) -> None:

    office.slack.workspace.channel(CHANNEL).is_archived = True
    a_life(office, notes=2)
    delivery = office.delivery()
    delivery.deliver_due()
    alert, *replies = in_channel(office)
    assert alert.state == PostState.DEAD
    assert {(reply.state, reply.ts) for reply in replies} == {(PostState.LIVE, None)}
    assert delivery.deliver_all(patience=office.machine() - office.machine()) == 0
    office.slack.workspace.channel(CHANNEL).is_archived = False
    channels.let_in(office.desk, office.slack.team_id, CHANNEL)
    delivery.deliver_due()
    assert notes_in(office.thread()) == ["0", "1"]


def test_a_message_that_somebody_deleted_is_posted_anew_and_replied_to(office: Company) -> None:
    complaint_id = a_life(office, notes=1)
    delivery = office.delivery()
    delivery.deliver_due()
    first = office.thread()[0]
    delete(office, first)
    office.takes(complaint_id)
    delivery.deliver_due()
    second, taken = office.thread()[-2:]
    assert second.ts != first.ts
    assert "it came broken" in second.words
    assert taken.thread_ts == second.ts
    assert "has taken it" in taken.words


def test_a_thread_that_is_gone_is_begun_anew(office: Company) -> None:
    complaint_id = a_life(office, notes=0)
    delivery = office.delivery()
    delivery.deliver_due()
    delete(office, office.thread()[0])
    # A note changes nothing on the alert, so that only the reply finds out.
    office.notes(complaint_id, "note 7")
    delivery.deliver_due()
    alert, reply = office.thread()
    assert reply.thread_ts == alert.ts
    assert notes_in([reply]) == ["7"]


def test_a_reply_that_never_finds_its_thread_is_given_up(office: Company) -> None:
    complaint_id = a_life(office, notes=0)
    delivery = office.delivery()
    delivery.deliver_due()
    office.slack.faults.add(
        Fault("chat.postMessage", "error", times=99, error="thread_not_found", when=is_reply)
    )
    office.notes(complaint_id, "note 1")
    delivery.deliver_due()
    alert, reply = in_channel(office)
    assert (reply.state, reply.fault) == (PostState.DEAD, "thread_not_found")
    assert alert.state == PostState.LIVE
    assert office.copies()[str(alert.id)] == 2, "posted anew once, not again and again"


def test_a_reply_that_slack_puts_outside_its_thread_is_noticed_and_kept_up_to_date(
    office: Company, caplog: pytest.LogCaptureFixture
) -> None:
    complaint_id = office.files("it came broken")
    delivery = office.delivery()
    delivery.deliver_due()
    (alert,) = office.thread()
    delete(office, alert)
    office.slack.slack.unthreads_orphans = True
    office.notes(complaint_id, "note 1")
    delivery.deliver_due()
    (stray,) = office.thread()
    assert stray.thread_ts is None
    assert "stands outside its thread" in caplog.text
    (reply,) = [post for post in in_channel(office) if post.parent_id is not None]
    assert (reply.ts, reply.fault) == (stray.ts, "posted_outside_thread")
    office.slack.workspace.channel(CHANNEL).is_ext_shared = True
    delivery.look_at_readers()
    delivery.deliver_due()
    assert "note 1" not in str([message.words for message in office.thread()])
