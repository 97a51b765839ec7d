"""Keeps a scheduler from sleeping on when the machine's clock was put on or back."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.base import BaseScheduler

from bot.clock import machine_now

# A clock is corrected by less than this all the time.
NOTICED = timedelta(seconds=1)


class ClockWatch:
    """Has a scheduler look at its jobs anew every `seconds`, whatever the time of day is by then.

    A scheduler sleeps until its next job's instant, as far away as that is when it falls asleep:
    an hour, if the clock is an hour late just then, and also if it is right again a moment later.
    """

    def __init__(self, scheduler: BaseScheduler, seconds: float) -> None:
        self._scheduler = scheduler
        self._seconds = seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clock", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()

    def _run(self) -> None:
        while not self._stopped.wait(self._seconds):
            self._bring_jobs_nearer()
            self._scheduler.wakeup()

    def _bring_jobs_nearer(self) -> None:
        """Within its interval a job runs, also if its instant is by a clock put back since."""
        now = machine_now()
        for job in self._scheduler.get_jobs():
            if job.next_run_time - now > job.trigger.interval + NOTICED:
                # One that is being replaced just now has a new time of its own.
                with suppress(JobLookupError):
                    job.modify(next_run_time=now)
