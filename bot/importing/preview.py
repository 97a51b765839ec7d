"""What an import would do or has done, and what is wrong, in lines that a person can act on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from bot.texts import _, n_

SHOWN_AT_MOST = 50


class Fate(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong, and what to do; `line` counts from 1, None means the file as a whole."""

    line: int | None
    words: str

    def __str__(self) -> str:
        if self.line is None:
            return self.words
        return _("line {line}: {words}", line=self.line, words=self.words)


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one line; `changes` maps a changed column to what it was and will be."""

    line: int
    name: str
    fate: Fate
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __str__(self) -> str:
        told = ", ".join(
            f"{column} {_quoted(before)} → {_quoted(after)}"
            for column, (before, after) in self.changes.items()
        )
        said = _("line {line}: {fate}: {name}", line=self.line, fate=self.fate, name=self.name)
        return f"{said} ({told})" if told else said


@dataclass(frozen=True, slots=True)
class Preview:
    """The outcome of an import, dry or not. With faults, nothing is ever stored."""

    steps: list[Step]
    faults: list[LineFault]
    notes: list[str]
    is_stored: bool = False

    @property
    def exit_code(self) -> int:
        """1 if anything is wrong, else 0."""
        return 1 if self.faults else 0

    def count(self, fate: Fate) -> int:
        """How many lines have this fate."""
        return self._counts()[fate]

    def lines(self, with_steps: bool = False) -> list[str]:
        """What the command line says; `with_steps` tells the fate of each line, for a dry run."""
        if self.faults:
            return [*_first_of(self.faults), *self.notes, self._refusal()]
        steps = [str(step) for step in self.steps] if with_steps else []
        return [*steps, *self.notes, self._summary()]

    def _refusal(self) -> str:
        return n_(
            "{count} error. Nothing was stored: put it right and import the file again.",
            "{count} errors. Nothing was stored: put them right and import the file again.",
            len(self.faults),
        )

    def _summary(self) -> str:
        counts = self._counts()
        said = _(
            "{new} new, {changed} changed, {same} unchanged.",
            new=counts[Fate.NEW],
            changed=counts[Fate.CHANGED],
            same=counts[Fate.UNCHANGED],
        )
        return said if self.is_stored else _("{summary} Nothing was stored.", summary=said)

    def _counts(self) -> Counter[Fate]:
        return Counter(step.fate for step in self.steps)


def _first_of(faults: list[LineFault]) -> Iterator[str]:
    yield from (str(fault) for fault in faults[:SHOWN_AT_MOST])
    more = len(faults) - SHOWN_AT_MOST
    if more > 0:
        yield n_("… and {count} more error.", "… and {count} more errors.", more)


def _quoted(words: str) -> str:
    return f"“{words}”" if words else _("nothing")
