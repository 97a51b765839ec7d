"""Quick entry: what 200 typed lines in four languages become, and what no line may do."""

import csv
import time as stopwatch
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.quick_entry import Entry, FollowUpDraft, PastDate, read_entry, read_follow_up, warm

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)  # a Wednesday
ZONES = {
    "en": ZoneInfo("Europe/Berlin"),
    "hi": ZoneInfo("Asia/Kolkata"),
    "bn": ZoneInfo("Asia/Dhaka"),
    "fil": ZoneInfo("Asia/Manila"),
}
BERLIN = ZONES["en"]


@dataclass(frozen=True)
class Line:
    """A row of the table: what somebody types, and what it should become. Blank cells mean none."""

    language: str
    text: str
    score: str
    kind: str
    occurred: str
    due: str
    ping: str
    what: str


def lines() -> list[Line]:
    path = Path(__file__).with_name("quick_entry_lines.tsv")
    with path.open(encoding="utf-8", newline="") as table:
        rows = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE, restval="")
        return [Line(**row) for row in rows]


def as_line(language: str, text: str) -> Line:
    """What the line becomes, in the words of the table."""
    zone = ZONES[language]
    entry = read_entry(text, now=NOW, tz=zone)
    occurred = "" if entry.occurred_at == NOW else f"{entry.occurred_at.astimezone(zone):%Y-%m-%d}"
    due, ping, what = _follow_up(entry, zone)
    kind = "" if entry.kind == "call" else entry.kind
    score = "" if entry.satisfaction is None else str(entry.satisfaction)
    return Line(language, text, score, kind, occurred, due, ping, what)


def _follow_up(entry: Entry, zone: ZoneInfo) -> tuple[str, str, str]:
    if entry.follow_up:
        ping = "ping" if entry.follow_up.timed else ""
        return (
            f"{entry.follow_up.due_at.astimezone(zone):%Y-%m-%d %H:%M}",
            ping,
            entry.follow_up.what,
        )
    past = entry.follow_up_past
    return (f"past {past.astimezone(zone):%Y-%m-%d}" if past else ""), "", entry.follow_up_what


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line.language}: {line.text}")
def test_a_typed_line_becomes_what_its_writer_means(line: Line) -> None:
    assert as_line(line.language, line.text) == line


def test_the_table_holds_at_least_fifty_lines_of_each_language() -> None:
    assert all(count >= 50 for count in Counter(line.language for line in lines()).values())
    assert {line.language for line in lines()} == set(ZONES)


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("sat 4 Dec is the deadline", None),
        ("sat 4/5 and rising", 4),
        ("sat 4/10", 2),
        ("10/10", 5),
        ("1/10", 1),
        ("3.5/5", None),
        ("5/5!", 5),
        ("(2/5)", 2),
        ("met on 4/5", None),
        ("4/5 May", None),
        ("🙂🏽", 4),
        ("☹️", 2),
        (":smile::skin-tone-2:", 5),
        (":thumbsup: 👍", None),
        ("#happyhour", None),
        ("#HAPPY", 4),
        ("mail 4/5@example.com", None),
        ("४ / ५", 4),
    ],
)
def test_a_score_is_read_only_where_it_is_meant_as_one(text: str, score: int | None) -> None:
    assert read_entry(text, now=NOW, tz=BERLIN).satisfaction == score


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9/5, all around", "9/5"),
        ("cross. 9/5", "9/5"),
        ("they were cross, 0/5", "0/5"),
        ("3.5/5 and a smile", "3.5/5"),
        ("Satisfaction: 7, he says", "Satisfaction: 7"),
        ("sat: 12/10!", "sat: 12/10"),
        ("११/१०, फिर लेंगे", "११/१०"),
        ("6/5, or rather 4/5", ""),
        ("moved to 9/5", ""),
        ("Monday 9/5", ""),
        ("the deadline is 6/5", ""),
        ("7/5 Park Street, Kolkata", ""),
        ("flat 6/5", ""),
        ("closed Sat 7", ""),
        ("open Sat 9 to 5", ""),
        ("sat 12/10", ""),
        ("दिनांक 9/5", ""),
        ("৯/৫ তারিখের মিটিং", ""),
        ("bukas 9/5", ""),
        ("we met on 9/5", ""),
        ("due 12/5", ""),
        ("signed 6/5/2026", ""),
        ("visited 9/5 sites", ""),
        ("sat 9am", ""),
        ("sat 9 Dec", ""),
        ("she sat 9", ""),
        ("follow up 9/5: send pricing", ""),
        ("see https://example.com/9/5", ""),
        ("sa 9/5 ang pulong", ""),
        ("बैठक 9/5 को", ""),
    ],
)
def test_a_score_off_the_scale_is_told_from_a_day_and_a_count(text: str, said: str) -> None:
    assert read_entry(text, now=NOW, tz=BERLIN).unread.score == said


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("kind:dinner with the board", "call", "dinner"),
        ("with the board | Kind: Dinner", "call", "Dinner"),
        ("kind: meetng at noon", "call", "meetng"),
        ("(kind:dinner)", "call", "dinner"),
        ("प्रकार:भोज", "call", "भोज"),
        ("kind:dinner kind:meeting", "meeting", "dinner"),
        ("(kind:meeting)", "meeting", ""),
        ("they want another kind: cheaper ones", "call", ""),
        ("kind: words of praise", "call", ""),
        ("Uri: bagong kontrata", "call", ""),
        ("| kind: dinner", "call", "dinner"),
        ("kind: 3 crates", "call", ""),
        ("uri:https://example.com", "call", ""),
        ("be kind", "call", ""),
    ],
)
def test_a_kind_that_there_isnt_is_told_from_prose(text: str, kind: str, said: str) -> None:
    entry = read_entry(text, now=NOW, tz=BERLIN)
    assert (entry.kind, entry.unread.kind, entry.notes) == (kind, said, text)


