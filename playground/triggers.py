"""Trigger ids: the right to open one modal, for three seconds after a person acted."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from playground.refusals import SlackError
from playground.wire import Machine

LIFETIME = 3.0
"""Seconds (docs.slack.dev, "Handling user interaction")."""


@dataclass
class _Trigger:
    user_id: str
    given_at: float
    channel_id: str | None
    spent: bool = False


class Triggers:
    """Gives trigger ids and takes each back once."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._given: dict[str, _Trigger] = {}

    def give(self, user_id: str, channel_id: str | None = None) -> str:
        """A new trigger id for what this person just did, in a conversation if it was in one."""
        serial = secrets.randbelow(10**12)
        trigger_id = f"{serial}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._given[trigger_id] = _Trigger(user_id, self._machine(), channel_id)
        return trigger_id

    def owner(self, trigger_id: str) -> str:
        """Whose it is. Raises SlackError if it is unknown, used or too old."""
        trigger = self._given.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.spent:
            raise SlackError("exchanged_trigger_id")
        if self._machine() - trigger.given_at > LIFETIME:
            raise SlackError("expired_trigger_id")
        return trigger.user_id

    def spend(self, trigger_id: str) -> str:
        """Use it up; says whose it was. Raises SlackError as `owner` does."""
        user_id = self.owner(trigger_id)
        self._given[trigger_id].spent = True
        return user_id

    def place(self, trigger_id: str) -> str | None:
        """The conversation in front of the person as they acted, where Slack knows of it."""
        return self._given[trigger_id].channel_id
