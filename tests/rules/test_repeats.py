"""How often a line says that something comes again."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quick_entry import FollowUpDraft, read_follow_up
from bot.recurrence import Repeat
from storage.follow_ups import RepeatUnit

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
MANILA = ZoneInfo("Asia/Manila")
DAY, WEEK, MONTH = RepeatUnit.DAY, RepeatUnit.WEEK, RepeatUnit.MONTH


def read(line: str) -> FollowUpDraft | None:
    draft = read_follow_up(line, now=NOW, tz=MANILA)
    return draft if isinstance(draft, FollowUpDraft) else None


@pytest.mark.parametrize(
    ("line", "repeat", "day", "what"),
    [
        ("every Friday send it", Repeat(1, WEEK), "2026-11-27", "send it"),
        ("EVERY FRI: send it", Repeat(1, WEEK), "2026-11-27", "send it"),
        ("each second Monday send it", Repeat(2, WEEK), "2026-11-30", "send it"),
        ("every 3 days send it", Repeat(3, DAY), "2026-11-30", "send it"),
        ("every three weeks send it", Repeat(3, WEEK), "2026-12-16", "send it"),
        ("every fortnight send it", Repeat(2, WEEK), "2026-12-09", "send it"),
        ("every year on 5 March wish", Repeat(12, MONTH), "2027-03-05", "wish"),
        ("every 2 months from 1 Dec ask", Repeat(2, MONTH), "2026-12-01", "ask"),
        ("1 Dec, every month: ask", Repeat(1, MONTH), "2026-12-01", "ask"),
        ("every working day ask", Repeat(1, DAY), "2026-11-26", "ask"),
    ],
)
def test_a_line_that_opens_with_it(line: str, repeat: Repeat, day: str, what: str) -> None:
    draft = read(line)
    assert draft is not None
    local = draft.due_at.astimezone(MANILA)
    assert (draft.repeat, local.date().isoformat(), draft.what) == (repeat, day, what)


@pytest.mark.parametrize(
    "line",
    [
        "Friday tell them to pay every month",
        "Friday check every site",
        "Friday every one of them",
        "Friday visit Everyday Foods each",
        "Friday reach them",
    ],
)
def test_words_of_what_to_do_are_left_alone(line: str) -> None:
    draft = read(line)
    assert draft is not None
    assert draft.repeat is None
    assert draft.what == line.removeprefix("Friday ")


@pytest.mark.parametrize(
    "line", ["every 0 days ask", "every 400 days ask", "every site ask", "every month on 31 June a"]
)
def test_what_cannot_be_is_not_made(line: str) -> None:
    assert read(line) is None


WORDS = st.sampled_from(
    ["every", "each", "2", "0", "999", "other", "week", "weeks", "month", "Friday", "1 Dec", "3pm"]
)


@given(st.lists(WORDS | st.text(max_size=6), max_size=6).map(" ".join))
def test_no_line_is_too_odd(line: str) -> None:
    read_follow_up(line, now=NOW, tz=MANILA)
