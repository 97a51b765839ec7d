"""Files shown in conversations and taken away, and the events that tell of it."""

from __future__ import annotations

from playground.channels import Channel
from playground.happenings.messages import post
from playground.installation import Installation
from playground.messages import Message
from playground.uploads import StoredFile

_PLACES = {"public": "channels", "private": "groups", "im": "ims"}


def share(slack: Installation, files: list[StoredFile], message: Message) -> Message:
    """Post a message with files: its `message` event, and `file_shared` for each of them."""
    channel = slack.workspace.channels[message.channel]
    for stored in files:
        stored.is_complete = True
        stored.shares.append((channel.id, message.ts))
        _note_share(stored, channel, message.ts)
    message.files = [stored.described for stored in files]
    post(slack, message)
    for stored in files:
        _tell_share(slack, stored, channel)
    return message


def remove(slack: Installation, stored: StoredFile) -> None:
    """Delete a file and take it out of every message: `file_deleted`."""
    del slack.uploads.files[stored.id]
    for channel_id, ts in stored.shares:
        message = slack.workspace.find_message(channel_id, ts)
        if message is not None:
            message.files = [file for file in message.files if file["id"] != stored.id]
            message.deleted = not (message.files or message.text or message.blocks)
    slack.workspace.note_change()
    slack.emit({"type": "file_deleted", "file_id": stored.id})


def _note_share(stored: StoredFile, channel: Channel, ts: str) -> None:
    places = stored.described[_PLACES[channel.kind]]
    if channel.id not in places:
        places.append(channel.id)
    stored.described["is_public"] |= channel.kind == "public"
    kind = "public" if channel.kind == "public" else "private"
    shares = stored.described.setdefault("shares", {}).setdefault(kind, {})
    shares.setdefault(channel.id, []).append({"ts": ts, "channel_name": channel.name})


def _tell_share(slack: Installation, stored: StoredFile, channel: Channel) -> None:
    if slack.is_inside(channel):
        slack.emit(
            {
                "type": "file_shared",
                "file_id": stored.id,
                "user_id": stored.described["user"],
                "file": {"id": stored.id},
                "channel_id": channel.id,
            }
        )
