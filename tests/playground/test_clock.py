"""The workspace’s clock: where it begins, that it only goes forward, who stops it on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from playground.clock import WorkspaceClock
from playground.server import Playground

HOUR = timedelta(hours=1)


class TestWorkspaceClock:
    """A clock whose machine a test holds in its hand."""

    machine = datetime(2026, 11, 25, 10, tzinfo=UTC)

    def clock(self, begins: datetime | None = None) -> WorkspaceClock:
        return WorkspaceClock(lambda: self.machine.timestamp(), begins)

    def test_it_runs_with_the_machine(self) -> None:
        clock = self.clock()
        assert clock.now() == self.machine
        self.machine += HOUR
        assert clock.now() == self.machine

    def test_it_may_begin_in_the_past(self) -> None:
        begins = self.machine - timedelta(days=100)
        clock = self.clock(begins)
        assert clock.now() == begins
        self.machine += HOUR
        assert clock.now() == begins + HOUR

    def test_it_moves_forward_and_never_back(self) -> None:
        clock = self.clock()
        clock.move(self.machine + HOUR)
        clock.move(self.machine)
        assert clock.now() == self.machine + HOUR


def test_moving_back_is_refused_and_reaching_back_does_nothing(slack: Playground) -> None:
    now = slack.workspace.clock.now()
    with pytest.raises(ValueError, match="forward only"):
        slack.move_clock(now - HOUR)
    slack.reach(now - HOUR)
    assert slack.workspace.clock.now() >= now


def test_it_stops_wherever_something_is_due_on_the_way(slack: Playground) -> None:
    now = slack.workspace.clock.now()
    due = [now + HOUR, now + 2 * HOUR, now + 9 * HOUR]
    told = []

    def follow(at: datetime) -> None:
        told.append(at)
        due[:] = [each for each in due if each > slack.workspace.clock.now()]

    slack.on_clock(follow, lambda: due[0] if due else None)
    slack.move_clock(now + 3 * HOUR)
    assert told == [now + HOUR, now + 2 * HOUR, now + 3 * HOUR]


def test_what_is_never_looked_after_stops_it_once(slack: Playground) -> None:
    now = slack.workspace.clock.now()
    told: list[datetime] = []
    slack.on_clock(told.append, lambda: now + HOUR)
    slack.move_clock(now + 2 * HOUR)
    assert told == [now + HOUR, now + 2 * HOUR]
