"""Valid instances of a JSON Schema: seeded, so the same every time."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

_LIKE = {
    "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$": "2026-02-28",
    "^([01][0-9]|2[0-3]):[0-5][0-9]$": "09:30",
    "^-?[0-9]+(\\.[0-9]+)?$": "4.5",
    "^[UW][A-Z0-9]+$": "U0ANA",
    "^[CG][A-Z0-9]+$": "C0SALES",
}
_BY_KEY = {
    "initial_conversation": "C0SALES",
    "initial_conversations": "C0SALES",
    "source": "remote",
    "icon": "trash",
    "visible_to_user_ids": "U0ANA",
}
"""For what a schema calls any string, though only some strings mean anything there."""
_WHOLE = ("confirm", "dispatch_action_config", "filter")
"""Objects that one schema wants whole, or not empty, where another says nothing of it."""


@dataclass
class Maker:
    """Makes instances of one schema's definitions."""

    definitions: Json
    luck: random.Random

    def resolved(self, node: Json) -> Json:
        """The node with references followed and `allOf` put together."""
        if "$ref" in node:
            return self.resolved(self.definitions[node["$ref"].rsplit("/", 1)[-1]])
        if "allOf" in node and "properties" not in node:
            return self._together(node["allOf"])
        return node

    def alternatives(self, node: Json) -> list[Json]:
        """The nodes of a union, flat; the node itself where it is none."""
        node = self.resolved(node)
        parts = node.get("oneOf") or node.get("anyOf") or []
        if "properties" in node or not parts:
            return [node]
        # "Any object" among the parts says nothing to make one from.
        told = [part for part in parts if part.get("additionalProperties") != {}]
        return [leaf for part in told for leaf in self.alternatives(part)]

    def make(self, node: Json, key: str = "", *, full: bool = False) -> Any:
        """A valid instance; `full` has every key that may stand beside the others."""
        node = self.luck.choice(self.alternatives(node))
        if "const" in node:
            return node["const"]
        if "enum" in node:
            return self.luck.choice(node["enum"])
        return self._makers[node.get("type", "object")](node, key, full or key in _WHOLE)

    @property
    def _makers(self) -> dict[str, Callable[[Json, str, bool], Any]]:
        return {
            "string": self._string,
            "boolean": lambda *_: self.luck.choice([True, False]),
            "integer": self._whole,
            "number": self._whole,
            "array": self._array,
            "object": self._object,
        }

    def _together(self, parts: list[Json]) -> Json:
        """One node of several; where a part is a union, so is the whole."""
        wholes: list[Json] = [{}]
        for part in parts:
            leaves = self.alternatives(part)
            wholes = [_merged(whole, leaf) for whole in wholes for leaf in leaves]
        return wholes[0] if len(wholes) == 1 else {"oneOf": wholes}

    def _string(self, node: Json, key: str, _: bool) -> str:
        if node.get("format") == "uri" or key.endswith("url"):
            return "https://a.example/x"
        if "pattern" in node or key in _BY_KEY:
            return _LIKE.get(node.get("pattern", "")) or _BY_KEY[key]
        least, most = max(node.get("minLength", 0), 1), node.get("maxLength", 12)
        return "x" * int(self.luck.choice([least, min(most, 12), most]))

    def _whole(self, node: Json, *_: object) -> int:
        least, most = node.get("minimum", 1), node.get("maximum", 8)
        return int(self.luck.choice([max(least, 1), min(most, 8)]))

    def _array(self, node: Json, key: str, full: bool) -> list[Any]:
        if node.get("uniqueItems") or key == "trigger_actions_on":
            return [self.make(node["items"], key, full=full)]
        count = self.luck.choice([max(node.get("minItems", 0), 1), 2])
        # Only the schema that dropped what is inside a rich text has no items.
        items = node.get("items", {"const": {"type": "rich_text_section", "elements": []}})
        made = [self.make(items, key, full=full) for _ in range(count)]
        return [told_apart(item, index) for index, item in enumerate(made)]

    def _object(self, node: Json, _: str, full: bool) -> Json:
        keys = [key for key in node.get("properties", {}) if self._is_wanted(node, key, full)]
        made = {key: self.make(node["properties"][key], key, full=full) for key in keys}
        return _coherent(made)

    def _is_wanted(self, node: Json, key: str, full: bool) -> bool:
        if key in node.get("required", []):
            return True
        one_of = [part["required"][0] for part in node.get("oneOf", []) if "required" in part]
        if key in one_of:
            return bool(key == one_of[0])
        any_of = node.get("anyOf") or [{}]
        if key in any_of[0].get("required", [])[:1]:
            return True
        return full or self.luck.random() < 0.4


def told_apart(item: Any, index: int) -> Any:
    """An item of a list with ids of its own, where it has any."""
    if not isinstance(item, dict):
        return item
    keys = ("action_id", "block_id") if index else ("block_id",)
    return {**item, **{key: f"inner{index}" for key in keys if key in item}}


def _coherent(made: Json) -> Json:
    """What is preset stands among the options, and no bound crosses another."""
    groups = made.get("option_groups", [])
    offered = made.get("options") or [option for group in groups for option in group["options"]]
    if offered and "initial_option" in made:
        made["initial_option"] = offered[0]
    if offered and "initial_options" in made:
        made["initial_options"] = [offered[0]]
    for least, most in (("min_length", "max_length"), ("min_lines", "max_lines")):
        if least in made and most in made:
            made[least], made[most] = sorted((made[least], made[most]))
    if made.get("min_length"):
        made["initial_value"] = "x" * made["min_length"]
    if "max_selected_items" in made:
        made["max_selected_items"] = 5
    return made


def _merged(first: Json, second: Json) -> Json:
    whole = {**first, **second}
    for key in first.keys() & second.keys():
        if isinstance(first[key], dict) and isinstance(second[key], dict):
            whole[key] = _merged(first[key], second[key])
    return whole
