"""Shortcuts, from the lightning menu and on every kind of message."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt import App

from playground.messages import Message
from playground.server import Playground
from tests.playground.conftest import RawClient
from tests.playground.test_flows import section

RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Build of "},
                {"type": "link", "url": "https://a.example", "text": "main"},
                {"type": "text", "text": " failed for "},
                {"type": "user", "user_id": "U0ANA"},
            ],
        }
    ],
}
CARD = {"pretext": "Ticket", "title": "Late delivery", "fields": [{"title": "By", "value": "Acme"}]}


def carried(slack: Playground, name: str, on: Message) -> dict[str, Any]:
    payload = slack.person("ben").starts(name, on=on).payload
    assert (payload["type"], payload["message_ts"]) == ("message_action", on.ts)
    message: dict[str, Any] = payload["message"]
    return message


@pytest.fixture
def quoting(app: App) -> App:
    app.shortcut("quote_it")(lambda ack: ack())
    return app


def test_on_a_webhooks_message_there_is_no_user(slack: Playground, quoting: App) -> None:
    message = slack.bot_writes("#general", blocks=[RICH], attachments=[CARD])
    seen = slack.person("ben").sees("Build of main failed for @Ana")
    assert "Late delivery" in seen.words
    assert "Acme" in seen.words
    said = carried(slack, "Quote it", seen)
    assert said.keys().isdisjoint({"user", "text"})
    assert (said["subtype"], said["bot_id"]) == ("bot_message", message.bot_id)
    assert said["blocks"][0]["elements"] == RICH["elements"]
    assert said["attachments"] == [CARD]


def test_on_a_long_message_a_reply_and_a_file(slack: Playground, quoting: App) -> None:
    ben = slack.person("ben")
    long = slack.bot_writes("#general", "x" * 50_000)
    assert len(carried(slack, "quote_it", long)["text"]) == 40_000
    reply = ben.types("and so on", thread_of=long)
    assert isinstance(reply, Message)
    assert carried(slack, "quote_it", reply)["thread_ts"] == long.ts
    scan = carried(slack, "quote_it", ben.uploads("contract.pdf", channel="#general"))
    assert (scan["text"], scan["files"][0]["name"]) == ("", "contract.pdf")
    assert "contract.pdf" in ben.sees("contract.pdf").words


def test_the_message_is_sent_as_it_stands_now(
    slack: Playground, quoting: App, api: RawClient
) -> None:
    ts = api("chat.postMessage", channel="C0GENERAL", text="first")["ts"]
    seen = slack.person("ben").sees("first")
    api("chat.update", channel="C0GENERAL", ts=ts, text="second")
    assert carried(slack, "quote_it", seen)["text"] == "second"
    api("chat.delete", channel="C0GENERAL", ts=ts)
    with pytest.raises(AssertionError, match="gone"):
        slack.person("ben").starts("quote_it", on=seen)


def test_a_global_shortcut_says_who(slack: Playground, socket_app: App) -> None:
    socket_app.shortcut("open_form")(lambda ack: ack())
    payload = slack.person("ana").starts("Open the form").payload
    assert payload["type"] == "shortcut"
    assert payload["user"] == {"id": "U0ANA", "username": "ana", "team_id": "T0HARBOUR"}
    assert payload.keys().isdisjoint({"channel", "message", "response_url"})


def test_menus_are_empty_where_slack_shows_none(slack: Playground, socket_app: App) -> None:
    socket_app.command("/echo")(lambda ack: ack(text="for you", blocks=[section("for you")]))
    ana, sten = slack.person("ana"), slack.person("sten")
    ana.types("/echo")
    with pytest.raises(AssertionError, match="for one person"):
        ana.starts("Quote it", on=ana.sees("for you"))
    ana.types("hello", channel="#partner-acme")
    with pytest.raises(AssertionError, match="of another company"):
        sten.starts("Quote it", on=sten.sees("hello"))
    assert len(slack.deliveries) == 1
