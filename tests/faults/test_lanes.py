"""Many recipients at once: each in its own pace and order, and none in another's way."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count, pairwise
from typing import Any

from bot import home
from bot.delivery.wire import Wire
from bot.delivery.worker import Delivery
from playground.channels import Channel
from playground.faults import Fault
from playground.messages import Message
from storage import claims
from storage.claims import Load
from storage.database import Database
from storage.lanes import Lane
from tests.faults.company import Company
from tests.faults.process import until

POST = "chat.postMessage"
PACE = 0.25


def channels(company: Company, count: int) -> list[str]:
    """So many channels, with nothing in them yet."""
    ids = [f"C1{number:03}" for number in range(count)]
    for channel in ids:
        members = {"U0ANA", "U0RAPPORT"}
        company.slack.workspace.add_channel(Channel(channel, channel.lower(), members=members))
    return ids


def stands_in(company: Company, channel: str) -> list[Message]:
    return company.slack.workspace.messages.get(channel, [])


def in_order(company: Company, channel: str) -> bool:
    """Whether a channel's messages stand there as they were wanted."""
    told = [m.metadata["event_payload"]["post"] for m in stands_in(company, channel) if m.metadata]
    return told == [str(post.id) for post in company.posts() if post.recipient == channel]


def trouble(company: Company, kind: Any, channel: str, **more: Any) -> Fault:
    """What befalls new messages to one channel."""
    return company.slack.faults.add(
        Fault(POST, kind, when=lambda args: args.get("channel") == channel, **more)
    )


def calls_to(company: Company, channel: str) -> int:
    return sum(call.args.get("channel") == channel for call in company.slack.calls(POST))


@contextmanager
def at_work(*deliveries: Delivery) -> Iterator[None]:
    for each in deliveries:
        each.start()
    yield
    for each in deliveries:
        each.stop(10)


@contextmanager
def another_replica(company: Company, pace: float = 0.0) -> Iterator[Delivery]:
    database = Database(company.record)
    yield company.delivery(database, pace=pace)
    database.close()


def test_two_replicas_keep_one_pace(company: Company) -> None:
    times: dict[str, list[float]] = {}
    heard = threading.Lock()
    (channel,) = channels(company, 1)

    def note() -> None:
        with heard:
            times.setdefault(channel, []).append(time.monotonic())

    trouble(company, "performed", channel, times=99, then=note)
    for number in range(8):
        company.greets(channel, number)
    with another_replica(company, PACE) as second:
        first = company.delivery(pace=PACE)
        with at_work(first, second):
            # What nobody is woken for is found when its time has come.
            second.wake()
            company.slack.wait_for(lambda: len(stands_in(company, channel)) == 8, 30)
    told = times[channel]
    gaps = [after - before for before, after in pairwise(told)]
    assert len(gaps) == 7
    assert min(gaps) >= PACE
    assert in_order(company, channel)
    assert company.lost_and_doubled() == (0, 0)


def test_a_dead_replicas_last_message_still_counts_for_the_pace(company: Company) -> None:
    (channel,) = channels(company, 1)
    company.greets(channel, 1)
    company.delivery(pace=30).deliver_due()
    company.greets(channel, 2)
    with another_replica(company, 30) as second:
        assert second.deliver_due() == 0
        company.waits(31)
        assert second.deliver_due() == 1


def test_an_update_waits_for_no_pace(company: Company) -> None:
    follow_up = company.wants("send the contract")
    delivery = company.delivery(pace=30)
    delivery.deliver_due()
    company.wants("send the offer")
    company.renames(follow_up, "send the better contract")
    delivery.deliver_due()
    assert ["send the better contract" in each.words for each in company.shown()] == [True]


def test_a_channel_that_hangs_delays_no_other(company: Company) -> None:
    hanging, *others = channels(company, 31)
    release = threading.Event()
    trouble(company, "performed", hanging, then=lambda: release.wait(30))
    for number in range(2):
        for channel in (hanging, *others):
            company.greets(channel, number)
    delivery = company.delivery()
    delivery._wire._slack.timeout = 30
    with at_work(delivery):
        company.slack.wait_for(lambda: all(len(stands_in(company, c)) == 2 for c in others), 30)
        assert len(stands_in(company, hanging)) == 1, "the second one there waits for the first"
        assert not delivery.wait_until_idle(0)
        release.set()
        company.slack.wait_for(lambda: len(stands_in(company, hanging)) == 2)
        assert delivery.wait_until_idle(10)
    assert company.lost_and_doubled() == (0, 0)
    assert all(in_order(company, channel) for channel in (hanging, *others))


def test_channels_that_time_out_are_left_alone_for_longer_and_longer(company: Company) -> None:
    silent, other = channels(company, 2)
    struck = trouble(company, "timeout", silent, times=99, seconds=0.6)
    for number in range(5):
        company.greets(silent, number)
        company.greets(other, number)
    delivery = company.delivery()
    for _ in range(3):
        delivery.deliver_due()
        company.waits(6)
    assert len(stands_in(company, other)) == 5
    assert struck.fired == 3, "not once for each message that waits there"
    company.slack.faults.clear()
    for _ in range(3):
        company.waits(20)
        delivery.deliver_due()
    assert in_order(company, silent)
    assert company.lost_and_doubled() == (0, 0)


