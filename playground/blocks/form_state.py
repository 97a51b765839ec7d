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
    "file_input": Holding("files", "", many=True),
}
_HOLDERS = {"actions": "elements", "context_actions": "elements", "card": "actions"}
_INSIDE = {"carousel": "elements", "container": "child_blocks"}


def interactive_elements(blocks: Blocks) -> Iterator[tuple[Json, Json]]:
    """Each block with each of its elements, in order; blocks inside of others too."""
    for block in every_block(blocks):
        for element in elements_of(block):
            yield block, element


def every_block(blocks: Blocks) -> Iterator[Json]:
    """Each block, then those inside it: a carousel's cards, what a container holds."""
    for block in blocks:
        yield block
        yield from every_block(block.get(_INSIDE.get(block["type"], ""), []))


def initial_values(blocks: Blocks, place: str | None = None) -> Json:
    """The state of blocks that nobody has touched: `{block_id: {action_id: …}}`.

    `place` is the conversation that `default_to_current_conversation` means.
    """
    values: Json = {}
    for block, element in interactive_elements(blocks):
        if element["type"] in HOLDINGS:
            held = _held(element, _preset(element, place))
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


def _preset(element: Json, place: str | None) -> Any:
    if place and element.get("default_to_current_conversation"):
        return [place] if HOLDINGS[element["type"]].many else place
    return element.get(HOLDINGS[element["type"]].initial)


def _held(element: Json, value: Any) -> Json:
    holding = HOLDINGS[element["type"]]
    empty: Any = [] if holding.many else None
    held = {"type": element["type"], holding.key: empty if value in (None, "") else value}
    if element["type"] == "rich_text_input" and held["rich_text_value"] is None:
        # Where nothing is written there is no rich text: the key is never null.
        del held["rich_text_value"]
    if element["type"] == "timepicker" and element.get("timezone"):
        held["timezone"] = element["timezone"]
    return held


def elements_of(block: Json) -> list[Json]:
    """The interactive elements of one block."""
    if block["type"] == "input":
        return [block["element"]]
    if block["type"] in _HOLDERS:
        return list(block.get(_HOLDERS[block["type"]], []))
    accessory = block.get("accessory")
    return [accessory] if accessory and accessory["type"] != "image" else []
