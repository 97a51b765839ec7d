"""Attachments, the older way to lay a message out: what Slack takes, and what it keeps.

Their keys are those of docs.slack.dev, "Legacy: secondary attachments".
"""

from __future__ import annotations

from typing import Any

from playground.blocks.naming import named
from playground.blocks.validation import guard_message
from playground.blocks.words import Reader, words_in_attachments
from playground.refusals import SlackError
from playground.wire import Blocks, Json

MOST = 100
"""Attachments of a message (docs.slack.dev, chat.postMessage: `too_many_attachments`)."""
_WORDS = (
    *("fallback", "color", "pretext", "title", "title_link", "text", "footer", "footer_icon"),
    *("author_name", "author_link", "author_icon", "image_url", "thumb_url"),
)


def guard_attachments(attachments: Any) -> None:
    """Raises SlackError (`invalid_attachments`, `too_many_attachments`, `invalid_blocks`)."""
    if not isinstance(attachments, list) or not all(_is_sound(one) for one in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > MOST:
        raise SlackError("too_many_attachments")
    for attachment in attachments:
        if attachment.get("blocks"):
            guard_message(attachment["blocks"])


def kept_attachments(attachments: Blocks) -> Blocks:
    """Sound attachments as Slack keeps them: numbered, with the line for notifications."""
    return [_kept(number, one) for number, one in enumerate(attachments, start=1)]


def _kept(number: int, attachment: Json) -> Json:
    said = _spelled(attachment, _WORDS)
    if said.get("fields"):
        said["fields"] = [_spelled(one, ("title", "value")) for one in said["fields"]]
    if said.get("blocks"):
        said["blocks"] = named(said["blocks"])
    return {"id": number, "fallback": " ".join(words_in_attachments([said], Reader()))} | said


def _spelled(said: Json, keys: tuple[str, ...]) -> Json:
    # Numbers serve as words too: a field's value often is one.
    return said | {key: str(said[key]) for key in keys if said.get(key) is not None}


def _is_sound(attachment: Any) -> bool:
    if not isinstance(attachment, dict) or not _are_words(attachment, _WORDS):
        return False
    fields = attachment.get("fields") or []
    return isinstance(fields, list) and all(
        isinstance(one, dict) and _are_words(one, ("title", "value")) for one in fields
    )


def _are_words(said: Json, keys: tuple[str, ...]) -> bool:
    return not any(isinstance(said.get(key), (dict, list)) for key in keys)
