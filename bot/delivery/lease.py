"""How long whoever has claimed something may see to it, and how long to wait after a failure."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.delivery.meaning import Later
from bot.delivery.wire import TIMEOUT_SECONDS

LEASE = timedelta(seconds=20)
LONGEST_WAIT_SECONDS = 60.0
# Nothing waits for longer than that, and so far the clocks of replicas may be apart: what lies
# beyond is by a clock that was put back since.
FARTHEST = timedelta(seconds=LONGEST_WAIT_SECONDS + 30.0)
# Shorter, so that one message which Slack can't take doesn't keep those after it waiting for long.
LONGEST_LANE_WAIT_SECONDS = 10.0


def require_time_left(now: datetime, lease_ends: datetime) -> None:
    """After its lease another worker may show the same, and show something newer.

    Raises Later when one more call may not come to its end before that.
    """
    if now + timedelta(seconds=TIMEOUT_SECONDS) > lease_ends:
        raise Later("the lease ended before it could be sent", 0.0)


def backoff(failures: int, asked: float | None = None) -> float:
    """Seconds to wait: those that Slack has `asked` for, or after so many failures 1, 2, 4 …

    LONGEST_WAIT_SECONDS at most: whatever Slack limits for longer is held by Limits.
    """
    return min(LONGEST_WAIT_SECONDS, 2.0 ** min(failures, 10) if asked is None else asked)


def lane_backoff(failures: int) -> float:
    """Seconds to leave a recipient alone after so many: 1, 2, 4 … LONGEST_LANE_WAIT_SECONDS."""
    return min(LONGEST_LANE_WAIT_SECONDS, backoff(failures))
