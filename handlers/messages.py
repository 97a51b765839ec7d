"""Messages: what one in Slack says, who or what said it, when, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.texts import escape
from handlers import edge

Part = dict[str, Any]
LONGEST_AUTHOR = 64  # characters, as the record keeps it
# Deeper than Slack nests anything: attachments hold blocks, lists hold sections.
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Message:
    """A message as a record may come of it.

    `text` is still in Slack's encoding. `author` is a user's id, else a name; `url` is where it
    stands; `said_at` is aware, UTC. None where Slack doesn't tell.
    """

    text: str
    author: str | None
    url: str | None
    said_at: datetime | None


def read(body: Part) -> Message:
    """The message that a shortcut was chosen on."""
    message = _part(body.get("message"))
    ts = str(message.get("ts") or body.get("message_ts") or "")
    return Message(_text(message), _author(message), _url(body, message, ts), _instant(ts))


def _part(value: object) -> Part:
    return value if isinstance(value, dict) else {}


def _parts(value: object) -> list[Part]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(message: Part) -> str:
    """A person's message says all in its text; an app's may say more in its blocks."""
    text, blocks = str(message.get("text") or ""), _of_blocks(message)
    is_from_app = bool(message.get("bot_id")) or message.get("subtype") == "bot_message"
    said = (blocks or text) if is_from_app else (text or blocks)
    attached = (_of_attachment(each) for each in _parts(message.get("attachments")))
    files = (escape(_file_name(each)) for each in _parts(message.get("files")))
    return "\n".join(part for part in (said, *attached, *files) if part.strip())


def _of_blocks(holder: Part) -> str:
    return "\n".join(filter(None, (_of_block(each, 0) for each in _parts(holder.get("blocks")))))


def _of_attachment(attachment: Part) -> str:
    """What an app attached or somebody forwarded; a link's preview is no part of what was said."""
    if attachment.get("from_url") and not attachment.get("is_share"):
        return ""
    fields = [
        f"{each.get('title') or ''}: {each.get('value') or ''}"
        for each in _parts(attachment.get("fields"))
    ]
    said = [str(attachment.get(name) or "") for name in ("pretext", "title", "text")]
    words = "\n".join(filter(None, [*said, *fields, _of_blocks(attachment)]))
    return words or str(attachment.get("fallback") or "")


def _file_name(file: Part) -> str:
    return str(file.get("title") or file.get("name") or "")


def _of_block(block: Part, depth: int) -> str:
    """The words of one block in Slack's encoding."""
    if depth > DEEPEST:
        return ""
    kind = block.get("type")
    if kind == "rich_text":
        return "\n".join(_of_rich(each, depth + 1) for each in _parts(block.get("elements")))
    if kind == "image":
        return escape(str(block.get("alt_text") or ""))
    if kind == "actions":
        return ""
    return "\n".join(filter(None, _texts(block)))


def _texts(block: Part) -> Iterator[str]:
    """The text objects of a section, header, context or anything alike, in order."""
    for holder in (block.get("text"), *_parts(block.get("fields")), *_parts(block.get("elements"))):
        if isinstance(holder, str):
            yield holder if block.get("type") == "mrkdwn" else escape(holder)
            continue
        text = _part(holder)
        if text.get("type") in ("mrkdwn", "plain_text"):
            words = str(text.get("text") or "")
            yield words if text["type"] == "mrkdwn" else escape(words)


def _of_rich(element: Part, depth: int) -> str:
    """A section, quotation or list of rich text; of a list, each item on its line."""
    if depth > DEEPEST:
        return ""
    inside = _parts(element.get("elements"))
    if element.get("type") == "rich_text_list":
        return "\n".join(f"• {_of_rich(each, depth + 1)}" for each in inside)
    return "".join(_of_run(each) for each in inside)


def _of_run(run: Part) -> str:
    match run.get("type"):
        case "text":
            return escape(str(run.get("text") or ""))
        case "link":
            return escape(edge.link(str(run.get("text") or ""), str(run.get("url") or "")))
        case "user":
            return f"<@{run.get('user_id')}>"
        case "channel":
            return f"<#{run.get('channel_id')}>"
        case "broadcast":
            return f"<!{run.get('range')}>"
        case "emoji":
            return f":{run.get('name')}:"
        case "date":
            return escape(str(run.get("fallback") or ""))
    return ""


def _author(message: Part) -> str | None:
    profile = _part(message.get("bot_profile"))
    known = (message.get("user"), message.get("username"), profile.get("name"))
    author = next((str(each) for each in known if each), None)
    return author[:LONGEST_AUTHOR] if author else None


def _url(body: Part, message: Part, ts: str) -> str | None:
    """The permalink, put together: Slack tells it only where the app is a member."""
    domain, channel = _part(body.get("team")).get("domain"), _part(body.get("channel")).get("id")
    if not (domain and channel and _TS.fullmatch(ts)):
        return None
    url = f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    thread = message.get("thread_ts")
    return f"{url}?thread_ts={thread}&cid={channel}" if thread and thread != ts else url


def _instant(ts: str) -> datetime | None:
    return datetime.fromtimestamp(int(ts.partition(".")[0]), UTC) if _TS.fullmatch(ts) else None


_TS = re.compile(r"[0-9]{1,11}\.[0-9]{1,6}")
