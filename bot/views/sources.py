"""Where a record comes from: the message that somebody made it of, as a link."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from bot.texts import _
from bot.views import blocks

_USER = re.compile(r"[UW][A-Z0-9]+")


class FromMessage(Protocol):
    """A record that may come of a message."""

    @property
    def source_author(self) -> str | None: ...

    @property
    def source_url(self) -> str | None: ...


def source(record: FromMessage, names: Mapping[str, str] | None = None) -> str:
    """The message's author and a link to it; empty for what comes of no message.

    With `names` by user id the author isn't mentioned, which would call them in a channel.
    """
    author, url = record.source_author, record.source_url
    if not (author or url):
        return ""
    message = f"<{url}|{_('a message')}>" if url else _("a message")
    if not author:
        return _("From {message}", message=message)
    if _USER.fullmatch(author) and names is None:
        who = f"<@{author}>"
    else:
        who = blocks.cut_escaped((names or {}).get(author, author), 64)
    return _("From {message} by {who}", message=message, who=who)
