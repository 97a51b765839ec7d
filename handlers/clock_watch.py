"""Notices that the machine's clock was put back, over which whoever waits for it would sleep."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from datetime import timedelta

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.base import BaseScheduler

from bot.clock import machine_now
from bot.delivery import lease
from bot.desk import Desk
from bot.unavailable import RecordUnavailable

log = logging.getLogger(__name__)

# A clock is corrected by less than this all the time.
NOTICED = timedelta(seconds=1)


class ClockWatch:
    """Compares the time of day with the seconds that went by, every `seconds`.

    A job's next run is an instant, and so is the end of a lease: put back by an hour, the clock
    would let both wait for an hour.
    """

    def __init__(self, scheduler: BaseScheduler, desk: Desk, seconds: float) -> None:
        self._scheduler = scheduler
        self._desk = desk
        self._seconds = seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clock", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()

    def _run(self) -> None:
        was = _began_at()
        while not self._stopped.wait(self._seconds):
            self._wake_late_jobs()
            now = _began_at()
            if was - now <= NOTICED or self._is_mended(was - now):
                was = now

    def _wake_late_jobs(self) -> None:
        """A job runs within its interval, also if the clock has leapt on and back meanwhile."""
        now = machine_now()
        for job in self._scheduler.get_jobs():
            if job.next_run_time - now > job.trigger.interval + NOTICED:
                # One that is being replaced just now has a new time of its own.
                with suppress(JobLookupError):
                    job.modify(next_run_time=now)

    def _is_mended(self, by: timedelta) -> bool:
        """Whether nobody waits for an instant that is much farther away than it was."""
        log.warning("the machine's clock was put back by %s", by)
        try:
            lease.end_soon(self._desk)
        except RecordUnavailable as fault:
            log.warning("leases from before will be looked at again: %s", fault)
            return False
        except Exception:
            # Nobody would start this thread again.
            log.exception("what waits by the clock of before will be looked at again")
            return False
        return True


def _began_at() -> timedelta:
    """What the time of day was when the machine's seconds began, as it is told now."""
    return timedelta(seconds=time.time() - time.monotonic())