def test_a_message_that_slack_never_takes_keeps_those_after_it_waiting_only_so_long(
    company: Company,
) -> None:
    (channel,) = channels(company, 1)
    company.greets(channel, 1)
    poison = company.posts()[0].id
    company.slack.faults.add(
        Fault(POST, "fatal_error", times=99, when=lambda args: str(poison) in str(args))
    )
    company.greets(channel, 2)
    delivery = company.delivery()
    waited = 0
    while not stands_in(company, channel):
        delivery.deliver_due()
        company.waits(1)
        waited += 1
    assert waited < 60


def test_a_limited_channel_leaves_the_others_alone(company: Company) -> None:
    limited, other = channels(company, 2)
    trouble(company, "ratelimited", limited, retry_after=30)
    delivery = company.delivery()
    company.greets(limited)
    delivery.deliver_due()
    for number in range(3):
        company.greets(other, number)
        company.greets(limited, number)
    delivery.deliver_due()
    assert len(stands_in(company, other)) == 3
    assert calls_to(company, limited) == 1
    company.waits(31)
    delivery.deliver_due()
    assert in_order(company, limited)
    assert company.lost_and_doubled() == (0, 0)


def test_a_limit_of_minutes_is_kept_to(company: Company) -> None:
    (channel,) = channels(company, 1)
    trouble(company, "ratelimited", channel, retry_after=300)
    company.greets(channel)
    delivery = company.delivery()
    delivery.deliver_due()
    for _minute in range(4):
        company.waits(61)
        delivery.deliver_due()
    assert calls_to(company, channel) == 1
    company.waits(61)
    delivery.deliver_due()
    assert len(stands_in(company, channel)) == 1
    assert company.lost_and_doubled() == (0, 0)


def test_when_slack_limits_us_everywhere_few_calls_are_wasted(company: Company) -> None:
    everywhere = channels(company, 60)
    storm = company.slack.faults.add(Fault(POST, "ratelimited", times=999, retry_after=30))
    for channel in everywhere:
        company.greets(channel)
    delivery = company.delivery()
    delivery.deliver_due()
    wasted = len(company.slack.calls(POST))
    assert wasted <= 9, "each of the threads may have had one under way"
    company.waits(15)
    delivery.deliver_due()
    assert len(company.slack.calls(POST)) == wasted
    company.slack.faults.clear()
    assert storm.fired == wasted
    company.waits(16)
    delivery.deliver_due()
    assert company.lost_and_doubled() == (0, 0)
    assert len(company.slack.calls(POST)) == wasted + 60


def test_a_limit_on_new_messages_holds_up_no_update(company: Company) -> None:
    first, second, third = channels(company, 3)
    follow_up = company.wants("send the contract")
    delivery = company.delivery()
    delivery.deliver_due()
    company.slack.faults.add(Fault(POST, "ratelimited", times=2, retry_after=30))
    company.greets(first)
    company.greets(second)
    delivery.deliver_due()
    company.renames(follow_up, "send the offer")
    company.greets(third)
    delivery.deliver_due()
    assert "send the offer" in company.shown()[0].words
    assert stands_in(company, third) == []


def test_200_messages_to_50_channels_by_two_replicas(company: Company) -> None:
    everywhere = channels(company, 50)
    for number in range(4):
        for channel in everywhere:
            company.greets(channel, number)
    with another_replica(company) as second:
        first = company.delivery()
        with at_work(first, second):
            company.slack.wait_for(
                lambda: sum(len(stands_in(company, c)) for c in everywhere) == 200, 60
            )
            assert first.wait_until_idle(10)
            assert second.wait_until_idle(10)
    assert company.lost_and_doubled() == (0, 0)
    assert all(in_order(company, channel) for channel in everywhere)
    assert len(company.slack.calls(POST)) == 200
    assert len(company.slack.calls("conversations.history")) == 0


def test_threads_are_kept_in_order_by_two_replicas(company: Company) -> None:
    company.tells("C0COMPLAINTS")
    complaints = [company.files(f"complaint {number}") for number in range(4)]
    for number in range(6):
        for complaint_id in complaints:
            company.notes(complaint_id, f"note {number}")
    with another_replica(company) as second:
        first = company.delivery()
        with at_work(first, second):
            company.slack.wait_for(lambda: len(company.thread()) == 4 * 7, 60)
            assert first.wait_until_idle(10)
            assert second.wait_until_idle(10)
    assert company.lost_and_doubled() == (0, 0)
    of_thread: dict[str, list[str]] = {}
    for message in company.thread():
        if message.thread_ts is not None and "note " in message.words:
            said = message.words.partition("note ")[2][:1]
            of_thread.setdefault(message.thread_ts, []).append(said)
    assert list(of_thread.values()) == [["0", "1", "2", "3", "4", "5"]] * 4


