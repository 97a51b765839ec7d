"""Reactions and pins, by the app and by people."""

from __future__ import annotations

from typing import Any

import pytest

from playground.messages import Message
from playground.server import Playground
from tests.playground.conftest import RawClient
from tests.playground.events import told


@pytest.fixture
def call(whole: Playground) -> RawClient:
    return RawClient(whole, {})


@pytest.fixture
def message(whole: Playground) -> Message:
    written = whole.person("ana").types("late again", channel="#sales")
    assert isinstance(written, Message)
    return written


@pytest.fixture
def place(message: Message) -> dict[str, str]:
    return {"channel": message.channel, "timestamp": message.ts}


def test_the_app_and_a_person_react(
    whole: Playground, call: RawClient, message: Message, place: dict[str, str]
) -> None:
    ben = whole.person("ben")
    assert call("reactions.add", **place, name="eyes")["ok"]
    ben.reacts(":eyes:", on=message)
    got = call("reactions.get", **place)
    assert got["message"]["reactions"] == [
        {"name": "eyes", "users": ["U0RAPPORT", "U0BEN"], "count": 2}
    ]
    event = told(whole, "reaction_added")[-1]
    assert (event["user"], event["reaction"], event["item_user"]) == ("U0BEN", "eyes", "U0ANA")
    assert event["item"] == {"type": "message", "channel": "C0SALES", "ts": message.ts}
    assert [i["message"]["ts"] for i in call("reactions.list")["items"]] == [message.ts]
    assert call("reactions.list", user="U0ANA")["items"] == []
    assert call("reactions.remove", **place, name="eyes")["ok"]
    ben.reacts("eyes", on=message, again=True)
    assert "reactions" not in call("reactions.get", **place)["message"]
    assert [e["user"] for e in told(whole, "reaction_removed")] == ["U0RAPPORT", "U0BEN"]


def test_what_cannot_be_reacted(
    whole: Playground, call: RawClient, message: Message, place: dict[str, str]
) -> None:
    call("reactions.add", **place, name="eyes")
    assert call("reactions.add", **place, name=":eyes:")["error"] == "already_reacted"
    assert call("reactions.remove", **place, name="wave")["error"] == "no_reaction"
    assert call("reactions.add", **place, name="no such")["error"] == "invalid_name"
    assert call("reactions.add", **place)["error"] == "invalid_name"
    assert call("reactions.add", name="eyes")["error"] == "no_item_specified"
    odd = {**place, "timestamp": "abc"}
    assert call("reactions.add", **odd, name="eyes")["error"] == "bad_timestamp"
    assert call("pins.add", **odd)["error"] == "bad_timestamp"
    gone = {**place, "timestamp": "1.0"}
    assert call("reactions.add", **gone, name="eyes")["error"] == "message_not_found"
    whole.person("ben").reacts("eyes", on=message)
    with pytest.raises(AssertionError, match="already_reacted"):
        whole.person("ben").reacts("eyes", on=message)
    whole.archive("#sales")
    assert call("reactions.add", **place, name="wave")["error"] == "is_archived"


def test_one_person_puts_23_emoji_and_a_message_takes_50(
    whole: Playground, call: RawClient, message: Message, place: dict[str, str]
) -> None:
    for number in range(23):
        call("reactions.add", **place, name=f"emoji{number}")
    assert call("reactions.add", **place, name="one_more")["error"] == "too_many_reactions"
    for number in range(23, 50):
        whole.person("ben" if number < 40 else "olga").reacts(f"emoji{number}", on=message)
    with pytest.raises(AssertionError, match="too_many_emoji"):
        whole.person("max").reacts("one_more", on=message)
    whole.person("max").reacts("emoji49", on=message)


def test_pins(whole: Playground, call: RawClient, message: Message, place: dict[str, str]) -> None:
    assert call("pins.add", **place)["ok"]
    assert call("pins.add", **place)["error"] == "already_pinned"
    (item,) = call("pins.list", channel="C0SALES")["items"]
    assert (item["created_by"], item["message"]["pinned_to"]) == ("U0RAPPORT", ["C0SALES"])
    assert told(whole, "pin_added")[-1]["item"]["message"]["text"] == "late again"
    assert call("conversations.history", channel="C0SALES")["pin_count"] == 1
    whole.person("ben").pins(on=message, again=True)
    event: dict[str, Any] = told(whole, "pin_removed")[-1]
    assert (event["user"], event["has_pins"]) == ("U0BEN", False)
    assert call("pins.remove", **place)["error"] == "no_pin"
    assert call("pins.list", channel="C0GENERAL")["error"] == "not_in_channel"
