"""Redeliveries: what an earlier delivery of the same request has stored, or may be storing."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from bot.desk import Desk
from bot.people import Actor
from bot.unavailable import RecordUnavailable, has_stored, one_request
from storage import redeliveries as kept

# Slack sends an event again after five minutes at most; a busy workspace asks ten times a second.
REMEMBERED = 4_000


class Deliveries:
    """This process's requests that are under way, and the latest that have stored something.

    Slack sends a request once more when its answer was late or got lost. That nothing was stored
    can't be said then, only because this time nothing was.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: Counter[str] = Counter()
        # In the order of their ends.
        self._stored: OrderedDict[str, None] = OrderedDict()

    @contextmanager
    def one_of(self, request: str) -> Iterator[None]:
        """What this thread commits in this block is one delivery of the request of this name."""
        with one_request(is_repeated=self._begins(request)):
            try:
                yield
            finally:
                self._ends(request, has_stored())

    def _begins(self, request: str) -> bool:
        with self._lock:
            self._under_way[request] += 1
            return self._under_way[request] > 1 or request in self._stored

    def _ends(self, request: str, has_stored: bool) -> None:
        with self._lock:
            self._under_way[request] -= 1
            if not self._under_way[request]:
                del self._under_way[request]
            if has_stored:
                self._stored[request] = None
                self._stored.move_to_end(request)
            if len(self._stored) > REMEMBERED:
                self._stored.popitem(last=False)


def is_on_record(desk: Desk, actor: Actor, form: str = "") -> bool:
    """Whether an earlier delivery of the actor's request has left anything, as far as can be read.

    By way of whichever process it came. A `form` that is sent in twice is one request too.
    """
    names = {actor.request, form or actor.request}
    try:
        with desk.read() as session:
            return kept.is_on_record(session, actor.team_id, names)
    except RecordUnavailable:
        return False
