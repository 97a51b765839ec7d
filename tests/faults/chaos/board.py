"""What the runner and its bots have in common: the machine's clock and whether the disk is full.

The clock moves for all of them at once and between two calls to Slack, as if every process had
been asleep: a lease's worth of time can't pass while somebody has a call in hand.
"""

from __future__ import annotations

import mmap
import struct
import sys
import threading
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from types import FrameType

AHEAD, STAND_STILL, DISK_FULL, FIRST_BOT = 0, 1, 2, 3
_PLACES = 4096
_WIDTH = 8
_LOOK_SECONDS = 0.005
_WAIT = ("threading.py", "wait")
_FIRST = {"_bootstrap", "_run_module_as_main"}


class Board:
    """Numbers in a file, shared between processes."""

    def __init__(self, path: Path) -> None:
        path.touch()
        with path.open("r+b") as file:
            file.truncate(_WIDTH * _PLACES)
            self._places = mmap.mmap(file.fileno(), _WIDTH * _PLACES)

    def __getitem__(self, place: int) -> float:
        number: float = struct.unpack_from("d", self._places, _WIDTH * place)[0]
        return number

    def __setitem__(self, place: int, number: float) -> None:
        struct.pack_into("d", self._places, _WIDTH * place, number)

    def now(self) -> datetime:
        """What the machine's clock says, aware, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self[AHEAD])


class RealClock:
    """The time that really passes, from what the board says at the start."""

    def __init__(self, board: Board) -> None:
        self._ahead = timedelta(seconds=board[AHEAD])

    def now(self, zone: tzinfo | None = None) -> datetime:
        """As `datetime.now`."""
        return datetime.now(zone) + self._ahead


class BotClock:
    """A bot's look at the board: it stands still when asked to, once no call is in hand."""

    def __init__(self, board: Board, place: int) -> None:
        self._board = board
        self._place = place
        self._reading = threading.Lock()
        self._pause = threading.Event()

    def follow(self) -> None:
        """Look at the board from now on, in a thread."""
        threading.Thread(target=self._follow, name="clock", daemon=True).start()

    def now(self, zone: tzinfo | None = None) -> datetime:
        """As `datetime.now`."""
        with self._reading:
            return datetime.now(zone) + timedelta(seconds=self._board[AHEAD])

    def _follow(self) -> None:
        while not self._pause.wait(_LOOK_SECONDS):
            asked = self._board[STAND_STILL]
            if asked not in (0.0, self._board[self._place]):
                self._stand_still(asked)

    def _stand_still(self, asked: float) -> None:
        with self._reading:
            if any(_is_delivering(frame) for frame in sys._current_frames().values()):
                return
            self._board[self._place] = asked
            while self._board[STAND_STILL] == asked:
                self._pause.wait(_LOOK_SECONDS)


def _is_delivering(innermost: FrameType) -> bool:
    """Whether a thread has something of delivery's in hand, and doesn't merely wait for work."""
    if (Path(innermost.f_code.co_filename).name, innermost.f_code.co_name) == _WAIT:
        return False
    # The first of delivery's own functions in a thread is the loop that takes the work.
    frame = innermost
    # Asked once a step: a thread that goes on meanwhile may have returned from there.
    while (caller := frame.f_back) is not None:
        frame = caller
        if "/bot/delivery/" in frame.f_code.co_filename:
            return True
    # One that has come to its end meanwhile doesn't say any more who called it.
    return frame.f_code.co_name not in _FIRST
