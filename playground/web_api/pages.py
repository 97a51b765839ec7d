"""Cursors: a long list in parts."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TypeVar

from playground.refusals import SlackError
from playground.web_api.arguments import Arguments, digits

Item = TypeVar("Item")


def page(
    items: Sequence[Item], args: Arguments, *, default: int = 100, most: int = 1000
) -> tuple[Sequence[Item], str]:
    """The part that `cursor` and `limit` ask for, and the cursor of the next ("" at the end)."""
    start = _position(args.text("cursor"))
    end = start + args.whole("limit", default, most)
    following = _cursor(end) if end < len(items) else ""
    return items[start:end], following


def _cursor(position: int) -> str:
    return base64.b64encode(f"next:{position}".encode()).decode()


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        mark, _, position = base64.b64decode(cursor, validate=True).decode().partition(":")
    except ValueError:
        raise SlackError("invalid_cursor") from None
    start = digits(position)
    if mark != "next" or start is None:
        raise SlackError("invalid_cursor")
    return start
