"""The table of Block Kit: every block, element and object with its keys and limits.

Limits are those of docs.slack.dev, "Reference: blocks", "block elements", "composition objects".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playground.blocks.rules import (
    Both,
    Flag,
    Many,
    OneOf,
    Rule,
    Shape,
    String,
    Typed,
    Whole,
    fault,
)

Rules = dict[str, Rule]

ACTION_ID = String(255)
BLOCK_ID = String(255)
URL = String(3000, pattern=r"(?s)[a-z][a-z0-9+.-]*:.+")
NUMBER = String(100, pattern=r"-?\d+(\.\d+)?")
DATE = String(10, pattern=r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
TIME = String(5, pattern=r"([01]\d|2[0-3]):[0-5]\d")
USER = String(50, pattern=r"[UW][A-Z0-9]+")
CHANNEL = String(50, pattern=r"[CG][A-Z0-9]+")
CONVERSATION = String(50, pattern=r"[CDGUW][A-Z0-9]+")


def plain(most: int = 3000) -> Rule:
    """plain_text only."""
    return Typed({"plain_text": Shape({"text": String(most)}, {"emoji": Flag()})})


def words(most: int = 3000) -> Rule:
    """plain_text or mrkdwn."""
    return Typed(
        {
            "plain_text": Shape({"text": String(most)}, {"emoji": Flag()}),
            "mrkdwn": Shape({"text": String(most)}, {"verbatim": Flag()}),
        }
    )


CONFIRM = Shape(
    {"title": plain(100), "text": words(300), "confirm": plain(30), "deny": plain(30)},
    {"style": OneOf(("primary", "danger"))},
)
OPTION = Shape({"text": plain(75), "value": String(150)}, {"description": plain(75)})
MENU_ITEM = Shape({"text": plain(75), "value": String(150)}, {"description": plain(75), "url": URL})
TICK = Shape({"text": words(75), "value": String(150)}, {"description": words(75)})
GROUP = Shape({"label": plain(75), "options": Many(OPTION, 100)})
FILTER = Shape(
    optional={
        "include": Many(OneOf(("im", "mpim", "private", "public")), 4),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    },
    at_least_one=("include", "exclude_external_shared_channels", "exclude_bot_users"),
)
DISPATCH = Shape(
    {"trigger_actions_on": Many(OneOf(("on_enter_pressed", "on_character_entered")), 2)}
)
SLACK_FILE = Shape(optional={"url": URL, "id": String(50)}, exactly_one=("url", "id"))
SUGGESTED = Shape(
    optional={"options": Many(OPTION, 100, least=0), "option_groups": Many(GROUP, 100, least=0)},
    exactly_one=("options", "option_groups"),
)


@dataclass(frozen=True)
class InitialAmongOptions:
    """What is preset must be on offer."""

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See Rule."""
        groups = value.get("option_groups") or [{"options": value.get("options") or []}]
        offered = {option["value"] for group in groups for option in group["options"]}
        for key in ("initial_option", "initial_options"):
            preset = value.get(key) or []
            for option in preset if isinstance(preset, list) else [preset]:
                if option["value"] not in offered:
                    yield fault(f"invalid {key}: not among the options", f"{at}/{key}")


