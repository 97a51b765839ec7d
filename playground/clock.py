"""The workspace's clock, which a demo or a test may move; it may begin in the past."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from playground.wire import Machine


class WorkspaceClock:
    """Says when a message is posted; forward only, from `begins` (aware) or the machine's now."""

    def __init__(self, machine: Machine = time.time, begins: datetime | None = None) -> None:
        self._machine = machine
        self._ahead = timedelta()
        if begins is not None:
            self._ahead = begins - self.now()

    def now(self) -> datetime:
        """The workspace's time, aware, in UTC."""
        return datetime.fromtimestamp(self._machine(), UTC) + self._ahead

    def move(self, to: datetime) -> None:
        """Stand at `to` (aware) and run on from there; a time gone by changes nothing."""
        self._ahead += max(to - self.now(), timedelta())
