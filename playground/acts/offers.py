"""The people and conversations that Slack's own lists offer in a select."""

from __future__ import annotations

from playground.channels import Channel
from playground.people import Member
from playground.wire import Json
from playground.workspace import Workspace


def person_offered(workspace: Workspace, wanted: str) -> str:
    """The id of somebody by handle or id. Raises AssertionError for a closed account."""
    found = workspace.member(wanted)
    if found.deleted:
        raise AssertionError(f"{wanted} is not offered: the account is closed")
    return found.id


def conversation_offered(workspace: Workspace, member: Member, element: Json, wanted: str) -> str:
    """The id of a conversation that the element's list shows to this person.

    A direct message is named by its id, or by who is at its far end. Raises AssertionError for
    what the list leaves out (docs.slack.dev, "Conversation filter").
    """
    channel = _conversation(workspace, member, wanted)
    if channel not in workspace.visible_channels(member) or channel.is_archived:
        raise AssertionError(f"{wanted} is not offered: {member.handle} can't write there")
    if element["type"].endswith("channels_select") and channel.kind != "public":
        raise AssertionError(f"{wanted} is not offered: it is not public")
    _guard_filter(workspace, element.get("filter") or {}, member, channel, wanted)
    return channel.id


def _conversation(workspace: Workspace, member: Member, wanted: str) -> Channel:
    found = workspace.find_channel(wanted)
    if found is not None:
        return found
    pair = {member.id, workspace.member(wanted).id}
    for channel in workspace.channels.values():
        if channel.kind == "im" and channel.members == pair:
            return channel
    raise AssertionError(f"{member.handle} has no direct message with {wanted}")


def _guard_filter(
    workspace: Workspace, asked: Json, member: Member, channel: Channel, wanted: str
) -> None:
    if channel.kind not in asked.get("include", [channel.kind]):
        raise AssertionError(f"{wanted} is not offered: the filter leaves {channel.kind} out")
    if asked.get("exclude_external_shared_channels") and channel.is_ext_shared:
        raise AssertionError(f"{wanted} is not offered: it is shared with another company")
    if asked.get("exclude_bot_users") and channel.kind == "im":
        far_end = workspace.members.get(channel.other(member.id))
        if far_end is not None and far_end.is_bot:
            raise AssertionError(f"{wanted} is not offered: the filter leaves bots out")
