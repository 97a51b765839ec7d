"""Threads: a channel's replies under their parents, and what Slack says on a parent."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from playground.messages import Message
from playground.wire import Json
from playground.workspace import Workspace

REPLY_USERS = 5
"""Authors that a parent names in `reply_users`; `reply_users_count` counts all."""

Threads = Mapping[str, list[Message]]
"""A channel's replies, oldest first, by their parent's ts."""


def threads_in(workspace: Workspace, channel_id: str) -> Threads:
    """The threads of a channel: nothing deleted, nothing ephemeral."""

    def parent(message: Message) -> str:
        return message.thread_ts or ""

    there = workspace.messages.get(channel_id, [])
    replies = [m for m in there if m.is_reply and not m.deleted and m.ephemeral_to is None]
    by_parent = groupby(sorted(replies, key=lambda m: (parent(m), m.ts)), parent)
    return {ts: list(thread) for ts, thread in by_parent}


def parents_in(workspace: Workspace, channel_id: str, threads: Threads) -> dict[str, Message]:
    """The messages under which the threads stand, deleted ones too, by ts."""
    return {m.ts: m for m in workspace.messages.get(channel_id, []) if m.ts in threads}


def said_on_parent(workspace: Workspace, message: Message, threads: Threads) -> Json:
    """What a message object says of the replies to it; {} if there are none."""
    replies = threads.get(message.ts)
    if not replies:
        return {}
    authors = list(dict.fromkeys(reply.author for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(authors),
        "latest_reply": replies[-1].ts,
        "reply_users": authors[:REPLY_USERS],
        "is_locked": False,
        "subscribed": workspace.app.user_id in (message.user, *authors),
    }
