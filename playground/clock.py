"""The workspace's clock, which a demo or a test may move ahead of the machine's."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from playground.wire import Machine


class WorkspaceClock:
    """Says when a message is posted; forward only."""

    def __init__(self, machine: Machine = time.time) -> None:
        self._machine = machine
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The workspace's time, aware, in UTC."""
        return datetime.fromtimestamp(self._machine(), UTC) + self._ahead

    def move(self, to: datetime) -> None:
        """Stand at `to` (aware) and run on from there. Raises ValueError for a time gone by."""
        step = to - self.now()
        if step < timedelta():
            raise ValueError(f"the clock moves forward only: {to.isoformat()} has passed")
        self._ahead += step
