"""Calls with every client, as often as its tier asks for, and the follow-ups that come of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from random import Random
from typing import Any

from playground.sample.acts import Act, Finishes, Types
from playground.sample.hours import Hours
from playground.sample.written import Client, clients, clock, written

STORY_DAYS = 70
"""Working days that the story goes back."""

EVERY = {"A": 20, "B": 32, "C": 50}
"""Working days from one call to the next, by tier."""

QUIET_DAYS = 16
"""The last working days: what is to be done of their calls is told line by line instead.

More than any follow-up of the others waits, so that these are all done by now."""

FOLLOWED_UP = 0.25
"""The share of calls of which something is to be done."""

FAIR, BEST = 3, 5


def calls(hours: Hours, chance: Random) -> list[Act]:
    """Everything that was logged, and each follow-up ticked off on its day."""
    told, notes = written("told"), Notes(written("calls"), chance)
    others = [client for client in clients() if client.name not in told["alone"]]
    usual = [act for client in others for act in _with(client, hours, notes)]
    return usual + [act for each in told["lines"] for act in _told(each, hours)]


class Notes:
    """Draws what is typed after an account's name."""

    def __init__(self, words: Any, chance: Random) -> None:
        self._words = words
        self.chance = chance

    def language(self, who: str) -> str:
        """The language in which somebody writes this time."""
        return str(self.chance.choice(self._words["languages"][who]))

    def of(self, language: str, score: int) -> str:
        """Notes that fit a score, with the score said in one of the ways there are."""
        mood = self._words["fair" if score == FAIR else "content"]
        said = self.chance.choice(self._words["scores"][score])
        return f"{self.chance.choice(mood[language])} {said}"

    def to_do(self, language: str) -> tuple[str, int]:
        """What is to be done next, and in how many working days at most."""
        chosen = self.chance.choice(self._words["next"][language])
        return str(chosen["words"]), int(chosen["days"])


def _with(client: Client, hours: Hours, notes: Notes) -> Iterator[Act]:
    """One client's calls: content on the whole, and never two steps less so at once."""
    chance, every = notes.chance, EVERY[client.tier]
    score = chance.randint(FAIR, BEST)
    day = STORY_DAYS - chance.randrange(2, every)
    while day > 1:
        yield from _call(client, day, score, hours, notes)
        day -= every + chance.randint(-3, 3)
        score = min(BEST, max(FAIR, score + chance.choice((-1, 0, 0, 1))))


def _call(client: Client, day: int, score: int, hours: Hours, notes: Notes) -> Iterator[Act]:
    who, language = client.manager, notes.language(client.manager)
    # The account stands apart: a name of several words may look like another's.
    line = f"/log-call {client.name} | {notes.of(language, score)}"
    at = time(notes.chance.randint(9, 16), notes.chance.randint(5, 55))
    if day > QUIET_DAYS and notes.chance.random() < FOLLOWED_UP:
        words, days = notes.to_do(language)
        line = f"{line}. {words}"
        done_at = time(17, notes.chance.randint(0, 44))
        yield Finishes(hours.ago(who, day - days, done_at), who, client.name)
    yield Types(hours.ago(who, day, at), who, line)


def _told(each: dict[str, Any], hours: Hours) -> Iterator[Act]:
    who, day = each["who"], each["ago"]
    yield Types(hours.ago(who, day, clock(each["at"])), who, each["line"])
    if "in" in each:
        yield Finishes(hours.ago(who, day - each["in"], time(16, 30)), who, each["of"])
