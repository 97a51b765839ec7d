"""Homes on a bad day: what somebody has open comes to tell the truth, whatever fails."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from bot import home
from playground.faults import Fault
from storage import homes
from storage.homes import OpenedHome
from tests.faults.company import Company
from tests.faults.process import COMMITTED, STATEMENT, CrashPoint, until
from tests.faults.test_lanes import at_work

KILLED = -9
WANTED = CrashPoint(COMMITTED, r"UPDATE homes SET wanted")
AFTER_CLAIM = CrashPoint(COMMITTED, r"UPDATE homes SET content=.+?, try_at=")
BEFORE_MARK = CrashPoint(STATEMENT, r"UPDATE homes SET shown=")


def opens(company: Company, user_id: str = "U0ANA") -> None:
    """Somebody opens a Home on which nothing stands yet."""
    home.opened(company.desk, company.slack.team_id, user_id, None)


def row(company: Company, user_id: str = "U0ANA") -> OpenedHome:
    """What the record knows of a Home."""
    with company.desk.read() as session:
        found = homes.find(session, company.slack.team_id, user_id)
    assert found is not None
    return found


def trouble(company: Company, kind: Any, **more: Any) -> Fault:
    return company.slack.faults.add(Fault("views.publish", kind, **{"seconds": 0.6, **more}))


def stands(company: Company, said: str, by: str = "ana") -> bool:
    """Whether somebody's Home says this."""
    person = company.slack.person(by)
    return person.home is not None and said in person.reads(person.home)


def times_published(company: Company) -> int:
    return len(company.slack.calls("views.publish"))


@pytest.mark.parametrize("kind", ["http_500", "fatal_error", "timeout", "lost_answer"])
def test_what_may_not_have_arrived_is_published_again(company: Company, kind: str) -> None:
    struck = trouble(company, kind, times=2)
    opens(company)
    delivery = company.delivery()
    for _ in range(4):
        delivery.deliver_due()
        company.waits(8)
    assert stands(company, "Globex")
    assert struck.fired == 2
    assert (row(company).shown, row(company).failures) == (1, 0)


def test_a_rate_limit_is_waited_out(company: Company) -> None:
    trouble(company, "ratelimited", retry_after=7)
    opens(company)
    opens(company, "U0CHITRA")
    delivery = company.delivery()
    delivery.deliver_due()
    # The second may have been under way already when the first was refused.
    under_way = times_published(company)
    company.waits(6)
    delivery.deliver_due()
    assert times_published(company) == under_way, "the method was called within Retry-After"
    company.waits(2)
    delivery.deliver_due()
    assert stands(company, "Globex")
    assert stands(company, "You have no accounts yet", by="chitra")


@pytest.mark.parametrize("error", ["not_enabled", "user_not_found", "missing_scope"])
def test_what_slack_refuses_is_given_up_until_it_is_wanted_again(
    company: Company, error: str
) -> None:
    trouble(company, "error", error=error)
    opens(company)
    delivery = company.delivery()
    for _ in range(3):
        delivery.deliver_due()
        company.waits(100)
    assert times_published(company) == 1
    opens(company)
    delivery.deliver_due()
    assert stands(company, "Globex")


def test_an_answer_lost_leaves_no_belief_in_what_stands_there(company: Company) -> None:
    """The Home that was lost, and then turned out to be there, is told from the one before."""
    opens(company)
    delivery = company.delivery()
    delivery.deliver_due()
    trouble(company, "lost_answer")
    follow_up = company.owes("send the contract")
    opens_anew(company)
    delivery.deliver_due()
    assert stands(company, "send the contract")
    company.withdraws(follow_up)
    opens_anew(company)
    company.waits(8)
    delivery.deliver_due()
    assert not stands(company, "send the contract")


def opens_anew(company: Company) -> None:
    home.want(company.desk, company.slack.team_id, "U0ANA")


def test_who_never_looked_at_home_is_sent_none(company: Company) -> None:
    opens_anew(company)
    company.delivery().deliver_due()
    assert times_published(company) == 0


def test_a_home_that_can_not_be_drawn_keeps_no_other_back(company: Company) -> None:
    company.unsettles("U0ANA")
    opens(company)
    opens(company, "U0CHITRA")
    company.delivery().deliver_due()
    assert stands(company, "You have no accounts yet", by="chitra")
    assert row(company).failures >= 1


def test_a_clock_put_on_under_way_publishes_nothing_twice(company: Company) -> None:
    landed = threading.Event()
    slow = trouble(company, "slow", seconds=2, then=landed.set)
    opens(company)
    delivery = company.delivery()
    delivery._wire._slack.timeout = 30
    with at_work(delivery):
        until(lambda: slow.fired == 1, 10)
        # By this clock the lease has ended long ago.
        company.waits(3600)
        opens(company, "U0CHITRA")
        delivery.wake()
        until(lambda: stands(company, "You have no accounts yet", by="chitra"), 10)
        assert landed.wait(10)
        assert delivery.wait_until_idle(10)
    assert stands(company, "Globex")
    assert times_published(company) == 2


@pytest.mark.parametrize(
    "point", [WANTED, AFTER_CLAIM, BEFORE_MARK], ids=["wanted", "after claim", "before mark"]
)
def test_killed_before_home_is_published(company: Company, point: CrashPoint) -> None:
    company.owes("send the contract")
    bot = company.hires()
    bot.serves()
    ana = company.slack.person("ana")
    ana.opens_home()
    until(lambda: stands(company, "send the contract") and row(company).shown == 1, 10)
    bot.kill()
    bot.serves(point)
    with company.impatient():
        press = ana.presses("Done", on="home")
    assert bot.ends() == KILLED
    assert press.is_acked == (point != WANTED)
    company.leases_end()
    bot.serves()
    until(lambda: row(company).shown == row(company).wanted, 20)
    assert not stands(company, "send the contract")


def test_two_processes_publish_each_home_once(company: Company) -> None:
    first, second = company.hires(), company.hires()
    for user_id in (people := ["U0ANA", "U0BEN", "U0CHITRA", "U0OLGA", "U0MAX"]):
        opens(company, user_id)
    trouble(company, "slow", times=99, seconds=0.05)
    first.serves()
    second.serves()
    until(lambda: all(row(company, each).shown == 1 for each in people), 20)
    assert times_published(company) == len(people)
