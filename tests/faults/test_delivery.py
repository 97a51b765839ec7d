"""Delivery on a bad day: every wanted message is shown once, in order, and tells the truth."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta
from typing import Any

import pytest

from bot import channels, posts
from bot.clock import machine_now
from bot.delivery.worker import Delivery
from bot.posts import PostKind
from storage.posts import Post, PostState
from tests.faults.at_slack import called, trouble
from tests.faults.company import Company


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
