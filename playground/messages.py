"""A message, as kept and as somebody reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from playground.blocks.words import Reader, plainly, words_in, words_in_attachments
from playground.wire import Blocks, Json

TEXT_LIMIT = 40_000
"""Characters of `text` that Slack keeps (docs.slack.dev, chat.postMessage)."""

_BARE = re.compile(r"&(?!(?:amp|lt|gt);)|<(?![@#!][^<>]+>|(?:https?|mailto|tel):[^<>]+>)|(?<!\S)>")


Content = tuple[str, Blocks, Blocks]
"""The text of a message, its blocks and its attachments, as kept."""


@dataclass
class Message:
    """One message of a channel; an ephemeral one has its only reader in `ephemeral_to`.

    A webhook's message has no `user`: `username` says what stands there instead.
    """

    ts: str
    channel: str
    user: str
    text: str
    blocks: Blocks = field(default_factory=list)
    attachments: Blocks = field(default_factory=list)
    files: Blocks = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    edited: Json | None = None
    ephemeral_to: str | None = None
    deleted: bool = False
    bot_id: str | None = None
    app_id: str | None = None
    subtype: str | None = None
    username: str | None = None
    icons: Json | None = None
    """What stands in place of the app's picture (`chat:write.customize`)."""
    reactions: dict[str, list[str]] = field(default_factory=dict)
    """Who put each emoji on it, in order."""
    pinned: Json | None = None
    """When it was pinned to its channel (`created`) and by whom (`created_by`)."""
    reader: Reader = field(default_factory=Reader, repr=False, compare=False)

    @property
    def words(self) -> str:
        """All the text that its reader sees, notification text included."""
        shown = [plainly(self.text, self.reader), *words_in(self.blocks, self.reader)]
        shown += words_in_attachments(self.attachments, self.reader)
        return "\n".join([*shown, *(file["name"] for file in self.files)])

    @property
    def is_reply(self) -> bool:
        """Whether it stands in another message's thread."""
        return self.thread_ts not in (None, self.ts)

    @property
    def is_typed(self) -> bool:
        """Whether a person wrote words of their own."""
        by_hand = self.bot_id is None and self.user != "USLACKBOT"
        return by_hand and bool(self.text) and self.subtype in (None, "thread_broadcast")

    @property
    def author(self) -> str:
        """The user's id, or the bot's where there is no user."""
        return self.user or self.bot_id or ""

    @property
    def buttons(self) -> list[str]:
        """Labels of its buttons, in order."""
        return [found["text"]["text"] for found in _elements(self.blocks, "button")]

    @property
    def pings(self) -> list[str]:
        """Whom its text and blocks call by name: `!channel`, `!here`, user ids."""
        whole = "\n".join([self.text, *_mrkdwn(self.blocks)])
        return re.findall(r"<(!(?:channel|here|everyone)|@[UW][A-Z0-9]+)[|>]", whole)

    def as_slack_says(self, team_id: str, *, with_metadata: bool = False) -> Json:
        """The message object of `conversations.history`.

        A webhook's has no `user` and no `team`, and without a text no `text` either
        (docs.slack.dev, "bot_message message"; both are optional in a message shortcut's payload).
        """
        said: Json = {"type": "message", "ts": self.ts}
        if self.user or self.text:
            said["text"] = self.text
        optional = {
            "user": self.user or None,
            "team": team_id if self.user else None,
            "username": self.username,
            "subtype": self.subtype,
            "bot_id": self.bot_id,
            "app_id": self.app_id,
            "blocks": self.blocks or None,
            "attachments": self.attachments or None,
            "files": self.files or None,
            "upload": False if self.files else None,
            "thread_ts": self.thread_ts,
            "edited": self.edited,
            "icons": self.icons,
            "reactions": self._reactions() or None,
            "pinned_to": [self.channel] if self.pinned else None,
            "metadata": self.metadata if with_metadata else None,
        }
        return said | {key: value for key, value in optional.items() if value is not None}

    def _reactions(self) -> Blocks:
        return [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in self.reactions.items()
        ]


def kept_text(text: str) -> str:
    """`text` as Slack keeps it: loose &, < and > become entities, tokens stay."""
    names = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    return _BARE.sub(lambda bare: names[bare.group()], text[:TEXT_LIMIT])


def _elements(part: Any, kind: str) -> list[Json]:
    if isinstance(part, list):
        return [found for item in part for found in _elements(item, kind)]
    if not isinstance(part, dict):
        return []
    if part.get("type") == kind:
        return [part]
    inside = [part.get(key) for key in ("accessory", "elements", "element")]
    return [found for item in inside for found in _elements(item, kind)]


def _mrkdwn(part: Any) -> list[str]:
    if isinstance(part, list):
        return [found for item in part for found in _mrkdwn(item)]
    if not isinstance(part, dict):
        return []
    if part.get("type") == "mrkdwn":
        return [str(part.get("text", ""))]
    return [found for value in part.values() for found in _mrkdwn(value)]
