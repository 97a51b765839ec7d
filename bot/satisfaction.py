"""Satisfaction: when what a client's people said means that the client is unhappy, or content."""

from __future__ import annotations

from collections.abc import Sequence

from storage.episodes import Cause

LOW = 2
FALL = 2
GOOD = 4


def is_low(scores: Sequence[int]) -> bool:
    """Whether the newest score is LOW or worse. Scores are 1–5, the newest first."""
    return bool(scores) and scores[0] <= LOW


def is_fall(scores: Sequence[int]) -> bool:
    """Whether the newest score is at least FALL below the one before. The newest comes first."""
    return len(scores) > 1 and scores[1] - scores[0] >= FALL


def is_unhappy(scores: Sequence[int]) -> bool:
    """Whether the newest score says that the client is unhappy. The newest comes first."""
    return is_low(scores) or is_fall(scores)


def is_recovered(scores: Sequence[int]) -> bool:
    """Whether the newest score says that the client is content, whatever came before it."""
    return bool(scores) and scores[0] >= GOOD


def cause_in(scores: Sequence[int]) -> Cause | None:
    """What the newest score says against the client's mood, if anything. The newest comes first."""
    if is_low(scores):
        return Cause.LOW_SCORE
    return Cause.FALL if is_fall(scores) else None


def is_worse(score: int, lowest: int | None) -> bool:
    """Whether a score that says “unhappy” is worse than all of an episode so far."""
    return lowest is None or score < lowest
