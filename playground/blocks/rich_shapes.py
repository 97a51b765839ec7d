"""The parts of a rich text: sections, lists, quotes, code, and the pieces of their lines.

After docs.slack.dev, "Rich text block".
"""

from __future__ import annotations

from playground.blocks.composition import BLOCK_ID, UNBOUNDED, Rules
from playground.blocks.rules import Flag, Many, Number, OneOf, Rule, Shape, String, Typed, Whole

_TEXT = String(UNBOUNDED)
_MARKS = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight")
_STYLED: Rules = {"style": Shape(optional={mark: Flag() for mark in (*_MARKS, "unlink")})}


def _piece(required: Rules, **optional: Rule) -> Rule:
    return Shape(required, {**_STYLED, **optional})


_WORDS = _piece({"text": String(UNBOUNDED, least=0)})
_LINK = _piece({"url": _TEXT}, text=String(UNBOUNDED, least=0), unsafe=Flag())
_PIECE = Typed(
    {
        "text": _WORDS,
        "link": _LINK,
        "user": _piece({"user_id": _TEXT}),
        "usergroup": _piece({"usergroup_id": _TEXT}),
        "channel": _piece({"channel_id": _TEXT}),
        "team": _piece({"team_id": _TEXT}),
        "broadcast": _piece({"range": OneOf(("here", "channel", "everyone"))}),
        "emoji": _piece(
            {"name": _TEXT}, unicode=_TEXT, url=_TEXT, skin_tone=Whole(1, 6), display_team_id=_TEXT
        ),
        "color": _piece({"value": _TEXT}),
        "date": _piece(
            {"timestamp": Number(), "format": _TEXT},
            url=_TEXT,
            fallback=_TEXT,
        ),
    }
)
_PIECES = Many(_PIECE, UNBOUNDED, least=0)
_EDGE: Rules = {"border": Whole(0, 1)}
_SECTION = Shape({"elements": _PIECES})
_PARTS: Rules = {
    "rich_text_section": _SECTION,
    "rich_text_quote": Shape({"elements": _PIECES}, _EDGE),
    "rich_text_preformatted": Shape(
        {"elements": Many(Typed({"text": _WORDS, "link": _LINK}), UNBOUNDED, least=0)},
        {**_EDGE, "language": _TEXT},
    ),
    "rich_text_list": Shape(
        {
            "style": OneOf(("bullet", "ordered")),
            "elements": Many(Typed({"rich_text_section": _SECTION}), UNBOUNDED, least=0),
        },
        {**_EDGE, "indent": Whole(0, 8), "offset": Whole(0, UNBOUNDED)},
    ),
}
RICH_TEXT = Shape({"elements": Many(Typed(_PARTS), UNBOUNDED, least=0)}, {"block_id": BLOCK_ID})
