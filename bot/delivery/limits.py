"""Slack's rate limits, as heard of so far: which method may be called again when."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class _Held:
    """From when until when something is to be left alone."""

    since: datetime
    until: datetime

    def stands(self, now: datetime) -> bool:
        return self.since <= now < self.until


class Limits:
    """Until when Slack has limited a method, for all threads of one process.

    Slack limits new messages by channel and by workspace and doesn't say which it was: one channel
    alone is taken for the channel's, a second one at the same time for the workspace's. What was
    heard in the future, the clock having been put back since, holds nothing up.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._changing = threading.Lock()
        self._methods: dict[str, _Held] = {}
        self._channels: dict[str, _Held] = {}

    def held_until(self, method: str) -> datetime | None:
        """When a method may be called again; None if it may be now."""
        return self._until(self._methods.get(method))

    def channel_held_until(self, channel: str) -> datetime | None:
        """When a channel takes new messages again; None if it does now."""
        return self._until(self._channels.get(channel))

    def _until(self, held: _Held | None) -> datetime | None:
        return held.until if held is not None and held.stands(self._now()) else None

    def hear(self, method: str, seconds: float, channel: str | None = None) -> None:
        """Slack wants a method left alone for so long, with a `channel`: there, as far as known."""
        now = self._now()
        held = _Held(now, now + timedelta(seconds=seconds))
        with self._changing:
            if channel is None or self._is_another_limited(channel, now):
                self._methods[method] = held
            if channel is not None:
                self._channels[channel] = held

    def _is_another_limited(self, channel: str, now: datetime) -> bool:
        self._channels = {name: held for name, held in self._channels.items() if held.stands(now)}
        return any(name != channel for name in self._channels)
