"""The words a reader sees in a message or a view: marks taken away, tokens spelled out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from playground.wire import Json

_TOKEN = re.compile(r"<([^<>\n]+)>")
_EMPHASIS = re.compile(r"(?<![\w*_~`])([*_~`])(?=\S)([^\n]{0,1000}?\S)\1(?![\w*_~`])")
_MARKS = 4
"""Kinds of emphasis: more than one of each is not wrapped around the same words."""
_QUOTE = re.compile(r"^(?:&gt;|>)\s?", re.MULTILINE)
_TEXT_KEYS = (
    *("label", "title", "text", "fields", "elements", "element", "accessory", "hint"),
    *("description", "rows", "positive_button", "negative_button"),
    *("subtitle", "body", "actions", "child_blocks", "tasks", "details", "output"),
)
_ATTACHMENT_KEYS = ("pretext", "author_name", "title", "text", "footer")
_RICH_LINES = ("rich_text_section", "rich_text_quote", "rich_text_preformatted")
_OPTION_KEYS = ("options", "option_groups", "placeholder", "submit", "close", "blocks")


@dataclass(frozen=True)
class Reader:
    """Through whose eyes a text is read: their time zone, and the names behind ids."""

    zone: tzinfo = UTC
    names: Mapping[str, str] = field(default_factory=dict)


def plainly(text: str, reader: Reader) -> str:
    """A mrkdwn text as it appears on the reader's screen."""
    shown = _QUOTE.sub("", text)
    for _ in range(_MARKS):
        shown, found = _EMPHASIS.subn(r"\2", shown)
        if not found:
            break
    shown = _TOKEN.sub(lambda token: _spelled(token.group(1), reader), shown)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def words_in(part: Any, reader: Reader) -> Iterator[str]:
    """Every text in blocks or a view in reading order: labels, texts, options, buttons."""
    if isinstance(part, list):
        for item in part:
            yield from words_in(item, reader)
    elif isinstance(part, dict):
        yield from _words_in_object(part, reader)


def words_in_attachments(attachments: Iterable[Json], reader: Reader) -> Iterator[str]:
    """Every text in a message's attachments (docs.slack.dev, "Legacy: secondary attachments")."""
    for attachment in attachments:
        for key in _ATTACHMENT_KEYS:
            if attachment.get(key):
                yield plainly(attachment[key], reader)
        for shown in attachment.get("fields") or []:
            yield from (plainly(str(shown.get(key, "")), reader) for key in ("title", "value"))
        yield from words_in(attachment.get("blocks"), reader)


def _words_in_object(part: Json, reader: Reader) -> Iterator[str]:
    if part.get("type") in _RICH_LINES:
        yield "".join(_rich(piece, reader) for piece in part.get("elements") or [])
        return
    if isinstance(part.get("text"), str):
        text = part["text"]
        yield plainly(text, reader) if part.get("type") in ("mrkdwn", "markdown") else text
        return
    if part.get("type") == "image" and part.get("alt_text"):
        yield part["alt_text"]
    for key in (*_TEXT_KEYS, *_OPTION_KEYS):
        yield from words_in(part.get(key), reader)
    yield from _initial_words(part)


def _rich(piece: Json, reader: Reader) -> str:
    kind = piece.get("type")
    if kind in ("text", "link"):
        return str(piece.get("text") or piece.get("url", ""))
    if kind in ("user", "channel"):
        its_id = str(piece.get(f"{kind}_id", ""))
        return ("@" if kind == "user" else "#") + reader.names.get(its_id, its_id)
    if kind == "broadcast":
        return "@" + str(piece.get("range", ""))
    if kind == "date":
        token = f"!date^{piece['timestamp']}^{piece['format']}"
        return _date(token, str(piece.get("fallback", "")), reader)
    return f":{piece['name']}:" if kind == "emoji" else ""


def _initial_words(part: Json) -> Iterator[str]:
    for key in ("initial_value", "initial_date", "initial_time"):
        if part.get(key):
            yield str(part[key])
    chosen = [part.get("initial_option"), *(part.get("initial_options") or [])]
    yield from (option["text"]["text"] for option in chosen if option)


def _spelled(token: str, reader: Reader) -> str:
    name, _, label = token.partition("|")
    if name.startswith("!date^"):
        return _date(name, label, reader)
    if name.startswith("!"):
        return "@" + name[1:]
    if name.startswith(("@", "#")):
        return name[0] + (label or reader.names.get(name[1:], name[1:]))
    return label or name.removeprefix("mailto:")


def _date(name: str, fallback: str, reader: Reader) -> str:
    _, stamp, pattern, *_link = [*name.split("^"), "", ""]
    try:
        at = datetime.fromtimestamp(int(stamp), reader.zone)
    except (ValueError, OverflowError, OSError):  # words, or milliseconds
        return fallback
    return re.sub(r"\{(\w+)\}", lambda part: _date_part(part.group(1), at), pattern)


def _date_part(name: str, at: datetime) -> str:
    hour = f"{at.hour % 12 or 12}:{at:%M}"
    spellings = {
        "date_num": f"{at:%Y-%m-%d}",
        "date": f"{at:%B} {at.day}, {at.year}",
        "date_short": f"{at:%b} {at.day}, {at.year}",
        "date_long": f"{at:%A}, {at:%B} {at.day}, {at.year}",
        "day_divider_pretty": f"{at:%A}, {at:%B} {at.day}",
        "time": f"{hour} {at:%p}",
        "time_secs": f"{hour}:{at:%S} {at:%p}",
        "ago": f"{at:%Y-%m-%d %H:%M}",
    }
    return spellings.get(name.replace("_pretty", ""), spellings.get(name, "{" + name + "}"))
