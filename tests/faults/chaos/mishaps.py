"""The ways in which a call to Slack goes wrong, each in its turn."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import get_args

from playground.faults import Fault, FaultKind
from tests.faults.chaos.run import Run

KINDS: tuple[FaultKind, ...] = tuple(
    kind for kind in get_args(FaultKind) if kind not in ("performed", "error")
)
# Some kinds need a longer while than a call may take: see CALL_SECONDS.
_SECONDS = 0.7


def lay(
    run: Run,
    dice: Random,
    method: str,
    kinds: Sequence[FaultKind] = KINDS,
    *,
    times: int = 1,
    retry_after: int = 1,
) -> Fault:
    """Have the next calls of a method go wrong, in the way that it has met least often so far.

    `retry_after` is in seconds, for the kind `ratelimited`.
    """
    shuffled = dice.sample(kinds, len(kinds))
    kind = min(shuffled, key=lambda kind: run.times_laid(method, kind))
    fault = Fault(method, kind, times=times, retry_after=retry_after, seconds=_SECONDS)
    run.lays(fault)
    return fault
