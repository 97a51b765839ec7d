"""What a rate limit of Slack's is taken to mean: the channel's own, or everybody's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.delivery.limits import Limits

POST = "chat.postMessage"


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def waits(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def test_one_limited_channel_leaves_the_method_free() -> None:
    limits = Limits(Hand())
    limits.hear(POST, 30, "C1")
    limits.hear(POST, 30, "C1")
    assert limits.held_until(POST) is None


def test_a_second_channel_limited_meanwhile_holds_the_method() -> None:
    clock = Hand()
    limits = Limits(clock)
    limits.hear(POST, 30, "C1")
    clock.waits(29)
    limits.hear(POST, 10, "C2")
    assert limits.held_until(POST) == clock.at + timedelta(seconds=10)
    assert limits.held_until("chat.update") is None
    clock.waits(10)
    assert limits.held_until(POST) is None


def test_a_channel_limited_long_ago_says_nothing_of_the_method() -> None:
    clock = Hand()
    limits = Limits(clock)
    limits.hear(POST, 30, "C1")
    clock.waits(30)
    limits.hear(POST, 10, "C2")
    assert limits.held_until(POST) is None


def test_a_limit_without_a_channel_is_the_methods() -> None:
    clock = Hand()
    limits = Limits(clock)
    limits.hear("views.publish", 7)
    assert limits.held_until("views.publish") == clock.at + timedelta(seconds=7)


def test_a_clock_put_back_holds_nothing_up() -> None:
    clock = Hand()
    limits = Limits(clock)
    limits.hear(POST, 30)
    clock.waits(-3600)
    assert limits.held_until(POST) is None
    limits.hear(POST, 30)
    assert limits.held_until(POST) == clock.at + timedelta(seconds=30)
