"""What scores say: low, a fall, content again."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.satisfaction import cause_in, is_recovered, is_unhappy, is_worse
from storage.episodes import Cause

scores = st.lists(st.integers(1, 5), max_size=6)


@pytest.mark.parametrize(
    ("newest_first", "cause"),
    [
        ([], None),
        ([2], Cause.LOW_SCORE),
        ([1, 5], Cause.LOW_SCORE),
        ([3], None),
        ([3, 5], Cause.FALL),
        ([3, 4], None),
        ([4, 5], None),
        ([3, 4, 5], None),
        ([5, 1], None),
        ([2, 1], Cause.LOW_SCORE),
    ],
)
def test_the_newest_score_and_the_one_before_say_why(
    newest_first: Sequence[int], cause: Cause | None
) -> None:
    assert cause_in(newest_first) == cause
    assert is_unhappy(newest_first) == (cause is not None)


@pytest.mark.parametrize(
    ("newest_first", "recovered"),
    [([], False), ([4], True), ([5, 1], True), ([3, 1], False), ([2, 5], False)],
)
def test_a_four_or_five_is_content_whatever_came_before(
    newest_first: Sequence[int], recovered: bool
) -> None:
    assert is_recovered(newest_first) == recovered


@given(scores)
def test_nobody_is_unhappy_and_content_at_once(newest_first: list[int]) -> None:
    assert not (is_unhappy(newest_first) and is_recovered(newest_first))


@given(st.lists(st.integers(1, 5), min_size=2, max_size=2), scores, scores)
def test_only_the_two_newest_count(newest: list[int], older: list[int], others: list[int]) -> None:
    assert cause_in(newest + older) == cause_in(newest + others)


@pytest.mark.parametrize(
    ("score", "lowest", "worse"), [(2, None, True), (1, 2, True), (2, 2, False), (2, 1, False)]
)
def test_worse_is_below_the_lowest_so_far(score: int, lowest: int | None, worse: bool) -> None:
    assert is_worse(score, lowest) == worse
