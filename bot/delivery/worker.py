"""The worker: delivers one workspace's posts and Homes until it is stopped."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from bot import channels
from bot.delivery.audiences import Audiences
from bot.delivery.seen import Seen, Unseen
from bot.delivery.shift import IDLE_SECONDS, Shift
from bot.delivery.showing import Means
from bot.delivery.wire import TIMEOUT_SECONDS, Wire
from bot.desk import Desk
from storage import posts as kept
from storage.database import RecordUnavailable

log = logging.getLogger(__name__)

# Slack takes one new message a second in each channel.
PACE_SECONDS = 1.0
AFTER_OUR_FAULT_SECONDS = 5.0


class Delivery:
    """Delivers one workspace's posts and Homes until stopped; several processes may share the work.

    It delivers nothing until it is told whose. Between two new messages to one recipient it lets
    `pace` seconds go by, whichever process they come from.
    """

    def __init__(
        self, desk: Desk, wire: Wire, pace: float = PACE_SECONDS, seen: Seen | None = None
    ) -> None:
        self._desk = desk
        self._wire = wire
        self._team_id: str | None = None
        self._idle = threading.Event()
        self._changing = threading.Lock()
        self._stopping = threading.Event()
        self._means = Means(
            desk, wire, timedelta(seconds=pace), seen or Unseen(), self._stopping.is_set
        )
        self._shift = Shift(self._means)
        self._thread = threading.Thread(target=self._run, name="delivery", daemon=True)
        desk.wake_delivery = self.wake

    def serve(self, team_id: str) -> None:
        """Deliver this workspace's posts from now on: the token speaks for no other."""
        self._team_id = team_id
        self.wake()

    def start(self) -> None:
        self._thread.start()

    def is_alive(self) -> bool:
        """Whether its threads are at work, each of them."""
        return self._thread.is_alive() and self._shift.is_alive()

    def wake(self) -> None:
        """Look at once for what is wanted."""
        with self._changing:
            self._shift.news.set()
            self._idle.clear()

    def wait_until_idle(self, seconds: float) -> bool:
        """Wait until nothing is to be delivered now; false when it takes longer than `seconds`.

        What is put off to a later instant doesn't count.
        """
        return self._idle.wait(seconds)

    def stop(self, seconds: float) -> None:
        """Finish what is under way and end; waits `seconds` at most."""
        self._stopping.set()
        self.wake()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def look_at_readers(self) -> None:
        """Ask Slack who reads along where we are read, and draw anew what isn't for them."""
        if (team_id := self._team_id) is not None:
            audiences = Audiences(self._desk, self._wire)
            channels.look_at_readers(
                self._desk, team_id, lambda channel: audiences.look(team_id, channel).audience
            )

    def deliver_due(self) -> int:
        """Deliver everything whose time has come; gives how many were tried.

        Raises RecordUnavailable.
        """
        shift = Shift(self._means)
        try:
            while team_id := self._team_id:
                shift.news.clear()
                pause = shift.advance(team_id)
                if shift.is_idle or (self._stopping.is_set() and shift.is_empty_handed):
                    break
                shift.news.wait(pause)
        finally:
            shift.end(TIMEOUT_SECONDS)
        return shift.tried

    def deliver_all(self, patience: timedelta) -> int:
        """Deliver, waiting `patience` at most for what is put off; gives how many are left."""
        deadline = self._desk.machine_now() + patience
        while team_id := self._team_id:
            self.deliver_due()
            due_in = self._shift.due_in(team_id)
            left = (deadline - self._desk.machine_now()).total_seconds()
            if due_in > left or self._stopping.is_set():
                break
            self._stopping.wait(max(0.0, due_in))
        return self._count_unshown()

    def _count_unshown(self) -> int:
        if self._team_id is None:
            return 0
        with self._desk.read() as session:
            return kept.count_unshown(session, self._team_id)

    def _run(self) -> None:
        shift = self._shift
        while not (self._stopping.is_set() and shift.is_empty_handed):
            with self._changing:
                shift.news.clear()
                self._idle.clear()
            shift.news.wait(self._round())
        shift.end(0.0)

    def _round(self) -> float:
        """Deliver what is due; gives the seconds to the next round."""
        if self._team_id is None:
            self._rest()
            return IDLE_SECONDS
        try:
            pause = self._shift.advance(self._team_id)
        except RecordUnavailable as fault:
            log.warning("delivery waits for the database: %s", fault)
            return 1.0
        except Exception:
            # Nobody would start this thread again, and every message waits for it.
            log.exception("delivery has failed and goes on in %d s", AFTER_OUR_FAULT_SECONDS)
            self._shift.let_leases_end()
            return AFTER_OUR_FAULT_SECONDS
        if self._shift.is_idle:
            self._rest()
        return pause

    def _rest(self) -> None:
        with self._changing:
            if not self._shift.news.is_set():
                self._idle.set()
