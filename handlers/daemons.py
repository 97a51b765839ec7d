"""Daemons: threads that the process doesn't wait for at its end, however long they go on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime

from apscheduler.executors.base import BaseExecutor, run_job
from apscheduler.job import Job


class JobThreads(BaseExecutor):  # type: ignore[misc]
    """Runs each of a scheduler's jobs on a thread of its own.

    The threads of the scheduler's own pool are joined by Python at its end, so a job that waits for
    Slack would keep the process alive. One cut off leaves nothing behind: its transaction rolls
    back.
    """

    def _do_submit_job(self, job: Job, run_times: list[datetime]) -> None:
        threading.Thread(target=self._run, args=[job, run_times], name="job", daemon=True).start()

    def _run(self, job: Job, run_times: list[datetime]) -> None:
        # A job's own faults are logged in there, and end there.
        events = run_job(job, job._jobstore_alias, run_times, self._logger.name)
        self._run_job_success(job.id, events)


def side_by_side(parts: Iterable[Callable[[float], object]], seconds: float) -> None:
    """Give each part `seconds`, all at once, and wait no longer than that."""
    deadline = time.monotonic() + seconds
    threads = [
        threading.Thread(target=part, args=[seconds], name="ending", daemon=True) for part in parts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
