"""Rich text: what Slack's client makes of a line that a person types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from playground.wire import Json

_FENCE = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
_QUOTED = re.compile(r"&gt; ?")
_PIECE = re.compile(
    r"<(?P<token>[^<>\n]+)>"
    r"|`(?P<code>[^`\n]+)`"
    r"|(?<![\w*_~])(?P<mark>[*_~])(?=\S)(?P<marked>[^\n]{0,1000}?\S)(?P=mark)(?![\w*_~])"
    r"|:(?P<emoji>[a-z0-9_+-]+):"
)
_STYLES = {"*": "bold", "_": "italic", "~": "strike"}


def rich_text(text: str, block_id: str) -> Json:
    """A `rich_text` block with the words, names, links and marks of a mrkdwn text.

    Messages from Slack's client have one beside their `text` (docs.slack.dev, "Rich text block").
    """
    parts: list[Json] = []
    start = 0
    for fence in _FENCE.finditer(text):
        parts += _lines(text[start : fence.start()].removesuffix("\n"))
        inside = [{"type": "text", "text": _plain(fence[1])}]
        parts.append({"type": "rich_text_preformatted", "elements": inside, "border": 0})
        start = fence.end()
    parts += _lines(text[start:].removeprefix("\n") if start else text)
    return {"type": "rich_text", "block_id": block_id, "elements": parts}


def _lines(text: str) -> Iterator[Json]:
    if not text:
        return
    for is_quote, lines in groupby(text.split("\n"), lambda line: bool(_QUOTED.match(line))):
        shown = [_QUOTED.sub("", line, count=1) if is_quote else line for line in lines]
        kind = "rich_text_quote" if is_quote else "rich_text_section"
        yield {"type": kind, "elements": list(_pieces("\n".join(shown), {}))}


def _pieces(text: str, style: Json) -> Iterator[Json]:
    start = 0
    for found in _found(text, style):
        yield from _words(text[start : found.start()], style)
        if found["mark"]:
            yield from _pieces(found["marked"], style | {_STYLES[found["mark"]]: True})
        elif found["code"]:
            yield from _words(found["code"], style | {"code": True})
        else:
            yield _named(found, style)
        start = found.end()
    yield from _words(text[start:], style)


def _found(text: str, style: Json) -> Iterator[re.Match[str]]:
    """The pieces of a text in order; a mark means nothing inside its like."""
    at = 0
    while (found := _PIECE.search(text, at)) is not None:
        is_inside_its_like = _STYLES.get(found["mark"] or "") in style
        at = found.start() + 1 if is_inside_its_like else found.end()
        if not is_inside_its_like:
            yield found


def _words(text: str, style: Json) -> Iterator[Json]:
    if text:
        yield _styled({"type": "text", "text": _plain(text)}, style)


def _named(found: re.Match[str], style: Json) -> Json:
    if found["emoji"]:
        return _styled({"type": "emoji", "name": found["emoji"]}, style)
    name, _, label = found["token"].partition("|")
    if name.startswith("@"):
        return _styled({"type": "user", "user_id": name[1:]}, style)
    if name.startswith("#"):
        return _styled({"type": "channel", "channel_id": name[1:]}, style)
    if name.startswith("!"):
        return _styled({"type": "broadcast", "range": name[1:]}, style)
    link = {"type": "link", "url": _plain(name)} | ({"text": _plain(label)} if label else {})
    return _styled(link, style)


def _styled(piece: Json, style: Json) -> Json:
    return piece | ({"style": style} if style else {})


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
