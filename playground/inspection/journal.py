"""The journal: what went over the wire, in the order it began, the newest five hundred."""

from __future__ import annotations

import secrets
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from playground.wire import Json

KEPT = 500
"""Exchanges kept; older ones are let go, so that a long run costs no more than a short one."""


class Noted(Protocol):
    """Something that went over the wire."""

    def progress(self) -> tuple[object, ...]:
        """Differs from the last time if `summary` does: cheap to ask for again and again."""

    def summary(self) -> Json:
        """One row of the list."""

    def detail(self) -> Json:
        """What was said and what was answered, whole."""


@dataclass(eq=False)
class Entry:
    """A noted thing's place in the journal."""

    number: int
    at: datetime
    noted: Noted
    progress: tuple[object, ...] = ()
    revision: int = 0

    def as_json(self) -> Json:
        """The row with its number and time."""
        return {"number": self.number, "at": self.at.isoformat(), **self.noted.summary()}


class Journal:
    """Keeps what happened and tells what is new or changed since it was last asked."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self.forget()

    def forget(self) -> None:
        """Start over with an empty list and a new `run`."""
        with self._lock:
            self.run = secrets.token_hex(4)
            self._entries.clear()
            self._count = 0
            self._revision = 0

    def note(self, noted: Noted) -> None:
        """Put it at the end."""
        with self._lock:
            self._count += 1
            self._entries.append(Entry(self._count, self._now(), noted))

    def since(self, revision: int) -> Json:
        """The rows that are new or changed after a revision, and the revision to ask with next.

        `left_out` says how many older ones are no longer kept; `run` tells two journals apart.
        """
        with self._lock:
            for entry in self._entries:
                self._look_at(entry)
            rows = [entry.as_json() for entry in self._entries if entry.revision > revision]
            left_out = self._count - len(self._entries)
            return {
                "run": self.run,
                "revision": self._revision,
                "left_out": left_out,
                "entries": rows,
            }

    def detail(self, number: int) -> Json:
        """What one entry's sides said. Raises LookupError if it is not kept."""
        with self._lock:
            for entry in self._entries:
                if entry.number == number:
                    return entry.noted.detail()
        raise LookupError(f"exchange {number} is no longer kept")

    def _look_at(self, entry: Entry) -> None:
        progress = entry.noted.progress()
        if entry.progress != progress:
            self._revision += 1
            entry.progress, entry.revision = progress, self._revision
