"""A bot's own process, `python app.py` against the local Slack, killed at any point one names.

Run as a script it is the bot itself, which ends by SIGKILL at the point named in its environment.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from tests.faults.guards import MEETING, hold_meetings, take_out
from tests.faults.orders import AHEAD, ANSWERS, obey

if TYPE_CHECKING:
    from playground.server import Playground

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 180.0
"""A start takes 2 s, and on a busy machine many more."""
POINT = "TEST_CRASH_POINT"
SLACK_SECONDS = "TEST_SLACK_SECONDS"
COMMIT, COMMITTED, STATEMENT = "commit", "committed", "statement"


@dataclass(frozen=True)
class CrashPoint:
    """Where to end: `when` the transaction that ran a statement like `of` has come so far.

    `statement`: before it runs · `commit`: just before the commit · `committed`: just after it.
    """

    when: str
    of: str

    def written(self) -> str:
        return f"{self.when} {self.of}"

    @classmethod
    def read(cls, text: str) -> CrashPoint:
        when, _space, of = text.partition(" ")
        return cls(when, of)


CLAIM = r"UPDATE posts SET content_hash=.+?, try_at=.+?, sending_since="
MARK = r"UPDATE posts SET shown="
ENTRY = r"INSERT INTO interactions"

BEFORE_COMMIT = CrashPoint(COMMIT, ENTRY)
BEFORE_ANSWER = CrashPoint(COMMITTED, ENTRY)
AFTER_CLAIM = CrashPoint(COMMITTED, CLAIM)
BEFORE_MARK = CrashPoint(STATEMENT, MARK)


class BotProcess:
    """One process of the bot; it can be started again after its end.

    `folder` is where it runs and leaves its log.
    """

    def __init__(
        self,
        slack: Playground,
        record: str,
        mode: str,
        folder: Path,
        environ: dict[str, str] | None = None,
    ) -> None:
        self._slack = slack
        self._folder = folder
        self._environ = {**_environ(slack, record, mode), **(environ or {})}
        self._mode = mode
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: int | None = None
        self._log = folder / f"bot-{id(self)}.log"

    def serves(self, crash: CrashPoint | None = None) -> None:
        """Start it and wait until Slack's deliveries reach it. Raises TimeoutError."""
        before = self._slack.sockets_opened
        self.runs("serve", crash=crash)
        if self._mode == "socket":
            self._slack.wait_for(lambda: self._slack.sockets_opened > before, START_SECONDS)
        else:
            until(lambda: _is_ready(self.address + "/readyz"), START_SECONDS)
            self._slack.deliver_to(self.address + "/slack/events")

    def runs(self, *arguments: str, crash: CrashPoint | None = None) -> None:
        """Start a command of it, to die at a point if one is named."""
        self._let_go()
        self._answers, answering = os.pipe()
        environ = {**self._environ, ANSWERS: str(answering)}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(Path(__file__)), *arguments],
                cwd=self._folder,
                env={**environ, **({POINT: crash.written()} if crash else {})},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                pass_fds=[answering],
            )
        os.close(answering)

    def ordered(self, order: str) -> bool:
        """Have it carry out one of `tests/faults/orders.py`; false when it has ended before."""
        return self._send(order) and self._is_done()

    def shows(self, ahead: timedelta) -> None:
        """Its clock differs from the real time by so much from now on, in its later lives too."""
        self._environ[AHEAD] = str(ahead.total_seconds())
        if self.is_running():
            self.ordered(f"clock {self._environ[AHEAD]}")

    @contextmanager
    def asleep(self, ahead: timedelta) -> Iterator[None]:
        """It stands still, as on a machine that is suspended, and wakes up that much later."""
        self.gets(signal.SIGSTOP)
        yield
        self._environ[AHEAD] = str(ahead.total_seconds())
        self._send(f"clock {self._environ[AHEAD]}")
        self.gets(signal.SIGCONT)
        assert self._is_done()

    def _send(self, order: str) -> bool:
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(order.encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return False
        return True

    def _is_done(self) -> bool:
        assert self._answers is not None
        return bool(os.read(self._answers, 1))

    def ends(self, seconds: float = START_SECONDS) -> int:
        """Wait for its end; gives the exit code. Raises TimeoutExpired."""
        assert self._process is not None
        return self._process.wait(seconds)

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def gets(self, number: signal.Signals) -> None:
        """Receive a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        """End it without a word."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def close(self) -> None:
        """End it for good."""
        self.kill()
        self._let_go()

    def _let_go(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.close()
        if self._answers is not None:
            os.close(self._answers)
        self._answers = None

    @property
    def address(self) -> str:
        """Where it listens, in HTTP mode."""
        return f"http://127.0.0.1:{self._environ['PORT']}"

    @property
    def said(self) -> str:
        """What it has written to the terminal."""
        return self._log.read_text("utf-8")


def _environ(slack: Playground, record: str, mode: str) -> dict[str, str]:
    from tests.conftest import _free_port as free_port

    door = (
        {"SLACK_APP_TOKEN": slack.app_token}
        if mode == "socket"
        else {"SLACK_SIGNING_SECRET": slack.signing_secret, "PORT": str(free_port())}
    )
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": record,
        "RAPPORT_TICK_SECONDS": "1",
        # What is shown is looked at here, not how fast it comes.
        "RAPPORT_PACE_SECONDS": "0",
        **door,
    }


def until(holds: Callable[[], bool], seconds: float) -> None:
    """Ask again and again whether something in another process is so. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"it did not come to pass within {seconds} s")
        threading.Event().wait(0.05)


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=1):
            return True
    except OSError:
        return False


def _end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: CrashPoint) -> None:
    """End this process at a point, seen from the database's side."""
    wanted = re.compile(point.of)
    thread = threading.local()

    def on_statement(_connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if wanted.match(statement):
            if point.when == STATEMENT:
                _end()
            thread.is_there = True

    def on_commit(_connection: Connection) -> None:
        if point.when == COMMIT and getattr(thread, "is_there", False):
            _end()

    def on_committed(_session: Session) -> None:
        if point.when == COMMITTED and getattr(thread, "is_there", False):
            _end()

    event.listen(Engine, "before_cursor_execute", on_statement)
    event.listen(Engine, "commit", on_commit)
    event.listen(Session, "after_commit", on_committed)


def shorten_patience(seconds: float) -> None:
    """Have this process wait so long for Slack instead of 5 s; leases are shorter in proportion."""
    from bot.delivery import wire

    share = seconds / wire.TIMEOUT_SECONDS
    wire.TIMEOUT_SECONDS = seconds  # type: ignore[assignment]
    wire.SETTLING_SECONDS *= share
    from bot.delivery import lease

    lease.LEASE *= share


if __name__ == "__main__":
    if POINT in os.environ:
        arm(CrashPoint.read(os.environ[POINT]))
    if ANSWERS in os.environ:
        obey()
    if SLACK_SECONDS in os.environ:
        shorten_patience(float(os.environ[SLACK_SECONDS]))
    if MEETING in os.environ:
        hold_meetings()
    take_out()
    import app

    sys.exit(app.main(sys.argv[1:]))
