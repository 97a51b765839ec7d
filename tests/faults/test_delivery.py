"""Delivery on a bad day: every wanted message is shown once, in order, and tells the truth."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot import channels, home, posts
from bot.clock import machine_now
from bot.delivery.lease import LEASE
from bot.delivery.wire import TIMEOUT_SECONDS
from bot.delivery.worker import Delivery
from bot.posts import PostKind
from playground.faults import Fault
from storage.database import Database
from storage.follow_ups import FollowUpStatus
from storage.follow_ups import find as find_follow_up
from storage.posts import Post, PostState
from tests.faults.company import Company

HOUR = timedelta(hours=1)
AMBIGUOUS = ("http_500", "http_503", "fatal_error", "timeout", "lost_answer")


def trouble(company: Company, method: str, kind: Any, **more: Any) -> Fault:
    return company.slack.faults.add(Fault(method, kind, **{"seconds": 0.6, **more}))


def called(company: Company, method: str) -> int:
    return len(company.slack.calls(method))


def test_messages_come_in_the_order_they_were_wanted(company: Company) -> None:
    for number in range(25):
        company.wants(f"thing {number:02}")
    assert company.delivery().deliver_due() == 25
    assert [f"thing {n:02}" in m.words for n, m in enumerate(company.shown())] == [True] * 25


def test_a_rate_limit_is_waited_out_and_keeps_the_order(company: Company) -> None:
    trouble(company, "chat.postMessage", "ratelimited", retry_after=7)
    for number in range(3):
        company.wants(f"thing {number}")
    delivery = company.delivery()
    delivery.deliver_due()
    company.waits(6)
    delivery.deliver_due()
    assert called(company, "chat.postMessage") == 1, "the method was called within Retry-After"
    company.waits(2)
    delivery.deliver_due()
    assert [f"thing {n}" in m.words for n, m in enumerate(company.shown())] == [True] * 3
    assert called(company, "chat.postMessage") == 4
    assert called(company, "conversations.history") == 0, "a rate limit leaves no doubt"


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


def test_ten_quick_changes_become_one_update(company: Company) -> None:
    follow_up = company.wants("version 0")
    delivery = company.delivery()
    delivery.deliver_due()
    for number in range(1, 11):
        company.renames(follow_up, f"version {number}")
    delivery.deliver_due()
    assert called(company, "chat.update") == 1
    assert "version 10" in company.shown()[0].words


def test_a_change_that_alters_nothing_costs_no_call(company: Company) -> None:
    follow_up = company.wants("the same")
    delivery = company.delivery()
    delivery.deliver_due()
    company.renames(follow_up, "the same")
    delivery.deliver_due()
    assert called(company, "chat.update") == 0
    assert company.posts()[0].shown == 2


def test_a_change_during_the_call_is_shown_after_it(company: Company) -> None:
    follow_up = company.wants("before")
    trouble(
        company,
        "chat.postMessage",
        "performed",
        then=lambda: company.renames(follow_up, "after"),
    )
    company.delivery().deliver_due()
    assert "after" in company.shown()[0].words


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


def test_a_message_that_somebody_deleted_is_posted_anew(company: Company) -> None:
    follow_up = company.wants("before")
    delivery = company.delivery()
    delivery.deliver_due()
    message = company.shown()[0]
    company.slack.workspace.find_message(message.channel, message.ts).deleted = True  # type: ignore[union-attr]
    company.renames(follow_up, "after")
    delivery.deliver_due()
    assert ["after" in each.words for each in company.shown()] == [True]


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long"])
def test_blocks_that_slack_refuses_go_as_text(
    company: Company, error: str, caplog: pytest.LogCaptureFixture
) -> None:
    trouble(company, "chat.postMessage", "error", error=error)
    follow_up = company.wants("send the contract")
    delivery = company.delivery()
    delivery.deliver_due()
    assert "send the contract" in company.shown()[0].words
    assert company.shown()[0].blocks == []
    assert "Slack refused the blocks of a ping" in caplog.text
    trouble(company, "chat.update", "error", error=error)
    company.renames(follow_up, "send the offer")
    delivery.deliver_due()
    assert "send the offer" in company.shown()[0].words


def test_a_dead_channel_is_told_to_the_admins_once(company: Company) -> None:
    company.greets("C0GONE", 1)
    company.greets("C0GONE", 2)
    company.wants("three")
    delivery = company.delivery()
    delivery.deliver_due()
    company.greets("C0GONE", 3)
    delivery.deliver_due()
    told = company.slack.person("olga").direct_messages()
    assert len(told) == 1
    assert "C0GONE" in told[0].words or "C0GONE" in str(told[0].blocks)
    assert "three" in company.shown()[0].words
    states = {p.recipient: p.state for p in company.posts()}
    dead = {"C0GONE": PostState.DEAD}
    assert states == {**dead, "U0ANA": PostState.LIVE, "U0OLGA": PostState.LIVE}


def test_a_public_channel_is_joined_to_post_there(company: Company) -> None:
    trouble(company, "chat.postMessage", "error", error="not_in_channel")
    trouble(company, "conversations.join", "ratelimited", retry_after=2)
    company.greets("C0GENERAL")
    delivery = company.delivery()
    delivery.deliver_due()
    assert company.posts()[0].state == PostState.LIVE, "a limit is no reason to give up"
    trouble(company, "chat.postMessage", "error", error="not_in_channel")
    company.waits(3)
    delivery.deliver_due()
    assert "will tell this channel" in company.slack.person("ana").messages("#general")[-1].words
    assert company.lost_and_doubled() == (0, 0)


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


def test_what_was_shown_by_a_clock_put_back_since_is_updated_after_a_lease(
    company: Company,
) -> None:
    follow_up = company.wants("before")
    delivery = company.delivery()
    company.machine.ahead += HOUR
    delivery.deliver_due()
    company.machine.ahead -= HOUR
    company.renames(follow_up, "after")
    company.wants("another")
    assert delivery.deliver_due() == 0, "another worker might be at it"
    company.machine.ahead += LEASE
    delivery.deliver_due()
    assert ["after" in each.words for each in company.shown()] == [True, False]


@pytest.mark.parametrize("kind", ["http_500", "ratelimited"])
def test_what_was_put_off_by_a_clock_put_back_since_waits_for_a_lease(
    company: Company, kind: str
) -> None:
    trouble(company, "chat.postMessage", kind, retry_after=7)
    company.machine.ahead += HOUR
    company.wants("send the contract")
    home.opened(company.desk, company.slack.team_id, "U0ANA", None)
    trouble(company, "views.publish", kind, retry_after=7)
    delivery = company.delivery()
    delivery.deliver_due()
    company.machine.ahead -= HOUR
    delivery.deliver_due()
    company.machine.ahead += LEASE
    delivery.deliver_due()
    assert company.lost_and_doubled() == (0, 0)
    assert company.slack.person("ana").home is not None


def test_a_home_put_off_by_a_clock_put_back_since_is_seen_behind_a_nearer_one(
    company: Company,
) -> None:
    delivery = company.delivery()
    trouble(company, "views.publish", "http_500")
    company.machine.ahead += HOUR
    home.opened(company.desk, company.slack.team_id, "U0ANA", None)
    delivery.deliver_due()
    company.machine.ahead -= HOUR
    trouble(company, "views.publish", "http_500")
    home.opened(company.desk, company.slack.team_id, "U0CHITRA", None)
    delivery.deliver_due()
    company.machine.ahead += LEASE
    delivery.deliver_due()
    assert company.slack.person("chitra").home is not None
    assert company.slack.person("ana").home is not None


def test_a_worker_whose_clock_is_put_back_keeps_to_its_lease(
    company: Company, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.shift.LEASE", timedelta(seconds=TIMEOUT_SECONDS + 0.5))

    def put_back() -> None:
        company.machine.ahead -= HOUR

    trouble(company, "chat.postMessage", "slow", seconds=0.6, then=put_back)
    for number in range(3):
        company.wants(f"thing {number}")
    delivery = company.delivery()
    delivery._wire._slack.timeout = 30
    delivery.deliver_due()
    assert "the lease ended before it could be sent" in caplog.text
    company.machine.ahead += LEASE
    delivery.deliver_due()
    assert company.lost_and_doubled() == (0, 0)


def test_a_worker_that_outlived_its_lease_marks_nothing(company: Company) -> None:
    follow_up = company.wants("send the contract")
    first, second = company.delivery(), company.delivery()

    def the_lease_ends_and_another_comes() -> None:
        company.renames(follow_up, "send the offer")
        company.waits(21)
        second.deliver_due()

    trouble(company, "chat.postMessage", "performed", then=the_lease_ends_and_another_comes)
    first._wire._slack.timeout = 10
    first.deliver_due()
    post = company.posts()[0]
    assert post.ts == company.shown()[0].ts
    assert "send the offer" in company.shown()[0].words
    assert called(company, "chat.update") == 1, "the first worker's mark came too late to count"
    assert company.lost_and_doubled() == (0, 0)
    assert called(company, "chat.postMessage") == 1


def test_a_worker_short_of_time_sends_nothing(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    company.wants("first")
    company.wants("second")
    # The first call takes so long that the lease on the second message is about to end.
    trouble(company, "chat.postMessage", "performed", then=lambda: company.waits(16))
    company.delivery().deliver_due()
    assert "the lease ended before it could be sent" in caplog.text
    assert company.lost_and_doubled() == (0, 0)
    assert called(company, "conversations.history") == 0


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


def test_one_message_that_cannot_be_drawn_holds_up_no_other(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    now = machine_now()
    with company.desk.write() as session:
        broken = Post(
            team_id=company.slack.team_id,
            key="broken",
            kind="unheard_of",
            subject_id=1,
            recipient="U0ANA",
            created_at=now,
            try_at=now,
        )
        session.add(broken)
    company.wants("send the contract")
    company.delivery().deliver_due()
    assert "send the contract" in company.shown()[0].words
    assert "could not be drawn" in caplog.text


def test_after_a_thousand_failures_it_is_tried_every_minute(company: Company) -> None:
    company.wants("send the contract")
    with company.desk.write() as session:
        session.merge(company.posts()[0]).failures = 5000
    trouble(company, "chat.postMessage", "http_500")
    delivery = company.delivery()
    delivery.deliver_due()
    wait = company.posts()[0].try_at - company.machine()
    assert timedelta(seconds=55) < wait <= timedelta(seconds=60)
    company.waits(61)
    delivery.deliver_due()
    assert company.lost_and_doubled() == (0, 0)
    assert company.posts()[0].failures == 0


def test_deliver_all_waits_for_what_is_put_off_and_counts_the_rest(company: Company) -> None:
    trouble(company, "chat.postMessage", "http_500")
    company.wants("soon")
    assert company.delivery().deliver_all(timedelta(seconds=5)) == 0
    assert "soon" in company.shown()[0].words
    trouble(company, "chat.postMessage", "ratelimited", retry_after=600)
    company.wants("later")
    started = time.monotonic()
    assert company.delivery().deliver_all(timedelta(seconds=5)) == 1
    assert time.monotonic() - started < 3


def test_a_commit_wakes_delivery_at_once(
    company: Company, record_property: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    delivery = company.delivery()
    delivery.start()
    assert delivery.wait_until_idle(5)
    arrivals: list[float] = []
    trouble(
        company,
        "chat.postMessage",
        "performed",
        times=20,
        then=lambda: arrivals.append(time.monotonic()),
    )
    delays = []
    for number in range(20):
        company.wants(f"thing {number}")
        committed = time.monotonic()
        assert delivery.wait_until_idle(5)
        delays.append((arrivals[-1] - committed) * 1000)
    delivery.stop(5)
    median = statistics.median(delays)
    record_property("commit_to_post_ms", round(median, 1))
    with capsys.disabled():
        print(f"\ncommit to chat.postMessage: median {median:.0f} ms, most {max(delays):.0f} ms")
    assert median < 200, "woken by the commit, not by a tick"


def test_two_workers_share_the_work_and_none_goes_twice(company: Company) -> None:
    for number in range(40):
        company.wants(f"thing {number}")
    others = Database(company.record)
    first, second = company.delivery(), company.delivery(others)
    first.start()
    second.start()
    company.slack.wait_for(lambda: len(company.shown()) == 40, 20)
    assert first.wait_until_idle(5)
    assert second.wait_until_idle(5)
    first.stop(5)
    second.stop(5)
    others.close()
    assert company.lost_and_doubled() == (0, 0)
    assert called(company, "chat.postMessage") == 40


def test_a_workspace_that_refuses_the_token_loses_no_message(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    trouble(company, "chat.postMessage", "error", error="account_inactive", times=2)
    company.wants("send the contract")
    delivery = company.delivery()
    for _ in range(3):
        delivery.deliver_due()
        assert company.posts()[0].state == PostState.LIVE
        company.waits(5)
    assert "Slack refuses SLACK_BOT_TOKEN (account_inactive)" in caplog.text
    assert company.lost_and_doubled() == (0, 0)


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


def test_nothing_that_goes_wrong_ends_delivery(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    delivery = company.delivery()
    delivery.start()
    company.wants("send the contract")
    company.slack.wait_for(lambda: len(company.shown()) == 1)
    assert delivery.wait_until_idle(5)
    engine = company.desk.database.engine
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE posts SET try_at = '-infinity', wanted = 9")
    delivery.wake()
    company.slack.wait_for(lambda: "delivery has failed" in caplog.text)
    assert delivery.is_alive()
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM posts")
    company.wants("send the offer")
    company.slack.wait_for(lambda: len(company.shown()) == 2)
    delivery.stop(5)
    assert not delivery.is_alive()


def test_another_workspaces_messages_are_left_alone(company: Company) -> None:
    now = company.machine()
    with company.desk.write() as session:
        for channel in ("C0GENERAL", "C0ELSEWHERE"):
            posts.want(session, "T0OTHER", PostKind.CHANNEL_HELLO, 1, channel, at=now)
    company.wants("send the contract")
    delivery = company.delivery()
    assert delivery.deliver_all(timedelta(seconds=5)) == 0
    elsewhere = [post for post in company.posts() if post.team_id == "T0OTHER"]
    assert [(each.state, each.shown, each.try_at) for each in elsewhere] == [
        (PostState.LIVE, 0, now)
    ] * 2
    assert company.slack.person("ana").messages("#general") == []
    assert len(company.shown()) == 1


def test_a_worker_that_does_not_know_whose_it_is_delivers_nothing(company: Company) -> None:
    company.wants("send the contract")
    delivery = Delivery(company.desk, company.delivery()._wire)
    assert delivery.deliver_due() == 0
    delivery.serve(company.slack.team_id)
    assert delivery.deliver_due() == 1


def test_a_channel_that_shuts_us_out_again_is_told_again(company: Company) -> None:
    team_id, delivery = company.slack.team_id, company.delivery()

    def told(number: int) -> list[str]:
        company.greets("C0LEADERSHIP", number)
        delivery.deliver_due()
        return [each.words for each in company.slack.person("olga").direct_messages()]

    (first,) = told(1)
    assert "could not be shown" in first
    # Let in, so it was said; and out again before anything could be shown.
    trouble(company, "chat.postMessage", "ratelimited", retry_after=60)
    channels.let_in(company.desk, team_id, "C0LEADERSHIP")
    (meanwhile,) = told(1)
    assert "has been let in since" in meanwhile
    company.waits(61)
    (again,) = told(1)
    assert again == first
    company.slack.invite("rapport", "leadership")
    channels.let_in(company.desk, team_id, "C0LEADERSHIP")
    (resolved,) = told(1)
    assert "has been let in since" in resolved
    company.slack.workspace.channel("leadership").members.discard("U0RAPPORT")
    assert told(2) == [resolved, first]
    assert told(3) == [resolved, first]
