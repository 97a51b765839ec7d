"""What came from the app: a Web API call, an answer at a response URL or a file, as it went by."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any, Literal

from playground.inspection.rules import rule_broken
from playground.inspection.wording import answer_title, call_title, decoded
from playground.wire import Json
from playground.workspace import Workspace

Way = Literal["Web API", "response URL", "file"]
MOST_BYTES = 512 * 1024
"""Bytes kept of each body: twice the largest view."""
FAULTS = {
    "ratelimited": "you asked for this: the call was rate-limited",
    "http_500": "you asked for this: Slack answers 500",
    "http_503": "you asked for this: Slack is down",
    "fatal_error": "you asked for this: Slack failed half-way",
    "error": "you asked for this: the error was laid in the way",
    "timeout": "you asked for this: nothing was done and no answer came",
    "reset": "you asked for this: the connection was reset and nothing was done",
    "lost_answer": "you asked for this: it was done, but the answer was lost",
    "reset_after": "you asked for this: it was done, then the connection was reset",
    "half_body": "you asked for this: it was done, but half the answer was lost",
    "slow": "you asked for this: the answer was held back",
}


@dataclass(eq=False)
class Called:
    """One call by a `way` that its title names; `status` is 0 until it is answered.

    `name` is the method of a Web API call, what becomes of a file, and empty for a response URL.
    """

    workspace: Workspace = field(repr=False)
    way: Way
    name: str
    query: str
    content_type: str
    body: bytes = b""
    answer: bytes = b""
    answer_type: str = ""
    status: int = 0
    retry_after: str = ""
    fault: str = ""
    is_lost: bool = False
    seconds: float | None = None
    _began: float = field(default_factory=time.monotonic)

    def end(self) -> None:
        """The exchange is over."""
        self.seconds = time.monotonic() - self._began

    def progress(self) -> tuple[object, ...]:
        """Changes once: when it is over."""
        return (self.seconds,)

    def summary(self) -> Json:
        """The row."""
        return {
            "direction": "from_app",
            "way": self.way,
            "title": self._title(),
            "state": self._state(),
            "words": self._words(),
            "ms": None if self.seconds is None else round(self.seconds * 1000),
            "warnings": [],
            "notes": self._notes(),
            "broken": self._broken(),
        }

    def detail(self) -> Json:
        """The arguments and the answer."""
        return {"said": self._said(), "answer": None if self.seconds is None else self._answer()}

    def _title(self) -> str:
        if self.way == "file":
            return self.name
        said = self._said()
        is_answer = self.way == "response URL"
        return answer_title(said) if is_answer else call_title(self.workspace, self.name, said)

    def _said(self) -> Json:
        if len(self.body) > MOST_BYTES:
            return {"(body)": f"more than {MOST_BYTES} bytes, too many to keep"}
        return decoded(self.content_type, self.query, self.body)

    def _answer(self) -> Any:
        try:
            return json.loads(self.answer)
        except ValueError:
            if self.answer_type.startswith("text/"):
                return self.answer.decode(errors="replace")
            return f"{len(self.answer)} bytes of {self.answer_type or 'no stated type'}"

    @property
    def _is_refused(self) -> bool:
        answer = self._answer()
        return self.status >= 400 or (isinstance(answer, dict) and answer.get("ok") is False)

    def _state(self) -> str:
        if self.seconds is None:
            return "waiting"
        return "refused" if self.is_lost or self._is_refused else "ok"

    def _words(self) -> str:
        if self.seconds is None:
            return "waiting"
        if self.is_lost:
            return "answer lost"
        return f"refused: {self._error()}" if self._is_refused else "ok"

    def _error(self) -> str:
        answer = self._answer()
        named = answer.get("error") if isinstance(answer, dict) else None
        return str(named or f"HTTP {self.status}")

    def _notes(self) -> list[str]:
        notes = [FAULTS[self.fault]] if self.fault in FAULTS else []
        if self.retry_after:
            notes.append(f"Retry-After: {self.retry_after} s")
        return notes

    def _broken(self) -> Json | None:
        answer = self._answer()
        named = isinstance(answer, dict) and answer.get("error")
        if self.is_lost or not named or not self._is_refused:
            return None
        method = self.name if self.way == "Web API" else ""
        return rule_broken(str(named), method, answer)


@dataclass(frozen=True)
class Line:
    """A socket that opened, was refused or closed."""

    title: str
    words: str
    said: Json = field(default_factory=dict)

    def progress(self) -> tuple[object, ...]:
        """Nothing about it changes."""
        return (self.title,)

    def summary(self) -> Json:
        """The row."""
        blank: Json = {"ms": None, "warnings": [], "notes": [], "broken": None}
        told = {"direction": "line", "way": "socket", "state": "told"}
        return {**told, "title": self.title, "words": self.words, **blank}

    def detail(self) -> Json:
        """What was said on the line, if anything."""
        return {"said": self.said or None, "answer": None}