def test_a_dead_workers_lane_is_free_after_its_lease(company: Company) -> None:
    (channel,) = channels(company, 1)
    company.greets(channel, 1)
    with company.desk.database.queue() as session:
        lease = timedelta(seconds=20)
        claims.claim(session, company.slack.team_id, company.machine(), lease, Load(5))
    company.greets(channel, 2)
    delivery = company.delivery()
    assert delivery.deliver_due() == 0
    company.waits(21)
    assert delivery.deliver_due() == 2
    assert in_order(company, channel)
    assert company.lost_and_doubled() == (0, 0)


def test_a_clock_put_on_under_way_doubles_nothing(company: Company) -> None:
    under_way, other = channels(company, 2)
    landed = threading.Event()
    slow = trouble(company, "slow", under_way, seconds=2, then=landed.set)
    company.greets(under_way)
    delivery = company.delivery()
    delivery._wire._slack.timeout = 30
    with at_work(delivery):
        until(lambda: slow.fired == 1, 10)
        # By this clock the lease has ended long ago.
        company.waits(3600)
        company.greets(other)
        delivery.wake()
        company.slack.wait_for(lambda: len(stands_in(company, other)) == 1)
        assert landed.wait(10)
        assert delivery.wait_until_idle(10)
    assert calls_to(company, under_way) == 1
    assert company.lost_and_doubled() == (0, 0)


def test_what_is_shown_between_two_failures_ends_their_row(company: Company) -> None:
    (channel,) = channels(company, 1)
    calls = count()
    every_second = Fault(POST, "http_500", times=99, when=lambda _args: next(calls) % 2 == 1)
    company.slack.faults.add(every_second)
    for number in range(5):
        company.greets(channel, number)
    delivery = company.delivery()
    rows = []
    for _ in range(6):
        delivery.deliver_due()
        rows.append(_failures(company, channel))
        company.waits(2)
    assert every_second.fired == 4
    assert rows == [1, 1, 1, 1, 0, 0]
    assert company.lost_and_doubled() == (0, 0)


def _failures(company: Company, channel: str) -> int:
    """How many failures in a row a lane has on record."""
    with company.desk.read() as session:
        lane = session.get(Lane, (company.slack.team_id, channel))
    assert lane is not None
    return lane.failures


def test_a_direct_message_is_opened_once_for_all_processes(company: Company) -> None:
    company.wants("send the contract")
    company.delivery().deliver_due()
    company.wants("send the offer")
    company.delivery().deliver_due()
    assert len(company.shown()) == 2
    assert len(company.slack.calls("conversations.open")) == 1


def test_who_stops_finishes_what_is_under_way_and_leaves_the_rest_at_once(
    company: Company,
) -> None:
    (channel,) = channels(company, 1)
    delivery = company.delivery()
    trouble(company, "performed", channel, then=delivery._stopping.set)
    for number in range(3):
        company.greets(channel, number)
    with at_work(delivery):
        until(lambda: not delivery.is_alive(), 10)
    assert len(stands_in(company, channel)) == 1
    assert company.delivery().deliver_due() == 2
    assert in_order(company, channel)
    assert len(company.slack.calls("conversations.history")) == 0, "nothing was left in doubt"


def test_neither_homes_nor_messages_wait_for_the_other(company: Company) -> None:
    release = threading.Event()
    hanging = company.slack.faults.add(
        Fault("views.publish", "performed", times=2, then=lambda: release.wait(30))
    )
    for user_id in ("U0ANA", "U0BEN", "U0OLGA"):
        home.opened(company.desk, company.slack.team_id, user_id, None)
    delivery = company.delivery()
    delivery._wire._slack.timeout = 30
    with at_work(delivery):
        until(lambda: hanging.fired == 2, 10)
        company.wants("send the contract")
        company.slack.wait_for(lambda: len(company.shown()) == 1)
        release.set()
        until(lambda: len(company.slack.calls("views.publish")) == 3, 10)


@dataclass
class Notes:
    """What delivery told of itself."""

    shown_after: list[tuple[str, float]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def shown(self, kind: str, seconds: float) -> None:
        self.shown_after.append((kind, seconds))

    def put_off(self, kind: str) -> None:
        self.others.append(f"{kind} put off")

    def died(self, kind: str) -> None:
        self.others.append(f"{kind} died")


def test_what_becomes_of_messages_is_told(company: Company) -> None:
    notes = Notes()
    wire = Wire(company.delivery()._wire._slack, company.machine)
    delivery = Delivery(company.desk, wire, 0.0, notes)
    delivery.serve(company.slack.team_id)
    company.slack.faults.add(Fault(POST, "http_500"))
    company.wants("send the contract")
    delivery.deliver_due()
    assert notes.others == ["ping put off"]
    company.waits(90)
    delivery.deliver_due()
    ((kind, seconds),) = notes.shown_after
    assert kind == "ping"
    assert 90 <= seconds < 120
    company.greets("C0GONE")
    home.opened(company.desk, company.slack.team_id, "U0ANA", None)
    delivery.deliver_due()
    assert "channel_hello died" in notes.others
    assert "home" in [kind for kind, _seconds in notes.shown_after]
