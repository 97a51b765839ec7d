"""What a test may order of a bot's running process: another time of day, a disk that is full."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import time_machine
from sqlalchemy import Connection, Engine, event

ANSWERS = "TEST_ANSWERS"
AHEAD = "TEST_AHEAD"
Orders = dict[str, Callable[[str], object]]
_MOST_PAGES = 1073741823
"""SQLite's own limit, far away."""


class Clock:
    """This process's time of day; what is measured as a span, such as a time-out, is untouched."""

    def __init__(self) -> None:
        self._traveller: time_machine.Traveller | None = None

    def show(self, ahead: str) -> None:
        """Differ from the real time by so many seconds from now on."""
        if self._traveller is None:
            self._traveller = time_machine.travel(datetime.now(UTC), tick=True).start()
        real = datetime.fromtimestamp(time_machine.escape_hatch.time.time(), UTC)
        self._traveller.move_to(real + timedelta(seconds=float(ahead)))


class Disk:
    """The room that SQLite's file has: none beyond its present size while it is full."""

    def __init__(self) -> None:
        self._is_full = False

    def show(self, state: str) -> None:
        """Be `full`, or have `room`, from the next transaction on."""
        if not event.contains(Engine, "begin", self._on_begin):
            event.listen(Engine, "begin", self._on_begin)
        self._is_full = state == "full"

    def _on_begin(self, connection: Connection) -> None:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        cursor = driver.cursor()
        # Less than there is means: no more than there is (sqlite.org, "PRAGMA max_page_count").
        cursor.execute(f"PRAGMA max_page_count={1 if self._is_full else _MOST_PAGES}")
        cursor.close()


def obey() -> None:
    """Carry out the orders that come by the standard input; end when whoever gives them has."""
    clock = Clock()
    if AHEAD in os.environ:
        clock.show(os.environ[AHEAD])
    orders: Orders = {"clock": clock.show, "disk": Disk().show}
    threading.Thread(target=_listen, args=[orders], daemon=True).start()


def _listen(orders: Orders) -> None:
    with os.fdopen(int(os.environ[ANSWERS]), "wb", buffering=0) as answers:
        for line in sys.stdin:
            name, _space, value = line.strip().partition(" ")
            orders[name](value)
            answers.write(b"\n")
    os._exit(1)
