"""Messages that wait for their time: they go out when the workspace's clock gets there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from playground.workspace import Workspace


@dataclass(frozen=True)
class Scheduled:
    """A post that waits; times are seconds since the epoch."""

    id: str
    channel: str
    text: str
    post_at: int
    created: int
    post: Callable[[], object]


class Schedule:
    """What waits, and the timer for whatever is next."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._waiting: list[Scheduled] = []
        self._timer: threading.Timer | None = None

    @property
    def waiting(self) -> list[Scheduled]:
        """What has not gone out yet, the next one first."""
        return sorted(self._waiting, key=lambda scheduled: scheduled.post_at)

    def next_due(self) -> datetime | None:
        """When the next one goes out, aware; None if nothing waits."""
        waiting = self.waiting
        return datetime.fromtimestamp(waiting[0].post_at, UTC) if waiting else None

    def add(self, scheduled: Scheduled) -> None:
        """Let something wait."""
        with self._workspace.changed:
            self._waiting.append(scheduled)
            self._arm()

    def remove(self, scheduled: Scheduled) -> None:
        """Forget something."""
        with self._workspace.changed:
            self._waiting.remove(scheduled)
            self._arm()

    def send_due(self) -> None:
        """Post all whose time has come by the workspace's clock."""
        with self._workspace.changed:
            now = self._workspace.clock.now().timestamp()
            due = [scheduled for scheduled in self.waiting if scheduled.post_at <= now]
            for scheduled in due:
                self._waiting.remove(scheduled)
                scheduled.post()
            self._arm()

    def stop(self) -> None:
        """Wait no more."""
        with self._workspace.changed:
            self._waiting.clear()
            self._arm()

    def _arm(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            now = self._workspace.clock.now().timestamp()
            pause = max(0.0, self.waiting[0].post_at - now)
            self._timer = threading.Timer(min(pause, threading.TIMEOUT_MAX), self.send_due)
            self._timer.daemon = True
            self._timer.start()
