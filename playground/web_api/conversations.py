"""conversations.*, to look: channels, their members and their history."""

from __future__ import annotations

from collections.abc import Container

from playground.channels import Channel
from playground.installation import Installation
from playground.messages import Message
from playground.refusals import SlackError
from playground.telling import described
from playground.threads import threads_in
from playground.web_api.arguments import Arguments
from playground.web_api.pages import page
from playground.web_api.reach import known_channel, readable_channel, scope_for
from playground.web_api.users import LOCALE
from playground.wire import Json

_TYPES = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "mpim": "mpim:read",
    "im": "im:read",
}


def info(slack: Installation, args: Arguments) -> Json:
    """conversations.info."""
    channel = known_channel(slack, args.needed("channel"))
    slack.require(scope_for(channel, "read"))
    counted = {"num_members": len(channel.members)} if args.flag("include_num_members") else {}
    locale = {"locale": LOCALE} if args.flag("include_locale") else {}
    return {"channel": described_channel(slack, channel) | counted | locale}


def list_all(slack: Installation, args: Arguments) -> Json:
    """conversations.list."""
    found = [c for c in of_types(slack, args) if c.kind == "public" or slack.is_inside(c)]
    answer = _listed(slack, args, found)
    for shown in answer["channels"]:
        if not shown["is_im"]:
            shown["num_members"] = len(slack.workspace.channels[shown["id"]].members)
    return answer


def of_types(slack: Installation, args: Arguments) -> list[Channel]:
    """All channels of the `types` asked for. Raises SlackError for an unknown or ungranted one."""
    types = args.names("types") or ["public_channel"]
    if any(kind not in _TYPES for kind in types):
        raise SlackError("invalid_types")
    slack.require(*(_TYPES[kind] for kind in types))
    found = [c for c in slack.workspace.channels.values() if c.type_name in types]
    return [c for c in found if not (c.is_archived and args.flag("exclude_archived"))]


def of_member(slack: Installation, args: Arguments) -> Json:
    """users.conversations."""
    user_id = args.text("user") or slack.workspace.app.user_id
    if user_id not in slack.workspace.members:
        raise SlackError("user_not_found")
    mine = [c for c in of_types(slack, args) if user_id in c.members]
    known = [c for c in mine if c.kind == "public" or slack.is_inside(c)]
    answer = _listed(slack, args, known)
    for shown in answer["channels"]:
        # Every one of them has this user: Slack does not say so again.
        shown.pop("is_member", None)
    return answer


def history(slack: Installation, args: Arguments) -> Json:
    """conversations.history: newest first, without replies."""
    channel = readable_channel(slack, args.needed("channel"))
    # Also where there is nothing to compare with them.
    _bounds(args)
    parents = threads_in(slack.workspace, channel.id)
    everything = slack.workspace.messages[channel.id]
    there = [m for m in everything if _in_history(m, args) or _is_tombstone(m, parents, args)]
    return _read(slack, args, sorted(there, key=lambda m: m.ts, reverse=True)) | {
        "pin_count": sum(1 for m in everything if m.pinned)
    }


def replies(slack: Installation, args: Arguments) -> Json:
    """conversations.replies: the parent, then its replies, oldest first."""
    channel = readable_channel(slack, args.needed("channel"))
    root = args.needed("ts")
    _bounds(args)
    there = slack.workspace.messages[channel.id]
    thread = [m for m in there if root in (m.ts, m.thread_ts) and _is_public(m)]
    if not thread:
        raise SlackError("thread_not_found")
    thread += [m for m in there if m.ts == root and m.deleted]
    within = [m for m in thread if m.ts == root or _in_window(m, args)]
    return _read(slack, args, sorted(within, key=lambda m: m.ts))


def open_direct(slack: Installation, args: Arguments) -> Json:
    """conversations.open, for one person or a DM's id."""
    slack.require("im:write")
    if args.text("channel"):
        channel = known_channel(slack, args.text("channel"))
        if channel.kind != "im":
            raise SlackError("method_not_supported_for_channel_type")
        return _open_already(slack, args, channel)
    users = args.names("users")
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        slack.require("mpim:write")
        # There are no conversations of several here.
        raise SlackError("method_not_supported_for_channel_type")
    return _opened(slack, args, users[0])


def members(slack: Installation, args: Arguments) -> Json:
    """conversations.members."""
    channel = known_channel(slack, args.needed("channel"))
    slack.require(scope_for(channel, "read"))
    part, following = page(sorted(channel.members), args)
    return {"members": list(part), "response_metadata": {"next_cursor": following}}


def _opened(slack: Installation, args: Arguments, user_id: str) -> Json:
    member = slack.workspace.members.get(user_id)
    if member is None:
        raise SlackError("user_not_found")
    if member.deleted:
        raise SlackError("user_disabled")
    if member.is_bot:
        raise SlackError("cannot_dm_bot")
    before = len(slack.workspace.channels)
    channel = slack.workspace.direct(user_id)
    known = len(slack.workspace.channels) == before
    opened = _open_already(slack, args, channel)
    return opened if known else {"channel": opened["channel"]}


def _open_already(slack: Installation, args: Arguments, channel: Channel) -> Json:
    shown = described_channel(slack, channel) if args.flag("return_im") else {"id": channel.id}
    return {"channel": shown, "no_op": True, "already_open": True}


def described_channel(slack: Installation, channel: Channel) -> Json:
    """The channel object as the app sees it."""
    app_user = slack.workspace.app.user_id
    said = channel.as_slack_says(app_user, slack.workspace.team_id)
    if channel.kind == "im":
        said["is_user_deleted"] = slack.workspace.members[channel.other(app_user)].deleted
    return said


def _listed(slack: Installation, args: Arguments, found: list[Channel]) -> Json:
    part, following = page(found, args)
    shown = [described_channel(slack, channel) for channel in part]
    return {"channels": shown, "response_metadata": {"next_cursor": following}}


def _read(slack: Installation, args: Arguments, found: list[Message]) -> Json:
    part, following = page(found, args, most=999)
    with_metadata = args.flag("include_all_metadata")
    said = described(slack.workspace, part, with_metadata=with_metadata)
    answer: Json = {"messages": said, "has_more": bool(following)}
    return answer | ({"response_metadata": {"next_cursor": following}} if following else {})


def _in_history(message: Message, args: Arguments) -> bool:
    is_hidden = message.is_reply and message.subtype != "thread_broadcast"
    return _is_public(message) and not is_hidden and _in_window(message, args)


def _is_tombstone(message: Message, parents: Container[str], args: Arguments) -> bool:
    return message.deleted and message.ts in parents and _in_window(message, args)


def _bounds(args: Arguments) -> tuple[float, float]:
    try:
        oldest = float(args.text("oldest") or 0)
    except ValueError:
        raise SlackError("invalid_ts_oldest") from None
    try:
        return oldest, float(args.text("latest") or "inf")
    except ValueError:
        raise SlackError("invalid_ts_latest") from None


def _is_public(message: Message) -> bool:
    return not message.deleted and message.ephemeral_to is None


def _in_window(message: Message, args: Arguments) -> bool:
    at = float(message.ts)
    oldest, latest = _bounds(args)
    # Slack takes `inclusive` into account only where a bound is named.
    if args.flag("inclusive"):
        return oldest <= at <= latest
    return oldest < at < latest
