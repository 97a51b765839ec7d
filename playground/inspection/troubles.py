"""The troubles that a person can ask for with one press, and how often each has struck."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.faults import Fault, Faults
from playground.wire import Json

OUTAGE = 10.0
"""Seconds."""
WAIT = 5
"""Seconds that a rate-limited app is asked to wait."""
SLOWNESS = 4.0
"""Seconds: more than an ack may take, less than most clients wait."""


@dataclass(frozen=True)
class Trouble:
    """A button: what it says, what it does, and the fault that it lays in the way."""

    name: str
    label: str
    does: str
    fault: Callable[[], Fault]


TROUBLES = (
    Trouble(
        "rate_limit",
        "Rate-limit the next post",
        f"The next chat.postMessage is answered 429 with Retry-After: {WAIT}.",
        lambda: Fault("chat.postMessage", "ratelimited", retry_after=WAIT),
    ),
    Trouble(
        "outage",
        f"Slack is down for {OUTAGE:.0f} s",
        "Every call and every response URL is answered 503.",
        lambda: Fault("*", "http_503", lasts=OUTAGE),
    ),
    Trouble(
        "lost_answer",
        "Lose the next answer",
        "The next chat.postMessage is done, but the connection breaks before its answer.",
        lambda: Fault("chat.postMessage", "lost_answer"),
    ),
    Trouble(
        "slow_answer",
        "Slow down the next answer",
        f"The next call of any method is answered {SLOWNESS:.0f} s late.",
        lambda: Fault("*", "slow", seconds=SLOWNESS),
    ),
)
DROP = "drop_socket"


class Troubles:
    """Lays troubles in the way and remembers them."""

    def __init__(self, faults: Faults, drop_sockets: Callable[[], int]) -> None:
        self._faults = faults
        self._drop_sockets = drop_sockets
        self._laid: dict[str, list[Fault]] = {trouble.name: [] for trouble in TROUBLES}
        self._dropped = 0

    def ask_for(self, name: str) -> None:
        """Lay one in the way; sockets are dropped at once. Raises LookupError for another name."""
        if name == DROP:
            self._dropped += self._drop_sockets()
            return
        trouble = next((known for known in TROUBLES if known.name == name), None)
        if trouble is None:
            raise LookupError(f"no trouble is called {name}")
        self._laid[name].append(self._faults.add(trouble.fault()))

    def clear(self) -> None:
        """Take away all that is left, whoever laid it."""
        self._faults.clear()

    def as_json(self) -> list[Json]:
        """Each button with how many are armed, for how long, and how many calls were struck."""
        waiting = self._faults.waiting()
        return [*(self._told(trouble, waiting) for trouble in TROUBLES), self._told_of_sockets()]

    def _told(self, trouble: Trouble, waiting: list[Fault]) -> Json:
        laid = self._laid[trouble.name]
        armed = [fault for fault in waiting if any(fault is mine for mine in laid)]
        left = [self._faults.seconds_left(fault) for fault in armed]
        return {
            "name": trouble.name,
            "label": trouble.label,
            "does": trouble.does,
            "strikes": _target(armed[0]) if armed else "",
            "armed": len(armed),
            "seconds_left": max((seconds for seconds in left if seconds is not None), default=None),
            "fired": sum(fault.fired for fault in laid),
        }

    def _told_of_sockets(self) -> Json:
        return {
            "name": DROP,
            "label": "Drop the socket",
            "does": "Every socket of the app is cut without a word, at once.",
            "strikes": "",
            "armed": 0,
            "seconds_left": None,
            "fired": self._dropped,
        }


def _target(fault: Fault) -> str:
    return "any call" if fault.method == "*" else f"the next {fault.method}"
