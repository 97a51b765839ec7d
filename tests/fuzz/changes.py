"""Changes to a payload: what is there goes, becomes something else, comes twice, is another's."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from playground.wire import Json
from tests.fuzz import strange

Path = tuple[str | int, ...]
# What a view or a message looks like is read by nobody but its reader: few changes go there.
_LOOKS = ("blocks", "attachments", "accessory")
_ACTS = ("drop", "replace", "append", "twice", "wrap", "rename", "id")


@dataclass(frozen=True)
class Change:
    """One change: at the `place`th of the payload's places, counted round."""

    act: str
    place: int
    value: Any
    is_about_looks: bool = False


changes = st.lists(
    st.builds(
        Change,
        st.sampled_from(_ACTS),
        st.integers(0, 500),
        strange.values,
        st.sampled_from((False, False, False, True)),
    ),
    max_size=4,
)


def changed(payload: Json, wanted: Sequence[Change], ids: Sequence[int]) -> Json:
    """The payload after the changes; `ids` are those of everything on record."""
    whole = copy.deepcopy(payload)
    for change in wanted:
        places = list(_places(whole, change.is_about_looks))
        if places:
            _apply(whole, places[change.place % len(places)], change, ids)
    return whole


def _places(node: Any, with_looks: bool, at: Path = ()) -> Iterator[Path]:
    """The way to everything inside, outermost first."""
    inside = node.items() if isinstance(node, dict) else enumerate(_list(node))
    for key, value in inside:
        yield (*at, key)
        if with_looks or key not in _LOOKS:
            yield from _places(value, with_looks, (*at, key))


def _list(node: Any) -> list[Any]:
    return node if isinstance(node, list) and len(node) < 50 else []


def _apply(whole: Json, at: Path, change: Change, ids: Sequence[int]) -> None:
    holder: Any = whole
    for step in at[:-1]:
        holder = holder[step]
    key: Any = at[-1]
    match change.act:
        case "drop":
            del holder[key]
        case "append" if isinstance(holder[key], str):
            holder[key] += str(change.value)
        case "twice" if isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        case "wrap":
            holder[key] = [holder[key]] if change.place % 2 else {"value": holder[key]}
        case "rename" if isinstance(holder, dict):
            holder[str(change.value)[:99]] = holder.pop(key)
        case "id":
            holder[key] = str(ids[change.place % len(ids)])
        case _:
            # A value that the strategies share would otherwise come to hold itself.
            holder[key] = copy.deepcopy(change.value)
