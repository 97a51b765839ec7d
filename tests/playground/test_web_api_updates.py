"""What a change leaves of a message, and posts that are written in Markdown."""

from __future__ import annotations

from typing import Any

import pytest

from playground.server import Playground
from tests.playground.conftest import RawClient

BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "Late again"}}]
CARD = {"title": "Ticket 7"}


@pytest.fixture
def call(whole: Playground) -> RawClient:
    return RawClient(whole, {})


@pytest.fixture
def place(call: RawClient) -> dict[str, str]:
    """A message with everything."""
    parts: dict[str, Any] = {"text": "a card", "blocks": BLOCKS, "attachments": [CARD]}
    said = call("chat.postMessage", channel="C0SALES", **parts)
    return {"channel": said["channel"], "ts": said["ts"]}


def kept(call: RawClient, place: dict[str, str], **change: Any) -> tuple[str, bool, bool]:
    said = call("chat.update", **place, **change)["message"]
    return said["text"], "blocks" in said, "attachments" in said


def test_attachments_stay_until_they_are_named(call: RawClient, place: dict[str, str]) -> None:
    assert kept(call, place, text="solved", blocks=BLOCKS) == ("solved", True, True)
    assert kept(call, place, text="solved", attachments=[]) == ("solved", False, False)


def test_text_takes_the_blocks_away(call: RawClient, place: dict[str, str]) -> None:
    assert kept(call, place, text="solved") == ("solved", False, True)


def test_attachments_alone_leave_text_and_blocks(call: RawClient, place: dict[str, str]) -> None:
    assert kept(call, place, attachments=[{"text": "other"}]) == ("a card", True, True)
    assert kept(call, place, attachments=[]) == ("a card", True, False)


def test_a_change_must_leave_something(call: RawClient) -> None:
    said = call("chat.postMessage", channel="C0SALES", text="short")
    place = {"channel": "C0SALES", "ts": said["ts"]}
    assert call("chat.update", **place, text="")["error"] == "no_text"
    assert call("chat.update", **place, text="x" * 4001)["error"] == "msg_too_long"
    assert call("chat.update", **place, text="x" * 4000)["ok"]


def test_a_reply_is_shown_to_the_channel_later(whole: Playground, call: RawClient) -> None:
    top = call("chat.postMessage", channel="C0SALES", text="top")["ts"]
    reply = call("chat.postMessage", channel="C0SALES", text="reply", thread_ts=top)["ts"]
    history = {"channel": "C0SALES", "latest": "9" * 11}
    assert [m["text"] for m in call("conversations.history", **history)["messages"]] == ["top"]
    place = {"channel": "C0SALES", "ts": reply, "text": "reply"}
    assert call("chat.update", **place, reply_broadcast=True)["message"]["subtype"] == (
        "thread_broadcast"
    )
    shown = [m["text"] for m in call("conversations.history", **history)["messages"]]
    assert shown == ["reply", "top"]


def test_a_reply_to_a_reply_goes_to_the_top(whole: Playground, call: RawClient) -> None:
    place = {"channel": "C0SALES", "text": "x"}
    top = call("chat.postMessage", **place)["ts"]
    reply = call("chat.postMessage", **place, thread_ts=top)["ts"]
    assert call("chat.postMessage", **place, thread_ts=reply)["message"]["thread_ts"] == top
    link = call("chat.getPermalink", channel="C0SALES", message_ts=reply)["permalink"]
    assert link.endswith(f"?thread_ts={top}&cid=C0SALES")
    assert "?" not in call("chat.getPermalink", channel="C0SALES", message_ts=top)["permalink"]


def test_markdown_is_a_block_of_its_own(whole: Playground, call: RawClient) -> None:
    said = call("chat.postMessage", channel="C0SALES", markdown_text="**Late**")["message"]
    assert [(b["type"], b["text"]) for b in said["blocks"]] == [("markdown", "**Late**")]
    whole.person("ana").sees("Late")
    place = {"channel": "C0SALES", "ts": said["ts"]}
    changed = call("chat.update", **place, markdown_text="# Solved")["message"]
    assert changed["blocks"][0]["text"] == "# Solved"


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"markdown_text": "x", "text": "x"}, "markdown_text_conflict"),
        ({"markdown_text": "x", "blocks": BLOCKS}, "markdown_text_conflict"),
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"markdown_text": ""}, "no_text"),
    ],
)
@pytest.mark.parametrize("method", ["chat.postMessage", "chat.postEphemeral"])
def test_markdown_stands_alone(call: RawClient, method: str, args: Any, error: str) -> None:
    assert call(method, channel="C0SALES", user="U0ANA", **args)["error"] == error
