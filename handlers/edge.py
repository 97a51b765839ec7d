"""The edge: what Slack encodes is turned back into what the person typed and chose."""

from __future__ import annotations

import re
from typing import Any

from bot import people
from bot.desk import Desk
from bot.refusals import Refused
from bot.texts import _, unescape

_MARKUP = re.compile(r"<([@#!]?)([^<>|\s]+)(?:\|([^<>]*))?>")


def typed(text: str, desk: Desk, team_id: str) -> str:
    """A command's text as the person typed it: `<@U1|ana>` is @ana again, `&lt;` is <."""

    def name(match: re.Match[str]) -> str:
        sign, target, label = match.groups()
        if sign == "@" and not label:
            person = people.find(desk, team_id, target)
            label = person.name if person else target
        if sign:
            return f"{sign if sign != '!' else '@'}{label or target}"
        return target

    return unescape(_MARKUP.sub(name, text)).replace("\x00", "").strip()


def record_id(value: str | None) -> int:
    """A record's id from a button's value. Raises Refused for anything else."""
    if value is None or not value.isascii() or not value.isdigit() or len(value) > 19:
        raise Refused(_("That button is no longer in use. Type the command again, please."))
    return int(value)


def two_ids(value: str | None) -> tuple[int, int]:
    """Two records' ids from a button's value."""
    first, _colon, second = (value or "").partition(":")
    return record_id(first), record_id(second)


def pressed(action: dict[str, Any]) -> int:
    """The record's id that a pressed button bears."""
    return record_id(action.get("value"))
