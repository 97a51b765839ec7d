"""The ways to spoil an instance of a JSON Schema: each changes one thing in one place."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.playground.conformance.making import Maker, told_apart

Json = dict[str, Any]
Path = tuple[str | int, ...]

LONG = 5000
"""Characters: more than any text of Block Kit may have where somebody sets a bound."""
_WRONG: dict[str, Any] = {
    "string": 5,
    "boolean": "yes",
    "integer": "3",
    "number": "3",
    "array": {},
    "object": "x",
}


class Change(NamedTuple):
    """Where, what to put there, and in what manner that spoils the whole."""

    at: Path
    new: Any
    how: str


def changes(maker: Maker, value: Any, node: Json, at: Path = ()) -> Iterator[Change]:
    """Each way to spoil an instance of the node, on every level."""
    node = _meant(maker, node, value)
    kind = node.get("type") or ("string" if "enum" in node or "const" in node else "object")
    yield Change(at, _WRONG[kind], "wrong type")
    if "enum" in node or "const" in node:
        yield Change(at, "zzz", "unknown word")
    elif kind == "string":
        yield from _in_string(node, at)
    elif kind in ("integer", "number"):
        yield from _in_number(node, at)
    elif kind == "array":
        yield from _in_array(maker, value, node, at)
    elif kind == "object":
        yield from _in_object(maker, value, node, at)


def applied(value: Any, change: Change) -> Any:
    """A copy of an instance with the change made."""
    if not change.at:
        return change.new
    whole = copy.deepcopy(value)
    inside = whole
    for step in change.at[:-1]:
        inside = inside[step]
    inside[change.at[-1]] = change.new
    return whole


def _in_string(node: Json, at: Path) -> Iterator[Change]:
    if node.get("minLength"):
        yield Change(at, "", "empty")
    if "pattern" in node:
        yield Change(at, "!!", "unlike the pattern")
    elif node.get("format") == "uri":
        yield Change(at, "no address", "no address")
    elif "maxLength" in node:
        yield Change(at, "x" * (node["maxLength"] + 1), "too long")
    else:
        yield Change(at, "x" * LONG, "very long")


def _in_number(node: Json, at: Path) -> Iterator[Change]:
    if "minimum" in node:
        yield Change(at, node["minimum"] - 1, "too small")
    if "maximum" in node:
        yield Change(at, node["maximum"] + 1, "too large")


def _in_array(maker: Maker, value: list[Any], node: Json, at: Path) -> Iterator[Change]:
    if not value or "items" not in node:
        return
    if "minItems" in node:
        yield Change(at, [], "empty")
    if "maxItems" in node:
        many = [told_apart(value[0], index) for index in range(node["maxItems"] + 1)]
        yield Change(at, many, "too many")
    if node.get("uniqueItems"):
        yield Change(at, [value[0], value[0]], "twice the same")
    yield from changes(maker, value[0], node["items"], (*at, 0))


def _in_object(maker: Maker, value: Json, node: Json, at: Path) -> Iterator[Change]:
    for key, inside in value.items():
        yield Change(at, {k: v for k, v in value.items() if k != key}, f"without {key}")
        yield from changes(maker, inside, node["properties"][key], (*at, key))
    yield Change(at, {**value, "colour": "red"}, "with a strange key")


def _meant(maker: Maker, node: Json, value: Any) -> Json:
    """The part of a union that an instance was made from."""
    found = maker.alternatives(node)
    kinds = [part for part in found if _type_of(maker, part) == _kind(value)]
    fitting = [part for part in kinds if _has_all_keys(part, value)]
    return [*fitting, *kinds, *found][0]


def _type_of(maker: Maker, node: Json) -> Any:
    told = maker.resolved(node).get("properties", {}).get("type", {})
    return maker.resolved(told).get("const") if told else None


def _kind(value: Any) -> Any:
    return value.get("type") if isinstance(value, dict) else None


def _has_all_keys(node: Json, value: Any) -> bool:
    return not isinstance(value, dict) or value.keys() <= node.get("properties", {}).keys()
