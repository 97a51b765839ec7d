"""The bots of a chaos run: real processes, born in the nursery, killed and stopped from here."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from playground.server import Playground
from tests.faults.chaos.board import FIRST_BOT, STAND_STILL, Board
from tests.faults.chaos.waiting import soon
from tests.faults.process import ROOT, CrashPoint

# A start takes a moment; on a machine busy with other things, a minute.
START_SECONDS = 120.0
# Much may have fallen due at once, and be on its way.
_STILL_SECONDS = 120.0
_TELLING_SECONDS = 1.0


class Bot:
    """One process; `place` is its own on the board, `doom` the name of the crash it is to die of.

    `was_ended` tells that somebody here has ended it.
    """

    def __init__(self, nursery: Nursery, pid: int, place: int, doom: str) -> None:
        self.place = place
        self.doom = doom
        self.was_ended = False
        self._nursery = nursery
        self._pid = pid
        self._code: int | None = None
        self._ending = threading.RLock()

    def is_running(self) -> bool:
        return self.exit_code() is None

    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        with self._ending:
            if self._code is None:
                self._code = self._nursery.asks({"pid": self._pid, "waits": False})
            return self._code

    def kill(self) -> None:
        """End it without a word."""
        self._ends(signal.SIGKILL)

    def stops(self) -> int:
        """End it in order; gives the exit code."""
        return self._ends(signal.SIGTERM)

    def tells_its_stacks(self) -> None:
        """Have it write what each of its threads is at to the log."""
        os.kill(self._pid, signal.SIGUSR1)

    def _ends(self, number: signal.Signals) -> int:
        with self._ending:
            if self.is_running():
                self.was_ended = True
                os.kill(self._pid, number)
                self._code = self._nursery.asks({"pid": self._pid, "waits": True})
            assert self._code is not None
            return self._code


class Nursery:
    """Starts the bots of one record and one Slack; `born` counts them."""

    def __init__(self, slack: Playground, record: str, folder: Path) -> None:
        self.board = Board(folder / "board")
        self.log = folder / "bots.log"
        self.log.touch()
        self.bots: list[Bot] = []
        self.born = 0
        self._slack = slack
        self.folder = folder
        self._environ = _environ(slack, record)
        self._places = count(FIRST_BOT)
        self._pauses = count(1)
        self._speaking = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.chaos.nursery", str(folder / "board")],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._hear()

    def runs(self, *arguments: str, crash: CrashPoint | None = None, doom: str = "") -> Bot:
        """Start a command of a bot's, to die at a point if one is named."""
        place = next(self._places)
        order = {
            "arguments": arguments,
            "environ": self._environ,
            "folder": str(self.folder),
            "log": str(self.log),
            "place": place,
            "crash": crash.written() if crash else "",
        }
        bot = Bot(self, self.asks(order), place, doom)
        self.bots.append(bot)
        self.born += 1
        return bot

    def serves(self, crash: CrashPoint | None = None, doom: str = "") -> Bot:
        """Start a bot and wait until Slack's deliveries reach it, or it has died of its crash."""
        before = self._slack.sockets_opened
        bot = self.runs("serve", crash=crash, doom=doom)
        is_there = lambda: self._slack.sockets_opened > before or not bot.is_running()  # noqa: E731
        if not soon(is_there, START_SECONDS):
            raise TimeoutError("a bot has not connected")
        return bot

    def buries(self) -> list[Bot]:
        """Those that have ended by themselves since this was asked last."""
        dead = [bot for bot in self.bots if not bot.is_running()]
        self.bots = [bot for bot in self.bots if bot not in dead]
        return [bot for bot in dead if not bot.was_ended]

    @property
    def living(self) -> list[Bot]:
        """Those that run."""
        return [bot for bot in self.bots if bot.is_running()]

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """None of them reads its clock or has a call in hand meanwhile. Raises TimeoutError."""
        number = float(next(self._pauses))
        self.board[STAND_STILL] = number
        try:
            if not soon(lambda: self._stand_still(number), _STILL_SECONDS):
                raise TimeoutError(
                    f"a bot is in the middle of a call without end\n{self._stacks()}"
                )
            yield
        finally:
            self.board[STAND_STILL] = 0.0

    def _stand_still(self, number: float) -> bool:
        return all(self.board[bot.place] == number for bot in self.living)

    def _stacks(self) -> str:
        """What the bots that live are at, as they tell their log."""
        before = self.logged
        for bot in self.living:
            bot.tells_its_stacks()
        soon(lambda: self.logged > before, _TELLING_SECONDS)
        return self.logged_since(before)

    @property
    def logged(self) -> int:
        """How many bytes the bots have logged."""
        return self.log.stat().st_size

    def logged_since(self, before: int) -> str:
        """What they have logged after so many bytes."""
        with self.log.open("rb") as log:
            log.seek(before)
            return log.read().decode("utf-8", "replace")

    def ends(self) -> None:
        """Kill whatever lives."""
        for bot in self.living:
            bot.kill()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def asks(self, order: dict[str, Any]) -> Any:
        """Have the nursery do something; gives its answer."""
        with self._speaking:
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            return self._hear()

    def _hear(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


def _environ(slack: Playground, record: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": record,
        "RAPPORT_PACE_SECONDS": "0",
        "LOG_LEVEL": "warning",
    }
