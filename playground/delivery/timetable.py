"""Deeds that wait for their time, all on one thread."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable
from itertools import count


class Timetable:
    """Does things later, one after another; its thread starts with the first of them."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, int, Callable[[], object]]] = []
        self._serial = count()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_stopped = False

    def after(self, seconds: float, deed: Callable[[], object]) -> None:
        """Do something in so many seconds; it must not block, others wait behind it."""
        with self._changed:
            if self._is_stopped:
                return
            entry = (time.monotonic() + seconds, next(self._serial), deed)
            heapq.heappush(self._waiting, entry)
            self._changed.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Do nothing more."""
        with self._changed:
            self._is_stopped = True
            self._waiting.clear()
            self._changed.notify()

    def _run(self) -> None:
        while (deed := self._next()) is not None:
            deed()

    def _next(self) -> Callable[[], object] | None:
        with self._changed:
            while not self._is_stopped:
                pause = self._waiting[0][0] - time.monotonic() if self._waiting else None
                if pause is not None and pause <= 0:
                    return heapq.heappop(self._waiting)[2]
                self._changed.wait(pause)
        return None
