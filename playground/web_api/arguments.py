"""The arguments of a call, whether they came as a form or as JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from playground.blocks.rules import fault
from playground.reading import from_json
from playground.refusals import SlackError, spelled_out

_MOST_DIGITS = 18


def digits(text: str) -> int | None:
    """A whole number in plain digits; None for anything else, and for what no count reaches."""
    return int(text) if re.fullmatch(rf"[0-9]{{1,{_MOST_DIGITS}}}", text) else None


class Arguments:
    """Reads typed values out of what the caller sent."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.said = dict(said)

    def __contains__(self, name: str) -> bool:
        return self.said.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """A string. Raises SlackError("invalid_arguments") for a list or an object."""
        value = self.said.get(name)
        if isinstance(value, (dict, list)):
            raise spelled_out("invalid_arguments", [fault("must provide a string", f"/{name}")])
        return default if value is None else str(value)

    def needed(self, name: str) -> str:
        """A string that must be there. Raises SlackError("invalid_arguments")."""
        if not self.text(name):
            raise spelled_out("invalid_arguments", [f"missing required field: {name}"])
        return self.text(name)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A truth value: `true` and `1` in forms."""
        value = self.said.get(name)
        return default if value is None else str(value).lower() in ("true", "1")

    def whole(self, name: str, default: int, most: int) -> int:
        """A count from 1 to `most`. Raises SlackError("invalid_limit")."""
        count = digits(str(self.said.get(name) or default))
        if not count:
            raise SlackError("invalid_limit")
        return min(count, most)

    def names(self, name: str, default: str = "") -> list[str]:
        """A list, or a comma-separated string."""
        value = self.said.get(name, default)
        parts = value if isinstance(value, list) else str(value).split(",")
        return [str(part).strip() for part in parts if str(part).strip()]

    def structure(self, name: str, error: str) -> Any:
        """A JSON value, encoded as a string in forms. Raises SlackError(error) for bad JSON."""
        value = self.said.get(name)
        if not isinstance(value, str):
            return value
        try:
            return from_json(value)
        except ValueError:
            raise SlackError(error) from None
