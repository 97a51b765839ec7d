"""Takes single guards out of a bot's process, to see what each of them holds up."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.orm import Session

WITHOUT, MEETING = "TEST_WITHOUT", "TEST_MEETING"
# More than two requests are apart, and less than the write lock is then waited for.
MEETING_SECONDS, PATIENCE_SECONDS = 1.5, 6.0


def no_lease() -> None:
    """What is claimed may be claimed by others at once."""
    from bot.delivery import lease

    def anytime(_now: datetime, _lease_ends: datetime) -> None:
        return None

    _replace(lease, "LEASE", timedelta())
    _replace(lease, "require_time_left", anytime)


def nothing_in_hand() -> None:
    """A process claims again what it has in hand, if its clock says that the lease is over."""
    from storage import claims, lanes

    claim, next_try = claims.claim, lanes.next_try

    def claim_anything(*asked: Any) -> list[claims.Taken]:
        return claim(*asked[:-1])

    def look_at_all(session: Session, team_id: str, _in_hand: set[str]) -> lanes.NextTry:
        return next_try(session, team_id)

    _replace(claims, "claim", claim_anything)
    _replace(lanes, "next_try", look_at_all)


def no_reconciling() -> None:
    """A message whose fate is unknown is posted again without looking for it."""
    from bot.delivery.attempt import Attempt

    def forget(attempt: Attempt) -> None:
        attempt.doubt = None

    _replace(Attempt, "settle_doubt", forget)


def default_retries() -> None:
    """Slack's client sends again by itself where a connection breaks, as it does by default."""
    from bot.delivery import wire

    def client(token: str, base_url: str) -> WebClient:
        return WebClient(token=token, base_url=base_url, timeout=wire.TIMEOUT_SECONDS)

    _replace(wire, "client", client)


def no_unique_key() -> None:
    """The record takes a second entry of the same request."""
    engine = create_engine(os.environ["DATABASE_URL"], poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX uq_interactions_request")
    engine.dispose()


def no_write_lock() -> None:
    """Use cases of one workspace run beside one another."""
    from storage import postgres, sqlite

    def no_lock(_team_id: str) -> str:
        return "SELECT 1"

    @contextmanager
    def anybody(_turn: sqlite.Turn, _patience: float) -> Iterator[None]:
        yield

    def begin_late(url: Any, patience: float, _turn: sqlite.Turn, file: sqlite.File) -> Engine:
        engine = sqlite.connect(url, patience, file)
        event.listen(engine, "begin", sqlite.begin_reading)
        return engine

    _replace(postgres, "_locking", no_lock)
    _replace(sqlite.Turn, "taken", anybody)
    _replace(sqlite, "writer", begin_late)


def _replace(owner: object, name: str, by: object) -> None:
    assert hasattr(owner, name), f"{owner} has no {name} any more"
    setattr(owner, name, by)


GUARDS: dict[str, Callable[[], None]] = {
    "lease": no_lease,
    "in hand": nothing_in_hand,
    "reconciling": no_reconciling,
    "retry_handlers=[]": default_retries,
    "unique key": no_unique_key,
    "write lock": no_write_lock,
}


def take_out() -> None:
    """Take out the guards that the environment names; called before the app is imported."""
    for name in filter(None, os.environ.get(WITHOUT, "").split(",")):
        GUARDS[name]()


def hold_meetings() -> None:
    """Have two requests wait for each other before statements that the environment describes.

    One alone goes on after MEETING_SECONDS, and then nobody waits any more.
    """
    from storage import database

    _replace(database, "PATIENCE_SECONDS", PATIENCE_SECONDS)
    wanted = re.compile(os.environ[MEETING])
    both = threading.Barrier(2, timeout=MEETING_SECONDS)

    def on_statement(_connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if wanted.match(statement):
            with suppress(threading.BrokenBarrierError):
                both.wait()

    event.listen(Engine, "before_cursor_execute", on_statement)
