"""conversations.*, to change: channels made, named, closed; people let in and out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from playground.channels import Channel
from playground.happenings import channels
from playground.installation import Installation
from playground.refusals import SlackError
from playground.web_api.arguments import Arguments
from playground.web_api.conversations import described_channel
from playground.web_api.reach import (
    known_channel,
    manageable_channel,
    require_management,
    shared_message,
)
from playground.wire import Json

LONGEST_NAME = 80
LONGEST_TOPIC = 250
"""Characters (docs.slack.dev, conversations.create and conversations.setTopic)."""


def create(slack: Installation, args: Arguments) -> Json:
    """conversations.create."""
    is_private = args.flag("is_private")
    slack.require("groups:write" if is_private else "channels:manage")
    name = _free_name(slack, args)
    kind: Literal["public", "private"] = "private" if is_private else "public"
    channel = channels.create(slack, name, slack.workspace.app.user_id, kind)
    return {"channel": described_channel(slack, channel)}


def rename(slack: Installation, args: Arguments) -> Json:
    """conversations.rename: an app may rename what it made (docs.slack.dev)."""
    channel = _own_side(slack, args)
    if channel.creator != slack.workspace.app.user_id:
        raise SlackError("not_authorized")
    channels.rename(slack, channel, _free_name(slack, args))
    return {"channel": described_channel(slack, channel)}


def archive(slack: Installation, args: Arguments) -> Json:
    """conversations.archive."""
    channel = manageable_channel(slack, args.needed("channel"))
    if channel.is_archived:
        raise SlackError("already_archived")
    _guard_inside(slack, channel)
    if channel.is_general:
        raise SlackError("cant_archive_general")
    channels.archive(slack, channel, slack.workspace.app.user_id)
    return {}


def unarchive(slack: Installation, args: Arguments) -> Json:
    """conversations.unarchive."""
    channel = manageable_channel(slack, args.needed("channel"))
    if not channel.is_archived:
        raise SlackError("not_archived")
    _guard_inside(slack, channel)
    channels.unarchive(slack, channel, slack.workspace.app.user_id)
    return {}


def set_topic(slack: Installation, args: Arguments) -> Json:
    """conversations.setTopic."""
    return _describe(slack, args, "topic")


def set_purpose(slack: Installation, args: Arguments) -> Json:
    """conversations.setPurpose."""
    return _describe(slack, args, "purpose")


def join(slack: Installation, args: Arguments) -> Json:
    """conversations.join."""
    channel = known_channel(slack, args.needed("channel"))
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    already = slack.is_inside(channel)
    channels.enter(slack, channel, slack.workspace.app.user_id)
    warning = {"warning": "already_in_channel"} if already else {}
    return {"channel": described_channel(slack, channel), **warning}


def leave(slack: Installation, args: Arguments) -> Json:
    """conversations.leave."""
    channel = manageable_channel(slack, args.needed("channel"))
    if not slack.is_inside(channel):
        return {"not_in_channel": True}
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.is_general:
        raise SlackError("cant_leave_general")
    if len(channel.members) == 1:
        raise SlackError("last_member")
    channels.leave(slack, channel, slack.workspace.app.user_id)
    return {}


def invite(slack: Installation, args: Arguments) -> Json:
    """conversations.invite."""
    channel = _own_side(slack, args, "write.invites")
    invited = args.names("users")
    if not invited:
        raise SlackError("no_user")
    objections = {user_id: _objection(slack, channel, user_id) for user_id in invited}
    welcome = [user_id for user_id, error in objections.items() if error is None]
    # One who can't come keeps all out, unless told otherwise (docs.slack.dev, `force`).
    if not welcome or (len(welcome) < len(objections) and not args.flag("force")):
        raise _uninvited(objections)
    for user_id in welcome:
        channels.enter(slack, channel, user_id, inviter=slack.workspace.app.user_id)
    return {"channel": described_channel(slack, channel)}


def _objection(slack: Installation, channel: Channel, user_id: str) -> str | None:
    if user_id not in slack.workspace.members:
        return "user_not_found"
    if user_id == slack.workspace.app.user_id:
        return "cant_invite_self"
    return "already_in_channel" if user_id in channel.members else None


def _uninvited(objections: Mapping[str, str | None]) -> SlackError:
    errors = [
        {"user": user_id, "ok": False, "error": error}
        for user_id, error in objections.items()
        if error is not None
    ]
    return SlackError(str(errors[0]["error"]), errors=errors)


def kick(slack: Installation, args: Arguments) -> Json:
    """conversations.kick."""
    channel = _own_side(slack, args)
    user_id = args.needed("user")
    if user_id not in slack.workspace.members:
        raise SlackError("user_not_found")
    if user_id == slack.workspace.app.user_id:
        raise SlackError("cant_kick_self")
    if channel.is_general:
        raise SlackError("cant_kick_from_general")
    if user_id not in channel.members:
        raise SlackError("not_in_channel")
    channels.leave(slack, channel, user_id)
    return {"errors": {}}


def close(slack: Installation, args: Arguments) -> Json:
    """conversations.close: a direct message goes out of sight, its messages stay."""
    channel = known_channel(slack, args.needed("channel"))
    if channel.kind != "im":
        raise SlackError("method_not_supported_for_channel_type")
    require_management(slack, channel)
    return {}


def mark(slack: Installation, args: Arguments) -> Json:
    """conversations.mark: how far the app has read changes nothing that anybody sees."""
    channel = known_channel(slack, args.needed("channel"))
    require_management(slack, channel)
    _guard_inside(slack, channel)
    shared_message(slack, channel, args.needed("ts"))
    return {}


def _describe(slack: Installation, args: Arguments, what: Literal["topic", "purpose"]) -> Json:
    channel = _own_side(slack, args, "write.topic")
    words = args.text(what)
    if len(words) > LONGEST_TOPIC:
        raise SlackError("too_long")
    channels.describe(slack, channel, what, words, slack.workspace.app.user_id)
    return {what: words, "channel": described_channel(slack, channel)}


def _own_side(slack: Installation, args: Arguments, *aspects: str) -> Channel:
    channel = manageable_channel(slack, args.needed("channel"), *aspects)
    _guard_inside(slack, channel)
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


def _guard_inside(slack: Installation, channel: Channel) -> None:
    if not slack.is_inside(channel):
        raise SlackError("not_in_channel")


def _free_name(slack: Installation, args: Arguments) -> str:
    name = args.text("name").removeprefix("#")
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > LONGEST_NAME:
        raise SlackError("invalid_name_maxlength")
    # Letters of every script are taken, but no capitals (docs.slack.dev, "Naming").
    if name != name.lower() or not re.fullmatch(r"[\w-]+", name):
        raise SlackError("invalid_name_specials")
    if not re.search(r"[^\W_]", name):
        raise SlackError("invalid_name_punctuation")
    if slack.workspace.find_channel(name):
        raise SlackError("name_taken")
    return name
