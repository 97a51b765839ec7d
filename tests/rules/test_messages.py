"""What a message says, whoever or whatever wrote it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import messages

BODY = {"team": {"domain": "acme"}, "channel": {"id": "C1"}}
TS = "1764151200.000200"


def text_of(**message: Any) -> str:
    return messages.read({**BODY, "message": message}).text


def rich(*elements: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "rich_text", "elements": list(elements)}]


def section(*runs: dict[str, Any], kind: str = "rich_text_section") -> dict[str, Any]:
    return {"type": kind, "elements": list(runs)}


def run(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def test_a_persons_words_are_their_text_and_not_twice_that_of_its_blocks() -> None:
    said = text_of(user="U1", text="a &lt;b&gt; <@U2>", blocks=rich(section(run("a <b> @x"))))
    assert said == "a &lt;b&gt; <@U2>"


def test_an_apps_words_are_those_of_its_blocks() -> None:
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "Ticket <7>"}},
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "*Acme* &amp; co"},
            "fields": [{"type": "mrkdwn", "text": "*Open*"}, {"type": "plain_text", "text": "a&b"}],
            "accessory": {"type": "button", "text": {"type": "plain_text", "text": "Claim"}},
        },
        {"type": "divider"},
        {"type": "image", "alt_text": "a wet box", "image_url": "https://x.example/1"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "by _mail_"}]},
        {"type": "actions", "elements": [{"type": "button", "text": run("Close")}]},
    ]
    assert text_of(bot_id="B1", text="New ticket", blocks=blocks).split("\n") == [
        "Ticket &lt;7&gt;",
        "*Acme* &amp; co",
        "*Open*",
        "a&amp;b",
        "a wet box",
        "by _mail_",
    ]


def test_rich_text_is_read_with_its_lists_mentions_and_links() -> None:
    runs = [
        run("ask "),
        {"type": "user", "user_id": "U2"},
        run(" in "),
        {"type": "channel", "channel_id": "C2"},
        {"type": "broadcast", "range": "here"},
        {"type": "emoji", "name": "rage"},
        {"type": "link", "url": "https://x.example/?a=1&b=2"},
        {"type": "link", "url": "https://x.example", "text": "here"},
        {"type": "date", "timestamp": 1, "fallback": "today"},
        {"type": "color", "value": "#fff"},
    ]
    listed = {"type": "rich_text_list", "elements": [section(run("one")), section(run("<two>"))]}
    quoted = section(run("quoted"), kind="rich_text_quote")
    assert text_of(bot_id="B1", blocks=rich(section(*runs), listed, quoted)) == (
        "ask <@U2> in <#C2><!here>:rage:https://x.example/?a=1&amp;b=2"
        "here (https://x.example)today\n"
        "• one\n• &lt;two&gt;\nquoted"
    )


def test_what_is_attached_belongs_to_it_but_not_a_links_preview() -> None:
    attachments = [
        {"from_url": "https://news.example", "title": "The news", "text": "of today"},
        {"from_url": "https://acme.slack.com/x", "is_share": True, "text": "forwarded words"},
        {"pretext": "Alarm", "fields": [{"title": "Host", "value": "db1"}], "fallback": "no"},
        {"fallback": "[only a fallback]"},
    ]
    files = [{"name": "a&b.pdf"}, {"title": "The contract", "name": "c.pdf"}, {}]
    assert text_of(user="U1", text="look", attachments=attachments, files=files) == (
        "look\nforwarded words\nAlarm\nHost: db1\n[only a fallback]\na&amp;b.pdf\nThe contract"
    )


@pytest.mark.parametrize(
    ("message", "author"),
    [
        ({"user": "U1"}, "U1"),
        ({"user": "U1", "bot_id": "B1", "username": "tickets"}, "U1"),
        ({"bot_id": "B1", "username": "tickets"}, "tickets"),
        ({"bot_id": "B1", "bot_profile": {"name": "Tickets"}}, "Tickets"),
        ({"bot_id": "B1", "username": "t" * 80}, "t" * 64),
        ({"bot_id": "B1"}, None),
    ],
)
def test_the_author_is_an_id_or_else_a_name(message: dict[str, Any], author: str | None) -> None:
    assert messages.read({**BODY, "message": message}).author == author


@pytest.mark.parametrize(
    ("message", "url"),
    [
        ({"ts": TS}, "https://acme.slack.com/archives/C1/p1764151200000200"),
        ({"ts": TS, "thread_ts": TS}, "https://acme.slack.com/archives/C1/p1764151200000200"),
        (
            {"ts": TS, "thread_ts": "1764151100.000100"},
            "https://acme.slack.com/archives/C1/p1764151200000200"
            "?thread_ts=1764151100.000100&cid=C1",
        ),
        ({"ts": "soon"}, None),
        ({}, None),
    ],
)
def test_the_permalink_is_put_together(message: dict[str, Any], url: str | None) -> None:
    read = messages.read({**BODY, "message": message})
    assert read.url == url
    assert read.said_at == (datetime.fromtimestamp(1764151200, UTC) if url else None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "text", "elements", "blocks", "fields", "files", "ts"])
            | st.sampled_from(["attachments", "message", "team", "channel", "user", "name"]),
            inner | st.sampled_from(["rich_text", "section", "rich_text_list", "mrkdwn"]),
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(st.dictionaries(st.sampled_from(["message", "team", "channel", "message_ts"]), JSON))
def test_no_message_is_too_odd_to_be_read(body: dict[str, Any]) -> None:
    assert isinstance(messages.read(body).text, str)
