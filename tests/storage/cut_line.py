"""A line to PostgreSQL that can be cut at the commit, before the server hears of it or after."""

from __future__ import annotations

import socket
import threading
from contextlib import closing, suppress
from enum import Enum
from pathlib import Path

from sqlalchemy import make_url

_COMMIT = b"COMMIT\x00"
_AT_ONCE = 65_536


class Cut(Enum):
    """What becomes of the next commit: it gets lost on the way, or its answer does."""

    BEFORE = "before"
    AFTER = "after"


class Line:
    """Passes on what is said to a server, on a socket of its own in a folder.

    Nobody gets through after a cut that is for good.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self.next_cut: Cut | None = None
        self.cut_is_for_good = False
        self.cuts = 0
        far = make_url(url)
        self._far = f"{far.query['host']}/.s.PGSQL.5432"
        self.url = far.update_query_dict({"host": str(folder)}).render_as_string(
            hide_password=False
        )
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(folder / ".s.PGSQL.5432"))
        self._door.listen()
        self._opened: list[socket.socket] = []
        threading.Thread(target=self._answer, daemon=True).start()

    def close(self) -> None:
        """Hang up."""
        for each in [self._door, *self._opened]:
            _hang_up(each)

    def _answer(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self._door.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self._far)
                self._opened += [near, far]
                for passes_on, ends in ((self._ask, (near, far)), (_tell, (far, near))):
                    threading.Thread(target=passes_on, args=ends, daemon=True).start()

    def _ask(self, near: socket.socket, far: socket.socket) -> None:
        with closing(near), closing(far), suppress(OSError):
            while words := near.recv(_AT_ONCE):
                if _COMMIT in words and self.next_cut is not None:
                    self._cut(near, far, words)
                    return
                far.sendall(words)

    def _cut(self, near: socket.socket, far: socket.socket, words: bytes) -> None:
        cut, self.next_cut = self.next_cut, None
        self.cuts += 1
        if self.cut_is_for_good:
            _hang_up(self._door)
        near.shutdown(socket.SHUT_WR)
        if cut is Cut.AFTER:
            far.sendall(words)
        far.shutdown(socket.SHUT_WR)


def _tell(far: socket.socket, near: socket.socket) -> None:
    with suppress(OSError):
        while words := far.recv(_AT_ONCE):
            near.sendall(words)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
