"""One of each: every interactive element with what a person does to it."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.playground.conformance.recorder import ACCOUNTS

Json = dict[str, Any]


class Specimen(NamedTuple):
    """An element and the person's choice in it; for a button the choice is its label."""

    element: Json
    wanted: Any


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text, "emoji": True}


def option(text: str) -> Json:
    """An option whose value is its text in small letters."""
    return {"text": plain(text), "value": text.lower()}


RED, GREEN = option("Red"), option("Green")
CONFIRM = {
    "title": plain("Sure?"),
    "text": {"type": "mrkdwn", "text": "There is *no* way back."},
    "confirm": plain("Yes"),
    "deny": plain("No"),
}
BUTTONS = [
    Specimen({"type": "button", "text": plain("Go"), "value": "1"}, "Go"),
    Specimen({"type": "button", "text": plain("Bare")}, "Bare"),
    Specimen(
        {
            "type": "button",
            "text": plain("Look"),
            "url": "https://a.example/",
            "style": "danger",
            "confirm": CONFIRM,
        },
        "Look",
    ),
]
CHOICES = [
    Specimen({"type": "static_select", "options": [RED, GREEN], "initial_option": RED}, "Green"),
    Specimen(
        {
            "type": "static_select",
            "placeholder": plain("Which?"),
            "option_groups": [{"label": plain("All"), "options": [RED, GREEN]}],
        },
        "Red",
    ),
    Specimen({"type": "multi_static_select", "options": [RED, GREEN]}, ["Red", "Green"]),
    Specimen({"type": "external_select", "min_query_length": 0}, "Acme"),
    Specimen({"type": "multi_external_select", "initial_options": ACCOUNTS[:1]}, ["Borealis"]),
    Specimen({"type": "users_select", "initial_user": "U0BEN"}, "ana"),
    Specimen({"type": "multi_users_select"}, ["ana", "ben"]),
    Specimen({"type": "channels_select"}, "#general"),
    Specimen({"type": "multi_channels_select"}, ["#general"]),
    Specimen({"type": "conversations_select", "default_to_current_conversation": True}, "#general"),
    Specimen({"type": "multi_conversations_select"}, ["#general"]),
    Specimen({"type": "radio_buttons", "options": [RED, GREEN]}, "Green"),
    Specimen({"type": "checkboxes", "options": [RED, GREEN]}, ["Red"]),
    Specimen({"type": "datepicker", "initial_date": "2026-03-02"}, "2026-03-03"),
    Specimen({"type": "timepicker", "timezone": "Asia/Manila"}, "09:30"),
    Specimen({"type": "datetimepicker"}, 1_772_000_000),
]
STRAY = [
    Specimen({"type": "static_select", "options": [RED], "initial_option": GREEN}, "Red"),
]
MENUS = [Specimen({"type": "overflow", "options": [RED, GREEN]}, "Red")]
TYPED = [
    Specimen({"type": "plain_text_input", "multiline": True}, "good morning"),
    Specimen({"type": "email_text_input"}, "ana@a.example"),
    Specimen({"type": "url_text_input"}, "https://a.example/"),
    Specimen({"type": "number_input", "is_decimal_allowed": True}, "4.5"),
    Specimen({"type": "rich_text_input"}, "*good* morning @ben\n> indeed"),
]
FILES = [
    Specimen(
        {"type": "file_input", "max_files": 2, "filetypes": ["pdf"]},
        [{"name": "offer.pdf", "size": 1234, "mimetype": "application/pdf"}],
    )
]
OF_CONTEXT = [
    Specimen(
        {
            "type": "feedback_buttons",
            "positive_button": {"text": plain("Good"), "value": "good"},
            "negative_button": {"text": plain("Bad"), "value": "bad"},
        },
        "Bad",
    ),
    Specimen({"type": "icon_button", "icon": "trash", "text": plain("Bin"), "value": "3"}, "Bin"),
]


def named(specimens: list[Specimen], place: str) -> list[Specimen]:
    """The same with an `action_id` each, which no other place has."""
    return [
        Specimen({**element, "action_id": f"{place}.{element['type']}.{index}"}, wanted)
        for index, (element, wanted) in enumerate(specimens)
    ]


def blocks_of(kind: str, specimens: list[Specimen]) -> list[Json]:
    """A block of this kind for each element; `block_id` is the element's `action_id`."""
    return [_block(kind, element) for element, _ in specimens]


def _block(kind: str, element: Json) -> Json:
    block = {"type": kind, "block_id": element["action_id"]}
    if kind == "input":
        asks_at_once = element["type"] != "file_input"
        return {
            **block,
            "label": plain("It"),
            "element": element,
            "dispatch_action": asks_at_once,
            "hint": plain("Any will do"),
        }
    if kind == "section":
        words = {"type": "mrkdwn", "text": "Choose:"}
        return {**block, "text": words, "accessory": element}
    return {**block, "elements": [element]}
