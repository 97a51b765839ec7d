"""The crew: threads that see to what they are given."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

log = logging.getLogger(__name__)


class Crew:
    """Up to `size` threads, begun as they are needed; a task that fails ends none of them."""

    def __init__(self, name: str, size: int) -> None:
        self._name = name
        self._size = size
        self._tasks: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._free = threading.Semaphore(0)
        self._threads: list[threading.Thread] = []

    def take(self, task: Callable[[], None]) -> None:
        """Have a task seen to by the next thread that is free. Called from one thread only."""
        self._tasks.put(task)
        if not self._free.acquire(blocking=False) and len(self._threads) < self._size:
            self._begin()

    def _begin(self) -> None:
        name = f"{self._name}-{len(self._threads) + 1}"
        thread = threading.Thread(target=self._work, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def is_alive(self) -> bool:
        """Whether no thread that was begun has ended."""
        return all(thread.is_alive() for thread in self._threads)

    def dismiss(self, seconds: float) -> None:
        """End the threads once all tasks are seen to; waits `seconds` at most."""
        deadline = time.monotonic() + seconds
        for _thread in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            try:
                task()
            except Exception:
                # Nobody would begin this thread again, and what waits for it would wait for ever.
                log.exception("%s has failed and goes on", self._name)
            self._free.release()
