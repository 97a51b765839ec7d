"""Who has claimed what, and for how long, by whatever clock: two workers never show the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import home
from bot.delivery.lease import LEASE
from bot.delivery.wire import TIMEOUT_SECONDS
from storage.database import Database
from tests.faults.at_slack import called, trouble
from tests.faults.company import Company

HOUR = timedelta(hours=1)


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
