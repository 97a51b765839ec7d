"""Which events an app is told of: what its manifest subscribes to, under the scope of each."""

from __future__ import annotations

from playground.channels import Channel
from playground.manifest import Manifest
from playground.wire import Json

_MESSAGES = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}
_FAMILY = {"public": "channels", "private": "groups", "im": "im"}
_OF_THE_CHANNEL = frozenset(
    {
        "channel_archive",
        "channel_shared",
        "channel_unarchive",
        "channel_unshared",
        "group_archive",
        "group_unarchive",
        "member_joined_channel",
    }
)
_SCOPES = {"app_mention": "app_mentions:read", "user_change": "users:read"}


def subscription(event: Json) -> str:
    """The name under which a manifest asks for an event, such as `message.im`."""
    kind = str(event["type"])
    return _MESSAGES[event["channel_type"]] if kind == "message" else kind


def is_told(manifest: Manifest, event: Json, channel: Channel | None) -> bool:
    """Whether the app is sent an event of this channel (None: of no channel).

    The scopes are those of each event's page ("Required scopes") at docs.slack.dev.
    """
    scope = _scope(event, channel)
    granted = scope is None or scope in manifest.scopes
    return granted and subscription(event) in manifest.events


def _scope(event: Json, channel: Channel | None) -> str | None:
    kind = event["type"]
    if channel is not None and kind == "message":
        return f"{_FAMILY[channel.kind]}:history"
    if channel is not None and kind in _OF_THE_CHANNEL:
        return f"{_FAMILY[channel.kind]}:read"
    return _SCOPES.get(kind)
