"""Channels and direct messages, as Slack describes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from playground.wire import Json

Kind = Literal["public", "private", "im"]

_UNSAID: Json = {"value": "", "creator": "", "last_set": 0}


@dataclass
class Channel:
    """One conversation and who is in it."""

    id: str
    name: str
    kind: Kind = "public"
    members: set[str] = field(default_factory=set)
    is_general: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    is_pending_ext_shared: bool = False
    connected_team_ids: list[str] = field(default_factory=list)
    """The other companies of a Slack Connect channel."""
    created: int = 0
    creator: str = ""
    topic: Json = field(default_factory=lambda: dict(_UNSAID))
    purpose: Json = field(default_factory=lambda: dict(_UNSAID))
    previous_names: list[str] = field(default_factory=list)

    @property
    def type_name(self) -> str:
        """The conversation's type in `types=` of `conversations.list`."""
        return {"public": "public_channel", "private": "private_channel", "im": "im"}[self.kind]

    @property
    def command_name(self) -> str:
        """`channel_name` in a command's or a button's payload: Slack hides private names."""
        return {"public": self.name, "private": "privategroup", "im": "directmessage"}[self.kind]

    def other(self, user_id: str) -> str:
        """Who is at the far end of a direct message from this user."""
        return next((member for member in sorted(self.members) if member != user_id), user_id)

    def as_slack_says(self, seen_by: str, team_id: str) -> Json:
        """The channel object of `conversations.info` for one user."""
        if self.kind == "im":
            return self._direct(seen_by, team_id)
        return {
            **self._nature(),
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "created": self.created,
            "creator": self.creator,
            "unlinked": 0,
            "context_team_id": team_id,
            "shared_team_ids": [team_id, *self.connected_team_ids],
            "connected_team_ids": list(self.connected_team_ids),
            "is_member": seen_by in self.members,
            "topic": dict(self.topic),
            "purpose": dict(self.purpose),
            "previous_names": list(self.previous_names),
        }

    def _nature(self) -> Json:
        return {
            "is_channel": True,
            "is_group": False,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.kind == "private",
            "is_archived": self.is_archived,
            "is_general": self.is_general,
            "is_shared": self.is_ext_shared,
            "is_org_shared": False,
            "is_ext_shared": self.is_ext_shared,
            "is_pending_ext_shared": self.is_pending_ext_shared,
            "pending_shared": [],
            "pending_connected_team_ids": [],
        }

    def _direct(self, seen_by: str, team_id: str) -> Json:
        return {
            "id": self.id,
            "created": self.created,
            "is_archived": self.is_archived,
            "is_im": True,
            "is_org_shared": False,
            "context_team_id": team_id,
            "user": self.other(seen_by),
            "is_user_deleted": False,
            "is_open": True,
            "priority": 0,
        }
