"""reactions.* and pins.*: what is put onto messages."""

from __future__ import annotations

import re

from playground.channels import Channel
from playground.happenings import marks
from playground.installation import Installation
from playground.messages import Message
from playground.refusals import SlackError
from playground.telling import described
from playground.web_api.arguments import Arguments
from playground.web_api.pages import page
from playground.web_api.reach import known_channel, shared_channel, shared_message
from playground.wire import Json

_TS = re.compile(r"[0-9]+\.[0-9]+")


def add_reaction(slack: Installation, args: Arguments) -> Json:
    """reactions.add."""
    message = _marked(slack, args)
    marks.react(slack, message, slack.workspace.app.user_id, _emoji(args))
    return {}


def remove_reaction(slack: Installation, args: Arguments) -> Json:
    """reactions.remove."""
    message = _marked(slack, args)
    marks.unreact(slack, message, slack.workspace.app.user_id, _emoji(args))
    return {}


def get_reactions(slack: Installation, args: Arguments) -> Json:
    """reactions.get."""
    channel = known_channel(slack, _channel_id(args))
    message = shared_message(slack, channel, args.needed("timestamp"))
    return {"type": "message", "channel": channel.id, "message": _with_link(slack, message)}


def list_reactions(slack: Installation, args: Arguments) -> Json:
    """reactions.list: the messages that a user, or else the app, has reacted to."""
    user_id = args.text("user") or slack.workspace.app.user_id
    if user_id not in slack.workspace.members:
        raise SlackError("user_not_found")
    found = [
        {"type": "message", "channel": message.channel, "message": _with_link(slack, message)}
        for channel in _open_to_app(slack)
        for message in slack.workspace.messages[channel.id]
        if not message.deleted and any(user_id in users for users in message.reactions.values())
    ]
    part, following = page(found, args)
    return {"items": list(part), "response_metadata": {"next_cursor": following}}


def add_pin(slack: Installation, args: Arguments) -> Json:
    """pins.add."""
    marks.pin(slack, _marked(slack, args), slack.workspace.app.user_id)
    return {}


def remove_pin(slack: Installation, args: Arguments) -> Json:
    """pins.remove."""
    marks.unpin(slack, _marked(slack, args), slack.workspace.app.user_id)
    return {}


def list_pins(slack: Installation, args: Arguments) -> Json:
    """pins.list: newest first."""
    channel = known_channel(slack, args.needed("channel"))
    if not slack.is_inside(channel):
        raise SlackError("not_in_channel")
    pinned = [m for m in slack.workspace.messages[channel.id] if m.pinned and not m.deleted]
    return {"items": [marks.pinned_item(slack, message) for message in reversed(pinned)]}


def _marked(slack: Installation, args: Arguments) -> Message:
    channel = shared_channel(slack, _channel_id(args))
    if not args.text("timestamp"):
        raise SlackError("no_item_specified")
    if not _TS.fullmatch(args.text("timestamp")):
        raise SlackError("bad_timestamp")
    return shared_message(slack, channel, args.text("timestamp"))


def _channel_id(args: Arguments) -> str:
    if not args.text("channel"):
        raise SlackError("no_item_specified")
    return args.text("channel")


def _emoji(args: Arguments) -> str:
    # With or without its colons, as Slack takes it.
    name = args.text("name").removeprefix(":").removesuffix(":")
    if not name:
        raise SlackError("invalid_name")
    return name


def _with_link(slack: Installation, message: Message) -> Json:
    (shown,) = described(slack.workspace, [message])
    return shown | {"permalink": slack.permalink(message)}


def _open_to_app(slack: Installation) -> list[Channel]:
    return [c for c in slack.workspace.channels.values() if slack.is_inside(c)]
