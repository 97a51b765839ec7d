"""How long whoever has claimed something may see to it, and how long to wait after a failure."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.delivery.wire import TIMEOUT_SECONDS, Later
from bot.desk import Desk
from storage import waiting_times

LEASE = timedelta(seconds=20)
LONGEST_WAIT_SECONDS = 60.0
# Shorter, so that one message which Slack can't take doesn't keep those after it waiting for long.
LONGEST_LANE_WAIT_SECONDS = 10.0


def require_time_left(now: datetime, lease_ends: datetime) -> None:
    """After its lease another worker may show the same, and show something newer.

    Raises Later when one more call may not come to its end before that.
    """
    if now + timedelta(seconds=TIMEOUT_SECONDS) > lease_ends:
        raise Later("the lease ended before it could be sent", 0.0)


def backoff(failures: int) -> float:
    """Seconds to wait after so many failures in a row: 1, 2, 4 … LONGEST_WAIT_SECONDS."""
    return min(LONGEST_WAIT_SECONDS, 2.0 ** min(failures, 10))


def lane_backoff(failures: int) -> float:
    """Seconds to leave a recipient alone after so many: 1, 2, 4 … LONGEST_LANE_WAIT_SECONDS."""
    return min(LONGEST_LANE_WAIT_SECONDS, backoff(failures))


def end_soon(desk: Desk) -> None:
    """Have nothing wait for longer than a lease, the machine's clock having been put back.

    A lease that is right by that clock is left alone. Raises RecordUnavailable.
    """
    with desk.database.queue() as session:
        waiting_times.bring_nearer(session, desk.machine_now() + LEASE)
    desk.wake_delivery()
