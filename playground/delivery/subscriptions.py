"""Which events an app is told of: what its manifest subscribes to, under the scope of each."""

from __future__ import annotations

from playground.channels import Channel
from playground.manifest import Manifest
from playground.wire import Json

OF_CHANNEL = "{family}:read"
"""The scope that reads the kind of channel where it happened."""
SCOPES: dict[str, str | None] = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "channel_archive": "channels:read",
    "channel_created": "channels:read",
    "channel_left": "channels:read",
    "channel_rename": "channels:read",
    "channel_shared": OF_CHANNEL,
    "channel_unarchive": "channels:read",
    "channel_unshared": OF_CHANNEL,
    "file_deleted": "files:read",
    "file_shared": "files:read",
    "group_archive": "groups:read",
    "group_left": "groups:read",
    "group_rename": "groups:read",
    "group_unarchive": "groups:read",
    "member_joined_channel": OF_CHANNEL,
    "member_left_channel": OF_CHANNEL,
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "team_join": "users:read",
    "tokens_revoked": None,
    "user_change": "users:read",
}
"""Each event that happens here, by the name under which a manifest asks for it, and its scope
("Required scopes" on the event's page at docs.slack.dev)."""

_MESSAGES = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}
_FAMILY = {"public": "channels", "private": "groups", "im": "im"}


def subscription(event: Json) -> str:
    """The name under which a manifest asks for an event, such as `message.im`."""
    kind = str(event["type"])
    return _MESSAGES[event["channel_type"]] if kind == "message" else kind


def unheard_of(manifest: Manifest) -> list[str]:
    """The events that an app asks for and that never happen here."""
    return sorted(manifest.events - SCOPES.keys())


def is_told(manifest: Manifest, event: Json, channel: Channel | None) -> bool:
    """Whether the app is sent an event of this channel (None: of no channel)."""
    name = subscription(event)
    scope = SCOPES.get(name)
    if scope == OF_CHANNEL and channel is not None:
        scope = OF_CHANNEL.format(family=_FAMILY[channel.kind])
    return name in manifest.events and (scope is None or scope in manifest.scopes)
