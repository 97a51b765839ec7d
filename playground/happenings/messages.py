"""Messages posted, changed and taken back, and the events that tell of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playground.channels import Channel
from playground.installation import Installation
from playground.messages import Message
from playground.telling import channel_type, described, message_event
from playground.threads import threads_in
from playground.wire import Json


def post(slack: Installation, message: Message) -> Message:
    """Keep a message and tell the app of it, if it is in the channel; its own it hears of too."""
    slack.workspace.keep(message)
    channel = slack.workspace.channels[message.channel]
    if message.ephemeral_to is None and slack.is_inside(channel):
        for event in _events_of(slack, message, channel):
            slack.emit(event)
    return message


@contextmanager
def changing(slack: Installation, message: Message, by: str) -> Iterator[None]:
    """Change a message within: it is marked as edited by a user, and `message_changed` is sent.

    An ephemeral message changes without a mark and without an event.
    """
    (before,) = described(slack.workspace, [message], with_metadata=True)
    yield
    if message.ephemeral_to is None:
        message.edited = {"user": by, "ts": slack.workspace.next_ts()}
        (after,) = described(slack.workspace, [message], with_metadata=True)
        _tell(slack, message, "message_changed", message=after, previous_message=before)
    slack.workspace.note_change()


def take_back(slack: Installation, message: Message) -> None:
    """Delete a message: `message_deleted`, or `message_changed` to a tombstone above replies."""
    (before,) = described(slack.workspace, [message], with_metadata=True)
    message.deleted = True
    slack.workspace.note_change()
    if message.ephemeral_to is not None:
        return
    if message.ts in threads_in(slack.workspace, message.channel):
        (stone,) = described(slack.workspace, [message])
        _tell(slack, message, "message_changed", message=stone, previous_message=before)
    else:
        _tell(slack, message, "message_deleted", deleted_ts=message.ts, previous_message=before)


def _events_of(slack: Installation, message: Message, channel: Channel) -> Iterator[Json]:
    said = message_event(slack.workspace, message, channel)
    if message.files:
        # Only the event has this subtype, not the message (docs.slack.dev, "file_share message").
        said["subtype"] = "file_share"
    yield said
    if f"<@{slack.workspace.app.user_id}>" in message.text and channel.kind != "im":
        yield {key: said[key] for key in said if key != "channel_type"} | {"type": "app_mention"}


def _tell(slack: Installation, changed: Message, subtype: str, **said: object) -> None:
    channel = slack.workspace.channels[changed.channel]
    if slack.is_inside(channel):
        slack.emit(
            {
                "type": "message",
                "subtype": subtype,
                "hidden": True,
                "channel": channel.id,
                "channel_type": channel_type(channel),
                "ts": slack.workspace.next_ts(),
                **said,
            }
        )
