"""Response URLs: the answer to something a person did, five times within half an hour."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from playground.refusals import SlackError
from playground.wire import Machine

USES = 5
LIFETIME = 30 * 60.0
"""Seconds (docs.slack.dev, "Handling user interaction")."""


@dataclass
class Invitation:
    """Whom a response URL answers, where, and which message it may replace."""

    user_id: str
    channel_id: str
    message_ts: str | None
    given_at: float
    uses: int = 0


class ResponseUrls:
    """Gives response URLs and counts their use."""

    def __init__(self, machine: Machine, team_id: str) -> None:
        self._machine = machine
        self._team_id = team_id
        self._given: dict[str, Invitation] = {}
        self.base_url = ""

    def give(self, user_id: str, channel_id: str, message_ts: str | None, kind: str) -> str:
        """A new URL; `kind` is `commands` or `actions`, as in Slack's paths."""
        path = f"{kind}/{self._team_id}/{secrets.randbelow(10**13)}/{secrets.token_urlsafe(18)}"
        self._given[path] = Invitation(user_id, channel_id, message_ts, self._machine())
        return f"{self.base_url}/{path}"

    def use(self, path: str) -> Invitation:
        """Count one use. Raises SlackError (`used_url`, `expired_url`, `invalid_url`)."""
        invitation = self._given.get(path)
        if invitation is None:
            raise SlackError("invalid_url")
        if self._machine() - invitation.given_at > LIFETIME:
            raise SlackError("expired_url")
        if invitation.uses >= USES:
            raise SlackError("used_url")
        invitation.uses += 1
        return invitation
