"""What the inputs of a view or a message hold: Slack's `state.values`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from playground.wire import Blocks, Json


class Holding(NamedTuple):
    """Where an element keeps its value: the key in the state and the one that presets it."""

    key: str
    initial: str
    many: bool = False


HOLDINGS = {
    "plain_text_input": Holding("value", "initial_value"),
    "email_text_input": Holding("value", "initial_value"),
    "url_text_input": Holding("value", "initial_value"),
    "number_input": Holding("value", "initial_value"),
    "rich_text_input": Holding("rich_text_value", "initial_value"),
    "static_select": Holding("selected_option", "initial_option"),
    "external_select": Holding("selected_option", "initial_option"),
    "radio_buttons": Holding("selected_option", "initial_option"),
    "checkboxes": Holding("selected_options", "initial_options", many=True),
    "multi_static_select": Holding("selected_options", "initial_options", many=True),
    "multi_external_select": Holding("selected_options", "initial_options", many=True),
    "users_select": Holding("selected_user", "initial_user"),
    "multi_users_select": Holding("selected_users", "initial_users", many=True),
    "conversations_select": Holding("selected_conversation", "initial_conversation"),
    "multi_conversations_select": Holding(
        "selected_conversations", "initial_conversations", many=True
    ),
    "channels_select": Holding("selected_channel", "initial_channel"),
    "multi_channels_select": Holding("selected_channels", "initial_channels", many=True),
    "datepicker": Holding("selected_date", "initial_date"),
    "timepicker": Holding("selected_time", "initial_time"),
    "datetimepicker": Holding("selected_date_time", "initial_date_time"),
}


def interactive_elements(blocks: Blocks) -> Iterator[tuple[Json, Json]]:
    """Each block with each of its elements, in order."""
    for block in blocks:
        for element in _elements_of(block):
            yield block, element


def initial_values(blocks: Blocks) -> Json:
    """The state of blocks that nobody has touched: `{block_id: {action_id: …}}`."""
    values: Json = {}
    for block, element in interactive_elements(blocks):
        if element["type"] in HOLDINGS:
            held = _held(element, element.get(HOLDINGS[element["type"]].initial))
            values.setdefault(block["block_id"], {})[element["action_id"]] = held
    return values


def carried_over(before: Json, blocks: Blocks) -> Json:
    """The state after an update: what was entered stays where block, action and type do."""
    values = initial_values(blocks)
    for block_id, actions in values.items():
        for action_id, held in actions.items():
            old = before.get(block_id, {}).get(action_id)
            if old and old["type"] == held["type"]:
                actions[action_id] = old
    return values


def hold(values: Json, block: Json, element: Json, value: Any) -> Json:
    """Put a value into the state; returns the element's new entry."""
    held = _held(element, value)
    values.setdefault(block["block_id"], {})[element["action_id"]] = held
    return held


def value_held(held: Json) -> Any:
    """The bare value of an entry; None or an empty list if there is none."""
    return held.get(HOLDINGS[held["type"]].key)


def _held(element: Json, value: Any) -> Json:
    holding = HOLDINGS[element["type"]]
    empty: Any = [] if holding.many else None
    held = {"type": element["type"], holding.key: empty if value in (None, "") else value}
    if element["type"] == "timepicker" and element.get("timezone"):
        held["timezone"] = element["timezone"]
    return held


def _elements_of(block: Json) -> list[Json]:
    if block["type"] == "input":
        return [block["element"]]
    if block["type"] == "actions":
        return list(block["elements"])
    accessory = block.get("accessory")
    return [accessory] if accessory and accessory["type"] != "image" else []
