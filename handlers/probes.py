"""Probes: questions to what may hang, asked by one thread at a time and waited for with patience.

However many look at the process's health meanwhile, they share the one answer: a server that hangs
ties up one thread, and none of those that answer Slack.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Unanswered(Exception):
    """The answer did not come in time; whoever was asked is still at it."""


class Probe(Generic[Answer]):
    """One question; `patience` is in seconds."""

    def __init__(self, question: Callable[[], Answer], patience: float) -> None:
        self._question = question
        self._patience = patience
        self._asked: Future[Answer] | None = None
        self._lock = threading.Lock()

    async def answer(self) -> Answer:
        """Ask, or join those who have. Raises Unanswered, and what the question raises."""
        waiting = asyncio.wrap_future(self._under_way())
        done, _late = await asyncio.wait([waiting], timeout=self._patience)
        if not done:
            waiting.cancel()
            raise Unanswered
        return waiting.result()

    def _under_way(self) -> Future[Answer]:
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = Future()
                # Once running it can't be cancelled by one who goes away while others wait.
                self._asked.set_running_or_notify_cancel()
                # A daemon: what hangs must not keep the process from its end.
                threading.Thread(
                    target=self._ask, args=[self._asked], name="probe", daemon=True
                ).start()
            return self._asked

    def _ask(self, asked: Future[Answer]) -> None:
        try:
            asked.set_result(self._question())
        except Exception as fault:  # noqa: BLE001 - told to whoever waits
            asked.set_exception(fault)
