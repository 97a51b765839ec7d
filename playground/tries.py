"""Things to try: what a visitor may do next, ticked off by what then goes over the wire."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from playground.delivery.record import Delivery
from playground.wire import Json
from playground.workspace import Workspace

What = Literal["command", "button", "form", "shortcut", "event", "clock"]

_INTERACTIONS: dict[str, What] = {
    "block_actions": "button",
    "view_submission": "form",
    "shortcut": "shortcut",
    "message_action": "shortcut",
}


@dataclass(frozen=True)
class Deed:
    """Something that was done and taken: its kind, its name, by whom, what was said with it.

    The name is a command's, an `action_id`, a `callback_id` or an event's type; `said` is the text
    after a command or the tab that was opened, `answered` what came back in the ack.
    """

    what: What
    name: str = ""
    by: str = ""
    said: str = ""
    answered: str = ""


@dataclass(frozen=True)
class Sign:
    """Which deeds count: an empty field takes any; `name`, `said` and `answered` are patterns.

    The name is to fit whole; the others are looked for anywhere, in either case of letters.
    """

    what: What
    name: str = ""
    by: str = ""
    said: str = ""
    answered: str = ""

    def __post_init__(self) -> None:
        if self.what not in get_args(What):
            raise ValueError(f"nothing done is called {self.what!r}: {', '.join(get_args(What))}")

    def is_in(self, deed: Deed) -> bool:
        """Whether this deed is one of them."""
        return (
            self.what == deed.what
            and (not self.name or re.fullmatch(self.name, deed.name) is not None)
            and self.by in ("", deed.by)
            and re.search(self.said, deed.said, re.IGNORECASE) is not None
            and re.search(self.answered, deed.answered, re.IGNORECASE) is not None
        )


@dataclass(frozen=True)
class Try:
    """One thing to try: where it starts, and the signs, one after another, that it was done.

    `acting` is the handle of who does it, `channel` a channel's name or "" for the app's messages,
    `tab` which of the app's tabs is in front there: "" for its messages, or "home". `point` is what
    it is done with: `{button}`, `{message, item}` of its menu, or `{clock}`, by the words there.
    """

    id: str
    title: str
    how: str
    signs: tuple[Sign, ...]
    acting: str = ""
    channel: str = ""
    line: str = ""
    tab: str = ""
    point: dict[str, str] | None = None


class Tries:
    """The list for one run; only what happens from now on counts.

    `deliveries` is the workspace's own record, to which more is added while it runs.
    """

    def __init__(
        self, tries: Sequence[Try], workspace: Workspace, deliveries: Sequence[Delivery]
    ) -> None:
        self._tries = tries
        self._workspace = workspace
        self._deliveries = deliveries
        self._read = len(deliveries)
        self._seen = {each.id: 0 for each in tries}

    def as_json(self) -> list[Json]:
        """Each thing as the page shows it."""
        with self._workspace.changed:
            self._read_on()
            return [_told(each, is_done=self._is_done(each)) for each in self._tries]

    def clock_moved(self, _to: datetime) -> None:
        """The workspace's clock stands elsewhere: give this to `Playground.on_clock`."""
        with self._workspace.changed:
            self._read_on()
            self._note(Deed("clock"))
            self._workspace.note_change()

    def _read_on(self) -> None:
        """Look at what was answered since; what still waits for its answer waits here too."""
        while self._read < len(self._deliveries):
            delivery = self._deliveries[self._read]
            if delivery.outcome == "waiting":
                return
            self._read += 1
            deed = deed_of(delivery, self._workspace) if delivery.is_acked else None
            if deed is not None:
                self._note(deed)

    def _note(self, deed: Deed) -> None:
        for each in self._tries:
            if not self._is_done(each) and each.signs[self._seen[each.id]].is_in(deed):
                self._seen[each.id] += 1

    def _is_done(self, each: Try) -> bool:
        return self._seen[each.id] == len(each.signs)


def deed_of(delivery: Delivery, workspace: Workspace) -> Deed | None:
    """What somebody did, from what the app was sent of it; None for what nobody did by hand."""
    payload, answered = delivery.payload, " ".join(_strings(delivery.answer))
    if delivery.type == "slash_commands":
        by = _handle(workspace, payload["user_id"])
        return Deed("command", payload["command"], by, payload["text"], answered)
    if delivery.type == "events_api":
        event = payload.get("event", {})
        by = _handle(workspace, event.get("user", ""))
        return Deed("event", event.get("type", ""), by, event.get("tab", ""))
    what = _INTERACTIONS.get(payload["type"])
    if what is None or delivery.answer.get("response_action") == "errors":
        return None
    by = _handle(workspace, payload["user"]["id"])
    return Deed(what, _name(payload), by, answered=answered)


def read_tries(file: Path) -> list[Try]:
    """Declared things, from YAML. Raises OSError, yaml.YAMLError, TypeError or ValueError."""
    return [_declared(each) for each in yaml.safe_load(file.read_text("utf-8"))]


def _declared(each: dict[str, Any]) -> Try:
    signs = tuple(Sign(**sign) for sign in each.pop("done"))
    if not signs:
        raise ValueError(f"how is it seen that {each['id']!r} was done?")
    return Try(signs=signs, acting=each.pop("as", ""), **each)


def _told(each: Try, *, is_done: bool) -> Json:
    return {
        "id": each.id,
        "title": each.title,
        "how": each.how,
        "done": is_done,
        "as": each.acting,
        "channel": each.channel,
        "line": each.line,
        "tab": each.tab,
        "point": each.point,
    }


def _name(payload: Json) -> str:
    if payload["type"] == "block_actions":
        return str(payload["actions"][0]["action_id"])
    holder = payload["view"] if payload["type"] == "view_submission" else payload
    return str(holder.get("callback_id", ""))


def _handle(workspace: Workspace, user_id: str) -> str:
    member = workspace.members.get(user_id)
    return member.handle if member else user_id


def _strings(part: Any) -> Iterable[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from _strings(value)
    elif isinstance(part, list):
        for value in part:
            yield from _strings(value)
