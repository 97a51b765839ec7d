"""Figures: what was measured, beside what, and whether that is good enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

HEADINGS = ("what", "figure", "yardstick", "ratio", "goal", "")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. Without a goal, `is_met` is None."""

    what: str
    value: str
    yardstick: str = ""
    ratio: float | None = None
    goal: str = ""
    is_met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        verdict = {True: "met", False: "MISSED", None: ""}[self.is_met]
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}×"
        return (self.what, self.value, self.yardstick, ratio, self.goal, verdict)


def table(figures: Iterable[Figure]) -> list[str]:
    """The figures as a table in Markdown, which reads well in a terminal too."""
    rows = [HEADINGS, *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = [
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]
