"""Rich text: of what people type, and through whose eyes it is read."""

from __future__ import annotations

from typing import Any

import pytest

from playground.blocks.rich_text import rich_text
from playground.blocks.words import Reader, words_in
from playground.messages import Message
from playground.server import Playground
from tests.playground.conftest import RawClient

READER = Reader(names={"U0BEN": "Ben", "C0SALES": "sales"})
TYPED: list[tuple[str, list[dict[str, Any]]]] = [
    ("a &amp; b", [{"type": "text", "text": "a & b"}]),
    (
        "*_so_* it is",
        [
            {"type": "text", "text": "so", "style": {"bold": True, "italic": True}},
            {"type": "text", "text": " it is"},
        ],
    ),
    (
        "<@U0BEN> <!here> <mailto:a@b.example|a@b.example>",
        [
            {"type": "user", "user_id": "U0BEN"},
            {"type": "text", "text": " "},
            {"type": "broadcast", "range": "here"},
            {"type": "text", "text": " "},
            {"type": "link", "url": "mailto:a@b.example", "text": "a@b.example"},
        ],
    ),
    (
        "`x*y*` :tada:",
        [
            {"type": "text", "text": "x*y*", "style": {"code": True}},
            {"type": "text", "text": " "},
            {"type": "emoji", "name": "tada"},
        ],
    ),
]


@pytest.mark.parametrize(("text", "pieces"), TYPED)
def test_a_typed_line_becomes_pieces(text: str, pieces: list[dict[str, Any]]) -> None:
    (section,) = rich_text(text, "b")["elements"]
    assert section == {"type": "rich_text_section", "elements": pieces}


def test_quotes_and_code_stand_apart() -> None:
    parts = rich_text("so:\n&gt; one\n&gt; two\n```x = *1*```\nend", "b")["elements"]
    kinds = [
        (part["type"].removeprefix("rich_text_"), part["elements"][0]["text"]) for part in parts
    ]
    assert kinds == [
        ("section", "so:"),
        ("quote", "one\ntwo"),
        ("preformatted", "x = *1*"),
        ("section", "end"),
    ]


@pytest.mark.parametrize("text", [text for text, _ in TYPED])
def test_a_reader_sees_the_same_in_both(text: str) -> None:
    message = Message(ts="1.0", channel="C0SALES", user="U0BEN", text=text, reader=READER)
    assert list(words_in(rich_text(text, "b"), READER)) == [message.words]


def test_a_typed_message_is_told_with_its_rich_text(slack: Playground, api: RawClient) -> None:
    slack.invite("rapport", "#general")
    slack.person("ana").types("*good* morning", channel="#general")
    api("chat.postMessage", channel="C0GENERAL", text="*good* morning")
    own, typed = api("conversations.history", channel="C0GENERAL")["messages"]
    assert typed["text"] == "*good* morning"
    assert typed["blocks"][0]["elements"][0]["elements"][0]["text"] == "good"
    assert "blocks" not in own
    assert own["bot_profile"]["name"] == "rapport"