@dataclass(frozen=True)
class LengthsAgree:
    """A preset text must fit the input that it stands in."""

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See Rule."""
        most = value.get("max_length") or 3000
        if (value.get("min_length") or 0) > most:
            yield fault("must be at most max_length", f"{at}/min_length")
        if len(value.get("initial_value") or "") > most:
            yield fault(f"must be less than {most + 1} characters", f"{at}/initial_value")


@dataclass(frozen=True)
class BoundsAgree:
    """The least number may not be above the greatest (docs.slack.dev, "Number input")."""

    def faults(self, value: Any, at: str) -> Iterator[str]:
        """See Rule."""
        least, most = value.get("min_value"), value.get("max_value")
        if least and most and float(least) > float(most):
            yield fault("must be at most max_value", f"{at}/min_value")


_ASIDE: Rules = {"action_id": ACTION_ID, "focus_on_load": Flag()}
_SELECT: Rules = {**_ASIDE, "placeholder": plain(150), "confirm": CONFIRM}
_INPUT: Rules = {**_ASIDE, "placeholder": plain(150), "dispatch_action_config": DISPATCH}
_MULTI: Rules = {**_SELECT, "max_selected_items": Whole(1, 1000)}
_OFFER: Rules = {"options": Many(OPTION, 100), "option_groups": Many(GROUP, 100)}
_EITHER = ("options", "option_groups")


def _several(rule: Rule) -> Rule:
    return Many(rule, 1000)


BUTTON = Shape(
    {"text": plain(75)},
    {
        "action_id": ACTION_ID,
        "url": URL,
        "value": String(2000),
        "style": OneOf(("primary", "danger")),
        "confirm": CONFIRM,
        "accessibility_label": String(75),
    },
)
IMAGE_ELEMENT = Shape(
    {"alt_text": String(2000)},
    {"image_url": URL, "slack_file": SLACK_FILE},
    exactly_one=("image_url", "slack_file"),
)
_TICKS: Rules = {"options": Many(TICK, 10)}
CHOICES: Rules = {
    "static_select": Both(
        Shape({}, {**_SELECT, **_OFFER, "initial_option": OPTION}, exactly_one=_EITHER),
        InitialAmongOptions(),
    ),
    "multi_static_select": Both(
        Shape({}, {**_MULTI, **_OFFER, "initial_options": _several(OPTION)}, exactly_one=_EITHER),
        InitialAmongOptions(),
    ),
    "external_select": Shape(
        {}, {**_SELECT, "min_query_length": Whole(0, 1000), "initial_option": OPTION}
    ),
    "multi_external_select": Shape(
        {}, {**_MULTI, "min_query_length": Whole(0, 1000), "initial_options": _several(OPTION)}
    ),
    "users_select": Shape({}, {**_SELECT, "initial_user": USER}),
    "multi_users_select": Shape({}, {**_MULTI, "initial_users": _several(USER)}),
    "channels_select": Shape(
        {}, {**_SELECT, "initial_channel": CHANNEL, "response_url_enabled": Flag()}
    ),
    "multi_channels_select": Shape({}, {**_MULTI, "initial_channels": _several(CHANNEL)}),
    "conversations_select": Shape(
        {},
        {
            **_SELECT,
            "initial_conversation": CONVERSATION,
            "default_to_current_conversation": Flag(),
            "response_url_enabled": Flag(),
            "filter": FILTER,
        },
    ),
    "multi_conversations_select": Shape(
        {},
        {
            **_MULTI,
            "initial_conversations": _several(CONVERSATION),
            "default_to_current_conversation": Flag(),
            "filter": FILTER,
        },
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
    "timepicker": Shape({}, {**_SELECT, "initial_time": TIME, "timezone": String(100)}),
    "datetimepicker": Shape(
        {}, {**_ASIDE, "confirm": CONFIRM, "initial_date_time": Whole(10**9, 10**10 - 1)}
    ),
}
TEXT_INPUTS: Rules = {
    "plain_text_input": Both(
        Shape(
            {},
            {
                **_INPUT,
                "initial_value": String(3000, least=0),
                "multiline": Flag(),
                "min_length": Whole(0, 3000),
                "max_length": Whole(1, 3000),
            },
        ),
        LengthsAgree(),
    ),
    "email_text_input": Shape({}, {**_INPUT, "initial_value": String(3000)}),
    "url_text_input": Shape({}, {**_INPUT, "initial_value": String(3000)}),
    "number_input": Both(
        Shape(
            {"is_decimal_allowed": Flag()},
            {**_INPUT, "initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
        ),
        BoundsAgree(),
    ),
}
OVERFLOW = Shape({"options": Many(MENU_ITEM, 5)}, {"action_id": ACTION_ID, "confirm": CONFIRM})
_BY_HAND: Rules = {"button": BUTTON, "overflow": OVERFLOW, **CHOICES}
# A section has no room for a date with a time.
_BESIDE: Rules = {kind: rule for kind, rule in _BY_HAND.items() if kind != "datetimepicker"}

_ID: Rules = {"block_id": BLOCK_ID}
BLOCKS: Rules = {
    "section": Shape(
        {},
        {
            **_ID,
            "text": words(3000),
            "fields": Many(words(2000), 10),
            "accessory": Typed({**_BESIDE, "image": IMAGE_ELEMENT}),
            "expand": Flag(),
        },
        at_least_one=("text", "fields"),
    ),
    "header": Shape({"text": plain(150)}, {**_ID, "level": Whole(1, 4)}),
    "context": Shape(
        {
            "elements": Many(
                Typed(
                    {
                        "image": IMAGE_ELEMENT,
                        "plain_text": plain(3000),
                        "mrkdwn": words(3000),
                    }
                ),
                10,
            )
        },
        _ID,
    ),
    "divider": Shape({}, _ID),
    "image": Shape(
        {"alt_text": String(2000)},
        {**_ID, "image_url": URL, "slack_file": SLACK_FILE, "title": plain(2000)},
        exactly_one=("image_url", "slack_file"),
    ),
    "actions": Shape({"elements": Many(Typed(_BY_HAND), 25)}, _ID),
    "input": Shape(
        {"label": plain(2000), "element": Typed({**TEXT_INPUTS, **CHOICES})},
        {**_ID, "hint": plain(2000), "optional": Flag(), "dispatch_action": Flag()},
    ),
    "rich_text": Shape({"elements": Many(Shape(open_ended=True), 1000)}, _ID),
}
VIEWS: dict[str, Rules] = {
    "home": {
        "private_metadata": String(3000, least=0),
        "callback_id": String(255, least=0),
        "external_id": String(255, least=0),
    },
    "modal": {
        "private_metadata": String(3000, least=0),
        "callback_id": String(255, least=0),
        "external_id": String(255, least=0),
        "close": plain(24),
        "submit": plain(24),
        "clear_on_close": Flag(),
        "notify_on_close": Flag(),
        "submit_disabled": Flag(),
    },
}
MODAL_TITLE = plain(24)
