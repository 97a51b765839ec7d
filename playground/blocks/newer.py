"""The blocks that came after the classic ones: cards, alerts, tasks, tables to sort.

Limits are those of docs.slack.dev, "Reference: blocks". The page names these and draws none.
"""

from __future__ import annotations

from playground.blocks.composition import BLOCK_ID, UNBOUNDED, URL, Rules, plain, words
from playground.blocks.elements import BUTTON, IMAGE
from playground.blocks.rich_shapes import RICH_TEXT
from playground.blocks.rules import Flag, Many, Number, OneOf, Rule, Shape, String, Typed, Whole

_ID: Rules = {"block_id": BLOCK_ID}
_RICH = Typed({"rich_text": RICH_TEXT})
_IMAGE = Typed({"image": IMAGE})


def _mrkdwn(most: int) -> Rule:
    return Typed({"mrkdwn": Shape({"text": String(most)}, {"verbatim": Flag()})})


CELL = Typed(
    {
        "raw_text": Shape({"text": String(UNBOUNDED)}),
        "raw_number": Shape({"text": String(UNBOUNDED), "value": Number()}),
        "rich_text": RICH_TEXT,
    }
)
ALERT = Shape(
    {"text": words()},
    {**_ID, "level": OneOf(("default", "info", "warning", "error", "success"))},
)
CARD = Shape(
    optional={
        **_ID,
        "title": _mrkdwn(150),
        "subtitle": _mrkdwn(150),
        "body": _mrkdwn(200),
        "icon": _IMAGE,
        "hero_image": _IMAGE,
        "actions": Many(Typed({"button": BUTTON}), UNBOUNDED),
    }
)
CAROUSEL = Shape({"elements": Many(Typed({"card": CARD}), 10)}, _ID)
DATA_TABLE = Shape(
    {"caption": String(UNBOUNDED), "rows": Many(Many(CELL, 20), 101, least=2)},
    {**_ID, "page_size": Whole(1, 100), "row_header_column_index": Whole(0, 19)},
)
_SOURCE = Typed({"url": Shape({"url": URL, "text": String(UNBOUNDED)})})
TASK_CARD = Shape(
    {
        "task_id": String(UNBOUNDED),
        "title": String(UNBOUNDED),
        "status": OneOf(("pending", "in_progress", "complete", "error")),
    },
    {**_ID, "details": _RICH, "output": _RICH, "sources": Many(_SOURCE, UNBOUNDED, least=0)},
)
PLAN = Shape(
    {"title": String(UNBOUNDED)},
    {**_ID, "tasks": Many(Typed({"task_card": TASK_CARD}), UNBOUNDED, least=0)},
)


def container(inside: Rules) -> Rule:
    """A container of up to ten of the blocks given."""
    return Shape(
        {"child_blocks": Many(Typed(inside), 10)},
        {
            **_ID,
            "title": plain(150),
            "rich_text_title": _RICH,
            "subtitle": words(150),
            "icon": _IMAGE,
            "width": OneOf(("narrow", "standard", "wide", "full")),
            "is_collapsible": Flag(),
            "default_collapsed": Flag(),
            "has_header_divider": Flag(),
        },
        at_least_one=("title", "rich_text_title"),
    )
