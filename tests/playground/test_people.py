"""Who sees what, in which words, and at what time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from playground.acts.typing import escaped
from playground.blocks.words import Reader, plainly
from playground.company import sample_company
from playground.messages import kept_text
from playground.server import Playground
from tests.playground.conftest import RawClient

READER = Reader(ZoneInfo("Asia/Manila"), {"U0BEN": "Ben", "C0SALES": "sales"})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*bold* _slanted_ ~gone~ `code`", "bold slanted gone code"),
        ("*_both_*", "both"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("<@U0BEN> in <#C0SALES|sales>", "@Ben in #sales"),
        ("<https://a.example|the page> <https://b.example>", "the page https://b.example"),
        ("<!channel>", "@channel"),
        ("&lt;!channel&gt; &amp; co", "<!channel> & co"),
        ("<!date^1790000000^{date_num} {time}|then>", "2026-09-21 10:13 PM"),
        ("> quoted\n&gt; twice", "quoted\ntwice"),
    ],
)
def test_what_a_reader_sees(text: str, shown: str) -> None:
    assert plainly(text, READER) == shown


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a & b", "a &amp; b"),
        ("a &amp; b", "a &amp; b"),
        ("1 < 2", "1 &lt; 2"),
        ("<!channel> <@U0BEN> <https://a.example|a>", "<!channel> <@U0BEN> <https://a.example|a>"),
        ("<script>", "&lt;script>"),
    ],
)
def test_what_slack_keeps(text: str, kept: str) -> None:
    assert kept_text(text) == kept


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("@ana and @anastasia", "<@U0ANA> and @anastasia"),
        ("mail me@ana.example", "mail <mailto:me@ana.example|me@ana.example>"),
        ("<@U0ANA>", "&lt;@U0ANA&gt;"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("@channel", "<!channel>"),
        ("see https://a.example/x?y=1&z=2", "see <https://a.example/x?y=1&amp;z=2>"),
        ("#sales, #nowhere", "<#C0SALES|sales>, #nowhere"),
    ],
)
def test_typed_names_arrive_as_tokens(typed: str, sent: str) -> None:
    assert escaped(sample_company(), typed, names=True) == sent


def test_without_should_escape_names_stay_as_typed() -> None:
    assert escaped(sample_company(), "@ana & co", names=False) == "@ana &amp; co"


def test_channels_open_to_those_who_may(slack: Playground, api: RawClient) -> None:
    slack.person("ben").types("board secret", channel="#leadership")
    slack.person("ana").types("shared word", channel="#partner-acme")
    slack.person("ana").types("hall talk", channel="#general")
    ana, gus, sten = (slack.person(name) for name in ("ana", "gus", "sten"))
    ana.does_not_see("board secret")
    sten.sees("shared word")
    sten.does_not_see("hall talk")
    gus.does_not_see("hall talk")
    with pytest.raises(AssertionError, match="board secret"):
        slack.person("olga").does_not_see("board secret")


def test_a_stranger_has_no_commands_here(slack: Playground) -> None:
    slack.person("sten").types("/echo hello", channel="#partner-acme")
    slack.person("sten").sees("/echo is not a valid command")
    assert slack.deliveries == []


def test_the_clock_moves_forward_and_tells(slack: Playground, api: RawClient) -> None:
    told: list[datetime] = []
    slack.on_clock(told.append)
    later = datetime.now(UTC) + timedelta(days=3)
    slack.move_clock(later)
    ts = api("chat.postMessage", channel="#general", text="later")["ts"]
    assert float(ts) >= later.timestamp() - 0.001
    assert told == [later]
    with pytest.raises(ValueError, match="forward only"):
        slack.move_clock(later - timedelta(days=1))


def test_timestamps_never_repeat() -> None:
    workspace = sample_company()
    stamps = [workspace.next_ts() for _ in range(1000)]
    assert len(set(stamps)) == 1000
    assert stamps == sorted(stamps)


def test_zones_follow_daylight_saving() -> None:
    ben = sample_company().member("ben")
    winter = ben.as_slack_says(datetime(2026, 1, 1, tzinfo=UTC), with_email=True)
    summer = ben.as_slack_says(datetime(2026, 7, 1, tzinfo=UTC), with_email=True)
    assert (winter["tz"], winter["tz_offset"]) == ("Europe/Berlin", 3600)
    assert (summer["tz_label"], summer["tz_offset"]) == ("Central European Summer Time", 7200)


def test_an_unseen_text_is_told_with_what_is_there(slack: Playground) -> None:
    slack.person("ana").types("hall talk", channel="#general")
    with pytest.raises(AssertionError, match="hall talk"):
        slack.person("ben").sees("something else", within=0)
