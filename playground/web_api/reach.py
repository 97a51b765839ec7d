"""Which conversations the app can see, read and write, and with which scopes."""

from __future__ import annotations

from playground.channels import Channel
from playground.installation import Installation
from playground.refusals import SlackError

_FAMILY = {"public": "channels", "private": "groups", "im": "im"}


def scope_for(channel: Channel, verb: str) -> str:
    """The scope for a kind of conversation, such as `groups:history`."""
    return f"{_FAMILY[channel.kind]}:{verb}"


def known_channel(slack: Installation, channel_id: str) -> Channel:
    """A conversation the app may know of. Raises SlackError("channel_not_found")."""
    channel = slack.workspace.channels.get(channel_id)
    if channel is None or (channel.kind != "public" and not is_inside(slack, channel)):
        raise SlackError("channel_not_found")
    return channel


def readable_channel(slack: Installation, channel_id: str) -> Channel:
    """A conversation whose history the app may read. Raises SlackError."""
    channel = known_channel(slack, channel_id)
    slack.require(scope_for(channel, "history"))
    if not is_inside(slack, channel):
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
    if not is_inside(slack, channel) and "chat:write.public" not in slack.manifest.scopes:
        raise SlackError("not_in_channel")
    return channel


def is_inside(slack: Installation, channel: Channel) -> bool:
    """Whether the app's bot user is a member."""
    return slack.workspace.app.user_id in channel.members
