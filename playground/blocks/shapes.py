"""The table of Block Kit: every block and view with its keys and limits.

Limits are those of docs.slack.dev, "Reference: blocks".
"""

from __future__ import annotations

from typing import Literal

from playground.blocks.composition import (
    BLOCK_ID,
    SLACK_FILE,
    UNBOUNDED,
    URL,
    Rules,
    plain,
    words,
)
from playground.blocks.elements import BY_HAND, CHOICES, IMAGE, OF_CONTEXT, TYPED_IN
from playground.blocks.newer import (
    ALERT,
    CARD,
    CAROUSEL,
    CELL,
    DATA_TABLE,
    PLAN,
    TASK_CARD,
    container,
)
from playground.blocks.rich_shapes import RICH_TEXT
from playground.blocks.rules import Flag, Many, OneOf, Shape, String, Typed, Whole

Surface = Literal["message", "modal", "home"]

_ID: Rules = {"block_id": BLOCK_ID}
# A section has no room for a date with a time.
_BESIDE: Rules = {kind: rule for kind, rule in BY_HAND.items() if kind != "datetimepicker"}
_IN_A_ROW: Rules = {**BY_HAND, "rich_text_input": TYPED_IN["rich_text_input"]}
_PART_OF_CONTEXT = Typed(
    {"image": IMAGE, "plain_text": plain(3000), "mrkdwn": words(3000)},
)
_COLUMN = Shape(optional={"align": OneOf(("left", "center", "right")), "is_wrapped": Flag()})

_EVERYWHERE: Rules = {
    "section": Shape(
        {},
        {
            **_ID,
            "text": words(3000),
            "fields": Many(words(2000), 10),
            "accessory": Typed({**_BESIDE, "image": IMAGE}),
            "expand": Flag(),
        },
        at_least_one=("text", "fields"),
    ),
    "header": Shape({"text": plain(150)}, {**_ID, "level": Whole(1, 4)}),
    "context": Shape({"elements": Many(_PART_OF_CONTEXT, 10)}, _ID),
    "divider": Shape({}, _ID),
    "image": Shape(
        {"alt_text": String(2000)},
        {**_ID, "image_url": URL, "slack_file": SLACK_FILE, "title": plain(2000)},
        exactly_one=("image_url", "slack_file"),
    ),
    "actions": Shape({"elements": Many(Typed(_IN_A_ROW), 25)}, _ID),
    "input": Shape(
        {"label": plain(2000), "element": Typed({**TYPED_IN, **CHOICES})},
        {**_ID, "hint": plain(2000), "optional": Flag(), "dispatch_action": Flag()},
    ),
    "rich_text": RICH_TEXT,
    "video": Shape(
        {"alt_text": String(2000), "title": plain(199), "thumbnail_url": URL, "video_url": URL},
        {
            **_ID,
            "author_name": String(49),
            "description": plain(199),
            "provider_icon_url": URL,
            "provider_name": String(UNBOUNDED),
            "title_url": URL,
        },
    ),
}
_TABLE = Shape(
    {"rows": Many(Many(CELL, 20), 100)}, {**_ID, "column_settings": Many(_COLUMN, 20, least=0)}
)
_FILE = Shape({"external_id": String(UNBOUNDED), "source": OneOf(("remote",))}, _ID)
BLOCKS: dict[Surface, Rules] = {
    "modal": {**_EVERYWHERE, "alert": ALERT, "card": CARD},
    "home": {
        **_EVERYWHERE,
        "card": CARD,
        "carousel": CAROUSEL,
        "table": _TABLE,
        "data_table": DATA_TABLE,
    },
    "message": {
        **_EVERYWHERE,
        "card": CARD,
        "carousel": CAROUSEL,
        "table": _TABLE,
        "data_table": DATA_TABLE,
        "file": _FILE,
        "container": container({**_EVERYWHERE, "table": _TABLE, "file": _FILE}),
        "markdown": Shape({"text": String(12_000)}, _ID),
        "context_actions": Shape({"elements": Many(Typed(OF_CONTEXT), 5)}, _ID),
        "plan": PLAN,
        "task_card": TASK_CARD,
    },
}
"""What may stand where (docs.slack.dev, "Reference: blocks", the surfaces of each)."""

_OF_VIEWS: Rules = {
    "private_metadata": String(3000, least=0),
    "callback_id": String(255, least=0),
    "external_id": String(255, least=0),
}
VIEWS: dict[Surface, Rules] = {
    "home": _OF_VIEWS,
    "modal": {
        **_OF_VIEWS,
        "close": plain(24),
        "submit": plain(24),
        "clear_on_close": Flag(),
        "notify_on_close": Flag(),
        "submit_disabled": Flag(),
    },
}
MODAL_TITLE = plain(24)
