"""Block Kit's primitives, which escape people's words and keep Slack's limits."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.texts import _, escape

Block = dict[str, Any]
Element = dict[str, Any]

# Slack's limits, in characters, from its Block Kit reference.
SECTION_TEXT = 3000
HEADER_TEXT = 150
BUTTON_TEXT = 75
OPTION_TEXT = 75
TITLE = 24
FALLBACK_TEXT = 3000
INPUT_TEXT = 3000
# A section less its marks; with this many, a message keeps clear of its 50 blocks.
CODE_TEXT = SECTION_TEXT - 10
MOST_PARTS = 40
# Unicode's control characters but for the tab and the line's end, and halves of characters.
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Message:
    """A message: its blocks, and the plain text for notifications and screen readers.

    As a reply in a thread, one to `broadcast` stands in the channel too, so that people hear of it.
    """

    text: str
    blocks: list[Block]
    broadcast: bool = False

    @property
    def hash(self) -> str:
        """Equal for messages that look the same, so that no update is sent for nothing."""
        whole = json.dumps([self.text, self.blocks], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(whole.encode()).hexdigest()

    def as_text(self) -> Message:
        """The message without blocks."""
        return replace(self, blocks=[])


def message(text: str, *blocks: Block | None) -> Message:
    """A message of the blocks that are there; `text` is mrkdwn, people's words in it escaped."""
    return Message(cut(text, FALLBACK_TEXT), [block for block in blocks if block])


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, an ellipsis for what was left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def cut_escaped(words: str, limit: int) -> str:
    """People's words escaped and within `limit` characters, never cut inside an entity."""
    room = limit
    while len(safe := escape(cut(words, room))) > limit:
        room -= max(1, (len(safe) - limit) // 5)
    return safe


def plain(text: str) -> Element:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Element:
    return {"type": "mrkdwn", "text": cut(text, SECTION_TEXT)}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(cut(text, HEADER_TEXT))}


def section(text: str, accessory: Element | None = None) -> Block:
    """`text` is mrkdwn: people's words in it must be escaped."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return {**block, "accessory": accessory} if accessory else block


def context(text: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text)]}


def divider() -> Block:
    return {"type": "divider"}


def quote(words: str, limit: int = 600) -> Block:
    """People's words as a quotation, whole up to `limit` characters."""
    return section(quoted(words, limit))


def quoted(words: str, limit: int) -> str:
    lines = cut_escaped(visible(words), limit).split("\n")
    return "\n".join(f"> {line}" for line in lines[:40])


def visible(words: str) -> str:
    """Words without control characters, which Slack would refuse or hide."""
    return _HIDDEN.sub("", words)


def typed(words: str) -> list[Block]:
    """What a person typed, whole and to copy: one code block, more when it is very long."""
    shown = visible(words)
    parts = list(_in_parts(shown, CODE_TEXT))
    if len(parts) <= MOST_PARTS:
        return [_code(part) for part in parts]
    rest = _("The rest is too long for Slack to show here.")
    return [*(_code(part) for part in parts[:MOST_PARTS]), context(rest)]


def code(words: str, limit: int = CODE_TEXT) -> Block:
    """The beginning of a person's words in one code block; all of them up to `limit` characters."""
    shown = visible(words)
    first = next(_in_parts(shown, limit - 1))
    return _code(first if len(first) == len(shown) else first + "…")


def _in_parts(words: str, limit: int) -> Iterator[str]:
    """Parts of at most `limit` characters, counting what escaping adds."""
    start, size = 0, 0
    for at, character in enumerate(words):
        size += len(escape(character))
        if size > limit:
            yield words[start:at]
            start, size = at, len(escape(character))
    yield words[start:]


def _code(words: str) -> Block:
    """In a code block; words that would end it early go into one that needs no marks."""
    if "```" in words or words.startswith("`") or words.endswith("`"):
        literal = {"type": "text", "text": words}
        return {
            "type": "rich_text",
            "elements": [{"type": "rich_text_preformatted", "elements": [literal]}],
        }
    return section(f"```{escape(words)}```")


def actions(*elements: Element | None, block_id: str | None = None) -> Block:
    block: Block = {"type": "actions", "elements": [e for e in elements if e]}
    return {**block, "block_id": block_id} if block_id else block


def button(
    label: str,
    action_id: str,
    value: str,
    *,
    style: str | None = None,
    confirm: Element | None = None,
) -> Element:
    """A button; `action_id` is `<noun>.<verb>`, `value` the record's id."""
    element: Element = {
        "type": "button",
        "text": plain(cut(label, BUTTON_TEXT)),
        "action_id": action_id,
        "value": value,
    }
    if style:
        element["style"] = style
    if confirm:
        element["confirm"] = confirm
    return element


def option(label: str, value: str) -> Element:
    return {"text": plain(cut(visible(label) or "?", OPTION_TEXT)), "value": value}


def options(pairs: Iterable[tuple[str, str]]) -> list[Element]:
    """Options of (value, label) pairs."""
    return [option(label, value) for value, label in pairs]


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str | None = None,
    close: str,
    metadata: str = "",
) -> dict[str, Any]:
    """A modal view; `metadata` comes back with its submission."""
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(cut(title, TITLE)),
        "close": plain(cut(close, TITLE)),
        "blocks": list(blocks),
        "private_metadata": metadata,
    }
    if submit:
        view["submit"] = plain(cut(submit, TITLE))
    return view
