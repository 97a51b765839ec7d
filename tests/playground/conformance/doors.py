"""Blocks and views through the Web API itself: a sample of the schema's, and what schemas miss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.server import Playground
from tests.playground.conformance import kit
from tests.playground.conformance.blocks import Case, verdict, view_of
from tests.playground.conformance.facts import Fault
from tests.playground.conformance.payloads import unhurried
from tests.playground.conformance.tally import Tally
from tests.playground.conftest import RawClient

Json = dict[str, Any]

EVERY = 40
"""Of so many cases one is sent."""

_DIVIDER = {"type": "divider"}
_TABLE = {"type": "table", "rows": [[{"type": "raw_text", "text": "1"}]]}
_LONG_MARKDOWN = {"type": "markdown", "text": "x" * 7000}
_INPUT = {"type": "input", "label": kit.plain("It"), "element": {"type": "plain_text_input"}}
_GO = {"type": "button", "text": kit.plain("Go"), "action_id": "go"}
_TWICE = [{**_DIVIDER, "block_id": "b"}] * 2
_MODAL = {"type": "modal", "title": kit.plain("Form"), "submit": kit.plain("Send")}

MESSAGES: list[tuple[str, list[Json], str]] = [
    ("50 blocks", [_DIVIDER] * 50, "ok"),
    ("51 blocks", [_DIVIDER] * 51, "invalid_blocks"),
    ("one block_id twice", _TWICE, "invalid_blocks"),
    ("one action_id twice", [{"type": "actions", "elements": [_GO, _GO]}], "invalid_blocks"),
    ("one action_id in two blocks", [{"type": "actions", "elements": [_GO]}] * 2, "ok"),
    ("a table", [_TABLE], "ok"),
    ("two tables", [_TABLE, _TABLE], "invalid_attachments"),
    ("12,000 characters of markdown", [{**_LONG_MARKDOWN, "text": "x" * 12_000}], "ok"),
    ("more markdown than that", [_LONG_MARKDOWN] * 2, "invalid_blocks"),
    (
        "a preset not on offer",
        kit.blocks_of("actions", kit.named(kit.STRAY, "x")),
        "invalid_blocks",
    ),
]
VIEWS: list[tuple[str, Json, str]] = [
    ("100 blocks", {**_MODAL, "blocks": [_DIVIDER] * 100}, "ok"),
    ("101 blocks", {**_MODAL, "blocks": [_DIVIDER] * 101}, "invalid_arguments"),
    ("one block_id twice", {**_MODAL, "blocks": _TWICE}, "invalid_arguments"),
    (
        "an input without submit",
        {**_MODAL, "submit": None, "blocks": [_INPUT]},
        "invalid_arguments",
    ),
    ("a table in a modal", {**_MODAL, "blocks": [_TABLE]}, "invalid_arguments"),
    (
        "more than 250 kB",
        {**_MODAL, "blocks": [{**_DIVIDER, "block_id": "x" * 250_001}]},
        "view_too_large",
    ),
    ("a home tab", {"type": "home", "blocks": [_DIVIDER]}, "invalid_arguments"),
]


def check(cases: Sequence[Case], tally: Tally) -> None:
    """Send a sample of the cases and all of the tables; count the answers that are as they must."""
    with unhurried() as slack:
        door = Door(slack)
        for case in cases[::EVERY]:
            for surface, send in (("message", door.posts), ("modal", door.opens)):
                wanted = not verdict(case.block, surface)  # type: ignore[arg-type]
                answer = send([case.block])
                faults = _unlike(str(wanted), str(answer["ok"]), case.at)
                tally.count(f"through the API, in a {surface}", faults, case.block)
        for what, blocks, wanted_error in MESSAGES:
            answer = door.posts(blocks)
            faults = _unlike(wanted_error, answer.get("error", "ok"), what)
            tally.count("what the schemas miss, in a message", faults, blocks)
        for what, view, wanted_error in VIEWS:
            answer = door.opens_view(view)
            faults = _unlike(wanted_error, answer.get("error", "ok"), what)
            tally.count("what the schemas miss, in a view", faults, view)


def _unlike(wanted: str, given: str, at: str) -> list[Fault]:
    return [] if wanted == given else [Fault("answer", at, f"{wanted} was expected, not {given}")]


class Door:
    """The two ways in."""

    def __init__(self, slack: Playground) -> None:
        self._slack = slack
        self._api = RawClient(slack, {})
        self._ana = slack.person("ana").id

    def posts(self, blocks: list[Any]) -> Json:
        """In a message."""
        return self._api("chat.postMessage", channel=self._ana, text="x", blocks=blocks)

    def opens(self, blocks: list[Any]) -> Json:
        """In a modal."""
        return self.opens_view(view_of(blocks, "modal"))

    def opens_view(self, view: Json) -> Json:
        """As a modal, in place of the one that was open."""
        trigger_id = self._slack.slack.triggers.give(self._ana)
        return self._api("views.open", trigger_id=trigger_id, view=view)
