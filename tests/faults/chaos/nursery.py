"""Where bots are born: a process that has imported everything once, and forks on demand.

Each bot is a process of its own, which runs `app.main` and can be killed; only its start is short.
"""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from tests.faults.chaos.board import DISK_FULL, Board, BotClock, RealClock
from tests.faults.process import CrashPoint, arm

# The bots' own patience with Slack and with the record, which are on this machine.
CALL_SECONDS = 0.5
RECORD_SECONDS = 0.8
PING_SECONDS = 0.5
# How often they look what is due.
TICK_SECONDS = 0.25
_ALL_PAGES = 4_294_967_294
_ROOM = "pages there may be"


def _main(board_path: str) -> None:
    """Fork a bot for each line that comes in; say what became of one when asked."""
    _import_everything()
    board = Board(Path(board_path))
    _say("ready")
    for line in sys.stdin:
        order = json.loads(line)
        if "pid" in order:
            _say(_end_of(order["pid"], waits=order["waits"]))
        elif pid := os.fork():
            _say(pid)
        else:
            sys.exit(_live(board, order))


def _import_everything() -> None:
    from bot.delivery import wire
    from handlers import answers, socket
    from storage import database

    # Before anybody takes the numbers over from there.
    for room, name, seconds in (
        (wire, "TIMEOUT_SECONDS", CALL_SECONDS),
        (answers, "PATIENCE_SECONDS", CALL_SECONDS),
        (database, "PATIENCE_SECONDS", RECORD_SECONDS),
        (socket, "PING_SECONDS", PING_SECONDS),
    ):
        setattr(room, name, seconds)
    import app  # noqa: F401
    from bot import quick_entry, settings

    load = settings.load

    def load_hurried(*given: Any) -> settings.Settings:
        # People set whole seconds.
        return replace(load(*given), tick_seconds=TICK_SECONDS)  # type: ignore[arg-type]

    setattr(settings, "load", load_hurried)  # noqa: B010 - no name of the module's own
    quick_entry.warm()
    gc.freeze()


def _say(what: object) -> None:
    print(json.dumps(what), flush=True)


def _end_of(pid: int, *, waits: bool) -> int | None:
    ended, status = os.waitpid(pid, 0 if waits else os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def _live(board: Board, order: dict[str, Any]) -> int:
    """Be one bot; gives its exit code."""
    log = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for stream in (1, 2):
        os.dup2(log, stream)
    faulthandler.register(signal.SIGUSR1)
    os.environ.clear()
    os.environ.update(order["environ"])
    os.chdir(order["folder"])
    _follow_board(board, order["place"])
    if order["crash"]:
        arm(CrashPoint.read(order["crash"]))
    import app

    return app.main(order["arguments"])


def _follow_board(board: Board, place: int) -> None:
    import apscheduler.schedulers.base as scheduler

    import bot.clock

    clock = BotClock(board, place)
    setattr(bot.clock, "datetime", clock)  # noqa: B010 - no name of the module's own
    # It ticks by the seconds that really pass: to catch up on an hour of them takes it too long.
    scheduler.datetime = RealClock(board)
    clock.follow()

    def on_begin(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            _leave_room(connection, is_full=bool(board[DISK_FULL]))

    event.listen(Engine, "begin", on_begin)


def _leave_room(connection: Connection, *, is_full: bool) -> None:
    """Let the file grow or not; a limit below its size stands for the size itself."""
    pages = 1 if is_full else _ALL_PAGES
    if connection.info.get(_ROOM, _ALL_PAGES) != pages:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        connection.info[_ROOM] = pages


if __name__ == "__main__":
    _main(sys.argv[1])
