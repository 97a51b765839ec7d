"""A tiny app's listeners, one of each kind, each a coroutine."""

from __future__ import annotations

from typing import Any

from tests.playground.forms import CARD, COLOURS, FORM, HOME, Json, entered


async def echo(ack: Any, say: Any, command: Json) -> None:
    """A slash command."""
    await ack(f"heard {command['text']}")
    await say(text="To do", blocks=CARD)


async def done(ack: Any, respond: Any) -> None:
    """A button."""
    await ack()
    await respond(text="Done it", replace_original=True)


async def open_form(ack: Any, client: Any, body: Json) -> None:
    """A global shortcut."""
    await ack()
    await client.views_open(trigger_id=body["trigger_id"], view=FORM)


async def quote(ack: Any, shortcut: Json, say: Any) -> None:
    """A message's shortcut."""
    await ack()
    await say(f"They said: {shortcut['message']['text']}")


async def colours(ack: Any) -> None:
    """An external select."""
    await ack(**COLOURS)


async def submit(ack: Any, view: Json, client: Any, body: Json) -> None:
    """A form sent in."""
    name = entered(view)
    if not name.istitle():
        await ack(response_action="errors", errors={"name": "Begin with a capital"})
        return
    await ack()
    await client.chat_postMessage(channel=body["user"]["id"], text=f"Welcome, {name}")


async def closed(ack: Any, client: Any, body: Json) -> None:
    """A form closed."""
    await ack()
    await client.chat_postMessage(channel=body["user"]["id"], text="Another time")


async def home(event: Json, client: Any) -> None:
    """The Home tab opened."""
    await client.views_publish(user_id=event["user"], view=HOME)


async def thank(event: Json, client: Any) -> None:
    """A reaction."""
    place = event["item"]
    channel, ts = place["channel"], place["ts"]
    await client.chat_postMessage(channel=channel, thread_ts=ts, text="Thanks")


async def pong(say: Any) -> None:
    """A message."""
    await say("pong")


async def mentioned(event: Json, say: Any) -> None:
    """A mention."""
    await say(text="Yes?", thread_ts=event["ts"])
