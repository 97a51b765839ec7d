"""Which conversations the app can see, read and write, and with which scopes."""

from __future__ import annotations

from playground.channels import Channel
from playground.installation import Installation
from playground.messages import Message
from playground.refusals import SlackError

_FAMILY = {"public": "channels", "private": "groups", "im": "im"}


def scope_for(channel: Channel, verb: str) -> str:
    """The scope for a kind of conversation, such as `groups:history`."""
    return f"{_FAMILY[channel.kind]}:{verb}"


def known_channel(slack: Installation, channel_id: str) -> Channel:
    """A conversation the app may know of. Raises SlackError("channel_not_found")."""
    channel = slack.workspace.channels.get(channel_id)
    if channel is None or (channel.kind != "public" and not slack.is_inside(channel)):
        raise SlackError("channel_not_found")
    return channel


def readable_channel(slack: Installation, channel_id: str) -> Channel:
    """A conversation whose history the app may read. Raises SlackError."""
    channel = known_channel(slack, channel_id)
    slack.require(scope_for(channel, "history"))
    if not slack.is_inside(channel):
        raise SlackError("not_in_channel")
    return channel


def writable_channel(slack: Installation, target: str) -> Channel:
    """Where a post goes: a channel by id or name, or a person's DM. Raises SlackError.

    A post to somebody whose account is closed is taken (slackapi/python-slack-sdk#1156).
    """
    member = slack.workspace.members.get(target)
    if member is not None:
        if member.is_bot:
            raise SlackError("channel_not_found")
        return slack.workspace.direct(member.id)
    found = slack.workspace.find_channel(target)
    channel = known_channel(slack, found.id if found else target)
    if channel.is_archived:
        raise SlackError("is_archived")
    if not slack.is_inside(channel) and "chat:write.public" not in slack.manifest.scopes:
        raise SlackError("not_in_channel")
    return channel


def shared_channel(slack: Installation, channel_id: str) -> Channel:
    """A conversation that the app is in and may act in. Raises SlackError."""
    channel = known_channel(slack, channel_id)
    if not slack.is_inside(channel):
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


def manageable_channel(slack: Installation, channel_id: str, *aspects: str) -> Channel:
    """A channel that the app may manage as a member of it. Raises SlackError.

    `aspects` name narrower scopes that do as well, such as `write.topic`.
    """
    channel = known_channel(slack, channel_id)
    if channel.kind == "im":
        raise SlackError("method_not_supported_for_channel_type")
    require_management(slack, channel, *aspects)
    return channel


def require_management(slack: Installation, channel: Channel, *aspects: str) -> None:
    """Raises SlackError without `channels:manage`, for a private channel `groups:write`."""
    whole = {"public": "channels:manage", "private": "groups:write", "im": "im:write"}
    slack.require_any(whole[channel.kind], *(scope_for(channel, aspect) for aspect in aspects))


def shared_message(slack: Installation, channel: Channel, ts: str) -> Message:
    """A message that everybody in a channel sees. Raises SlackError("message_not_found")."""
    message = slack.workspace.find_message(channel.id, ts)
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    return message
