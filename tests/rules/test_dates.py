"""Dates and times in words in four languages, read against a fixed Wednesday."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import dateparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import dates
from bot.dates.folding import fold
from bot.dates.words import MONTHS, WEEKDAYS

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)  # Wednesday 11:00 in Berlin
BERLIN = ZoneInfo("Europe/Berlin")
ROUGHLY = [
    ("next Friday at 3", "2026-11-20 15:00"),
    ("on the 28th", "2026-11-28"),
    ("29 Feb", "2028-02-29"),
    ("Nov 17", "2027-11-17"),
    ("17.11.2026", "2026-11-17"),
    ("28/11", "2026-11-28"),
    ("12/5", "2027-05-12"),
    ("mid-December", "2026-12-15"),
    ("end of December", "2026-12-31"),
    ("end of November", "2026-11-30"),
    ("end of February 2028", "2028-02-29"),
    ("next month", "2026-12-01"),
    ("end of the year", "2026-12-31"),
    ("end of week", "2026-11-20"),
    ("the week after next", "2026-11-30"),
    ("Friday next week", "2026-11-27"),
    ("in May", "2027-05-01"),
    ("a fortnight", "2026-12-02"),
    ("in a month", "2026-12-18"),
    ("2 weeks from now", "2026-12-02"),
    ("in 1.5 hours", "2026-11-18 12:30"),
    ("in 1 hour 30 minutes", "2026-11-18 12:30"),
    ("1 घंटे 30 मिनट में", "2026-11-18 12:30"),
    ("in 1.5h", "2026-11-18 12:30"),
    ("2w", "2026-12-02"),
    ("within 48 hours", "2026-11-20 11:00"),
    ("COB tomorrow", "2026-11-19 17:00"),
    ("Monday, Nov. 30", "2026-11-30"),
    ("Monday 9.30", "2026-11-23 09:30"),
    ("at 3", "2026-11-18 15:00"),
    ("at 10", "2026-11-19 10:00"),
    ("12am tomorrow", "2026-11-19 00:00"),
    ("12pm tomorrow", "2026-11-19 12:00"),
    ("कल रात 12 बजे", "2026-11-19 00:00"),
    ("सवा दस बजे", "2026-11-19 10:15"),
    ("पौने 5 बजे", "2026-11-18 16:45"),
    ("১৫ তারিখে", "2026-12-15"),
    ("sa isang linggo", "2026-11-25"),
    ("sa Linggo", "2026-11-22"),
    ("alas dos y medya bukas", "2026-11-19 14:30"),
]


def read(words: str, *, past: bool = False) -> str | None:
    when = dates.find(words, now=NOW, tz=BERLIN, past=past)
    if when is None:
        return None
    return f"{when.on}" if when.at is None else f"{when.on} {when.at:%H:%M}"


@pytest.mark.parametrize(("words", "expected"), ROUGHLY)
def test_a_phrase_is_the_day_and_time_it_means(words: str, expected: str) -> None:
    assert read(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("yesterday", "2026-11-17"),
        ("on Wednesday", "2026-11-11"),
        ("last night", "2026-11-17 20:00"),
        ("12 November", "2026-11-12"),
        ("3 December", None),
        ("Friday delivery", None),
        ("2 weeks of delay", None),
        ("2 weeks ago", "2026-11-04"),
        ("कल", "2026-11-17"),
        ("কাল", "2026-11-17"),
        ("noong Lunes", "2026-11-16"),
        ("sa Lunes", None),
        ("kahapon ng hapon", "2026-11-17 14:00"),
    ],
)
def test_a_past_phrase_looks_back(words: str, expected: str | None) -> None:
    assert read(words, past=True) == expected


@pytest.mark.parametrize(
    "words",
    [
        *("Friday's delivery", "at 3 sites", "the 2nd offer", "in person", "they may sign"),
        *(
            "২ টি সাইট",
            "500 seats",
            "we sat down",
            "sunday's",
            "soon",
            "mondays",
            "linggo",
            "कलम",
            "আজব",
            "3 of 5",
        ),
    ],
)
def test_words_that_are_no_date_are_left_alone(words: str) -> None:
    assert dates.search(words, now=NOW, tz=BERLIN) is None


@pytest.mark.parametrize(
    "words",
    [
        *("31 February", "30 Feb 2027", "2027-13-01", "99/99/2027", "at 25:00", "13pm", "32 नवंबर"),
        *(
            "in 99999999 days",
            "in 999999999 weeks",
            "in 9999 years",
            "1 Jan 10000",
            "৩১ ফেব্রুয়ারি 3pm",
        ),
    ],
)
def test_a_date_that_does_not_exist_is_told_from_none(words: str) -> None:
    found = dates.search(words, now=NOW, tz=BERLIN)
    assert isinstance(found, dates.NoSuchDate)
    assert dates.find(words, now=NOW, tz=BERLIN) is None


def test_the_span_holds_the_words_with_their_prepositions() -> None:
    text = "send pricing by Friday at 3pm, please"
    when = dates.find(text, now=NOW, tz=BERLIN)
    assert when is not None
    assert text[when.start : when.end] == "by Friday at 3pm"
    assert (when.on, when.at) == (date(2026, 11, 20), time(15))


def test_only_a_phrase_that_opens_the_text_is_at_its_start() -> None:
    assert dates.find_at_start(" – Friday: pricing", now=NOW, tz=BERLIN) is not None
    assert dates.find_at_start("pricing Friday", now=NOW, tz=BERLIN) is None


def test_only_a_distance_or_period_names_no_day() -> None:
    named = {"Saturday": True, "28 November": True, "tomorrow": True, "in 3 days": False}
    named |= {"next week": False, "in 2 hours": True, "at 10": False}
    for words, expected in named.items():
        when = dates.find(words, now=NOW, tz=BERLIN)
        assert when is not None
        assert when.names_day is expected


@pytest.mark.parametrize("word", MONTHS)
def test_every_month_name_is_the_one_dateparser_knows(word: str) -> None:
    spelled = {"फरवरी": "फ़रवरी"}.get(word, word)
    known = dateparser.parse(f"5 {spelled} 2027", languages=["en", "hi", "bn", "fil"])
    assert known is not None
    assert known.month == MONTHS[word]
    assert read(f"5 {word} 2027") == f"2027-{MONTHS[word]:02}-05"


@pytest.mark.parametrize("word", WEEKDAYS)
def test_a_weekday_is_always_one_to_come(word: str) -> None:
    when = dates.find(word, now=NOW, tz=BERLIN)
    assert when is not None
    assert when.on.weekday() == WEEKDAYS[word]
    assert 1 <= (when.on - NOW.date()).days <= 7


@given(st.text())
def test_folding_moves_no_character(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(text=st.text(), past=st.booleans())
def test_no_text_makes_the_search_fail(text: str, past: bool) -> None:
    found = dates.search(text, now=NOW, tz=BERLIN, past=past)
    assert found is None or 0 <= found.start < found.end <= len(text)
