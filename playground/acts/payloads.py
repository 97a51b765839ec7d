"""The payloads that Slack sends for what a person did."""

from __future__ import annotations

import copy

from playground.acts.stage import Surface
from playground.channels import Channel
from playground.installation import Installation
from playground.messages import Message
from playground.people import Member
from playground.telling import described
from playground.wire import Json


def slash_command(
    slack: Installation, member: Member, channel: Channel, command: str, text: str
) -> Json:
    """A command typed in a channel."""
    return {
        "token": slack.tokens.verification,
        "team_id": slack.workspace.team_id,
        "team_domain": slack.workspace.domain,
        "channel_id": channel.id,
        "channel_name": channel.command_name,
        "user_id": member.id,
        "user_name": member.handle,
        "command": command,
        "text": text,
        "api_app_id": slack.workspace.app.app_id,
        "is_enterprise_install": "false",
        "response_url": slack.response_urls.give(member.id, channel.id, None, "commands"),
        "trigger_id": slack.triggers.give(member.id, channel.id),
    }


def block_actions(slack: Installation, member: Member, surface: Surface, action: Json) -> Json:
    """A button pressed or an option chosen in a message or a view."""
    place = surface.message.channel if surface.message else None
    return {
        **_interaction(slack, member, "block_actions"),
        "trigger_id": slack.triggers.give(member.id, place),
        **_whereabouts(slack, surface),
        **_reply_address(slack, member, surface),
        "actions": [action],
    }


def block_suggestion(
    slack: Installation, member: Member, surface: Surface, block: Json, element: Json, query: str
) -> Json:
    """Letters typed into an external select."""
    return {
        **_interaction(slack, member, "block_suggestion"),
        **_whereabouts(slack, surface),
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "value": query,
    }


def view_submission(
    slack: Installation, member: Member, view: Json, response_urls: list[Json]
) -> Json:
    """A form sent in."""
    return {
        **_interaction(slack, member, "view_submission"),
        "trigger_id": slack.triggers.give(member.id),
        "view": copy.deepcopy(view),
        "response_urls": response_urls,
    }


def view_closed(slack: Installation, member: Member, view: Json, *, is_cleared: bool) -> Json:
    """A form closed without sending it."""
    return {
        **_interaction(slack, member, "view_closed"),
        "view": copy.deepcopy(view),
        "is_cleared": is_cleared,
    }


def global_shortcut(slack: Installation, member: Member, callback_id: str) -> Json:
    """A shortcut from the lightning menu (docs.slack.dev, "Shortcuts interaction payload")."""
    return _shortcut(slack, member, "shortcut", callback_id, "username")


def message_shortcut(
    slack: Installation, member: Member, message: Message, callback_id: str
) -> Json:
    """A shortcut from a message's menu (docs.slack.dev, "Shortcuts interaction payload")."""
    channel = slack.workspace.channels[message.channel]
    (shown,) = described(slack.workspace, [message])
    return {
        **_shortcut(slack, member, "message_action", callback_id, "name", channel.id),
        "response_url": slack.response_urls.give(member.id, channel.id, message.ts, "app"),
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": channel.command_name},
        "message": shown,
    }


def _shortcut(
    slack: Installation,
    member: Member,
    kind: str,
    callback_id: str,
    name: str,
    place: str | None = None,
) -> Json:
    # Unlike other interactions, a shortcut bears no `api_app_id` and but one of the two names.
    said = _interaction(slack, member, kind)
    del said["api_app_id"]
    return {
        **said,
        "user": {"id": member.id, name: member.handle, "team_id": member.team_id},
        "action_ts": slack.workspace.next_ts(),
        "callback_id": callback_id,
        "trigger_id": slack.triggers.give(member.id, place),
    }


def _interaction(slack: Installation, member: Member, kind: str) -> Json:
    return {
        "type": kind,
        "team": {"id": slack.workspace.team_id, "domain": slack.workspace.domain},
        "user": {
            "id": member.id,
            "username": member.handle,
            "name": member.handle,
            "team_id": member.team_id,
        },
        "api_app_id": slack.workspace.app.app_id,
        "token": slack.tokens.verification,
        "is_enterprise_install": False,
    }


def _whereabouts(slack: Installation, surface: Surface) -> Json:
    if surface.view is not None:
        view = copy.deepcopy(surface.view)
        return {"container": {"type": "view", "view_id": view["id"]}, "view": view}
    if surface.message is None:
        raise ValueError("a surface is a message or a view")
    return _message_whereabouts(slack, surface.message, copy.deepcopy(surface.values))


def _message_whereabouts(slack: Installation, message: Message, values: Json) -> Json:
    channel = slack.workspace.channels[message.channel]
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    where: Json = {
        "container": container,
        "channel": {"id": channel.id, "name": channel.command_name},
        "state": {"values": values},
    }
    # Slack sends no copy of an ephemeral message: it keeps none.
    if message.ephemeral_to is None:
        (where["message"],) = described(slack.workspace, [message])
    return where


def _reply_address(slack: Installation, member: Member, surface: Surface) -> Json:
    message = surface.message
    if message is None:
        return {}
    url = slack.response_urls.give(member.id, message.channel, message.ts, "actions")
    return {"response_url": url}
