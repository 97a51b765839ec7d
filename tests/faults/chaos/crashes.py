"""Bots that die at a named point of a transaction, once something has brought them there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from sqlalchemy import func, select

from storage.people import Person
from tests.faults.chaos.acts import ask_follow_up, file_complaint, log_call, look_at_home, note
from tests.faults.chaos.run import Run
from tests.faults.chaos.troubles import Trouble, somebody
from tests.faults.chaos.waiting import soon
from tests.faults.process import COMMIT, COMMITTED, STATEMENT, CrashPoint

# Another bot may come before it.
_CRASH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """A statement that a transaction runs, and what brings a bot to run it."""

    statement: str
    cause: Callable[[Run, Random], None]


def wait_for_a_digest(run: Run, _dice: Random) -> None:
    """Time passes until somebody's next reminder is due."""
    with run.desk.read() as session:
        due = session.scalar(
            select(func.min(Person.next_digest_at)).where(Person.next_digest_at > run.now())
        )
    if due is not None:
        run.time_passes((due - run.now()).total_seconds() + 1)


_PLACES = {
    "entry": Place(r"INSERT INTO interactions", log_call),
    "complaint": Place(r"INSERT INTO complaints", file_complaint),
    "follow-up": Place(r"INSERT INTO follow_ups", ask_follow_up),
    "change": Place(r"INSERT INTO changes", note),
    "claim": Place(
        r"UPDATE posts SET content_hash=.+?, try_at=.+?, sending_since=", file_complaint
    ),
    "mark": Place(r"UPDATE posts SET shown=", file_complaint),
    "home": Place(r"UPDATE homes SET", look_at_home),
    "digest": Place(r"INSERT INTO digests", wait_for_a_digest),
}
_POINTS = [(when, name) for name in _PLACES for when in (STATEMENT, COMMIT, COMMITTED)]


def crash_at_a_point(run: Run, dice: Random) -> None:
    """A bot is replaced by one that will die at a named point, which then comes."""
    points = dice.sample(_POINTS, len(_POINTS))
    when, name = min(points, key=lambda point: run.laid[_told(*point)])
    told = _told(when, name)
    somebody(run, dice).kill()
    run.laid[told] += 1
    bot = run.nursery.serves(CrashPoint(when, _PLACES[name].statement), told)
    _PLACES[name].cause(run, dice)
    soon(lambda: not bot.is_running(), _CRASH_SECONDS)


def _told(when: str, name: str) -> str:
    return f"crash: {when} of {name}"


# The share of each among a thousand steps.
CRASHES: dict[Trouble, int] = {crash_at_a_point: 8}
