"""The schedule: which jobs look for what is due, and the tick that runs them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from bot import complaint_clock, digests, episode_clock, pings
from bot.desk import Desk
from storage.complaints import next_alarm as next_complaint_alarm
from storage.database import RecordUnavailable
from storage.episodes import next_alarm as next_episode_alarm
from storage.follow_ups import next_ping
from storage.people import next_digest

log = logging.getLogger(__name__)

# Each does what an indexed column says is due by the desk's clock, and gives how much.
JOBS: tuple[Callable[[Desk], int], ...] = (
    # Before the digests: what wakes this morning stands in this morning's.
    episode_clock.alarms_due,
    complaint_clock.alarms_due,
    digests.make_due,
    pings.ping_due,
)


def tick(desk: Desk) -> bool:
    """Run every job until nothing is due; false when the record was out of reach for one."""
    is_done = True
    for job in JOBS:
        try:
            job(desk)
        except RecordUnavailable as fault:
            is_done = False
            log.warning("%s is put off to the next tick: %s", job.__module__, fault)
    return is_done


def next_due(desk: Desk) -> datetime | None:
    """The earliest instant at which anything is due."""
    with desk.read() as session:
        instants = [
            next_digest(session),
            next_ping(session),
            next_episode_alarm(session),
            next_complaint_alarm(session),
        ]
    return min((instant for instant in instants if instant is not None), default=None)


def run_until(desk: Desk, instant: datetime, after_each: Callable[[], object]) -> None:
    """Move the business clock forward, stopping at every due instant on the way.

    `after_each` is called after each stop, so that what fell due is delivered in its own time.
    With the record out of reach the clock arrives all the same; the rest is the next tick's.
    """
    while (due := next_due(desk)) is not None and due <= instant:
        desk.clock.move_to(due)
        if not tick(desk):
            break
        after_each()
    desk.clock.move_to(instant)
    tick(desk)
    after_each()
