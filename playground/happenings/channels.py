"""Channels made, changed and closed, people who come and go, and the events that tell of it."""

from __future__ import annotations

import secrets
from typing import Literal

from playground.channels import Channel
from playground.installation import Installation
from playground.wire import Json


def create(
    slack: Installation, name: str, creator: str, kind: Literal["public", "private"] = "public"
) -> Channel:
    """Make a channel with its creator in it; of a public one the app hears `channel_created`."""
    channel = Channel(
        id="C0" + secrets.token_hex(4).upper(),
        name=name,
        kind=kind,
        members={creator},
        created=int(slack.workspace.clock.now().timestamp()),
        creator=creator,
    )
    slack.workspace.add_channel(channel)
    slack.workspace.note_change()
    if kind == "public":
        slack.emit({"type": "channel_created", "channel": _named(channel) | {"creator": creator}})
    return channel


def enter(slack: Installation, channel: Channel, user_id: str, inviter: str = "") -> None:
    """Make somebody a member: `member_joined_channel` where the app is one itself."""
    if user_id in channel.members:
        return
    channel.members.add(user_id)
    slack.workspace.note_change()
    event = _membership(slack, "member_joined_channel", channel, user_id)
    if slack.is_inside(channel):
        slack.emit(event | ({"inviter": inviter} if inviter else {}))


def leave(slack: Installation, channel: Channel, user_id: str) -> None:
    """Take somebody out: `member_left_channel`, or for the app itself `channel_left`."""
    if user_id not in channel.members:
        return
    was_inside = slack.is_inside(channel)
    channel.members.discard(user_id)
    slack.workspace.note_change()
    if user_id == slack.workspace.app.user_id:
        kind = f"{family(channel)}_left"
        slack.emit({"type": kind, "channel": channel.id, "actor_id": user_id})
    elif was_inside:
        slack.emit(_membership(slack, "member_left_channel", channel, user_id))


def archive(slack: Installation, channel: Channel, by: str) -> None:
    """Close a channel for writing: `channel_archive`, or `group_archive` for a private one."""
    channel.is_archived = True
    tell(slack, channel, f"{family(channel)}_archive", user=by)


def unarchive(slack: Installation, channel: Channel, by: str) -> None:
    """Open it again: `channel_unarchive` or `group_unarchive`."""
    channel.is_archived = False
    tell(slack, channel, f"{family(channel)}_unarchive", user=by)


def rename(slack: Installation, channel: Channel, name: str) -> None:
    """Give a channel another name: `channel_rename` or `group_rename`."""
    channel.previous_names.insert(0, channel.name)
    channel.name = name
    shown = {**_named(channel), "is_channel": True}
    slack.workspace.note_change()
    if channel.kind == "public" or slack.is_inside(channel):
        slack.emit({"type": f"{family(channel)}_rename", "channel": shown})


def describe(
    slack: Installation, channel: Channel, what: Literal["topic", "purpose"], words: str, by: str
) -> None:
    """Set a channel's topic or purpose. Slack sends no event for it but its notice's `message`."""
    at = int(slack.workspace.clock.now().timestamp())
    setattr(channel, what, {"value": words, "creator": by, "last_set": at})
    slack.workspace.note_change()


def tell(slack: Installation, channel: Channel, event_type: str, **said: object) -> None:
    """Note a change of a channel and send its event; of a private one only members hear."""
    slack.workspace.note_change()
    if channel.kind == "public" or slack.is_inside(channel):
        slack.emit({"type": event_type, "channel": channel.id, **said})


def family(channel: Channel) -> str:
    """What a kind of channel is called in names of events: `channel` or `group`."""
    return "group" if channel.kind == "private" else "channel"


def _named(channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
    }


def _membership(slack: Installation, kind: str, channel: Channel, user_id: str) -> Json:
    return {
        "type": kind,
        "user": user_id,
        "channel": channel.id,
        "channel_type": "C" if channel.kind == "public" else "G",
        "team": slack.workspace.team_id,
    }
