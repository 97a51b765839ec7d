"""What went to the app: a delivery as a row of the inspector."""

from __future__ import annotations

from dataclasses import dataclass

from playground.delivery.record import Delivery
from playground.inspection.rules import rule_broken
from playground.inspection.wording import sent_title
from playground.wire import Json

LATE = 2.0
"""Seconds of the three that Slack waits after which an ack is a close shave."""
_WORDS = {"waiting": "waiting", "acked": "acked", "timed_out": "no ack in time", "failed": "failed"}
_ERRORS = {"timed_out": "operation_timeout", "failed": "dispatch_failed"}


@dataclass(eq=False)
class Sent:
    """One delivery; `way` is `socket` or `HTTP`."""

    delivery: Delivery
    way: str

    def progress(self) -> tuple[object, ...]:
        """Changes with each attempt and its outcome."""
        sent = self.delivery
        return (sent.outcome, sent.attempts, sent.seconds, bool(sent.refusal))

    def summary(self) -> Json:
        """The row."""
        sent = self.delivery
        return {
            "direction": "to_app",
            "way": self.way,
            "title": sent_title(sent.payload),
            "state": self._state(),
            "words": self._words(),
            "ms": None if sent.seconds is None else round(sent.seconds * 1000),
            "warnings": self._warnings(),
            "notes": self._notes(),
            "broken": self._broken(),
        }

    def detail(self) -> Json:
        """The payload and the ack's."""
        is_empty = self.delivery.is_acked and not self.delivery.answer
        answer = "Acked without a payload." if is_empty else self.delivery.answer or None
        return {"said": self.delivery.payload, "answer": answer}

    def _state(self) -> str:
        if self.delivery.refusal:
            return "refused"
        return {"waiting": "waiting", "acked": "ok"}.get(self.delivery.outcome, "refused")

    def _words(self) -> str:
        return "answer refused" if self.delivery.refusal else _WORDS[self.delivery.outcome]

    def _notes(self) -> list[str]:
        sent = self.delivery
        notes = []
        if sent.attempts > 1:
            notes.append(f"attempt {sent.attempts}, again because of: {sent.retry_reason}")
        if sent.trouble:
            notes.append(sent.trouble)
        return notes

    def _warnings(self) -> list[str]:
        seconds = self.delivery.seconds or 0
        if not self.delivery.is_acked or seconds <= LATE:
            return []
        return [f"the ack took {seconds:.1f} s of the 3 s that Slack waits"]

    def _broken(self) -> Json | None:
        refusal = self.delivery.refusal
        if refusal:
            return rule_broken(refusal["error"], said=refusal)
        error = _ERRORS.get(self.delivery.outcome)
        return rule_broken(error) if error else None
