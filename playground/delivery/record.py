"""The record of one thing sent to the app."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import Literal

from playground.wire import Json

Kind = Literal["slash_commands", "interactive", "events_api"]
Outcome = Literal["waiting", "acked", "timed_out", "failed"]


def new_envelope_id() -> str:
    """An id that no other envelope has."""
    return str(uuid.uuid4())


@dataclass
class Delivery:
    """What was sent, and what came back: `answer` is the ack's payload, `seconds` its delay.

    `trouble` says in words why it failed, `failure` with the name that a retry bears as its reason;
    `refusal` is Slack's own no to what the ack held. `is_unwanted` once the app asked for no more.
    """

    type: Kind
    payload: Json
    accepts_answer: bool
    envelope_id: str = field(default_factory=new_envelope_id)
    outcome: Outcome = "waiting"
    answer: Json = field(default_factory=dict)
    seconds: float | None = None
    attempts: int = 0
    retry_reason: str = ""
    trouble: str = ""
    failure: str = ""
    is_unwanted: bool = False
    refusal: Json = field(default_factory=dict)
    _began: float | None = None

    def begin(self) -> None:
        """It goes out now: what became of it before counts no more."""
        self.outcome, self.trouble, self.failure = "waiting", "", ""
        self._began = time.monotonic()

    def settle(self, outcome: Outcome) -> None:
        """Note what came of it, and after how long."""
        self.outcome = outcome
        if self._began is not None:
            self.seconds = time.monotonic() - self._began

    @property
    def is_acked(self) -> bool:
        """Whether the app took it in time."""
        return self.outcome == "acked"
