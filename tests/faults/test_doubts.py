"""An answer that never came: what may stand in Slack is looked for, and not said twice."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot import posts
from storage.follow_ups import FollowUpStatus
from storage.follow_ups import find as find_follow_up
from tests.faults.at_slack import AMBIGUOUS, called, trouble
from tests.faults.company import Company


@pytest.mark.parametrize("kind", AMBIGUOUS)
def test_an_answer_that_never_came_makes_no_second_copy(company: Company, kind: str) -> None:
    trouble(company, "chat.postMessage", kind, times=2)
    company.wants("send the contract")
    delivery = company.delivery()
    for _ in range(4):
        delivery.deliver_due()
        company.waits(8)
    assert [m.words.count("send the contract") > 0 for m in company.shown()] == [True]
    assert company.lost_and_doubled() == (0, 0)


def test_a_message_that_lands_after_we_gave_up_is_found(company: Company) -> None:
    trouble(company, "chat.postMessage", "slow", seconds=0.9)
    company.wants("send the contract")
    delivery = company.delivery()
    delivery.deliver_due()
    company.waits(4)
    delivery.deliver_due()
    assert called(company, "conversations.history") == 0, "Slack is given time to finish"
    company.slack.wait_for(lambda: bool(company.copies()))
    company.waits(2)
    delivery.deliver_due()
    assert company.lost_and_doubled() == (0, 0)


def test_a_doubt_outlives_whatever_else_fails(company: Company) -> None:
    trouble(company, "chat.postMessage", "lost_answer")
    trouble(company, "conversations.history", "ratelimited", retry_after=3)
    trouble(company, "conversations.history", "http_503")
    trouble(company, "conversations.history", "slow")
    trouble(company, "conversations.history", "error", error="invalid_auth")
    company.wants("send the contract")
    company.delivery().deliver_due()
    # Another process comes, and can't even open the direct message at first.
    trouble(company, "conversations.open", "http_500")
    trouble(company, "conversations.open", "ratelimited")
    delivery = company.delivery()
    for _ in range(8):
        company.waits(40)
        delivery.deliver_due()
    assert company.lost_and_doubled() == (0, 0)
    assert len(company.shown()) == 1
    assert called(company, "chat.postMessage") == 1
    assert company.posts()[0].shown == 1


def test_a_refusal_after_a_settled_doubt_is_no_doubt(company: Company) -> None:
    trouble(company, "chat.postMessage", "timeout")
    company.wants("send the contract")
    delivery = company.delivery()
    delivery.deliver_due()
    trouble(company, "chat.postMessage", "ratelimited", retry_after=1)
    for _ in range(2):
        company.waits(8)
        delivery.deliver_due()
    assert called(company, "conversations.history") == 1
    assert company.lost_and_doubled() == (0, 0)


def test_trouble_before_anything_is_sent_is_no_doubt(company: Company) -> None:
    trouble(company, "conversations.open", "http_500")
    company.wants("send the contract")
    delivery = company.delivery()
    delivery.deliver_due()
    company.waits(2)
    delivery.deliver_due()
    assert called(company, "conversations.history") == 0
    assert company.lost_and_doubled() == (0, 0)


def test_nobody_answers_at_slacks_door(company: Company) -> None:
    company.wants("send the contract")
    company.delivery(api_url="http://127.0.0.1:9/api/").deliver_due()
    post = company.posts()[0]
    assert (post.shown, post.sending_since) == (0, None)
    company.waits(2)
    company.delivery().deliver_due()
    assert company.lost_and_doubled() == (0, 0)
    assert called(company, "conversations.history") == 0


def test_history_that_may_not_be_read_costs_one_extra_copy_at_most(company: Company) -> None:
    trouble(company, "chat.postMessage", "lost_answer", times=2)
    trouble(company, "conversations.history", "error", error="missing_scope", times=9)
    company.wants("send the contract")
    delivery = company.delivery()
    for _ in range(5):
        delivery.deliver_due()
        company.waits(8)
    assert company.lost_and_doubled() == (0, 2), "one for each of the two lost answers"


def test_history_is_read_after_joining_where_we_only_posted(company: Company) -> None:
    trouble(company, "chat.postMessage", "lost_answer")
    trouble(company, "conversations.history", "error", error="not_in_channel")
    company.greets("C0GENERAL")
    delivery = company.delivery()
    for _ in range(2):
        delivery.deliver_due()
        company.waits(8)
    assert company.lost_and_doubled() == (0, 0)
    assert called(company, "conversations.join") == 1


def test_a_change_taken_back_after_a_lost_answer_is_shown_as_it_was(company: Company) -> None:
    follow_up = company.wants("before")
    delivery = company.delivery()
    delivery.deliver_due()
    trouble(company, "chat.update", "lost_answer")
    company.renames(follow_up, "after")
    delivery.deliver_due()
    assert "after" in company.shown()[0].words
    company.renames(follow_up, "before")
    company.waits(8)
    delivery.deliver_due()
    assert "before" in company.shown()[0].words


@pytest.mark.parametrize("kind", AMBIGUOUS)
def test_an_update_is_repeated_until_it_is_shown(company: Company, kind: str) -> None:
    follow_up = company.wants("before")
    delivery = company.delivery()
    delivery.deliver_due()
    trouble(company, "chat.update", kind)
    company.renames(follow_up, "after")
    for _ in range(2):
        delivery.deliver_due()
        company.waits(8)
    assert "after" in company.shown()[0].words
    assert len(company.shown()) == 1


def test_an_answer_that_cannot_be_read_puts_no_words_into_the_log(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    trouble(company, "chat.postMessage", "half_body")
    company.wants("send the contract")
    delivery = company.delivery()
    delivery.deliver_due()
    assert "is put off" in caplog.text
    assert "contract" not in caplog.text
    company.waits(8)
    delivery.deliver_due()
    assert company.lost_and_doubled() == (0, 0)


def test_what_was_finished_while_in_doubt_is_shown_finished(company: Company) -> None:
    trouble(company, "chat.postMessage", "lost_answer")
    follow_up_id = company.wants("send the contract")
    delivery = company.delivery()
    delivery.deliver_due()
    with company.desk.write() as session:
        follow_up = find_follow_up(session, company.slack.team_id, follow_up_id)
        assert follow_up is not None
        follow_up.status, follow_up.closed_by = FollowUpStatus.DONE, "U0ANA"
        follow_up.closed_at = company.desk.clock.now()
        posts.follow_up_changed(session, company.slack.team_id, follow_up_id)
    company.waits(3)
    delivery.deliver_due()
    assert len(company.shown()) == 1
    assert company.shown()[0].buttons == []


def test_an_answer_that_cannot_be_read_makes_no_second_copy(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.wants("send the contract")
    post = WebClient.chat_postMessage

    def garbled(client: WebClient, **message: Any) -> SlackResponse:
        post(client, **message)
        raise UnicodeDecodeError("utf-8", b"\xe9", 0, 1, "unexpected end of data")

    delivery = company.delivery()
    with monkeypatch.context() as patch:
        patch.setattr(WebClient, "chat_postMessage", garbled)
        delivery.deliver_due()
    company.waits(8)
    delivery.deliver_due()
    assert called(company, "chat.postMessage") == 1
    assert company.lost_and_doubled() == (0, 0)
    assert (company.posts()[0].shown, company.posts()[0].sending_since) == (1, None)
