"""The table of methods: what performs each, and which caller and scopes it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from playground.installation import Installation
from playground.web_api import (
    channel_changes,
    chat,
    conversations,
    files,
    marks,
    scheduled,
    team,
    users,
    views,
)
from playground.web_api.arguments import Arguments
from playground.wire import Json


@dataclass(frozen=True)
class Method:
    """One method; scopes that depend on the channel's kind are asked for as it runs."""

    perform: Callable[[Installation, Arguments], Json]
    scopes: tuple[str, ...] = ()
    caller: Literal["anybody", "bot", "app"] = "bot"


METHODS = {
    "api.test": Method(team.api_test, caller="anybody"),
    "apps.connections.open": Method(team.open_connection, caller="app"),
    "auth.revoke": Method(team.auth_revoke),
    "auth.test": Method(team.auth_test),
    "bots.info": Method(team.bot_info, ("users:read",)),
    "chat.delete": Method(chat.delete, ("chat:write",)),
    "chat.deleteScheduledMessage": Method(scheduled.delete, ("chat:write",)),
    "chat.getPermalink": Method(chat.get_permalink),
    "chat.meMessage": Method(chat.me_message, ("chat:write",)),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("chat:write",)),
    "chat.postMessage": Method(chat.post_message, ("chat:write",)),
    "chat.scheduleMessage": Method(scheduled.schedule, ("chat:write",)),
    "chat.scheduledMessages.list": Method(scheduled.list_all),
    "chat.update": Method(chat.update, ("chat:write",)),
    "conversations.archive": Method(channel_changes.archive),
    "conversations.close": Method(channel_changes.close),
    "conversations.create": Method(channel_changes.create),
    "conversations.history": Method(conversations.history),
    "conversations.info": Method(conversations.info),
    "conversations.invite": Method(channel_changes.invite),
    "conversations.join": Method(channel_changes.join, ("channels:join",)),
    "conversations.kick": Method(channel_changes.kick),
    "conversations.leave": Method(channel_changes.leave),
    "conversations.list": Method(conversations.list_all),
    "conversations.mark": Method(channel_changes.mark),
    "conversations.members": Method(conversations.members),
    "conversations.open": Method(conversations.open_direct),
    "conversations.rename": Method(channel_changes.rename),
    "conversations.replies": Method(conversations.replies),
    "conversations.setPurpose": Method(channel_changes.set_purpose),
    "conversations.setTopic": Method(channel_changes.set_topic),
    "conversations.unarchive": Method(channel_changes.unarchive),
    "emoji.list": Method(team.emoji_list, ("emoji:read",)),
    "files.completeUploadExternal": Method(files.complete_upload, ("files:write",)),
    "files.delete": Method(files.delete, ("files:write",)),
    "files.getUploadURLExternal": Method(files.get_upload_url, ("files:write",)),
    "files.info": Method(files.info, ("files:read",)),
    "files.list": Method(files.list_all, ("files:read",)),
    "pins.add": Method(marks.add_pin, ("pins:write",)),
    "pins.list": Method(marks.list_pins, ("pins:read",)),
    "pins.remove": Method(marks.remove_pin, ("pins:write",)),
    "reactions.add": Method(marks.add_reaction, ("reactions:write",)),
    "reactions.get": Method(marks.get_reactions, ("reactions:read",)),
    "reactions.list": Method(marks.list_reactions, ("reactions:read",)),
    "reactions.remove": Method(marks.remove_reaction, ("reactions:write",)),
    "team.info": Method(team.info, ("team:read",)),
    "usergroups.list": Method(team.usergroups_list, ("usergroups:read",)),
    "users.conversations": Method(conversations.of_member),
    "users.getPresence": Method(users.presence, ("users:read",)),
    "users.info": Method(users.info, ("users:read",)),
    "users.list": Method(users.list_all, ("users:read",)),
    "users.lookupByEmail": Method(users.lookup_by_email, ("users:read", "users:read.email")),
    "users.profile.get": Method(users.profile, ("users.profile:read",)),
    "views.open": Method(views.open_modal),
    "views.publish": Method(views.publish),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
}
