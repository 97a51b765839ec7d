"""What the people of a chaos run know: what they asked for, and what they were told of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count

from playground.messages import Message

ABSENT = "absent"
STANDING = "standing"
UNDONE = "undone"
# In the words of each record, with the version of these words.
MARKER = re.compile(r"([efc]\d{6})v(\d+)")


class Noun(StrEnum):
    """The kinds of record; the first letter begins a marker."""

    ENTRY = "entry"
    FOLLOW_UP = "follow_up"
    COMPLAINT = "complaint"


# The state of each when it is new.
BORN = {Noun.ENTRY: STANDING, Noun.FOLLOW_UP: "open", Noun.COMPLAINT: "filed"}


@dataclass
class Record:
    """One record, known by a marker in its words; it is `born` in a state.

    `states` are those it may be in by all that its author was told, `versions` those of its words;
    more than one of either only from an act whose answer never came to the next checkpoint. Until
    then nobody touches it: Slack may deliver that act late.
    """

    noun: Noun
    marker: str
    by: str
    born: str
    states: set[str]
    versions: set[int] = field(default_factory=lambda: {0})
    part_of: Record | None = None
    answer: Message | None = None
    is_doubtful: bool = False

    @property
    def state(self) -> str:
        """The only state that it can be in; empty while nobody knows."""
        return next(iter(self.states)) if len(self.states) == 1 and not self.is_doubtful else ""

    def was_asked_for(self, *, is_saved: bool, state: str = "", version: int = 0) -> None:
        """An act on it was answered, or not; it is then in `state`, its words in `version`."""
        if is_saved:
            self.states = {state} if state else self.states
            self.versions = {version} if version else self.versions
            return
        self.is_doubtful = True
        self.states |= {state} - {""}
        self.versions |= {version} - {0}

    def is_found(self, state: str, version: int) -> None:
        """It was looked up, and nothing is on its way any more."""
        self.states, self.versions, self.is_doubtful = {state}, {version}, False


class Model:
    """All that was asked for: `records` by marker, `imports` of accounts and whether they ended.

    `answered` counts the records whose author was told at once that they are stored.
    """

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.answered = 0
        self.imports: dict[tuple[str, ...], bool] = {}
        self._numbers = count(1)

    def marker(self, noun: Noun) -> str:
        """A marker that no other record bears."""
        return f"{noun[0]}{next(self._numbers):06}"

    def adds(
        self,
        noun: Noun,
        marker: str,
        by: str,
        state: str,
        *,
        is_saved: bool,
        is_refused: bool = False,
    ) -> Record:
        """Something new was asked for, in words that hold its marker.

        Its author was told that it is stored, or that nothing is, or neither.
        """
        states = {state} if is_saved else {ABSENT} if is_refused else {state, ABSENT}
        record = Record(noun, marker, by, state, states, is_doubtful=not is_saved)
        self.records[marker] = record
        self.answered += is_saved
        return record

    def is_asked_again(self, words: str) -> None:
        """Slack delivers these words once more: what was not stored the first time may be now."""
        for marker, _version in MARKER.findall(words):
            record = self.records.get(marker)
            if record is not None and ABSENT in record.states:
                record.states.add(record.born)
                record.is_doubtful = True

    def sure(self, noun: Noun, *states: str) -> list[Record]:
        """The records of a kind that surely are in one of these states."""
        return [r for r in list(self.records.values()) if r.noun == noun and r.state in states]