def test_a_score_inside_the_follow_up_counts_but_is_nothing_to_do() -> None:
    entry = read_entry("follow up Friday: send 4/5 pricing 😀", now=NOW, tz=BERLIN)
    assert entry.satisfaction == 5
    assert entry.follow_up is not None
    assert entry.follow_up.what == "send pricing"


def test_a_link_stays_in_what_to_do() -> None:
    entry = read_entry("follow up Friday: read https://example.com/4/5", now=NOW, tz=BERLIN)
    assert entry.satisfaction is None
    assert entry.follow_up is not None
    assert entry.follow_up.what == "read https://example.com/4/5"


@pytest.mark.parametrize(
    ("text", "due", "timed"),
    [
        ("today", "2026-11-18 17:00", True),
        ("in 3 days", "2026-11-23 09:00", False),
        ("on Saturday", "2026-11-21 09:00", False),
        ("in 10 minutes", "2026-11-18 11:10", True),
        ("31/12/9999", "9999-12-31 09:00", False),
    ],
)
def test_a_follow_up_is_due_in_the_future(text: str, due: str, timed: bool) -> None:
    draft = read_follow_up(f"{text} send pricing", now=NOW, tz=BERLIN)
    assert isinstance(draft, FollowUpDraft)
    assert (f"{draft.due_at.astimezone(BERLIN):%Y-%m-%d %H:%M}", draft.timed) == (due, timed)
    assert draft.what == "send pricing"


def test_today_typed_in_the_evening_comes_an_hour_later() -> None:
    evening = datetime(2026, 11, 18, 17, 30, tzinfo=UTC)
    draft = read_follow_up("today call Anna", now=evening, tz=BERLIN)
    assert draft == FollowUpDraft("call Anna", datetime(2026, 11, 18, 18, 30, tzinfo=UTC), True)


def test_a_follow_up_command_tells_a_past_date_from_none() -> None:
    past = read_follow_up("3 March 2020 send pricing", now=NOW, tz=BERLIN)
    assert past == PastDate("send pricing", datetime(2020, 3, 3, 8, tzinfo=UTC))
    assert read_follow_up("send pricing", now=NOW, tz=BERLIN) is None
    assert read_follow_up("31 February send pricing", now=NOW, tz=BERLIN) is None


def test_the_day_before_a_hindi_or_bengali_marker_is_its_date() -> None:
    for text, zone in (("शुक्रवार को फॉलो अप करना है", "hi"), ("শুক্রবার ফলো আপ করতে হবে", "bn")):
        entry = read_entry(text, now=NOW, tz=ZONES[zone])
        assert entry.occurred_at == NOW
        assert entry.follow_up is not None
        assert f"{entry.follow_up.due_at:%Y-%m-%d}" == "2026-11-20"


