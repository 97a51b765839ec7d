"""Slack's no: an error name and what is said beside it."""

from __future__ import annotations

from playground.wire import Json


class SlackError(Exception):
    """A call that Slack answers with `ok: false`."""

    def __init__(self, error: str, **beside: object) -> None:
        super().__init__(error)
        self.error = error
        self.beside = beside

    @property
    def answer(self) -> Json:
        """The body of the answer."""
        return {"ok": False, "error": self.error, **self.beside}


def spelled_out(error: str, faults: list[str]) -> SlackError:
    """A refusal that names each fault in the way of Block Kit's validator."""
    messages = [f"[ERROR] {fault}" for fault in faults]
    return SlackError(error, errors=faults, response_metadata={"messages": messages})
