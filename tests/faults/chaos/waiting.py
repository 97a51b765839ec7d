"""Waiting for what happens in other processes, which tell nobody."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_LOOK_SECONDS = 0.005


def soon(holds: Callable[[], bool], seconds: float) -> bool:
    """Look again and again whether something holds; false when it doesn't within `seconds`."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not holds():
        if time.monotonic() > deadline:
            return False
        pause.wait(_LOOK_SECONDS)
    return True
