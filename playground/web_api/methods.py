"""The table of methods: what performs each, and which caller and scopes it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from playground.installation import Installation
from playground.web_api import chat, conversations, team, users, views
from playground.web_api.arguments import Arguments
from playground.wire import Json


@dataclass(frozen=True)
class Method:
    """One method; scopes that depend on the channel's kind are asked for as it runs."""

    perform: Callable[[Installation, Arguments], Json]
    scopes: tuple[str, ...] = ()
    caller: Literal["bot", "app"] = "bot"


METHODS = {
    "apps.connections.open": Method(team.open_connection, caller="app"),
    "auth.test": Method(team.auth_test),
    "chat.delete": Method(chat.delete, ("chat:write",)),
    "chat.getPermalink": Method(chat.get_permalink),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("chat:write",)),
    "chat.postMessage": Method(chat.post_message, ("chat:write",)),
    "chat.update": Method(chat.update, ("chat:write",)),
    "conversations.history": Method(conversations.history),
    "conversations.info": Method(conversations.info),
    "conversations.invite": Method(conversations.invite),
    "conversations.join": Method(conversations.join, ("channels:join",)),
    "conversations.list": Method(conversations.list_all),
    "conversations.members": Method(conversations.members),
    "conversations.open": Method(conversations.open_direct),
    "conversations.replies": Method(conversations.replies),
    "team.info": Method(team.info, ("team:read",)),
    "users.conversations": Method(conversations.of_member),
    "users.info": Method(users.info, ("users:read",)),
    "users.list": Method(users.list_all, ("users:read",)),
    "users.lookupByEmail": Method(users.lookup_by_email, ("users:read", "users:read.email")),
    "views.open": Method(views.open_modal),
    "views.publish": Method(views.publish),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
}
