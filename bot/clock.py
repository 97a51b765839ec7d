"""The business clock: what is due is judged by it; leases and signatures follow the machine's."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock


class Clock:
    """Machine time, moved forward by as much as the demo or `tick --now` has asked."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self._ahead = ahead
        self._lock = Lock()

    @classmethod
    def fixed_now(cls, instant: datetime) -> Clock:
        """A clock that reads `instant` (aware) at this moment and runs on from there."""
        return cls(instant - machine_now())

    def now(self) -> datetime:
        """The business instant, aware, in UTC."""
        return machine_now() + self._ahead

    def move_to(self, instant: datetime) -> None:
        """Move forward to an aware instant; an earlier one changes nothing."""
        with self._lock:
            self._ahead = max(self._ahead, instant - machine_now())


def machine_now() -> datetime:
    """The machine's instant, aware, in UTC."""
    return datetime.now(UTC)


def steady(now: Callable[[], datetime], since: datetime, began: float) -> Callable[[], datetime]:
    """A clock that isn't put back when `now` is: it told `since` by time.monotonic() `began`."""
    return lambda: max(now(), since + timedelta(seconds=time.monotonic() - began))
