"""What is put onto messages: reactions and pins, and the events that tell of it."""

from __future__ import annotations

import re

from playground.installation import Installation
from playground.messages import Message
from playground.refusals import SlackError
from playground.telling import described
from playground.wire import Json

MOST_EMOJI = 50
"""Different emoji on one message (slack.com/help, "Use emoji and reactions")."""
MOST_BY_ONE = 23
"""Emoji that one person puts on a message (the same page)."""

_NAME = re.compile(r"[\w+'-]+(::skin-tone-[2-6])?", re.UNICODE)


def react(slack: Installation, message: Message, user_id: str, emoji: str) -> None:
    """Put an emoji on a message: `reaction_added`. Raises SlackError as `reactions.add` does."""
    if not _NAME.fullmatch(emoji):
        raise SlackError("invalid_name")
    there = message.reactions
    if user_id in there.get(emoji, []):
        raise SlackError("already_reacted")
    if emoji not in there and len(there) >= MOST_EMOJI:
        raise SlackError("too_many_emoji")
    if sum(user_id in users for users in there.values()) >= MOST_BY_ONE:
        raise SlackError("too_many_reactions")
    there.setdefault(emoji, []).append(user_id)
    _tell_reaction(slack, "reaction_added", message, user_id, emoji)


def unreact(slack: Installation, message: Message, user_id: str, emoji: str) -> None:
    """Take an emoji back: `reaction_removed`. Raises SlackError("no_reaction")."""
    if user_id not in message.reactions.get(emoji, []):
        raise SlackError("no_reaction")
    message.reactions[emoji].remove(user_id)
    if not message.reactions[emoji]:
        del message.reactions[emoji]
    _tell_reaction(slack, "reaction_removed", message, user_id, emoji)


def pin(slack: Installation, message: Message, user_id: str) -> None:
    """Pin a message to its channel: `pin_added`. Raises SlackError("already_pinned")."""
    if message.pinned:
        raise SlackError("already_pinned")
    at = int(slack.workspace.clock.now().timestamp())
    message.pinned = {"created": at, "created_by": user_id}
    _tell_pin(slack, "pin_added", message, user_id, pinned_item(slack, message))


def unpin(slack: Installation, message: Message, user_id: str) -> None:
    """Take a pin out: `pin_removed`. Raises SlackError("no_pin")."""
    if not message.pinned:
        raise SlackError("no_pin")
    item = pinned_item(slack, message)
    message.pinned = None
    has_pins = any(m.pinned for m in slack.workspace.messages[message.channel])
    _tell_pin(slack, "pin_removed", message, user_id, item, has_pins=has_pins)


def pinned_item(slack: Installation, message: Message) -> Json:
    """A pinned message as `pins.list` and the events show it."""
    (shown,) = described(slack.workspace, [message])
    permalink = slack.permalink(message)
    return {
        "type": "message",
        "channel": message.channel,
        "message": shown | {"permalink": permalink},
        **(message.pinned or {}),
    }


def _tell_reaction(
    slack: Installation, kind: str, message: Message, user_id: str, emoji: str
) -> None:
    slack.workspace.note_change()
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    said = {"type": kind, "user": user_id, "reaction": emoji, "item": item}
    _tell(slack, message, said | {"item_user": message.author})


def _tell_pin(
    slack: Installation, kind: str, message: Message, user_id: str, item: Json, **more: object
) -> None:
    slack.workspace.note_change()
    said = {"type": kind, "user": user_id, "channel_id": message.channel, "item": item}
    _tell(slack, message, said | {"item_user": message.author, **more})


def _tell(slack: Installation, message: Message, event: Json) -> None:
    if message.ephemeral_to is None and slack.is_inside(slack.workspace.channels[message.channel]):
        slack.emit(event)
