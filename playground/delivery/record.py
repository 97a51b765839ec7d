"""The record of one thing sent to the app."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Literal

from playground.wire import Json

Kind = Literal["slash_commands", "interactive", "events_api"]
Outcome = Literal["waiting", "acked", "timed_out", "failed"]


@dataclass
class Delivery:
    """What was sent, and what came back: `answer` is the ack's payload, `seconds` its delay.

    `trouble` says in words why it failed; `refusal` is Slack's own no to what the ack held.
    """

    type: Kind
    payload: Json
    accepts_answer: bool
    envelope_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    outcome: Outcome = "waiting"
    answer: Json = field(default_factory=dict)
    seconds: float | None = None
    attempts: int = 0
    retry_reason: str = ""
    trouble: str = ""
    refusal: Json = field(default_factory=dict)

    @property
    def is_acked(self) -> bool:
        """Whether the app took it in time."""
        return self.outcome == "acked"
