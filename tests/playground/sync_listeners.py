"""A tiny app's listeners, one of each kind."""

from __future__ import annotations

from typing import Any

from tests.playground.forms import CARD, COLOURS, FORM, HOME, Json, entered


def echo(ack: Any, say: Any, command: Json) -> None:
    """A slash command."""
    ack(f"heard {command['text']}")
    say(text="To do", blocks=CARD)


def done(ack: Any, respond: Any) -> None:
    """A button."""
    ack()
    respond(text="Done it", replace_original=True)


def open_form(ack: Any, client: Any, body: Json) -> None:
    """A global shortcut."""
    ack()
    client.views_open(trigger_id=body["trigger_id"], view=FORM)


def quote(ack: Any, shortcut: Json, say: Any) -> None:
    """A message's shortcut."""
    ack()
    say(f"They said: {shortcut['message']['text']}")


def colours(ack: Any) -> None:
    """An external select."""
    ack(**COLOURS)


def submit(ack: Any, view: Json, client: Any, body: Json) -> None:
    """A form sent in."""
    name = entered(view)
    if not name.istitle():
        ack(response_action="errors", errors={"name": "Begin with a capital"})
        return
    ack()
    client.chat_postMessage(channel=body["user"]["id"], text=f"Welcome, {name}")


def closed(ack: Any, client: Any, body: Json) -> None:
    """A form closed."""
    ack()
    client.chat_postMessage(channel=body["user"]["id"], text="Another time")


def home(event: Json, client: Any) -> None:
    """The Home tab opened."""
    client.views_publish(user_id=event["user"], view=HOME)


def thank(event: Json, client: Any) -> None:
    """A reaction."""
    place = event["item"]
    client.chat_postMessage(channel=place["channel"], thread_ts=place["ts"], text="Thanks")


def pong(say: Any) -> None:
    """A message."""
    say("pong")


def mentioned(event: Json, say: Any) -> None:
    """A mention."""
    say(text="Yes?", thread_ts=event["ts"])
