"""Timing: candidates take turns in one run, so that a noisy machine slows all of them alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping

Candidate = Callable[[int], object]


def in_turns(candidates: Mapping[str, Candidate], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each candidate, called with the round's number; a tenth more is warm-up."""
    taken: dict[str, list[float]] = {name: [] for name in candidates}
    for number in range(rounds + rounds // 10):
        for name, candidate in candidates.items():
            begun = time.perf_counter()
            candidate(number)
            taken[name].append((time.perf_counter() - begun) * 1000)
    return {name: each[rounds // 10 :] for name, each in taken.items()}


def median(taken: list[float]) -> float:
    return statistics.median(taken)


def undisturbed(taken: list[float]) -> float:
    """What the quickest fiftieth stayed below: what else a machine does only ever adds."""
    return sorted(taken)[len(taken) // 50]


def p99(taken: list[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.99)]
