"""The account that a message speaks of, found by its name or alias among the message's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.desk import Desk
from bot.people import Actor
from storage import accounts as kept
from storage import names as kept_names
from storage.accounts import Account
from storage.held_lines import HeldLine
from storage.names import Called, fold

READ = 3_000  # characters of a message that are searched
LONGEST_IN_WORDS = 6
ASKED_AT_ONCE = 400
# A shorter name is also a common word in small letters: "it", "on".
SHORTEST_IN_ANY_CASE = 4
_WORD = re.compile(r"\S+")
_BEFORE = re.compile(r"^[\"'“”‘’«»„(\[{<*_~`#@]+")
_AFTER = re.compile(r"(?:['’]s)?[\"'“”‘’«»)\]}>*_~`,;:.!?…–—-]*$")


@dataclass(frozen=True, slots=True)
class Run:
    """Some words in a row, as written, with the place of the first and the one after the last."""

    words: str
    start: int
    end: int

    def holds(self, other: Run) -> bool:
        return self.start <= other.start and other.end <= self.end and self != other


def of_message(desk: Desk, actor: Actor, held: HeldLine) -> Account | None:
    """The account that a message kept for a form speaks of, if it is clear."""
    with desk.read() as session:
        return mentioned_in(session, actor.team_id, held.text)


def mentioned_in(session: Session, team_id: str, text: str) -> Account | None:
    """The one account whose name or alias stands in the text as whole words.

    Of names within one another the longest counts. None when several accounts are named, or none
    that is still worked.
    """
    by_folded: dict[str, list[Run]] = {}
    for run in runs(text[:READ]):
        by_folded.setdefault(fold(run.words), []).append(run)
    found = [
        (run, name)
        for name in _known(session, team_id, by_folded)
        for run in by_folded[name.folded]
        if _is_meant(run, name)
    ]
    ids = {name.account_id for run, name in found if not any(r.holds(run) for r, _name in found)}
    named = [each for each in kept.with_ids(session, team_id, ids) if not each.is_archived]
    return named[0] if len(named) == 1 else None


def _known(session: Session, team_id: str, by_folded: dict[str, list[Run]]) -> list[Called]:
    asked = [folded for folded in by_folded if folded]
    found: list[Called] = []
    for first in range(0, len(asked), ASKED_AT_ONCE):
        some = asked[first : first + ASKED_AT_ONCE]
        found += kept_names.called_exactly(session, team_id, some)
    return found


def _is_meant(run: Run, name: Called) -> bool:
    return len(name.folded) >= SHORTEST_IN_ANY_CASE or run.words == name.words


def runs(text: str) -> Iterator[Run]:
    """Every run of up to LONGEST_IN_WORDS words, as written and without the signs around it."""
    words = [word.group() for word in _WORD.finditer(text)]
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST_IN_WORDS, len(words)) + 1):
            written = " ".join(words[start:end])
            bare = _AFTER.sub("", _BEFORE.sub("", written))
            yield from (Run(each, start, end) for each in {written, bare} if each)
