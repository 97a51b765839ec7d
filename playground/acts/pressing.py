"""A button pressed, an option chosen: block_actions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playground.acts.choosing import chosen_value, flat_options
from playground.acts.payloads import block_actions
from playground.acts.stage import Stage, Surface
from playground.blocks.form_state import HOLDINGS, hold, interactive_elements
from playground.delivery.record import Delivery
from playground.people import Member
from playground.wire import Json

_BUTTON_KEYS = ("text", "value", "url", "style", "icon")
_BUTTONS = ("button", "icon_button", "workflow_button")


def find_button(surface: Surface, label: str, block_id: str = "") -> tuple[Json, Json] | None:
    """A button by its label (or action_id), in one block if `block_id` is given."""
    for block, element in interactive_elements(surface.blocks):
        if block_id not in ("", block["block_id"]):
            continue
        for button in _buttons_of(element):
            if label in (button["text"]["text"], button["action_id"]):
                return block, button
    return None


def find_element(surface: Surface, name: str, block_id: str = "") -> tuple[Json, Json] | None:
    """An element by its block_id or action_id."""
    for block, element in interactive_elements(surface.blocks):
        if name in (block["block_id"], element["action_id"]) and block_id in (
            "",
            block["block_id"],
        ):
            return block, element
    return None


def press(stage: Stage, member: Member, surface: Surface, block: Json, button: Json) -> Delivery:
    """Press a button and wait for the ack. Raises AssertionError for one that starts a workflow."""
    if button["type"] == "workflow_button":
        raise AssertionError(f"{button['text']['text']} starts a workflow: none runs here")
    if member.id not in button.get("visible_to_user_ids", [member.id]):
        raise AssertionError(f"{button['text']['text']} is not shown to {member.handle}")
    details = {key: button[key] for key in _BUTTON_KEYS if key in button}
    return _act(stage, member, surface, block, button, details)


def choose(
    stage: Stage, member: Member, surface: Surface, block: Json, element: Json, wanted: Any
) -> Delivery | None:
    """Choose in a select, a menu or a picker; None if nothing is sent for this element."""
    if element["type"] == "overflow":
        option = _menu_item(element, wanted)
        return _act(stage, member, surface, block, element, {"selected_option": option})
    held = enter(stage, member, surface, block, element, wanted)
    if block["type"] == "input" and not block.get("dispatch_action"):
        return None
    holding = HOLDINGS[element["type"]]
    details = {holding.key: held[holding.key]} if holding.key in held else {}
    beside = (holding.initial, "placeholder", "min_query_length")
    details |= {key: element[key] for key in beside if key in element}
    return _act(stage, member, surface, block, element, details)


def enter(
    stage: Stage, member: Member, surface: Surface, block: Json, element: Json, wanted: Any
) -> Json:
    """Put a value into an element and send nothing; returns the element's state."""
    value = chosen_value(stage, member, surface, block, element, wanted)
    with stage.slack.workspace.changed:
        held = hold(surface.values, block, element, value)
        stage.slack.workspace.note_change()
    return held


def _buttons_of(element: Json) -> Iterator[Json]:
    if element["type"] in _BUTTONS:
        yield element
    if element["type"] == "feedback_buttons":
        both = {"type": element["type"], "action_id": element["action_id"]}
        yield {**element["positive_button"], **both}
        yield {**element["negative_button"], **both}


def _menu_item(element: Json, wanted: str) -> Json:
    for option in flat_options(element):
        if wanted in (option["text"]["text"], option["value"]):
            return option
    raise AssertionError(f"no menu item {wanted!r}")


def _act(
    stage: Stage, member: Member, surface: Surface, block: Json, element: Json, details: Json
) -> Delivery:
    with stage.slack.workspace.changed:
        action = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            **details,
            "action_ts": stage.slack.workspace.next_ts(),
        }
        if "confirm" in element:
            action["confirm"] = element["confirm"]
        payload = block_actions(stage.slack, member, surface, action)
    return stage.courier.send("interactive", payload, accepts_answer=False)
