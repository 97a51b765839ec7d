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
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from playground.server import Playground

ROOT = Path(__file__).parent.parent.parent
POINT = "TEST_CRASH_POINT"
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


CLAIM = r"UPDATE posts SET try_at=\?, sending_since=\?"
MARK = r"UPDATE posts SET shown=\?"
ENTRY = r"INSERT INTO interactions"

BEFORE_COMMIT = CrashPoint(COMMIT, ENTRY)
BEFORE_ANSWER = CrashPoint(COMMITTED, ENTRY)
AFTER_CLAIM = CrashPoint(COMMITTED, CLAIM)
BEFORE_MARK = CrashPoint(STATEMENT, MARK)


class BotProcess:
    """One process of the bot; it can be started again after its end."""

    def __init__(
        self, slack: Playground, record: str, mode: str, environ: dict[str, str] | None = None
    ) -> None:
        self._slack = slack
        self._folder = Path(str(make_url(record).database)).parent
        self._environ = {**_environ(slack, record, mode), **(environ or {})}
        self._mode = mode
        self._process: subprocess.Popen[bytes] | None = None
        self._log = self._folder / f"bot-{id(self)}.log"

    def serves(self, crash: CrashPoint | None = None) -> None:
        """Start it and wait until Slack's deliveries reach it. Raises TimeoutError."""
        before = self._slack.sockets_opened
        self.runs("serve", crash=crash)
        if self._mode == "socket":
            self._slack.wait_for(lambda: self._slack.sockets_opened > before, 20)
        else:
            address = f"http://127.0.0.1:{self._environ['PORT']}"
            until(lambda: _is_ready(address + "/readyz"), 20)
            self._slack.deliver_to(address + "/slack/events")

    def runs(self, *arguments: str, crash: CrashPoint | None = None) -> None:
        """Start a command of it, to die at a point if one is named."""
        environ = {**self._environ, **({POINT: crash.written()} if crash else {})}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(Path(__file__)), *arguments],
                cwd=self._folder,
                env=environ,
                stdout=log,
                stderr=log,
            )

    def ends(self, seconds: float = 20) -> int:
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


if __name__ == "__main__":
    if POINT in os.environ:
        arm(CrashPoint.read(os.environ[POINT]))
    import app

    sys.exit(app.main(sys.argv[1:]))
