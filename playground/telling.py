"""Messages as Slack tells them to the app, with what their author and their thread add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from playground.blocks.rich_text import rich_text
from playground.channels import Channel
from playground.messages import Message
from playground.threads import Threads, parents_in, said_on_parent, threads_in
from playground.wire import Json
from playground.workspace import Workspace


def described(
    workspace: Workspace, messages: Iterable[Message], *, with_metadata: bool = False
) -> list[Json]:
    """The message objects of messages, each with what Slack says of its thread."""
    listed = list(messages)
    channels = {message.channel for message in listed}
    threads = {channel: threads_in(workspace, channel) for channel in channels}
    parents = {channel: parents_in(workspace, channel, threads[channel]) for channel in channels}
    return [
        _described(workspace, m, threads[m.channel], parents[m.channel], with_metadata)
        for m in listed
    ]


def message_event(workspace: Workspace, message: Message, channel: Channel) -> Json:
    """The `message` event for a message that was posted in a channel."""
    (said,) = described(workspace, [message])
    where = {"channel": channel.id, "channel_type": channel_type(channel)}
    return said | where | {"event_ts": message.ts}


def channel_type(channel: Channel) -> str:
    """What a kind of conversation is called in a `message` event."""
    return {"public": "channel", "private": "group", "im": "im"}[channel.kind]


def _described(
    workspace: Workspace,
    message: Message,
    threads: Threads,
    parents: Mapping[str, Message],
    with_metadata: bool,
) -> Json:
    thread = said_on_parent(workspace, message, threads)
    if message.deleted:
        return _tombstone(message) | thread
    said = message.as_slack_says(workspace.team_id, with_metadata=with_metadata) | thread
    said |= _by_hand(message) if message.is_typed else _by_app(workspace, message)
    parent = parents.get(message.thread_ts or "")
    if message.is_reply and parent is not None:
        said |= {"parent_user_id": parent.author}
    if message.subtype == "thread_broadcast" and parent is not None:
        root = parent.as_slack_says(workspace.team_id)
        said["root"] = root | said_on_parent(workspace, parent, threads)
    return said


def _by_hand(message: Message) -> Json:
    serial = int(message.ts.replace(".", ""))
    digits = f"{serial:012x}"[-12:]
    blocks = [rich_text(message.text, digits[-5:])]
    return {"client_msg_id": f"00000000-0000-4000-8000-{digits}", "blocks": blocks}


def _by_app(workspace: Workspace, message: Message) -> Json:
    app = workspace.app
    if message.bot_id != app.bot_id:
        return {}
    profile = {
        "id": app.bot_id,
        "app_id": app.app_id,
        "name": app.name,
        "icons": {},
        "deleted": False,
        "updated": 0,
        "team_id": workspace.team_id,
    }
    return {"bot_profile": profile}


def _tombstone(message: Message) -> Json:
    # What stays of a deleted parent while its replies are there.
    return {
        "type": "message",
        "subtype": "tombstone",
        "text": "This message was deleted.",
        "user": "USLACKBOT",
        "hidden": True,
        "ts": message.ts,
    }
