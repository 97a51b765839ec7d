"""Stopping: Ctrl-C and SIGTERM are waited for, so that what is under way is finished first."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from types import FrameType
from typing import NoReturn

LOOK_UP_SECONDS = 0.5


def on_signal() -> threading.Event:
    """Set by Ctrl-C or SIGTERM, which end nothing by themselves from now on."""
    stopped = threading.Event()

    def set_it(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, set_it)
    return stopped


def wait_for(stopped: threading.Event) -> None:
    """Wait, looking up now and then: a signal that another thread was handed runs only then."""
    while not stopped.wait(LOOK_UP_SECONDS):
        continue


def end() -> NoReturn:
    """End at once: Python would wait for threads that wait for a server that has frozen."""
    logging.shutdown()
    sys.stdout.flush()
    os._exit(0)
