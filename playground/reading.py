"""What others send as JSON, read so that nothing in it can be passed on broken."""

from __future__ import annotations

import json
import math
from typing import Any

MOST_DEPTH = 100
"""Lists and objects within each other; no payload of Slack's comes near it."""


def from_json(said: str | bytes) -> Any:
    """The value of a JSON text, with half characters replaced by U+FFFD.

    Raises ValueError for what is no JSON, for numbers that JSON can't hold, and for nests deeper
    than `MOST_DEPTH`.
    """
    try:
        value = json.loads(said, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    return sound(value)


def sound(value: Any, depth: int = MOST_DEPTH) -> Any:
    """The same value with each lone surrogate replaced. Raises ValueError as `from_json` does."""
    if isinstance(value, str):
        return whole_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is no number of JSON")
    if isinstance(value, (dict, list)) and depth == 0:
        raise ValueError("it is nested too deep")
    if isinstance(value, dict):
        return {sound(key): sound(held, depth - 1) for key, held in value.items()}
    return [sound(held, depth - 1) for held in value] if isinstance(value, list) else value


def whole_text(text: str) -> str:
    """A text whose halves of surrogate pairs are joined, or replaced where one stands alone."""
    # A lone surrogate has no UTF-8, so an answer that holds one could not be sent.
    return text if text.isascii() else _rejoined(text)


def _rejoined(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")
