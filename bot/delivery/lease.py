"""How long whoever has claimed something may see to it, and how long to wait after a failure."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.delivery.wire import TIMEOUT_SECONDS, Later

LEASE = timedelta(seconds=20)
LONGEST_WAIT_SECONDS = 60.0


def require_time_left(now: datetime, lease_ends: datetime) -> None:
    """After its lease another worker may show the same, and show something newer.

    Raises Later when one more call may not come to its end before that.
    """
    if now + timedelta(seconds=TIMEOUT_SECONDS) > lease_ends:
        raise Later("the lease ended before it could be sent", 0.0)


def backoff(failures: int) -> float:
    """Seconds to wait after so many failures in a row: 1, 2, 4 … LONGEST_WAIT_SECONDS."""
    return min(LONGEST_WAIT_SECONDS, 2.0 ** min(failures, 10))
