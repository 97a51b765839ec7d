"""Trouble on demand: what Slack's servers and the network do on a bad day."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from playground.wire import Machine

FaultKind = Literal[
    "ratelimited",
    "http_500",
    "http_503",
    "fatal_error",
    "timeout",
    "reset",
    "lost_answer",
    "reset_after",
    "half_body",
    "slow",
    "error",
    "performed",
]
NOT_PERFORMED = frozenset(
    {"ratelimited", "http_500", "http_503", "fatal_error", "timeout", "reset", "error"}
)
UNHEARD = frozenset({"timeout", "reset", "lost_answer", "reset_after", "half_body"})
"""Kinds after which the app knows nothing of what was done."""


@dataclass
class Fault:
    """One kind of trouble for a Web API method (`*`: any; `response_url`: those posts).

    It strikes `times` calls or, if `lasts` (seconds) is given, every call until then.
    `retry_after` and `seconds` are seconds. `error` names Slack's error for the kind `error`.
    `when` narrows it by the call's arguments. `then` runs once the call has been performed and
    before the answer leaves; the kind `performed` is no trouble but that.
    """

    method: str
    kind: FaultKind
    times: int = 1
    retry_after: int = 1
    seconds: float = 5.0
    error: str = "internal_error"
    lasts: float | None = None
    when: Callable[[Mapping[str, Any]], bool] | None = None
    then: Callable[[], object] | None = None
    fired: int = 0
    ends_at: float | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        if self.kind not in get_args(FaultKind):
            raise ValueError(f"no fault is called {self.kind}: {', '.join(get_args(FaultKind))}")

    def is_over(self, now: float) -> bool:
        """Whether it has struck as often, or as long, as it was to."""
        return self.fired >= self.times if self.ends_at is None else now >= self.ends_at

    def strikes(self, method: str, args: Mapping[str, Any]) -> bool:
        """Whether it is meant for this call."""
        if self.method not in ("*", method):
            return False
        return self.when is None or self.when(args)


class Faults:
    """The faults that are waiting, and how often each really fired."""

    def __init__(self, machine: Machine = time.time) -> None:
        self._machine = machine
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []
        self.fired: Counter[tuple[str, str]] = Counter()

    def add(self, fault: Fault) -> Fault:
        """Lay a fault in the way; the same object counts its firings."""
        with self._lock:
            if fault.lasts is not None:
                fault.ends_at = self._machine() + fault.lasts
            self._waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Take away the faults that are left."""
        with self._lock:
            self._waiting.clear()

    def waiting(self) -> list[Fault]:
        """The faults that have yet to strike, or still do."""
        with self._lock:
            self._drop_those_over()
            return list(self._waiting)

    def seconds_left(self, fault: Fault) -> float | None:
        """How long one that lasts goes on; None for one that strikes a number of times."""
        return None if fault.ends_at is None else max(0.0, fault.ends_at - self._machine())

    def take(self, method: str, args: Mapping[str, Any]) -> Fault | None:
        """The fault that strikes this call, counted."""
        with self._lock:
            self._drop_those_over()
            for fault in self._waiting:
                if fault.strikes(method, args):
                    fault.fired += 1
                    self.fired[method, fault.kind] += 1
                    return fault
        return None

    def _drop_those_over(self) -> None:
        now = self._machine()
        self._waiting = [fault for fault in self._waiting if not fault.is_over(now)]