@pytest.mark.parametrize(
    "text",
    [
        "no follow up Friday",
        "doesn't need a follow-up before Friday",
        "follow up not needed before Friday",
        "huwag nang mag-follow up sa Biyernes",
        "फॉलो अप की ज़रूरत नहीं शुक्रवार तक",
        "ফলো আপ লাগবে না শুক্রবার",
    ],
)
def test_a_denied_follow_up_is_none(text: str) -> None:
    entry = read_entry(text, now=NOW, tz=BERLIN)
    assert (entry.follow_up, entry.follow_up_past, entry.follow_up_what) == (None, None, "")


@pytest.mark.parametrize(
    "text",
    [
        "Is he in? No. Follow up Friday",
        "no - follow up Friday",
        "not now\nfollow up Friday",
        "if not, call back Friday",
        "if not call back Friday",
        "no answer, call back Friday",
        "could not reach him call back Friday",
        "follow up not before Friday",
    ],
)
def test_a_no_about_something_else_denies_nothing(text: str) -> None:
    assert read_entry(text, now=NOW, tz=BERLIN).follow_up is not None


def test_a_time_in_the_spring_gap_moves_forward() -> None:
    winter = datetime(2027, 3, 25, 10, tzinfo=UTC)
    entry = read_entry("follow up on Sunday at 2:30am", now=winter, tz=BERLIN)
    assert entry.follow_up is not None
    assert f"{entry.follow_up.due_at.astimezone(BERLIN):%Y-%m-%d %H:%M}" == "2027-03-28 03:30"


PIECES = [
    *[
        "follow up ",
        "f/u ",
        "call back ",
        "next: ",
        "फॉलो अप ",
        "ফলো আপ ",
        "sundan ",
        "no ",
        "not ",
    ],
    *["Friday ", "3pm ", "31 Feb ", "in 3 days ", "in 99999999 days ", "कल ", "৩ দিন পর ", "sa "],
    *[
        "4/5 ",
        "sat ",
        "#happy",
        "😀",
        ":rage:",
        "kind:",
        "| ",
        ". ",
        "\n",
        "1",
        "/",
        " ",
        "İ",
        "\x00",
    ],
    *["31/12/9999 ", "Inc. ", "e.g. ", "at ", "https://", "a@b.c ", "yesterday ", "0 years ago "],
]
typed = st.text(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
zones = st.sampled_from(["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"])
instants = st.datetimes(
    datetime(1971, 1, 1),  # noqa: DTZ001 (hypothesis adds the zone)
    datetime(9998, 12, 31),  # noqa: DTZ001 (hypothesis adds the zone)
    timezones=st.just(UTC),
)


@given(text=typed, now=instants, zone=zones)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_without_an_error_and_kept_as_typed(
    text: str, now: datetime, zone: str
) -> None:
    entry = read_entry(text, now=now, tz=ZoneInfo(zone))
    assert entry.notes == text
    assert entry.occurred_at <= now
    assert entry.satisfaction in {None, 1, 2, 3, 4, 5}
    assert entry.follow_up is None or entry.follow_up.due_at > now
    assert entry.follow_up_past is None or entry.follow_up_past <= now
    draft = read_follow_up(text, now=now, tz=ZoneInfo(zone))
    assert not isinstance(draft, FollowUpDraft) or draft.due_at > now


LONG = 40_000
# Twice what is promised, for slow machines; anything that grows faster than the text is far above.
SECONDS = 0.1


def is_quick(text: str) -> bool:
    """Whether one of three readings is in time, so that a busy machine fails no test."""
    return any(_cpu_seconds(text) < SECONDS for _ in range(3))


def _cpu_seconds(text: str) -> float:
    start = stopwatch.process_time()
    read_entry(text, now=NOW, tz=BERLIN)
    read_follow_up(text, now=NOW, tz=BERLIN)
    return stopwatch.process_time() - start


@pytest.mark.parametrize(
    "piece",
    [
        *PIECES,
        "sat ",
        "sat:  ",
        "4 /",
        "a",
        "call ",
        "remind  ",
        "kind:   ",
        "kind: a",
        "follow up 31 Feb. ",
        "9/5 follow up ",
    ],
)
def test_a_line_of_40_000_characters_is_read_at_once(piece: str) -> None:
    warm()
    assert is_quick((piece * LONG)[:LONG])
    assert is_quick((piece.strip() + " " * LONG)[:LONG])


@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_no_mixture_of_words_is_slow(pieces: list[str]) -> None:
    assert is_quick("".join(pieces) * (LONG // len("".join(pieces))))
