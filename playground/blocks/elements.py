"""The table of elements: what stands inside a block, with its keys and limits.

Limits are those of docs.slack.dev, "Reference: block elements".
"""

from __future__ import annotations

from playground.blocks.agreement import (
    BoundsAgree,
    FewEnoughPreset,
    InitialAmongOptions,
    LengthsAgree,
    LinesAgree,
)
from playground.blocks.composition import (
    ACTION_ID,
    CHANNEL,
    CONFIRM,
    CONVERSATION,
    DATE,
    DISPATCH,
    FILTER,
    GROUP,
    MENU_ITEM,
    NUMBER,
    OPTION,
    SLACK_FILE,
    STYLE,
    TICK,
    TIME,
    UNBOUNDED,
    URL,
    USER,
    WORKFLOW,
    Rules,
    plain,
)
from playground.blocks.rich_shapes import RICH_TEXT
from playground.blocks.rules import Both, Flag, Many, OneOf, Rule, Shape, String, Typed, Whole

_ASIDE: Rules = {"action_id": ACTION_ID, "focus_on_load": Flag()}
_SELECT: Rules = {**_ASIDE, "placeholder": plain(150), "confirm": CONFIRM}
_INPUT: Rules = {**_ASIDE, "placeholder": plain(150), "dispatch_action_config": DISPATCH}
_MULTI: Rules = {**_SELECT, "max_selected_items": Whole(1, UNBOUNDED)}
_QUERY: Rules = {"min_query_length": Whole(0, UNBOUNDED)}
_OFFER: Rules = {"options": Many(OPTION, 100), "option_groups": Many(GROUP, 100)}
_EITHER = ("options", "option_groups")
_CONVERSATION: Rules = {"default_to_current_conversation": Flag(), "filter": FILTER}
_TICKS: Rules = {"options": Many(TICK, 10)}
_PRESET_TEXT = String(3000, least=0)
_LABEL = String(75)


def _several(rule: Rule) -> Rule:
    return Many(rule, UNBOUNDED)


def _multi(**more: Rule) -> Rule:
    return Both(Shape({}, {**_MULTI, **more}), FewEnoughPreset())


BUTTON = Shape(
    {"text": plain(75)},
    {
        "action_id": ACTION_ID,
        "url": URL,
        "value": String(2000),
        "style": STYLE,
        "confirm": CONFIRM,
        "accessibility_label": _LABEL,
    },
)
WORKFLOW_BUTTON = Shape(
    {"text": plain(75), "workflow": WORKFLOW},
    {"action_id": ACTION_ID, "style": STYLE, "confirm": CONFIRM, "accessibility_label": _LABEL},
)
OVERFLOW = Shape({"options": Many(MENU_ITEM, 5)}, {"action_id": ACTION_ID, "confirm": CONFIRM})
IMAGE = Shape(
    {"alt_text": String(UNBOUNDED)},
    {"image_url": URL, "slack_file": SLACK_FILE},
    exactly_one=("image_url", "slack_file"),
)
CHOICES: Rules = {
    "static_select": Both(
        Shape({}, {**_SELECT, **_OFFER, "initial_option": OPTION}, exactly_one=_EITHER),
        InitialAmongOptions(),
    ),
    "multi_static_select": Both(
        Both(
            Shape(
                {}, {**_MULTI, **_OFFER, "initial_options": _several(OPTION)}, exactly_one=_EITHER
            ),
            InitialAmongOptions(),
        ),
        FewEnoughPreset(),
    ),
    "external_select": Shape({}, {**_SELECT, **_QUERY, "initial_option": OPTION}),
    "multi_external_select": _multi(**_QUERY, initial_options=_several(OPTION)),
    "users_select": Shape({}, {**_SELECT, "initial_user": USER}),
    "multi_users_select": _multi(initial_users=_several(USER)),
    "channels_select": Shape(
        {}, {**_SELECT, "initial_channel": CHANNEL, "response_url_enabled": Flag()}
    ),
    "multi_channels_select": _multi(initial_channels=_several(CHANNEL)),
    "conversations_select": Shape(
        {},
        {
            **_SELECT,
            **_CONVERSATION,
            "initial_conversation": CONVERSATION,
            "response_url_enabled": Flag(),
        },
    ),
    "multi_conversations_select": _multi(
        **_CONVERSATION, initial_conversations=_several(CONVERSATION)
    ),
    "radio_buttons": Both(
        Shape(_TICKS, {**_ASIDE, "confirm": CONFIRM, "initial_option": TICK}),
        InitialAmongOptions(),
    ),
    "checkboxes": Both(
        Shape(_TICKS, {**_ASIDE, "confirm": CONFIRM, "initial_options": Many(TICK, 10)}),
        InitialAmongOptions(),
    ),
    "datepicker": Shape({}, {**_SELECT, "initial_date": DATE}),
    "timepicker": Shape({}, {**_SELECT, "initial_time": TIME, "timezone": String(UNBOUNDED)}),
    "datetimepicker": Shape(
        {}, {**_ASIDE, "confirm": CONFIRM, "initial_date_time": Whole(0, 10**10 - 1)}
    ),
}
TYPED_IN: Rules = {
    "plain_text_input": Both(
        Shape(
            {},
            {
                **_INPUT,
                "initial_value": _PRESET_TEXT,
                "multiline": Flag(),
                "min_length": Whole(0, 3000),
                "max_length": Whole(1, 3000),
            },
        ),
        LengthsAgree(),
    ),
    "email_text_input": Shape({}, {**_INPUT, "initial_value": _PRESET_TEXT}),
    "url_text_input": Shape({}, {**_INPUT, "initial_value": _PRESET_TEXT}),
    "number_input": Both(
        Shape(
            {"is_decimal_allowed": Flag()},
            {**_INPUT, "initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
        ),
        BoundsAgree(),
    ),
    "rich_text_input": Both(
        Shape(
            {},
            {
                **_INPUT,
                "initial_value": Typed({"rich_text": RICH_TEXT}),
                "min_lines": Whole(1, 100),
                "max_lines": Whole(1, 100),
            },
        ),
        LinesAgree(),
    ),
    "file_input": Shape(
        {},
        {
            "action_id": ACTION_ID,
            "filetypes": Many(String(UNBOUNDED), UNBOUNDED),
            "max_files": Whole(1, 10),
        },
    ),
}
_THUMB = Shape({"text": plain(75), "value": String(2000)}, {"accessibility_label": _LABEL})
OF_CONTEXT: Rules = {
    "feedback_buttons": Shape(
        {"positive_button": _THUMB, "negative_button": _THUMB}, {"action_id": ACTION_ID}
    ),
    "icon_button": Shape(
        {"icon": OneOf(("trash",)), "text": plain(75)},
        {
            "action_id": ACTION_ID,
            "value": String(2000),
            "confirm": CONFIRM,
            "accessibility_label": _LABEL,
            "visible_to_user_ids": Many(USER, UNBOUNDED),
        },
    ),
}
BY_HAND: Rules = {
    "button": BUTTON,
    "workflow_button": WORKFLOW_BUTTON,
    "overflow": OVERFLOW,
    **CHOICES,
}
