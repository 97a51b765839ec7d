"""The edge: what Slack encodes is turned back into what the person typed and chose."""

from __future__ import annotations

import json
import re
from typing import Any

from bot import people
from bot.desk import Desk
from bot.refusals import Refused
from bot.texts import _, escape, unescape
from bot.unavailable import RecordUnavailable

# Ids are signed 64-bit integers in the record.
LARGEST_ID = 2**63 - 1
LAST_PAGE = 100_000
# As JSON spells it; after an odd backslash these are letters that somebody typed.
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
_MARKUP = re.compile(r"<([@#!]?)([^<>|\s]+)(?:\|([^<>]*))?>")
_SCHEME = re.compile(r"^(?:https?://|mailto:|tel:)", re.IGNORECASE)
# Opened by their address alone, they need no scheme to be understood.
_BARE = re.compile(r"^(?:mailto|tel):", re.IGNORECASE)


def mend(body: dict[str, Any]) -> None:
    """What no record can hold goes: NUL; half a character becomes U+FFFD."""
    written = json.dumps(body, ensure_ascii=False)
    if "\\u0000" in written:
        written = _NUL.sub(r"\1", written)
        body.clear()
        body.update(json.loads(written))
    try:
        written.encode()
    except UnicodeEncodeError:
        mended = written.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        body.clear()
        body.update(json.loads(mended))


def typed(text: str, desk: Desk | None, team_id: str) -> str:
    """A command's text as the person typed it: `<@U1|ana>` is @ana again, `&lt;` is <."""

    def spelled(match: re.Match[str]) -> str:
        sign, target, label = match.groups()
        match sign:
            case "@":
                return "@" + (label or _name_of(desk, team_id, target))
            case "#":
                return "#" + (label or target)
            case "!":
                return "@" + (label or target.partition("^")[0]).removeprefix("@")
        return link(label or "", target)

    return unescape(_MARKUP.sub(spelled, text)).replace("\x00", "").strip()


def link(label: str, address: str) -> str:
    """A link as it is read: its label, and its address unless that is what the label says."""
    shown = _BARE.sub("", address)
    if not label:
        return shown
    return label if _host_on(label) == _host_on(address) else f"{label} ({shown})"


def _host_on(address: str) -> str:
    """An address without what Slack adds to one that somebody types."""
    return _SCHEME.sub("", address).rstrip("/").casefold()


def _name_of(desk: Desk | None, team_id: str, user_id: str) -> str:
    """What a person is called; their id while the record can't tell."""
    if desk is None:
        return user_id
    try:
        person = people.find(desk, team_id, user_id)
    except RecordUnavailable:
        return user_id
    return escape(person.name) if person and person.name else user_id


def record_id(value: str | None) -> int:
    """A record's id from a button's value. Raises Refused for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 19:
        number = int(value)
        if number <= LARGEST_ID:
            return number
    raise Refused(_("That button is no longer in use. Type the command again, please."))


def page_number(value: object) -> int:
    """A page's number, from 0; one that no list reaches is the last that could be."""
    return min(record_id(str(value)), LAST_PAGE)


def two_ids(value: str | None) -> tuple[int, int]:
    """Two records' ids from a button's value."""
    first, _colon, second = (value or "").partition(":")
    return record_id(first), record_id(second)


def pressed(action: dict[str, Any]) -> int:
    """The record's id that a pressed button bears."""
    return record_id(action.get("value"))
