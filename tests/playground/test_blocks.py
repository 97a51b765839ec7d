"""Blocks that Slack refuses, each with the reason and the place."""

from __future__ import annotations

from typing import Any

import pytest

from playground.blocks.validation import faults_in_message, faults_in_options, faults_in_view

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str = "x", **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Go"), "action_id": "go", **more}


def option(value: str = "a", text: str = "A") -> Json:
    return {"text": plain(text), "value": value}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "options": [option()], **more}


def field(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("Name"), "element": element, **more}


def modal(*blocks: Json, **more: Any) -> Json:
    face = {"type": "modal", "title": plain("T"), "submit": plain("Go")}
    return {**face, "blocks": list(blocks), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


REFUSED: list[tuple[Any, str]] = [
    ([], "no fewer than 1 items allowed [json-pointer:/blocks]"),
    ({}, "must be an array [json-pointer:/blocks]"),
    ([section()] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ([{"type": "carousel"}], "unsupported type: carousel [json-pointer:/blocks/0/type]"),
    ([{}], "missing required field: type [json-pointer:/blocks/0]"),
    ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    (
        [section("x" * 3001)],
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ),
    ([section(colour="red")], "invalid additional property: colour [json-pointer:/blocks/0]"),
    ([{"type": "section"}], "missing required field: text [json-pointer:/blocks/0]"),
    (
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    (
        [{"type": "header", "text": plain("x" * 151)}],
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    (
        [section(block_id="b"), section(block_id="b")],
        "block_id already exists: b [json-pointer:/blocks/1/block_id]",
    ),
    (
        [actions(button(), button())],
        "action_id already exists: go [json-pointer:/blocks/0/elements/1/action_id]",
    ),
    (
        [actions(*[button(action_id=str(n)) for n in range(26)])],
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        [actions(button(value="x" * 2001))],
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    (
        [actions(button(style="loud"))],
        "must be a valid enum value: primary, danger [json-pointer:/blocks/0/elements/0/style]",
    ),
    (
        [actions(button(confirm={"title": plain("Sure?")}))],
        "missing required field: text [json-pointer:/blocks/0/elements/0/confirm]",
    ),
    (
        [actions(select(options=[option("x" * 151)]))],
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
    ),
    (
        [actions(select(options=[option(str(n)) for n in range(101)]))],
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        [actions(select(options=[option(text="x" * 76)]))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
    ),
    (
        [actions(select(initial_option=option("z")))],
        "invalid initial_option: not among the options"
        " [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    (
        [actions(select(option_groups=[{"label": plain("g"), "options": [option()]}]))],
        "must have exactly one of: options, option_groups [json-pointer:/blocks/0/elements/0]",
    ),
    (
        [actions({"type": "plain_text_input", "action_id": "t"})],
        "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
    ),
    (
        [{"type": "context", "elements": [plain("x")] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        [{"type": "image", "image_url": "https://a.example/x.png"}],
        "missing required field: alt_text [json-pointer:/blocks/0]",
    ),
]
REFUSED_VIEWS: list[tuple[Any, str]] = [
    (None, "must be an object [json-pointer:/view]"),
    (modal(section(), title=plain("x" * 25)), "must be less than 25 characters"),
    (modal(section(), title=None), "missing required field: title [json-pointer:/view]"),
    (modal(section(), private_metadata="x" * 3001), "must be less than 3001 characters"),
    (modal(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    (
        modal(field({"type": "plain_text_input"}), submit=None),
        "missing required field: submit [json-pointer:/view]",
    ),
    (
        modal(field({"type": "plain_text_input", "initial_value": "x" * 3001})),
        "must be less than 3001 characters [json-pointer:/view/blocks/0/element/initial_value]",
    ),
    (
        modal(field({"type": "plain_text_input", "max_length": 3, "initial_value": "long"})),
        "must be less than 4 characters [json-pointer:/view/blocks/0/element/initial_value]",
    ),
    (
        modal(field({"type": "number_input"})),
        "missing required field: is_decimal_allowed [json-pointer:/view/blocks/0/element]",
    ),
    (
        modal(field({"type": "datepicker", "initial_date": "2026-13-01"})),
        "must match pattern",
    ),
    (modal(field(button())), "unsupported type: button [json-pointer:/view/blocks/0/element/type]"),
    ({"type": "home", "blocks": []}, "unsupported type: home [json-pointer:/view/type]"),
    (
        modal(*[section("ü" * 2999) for _ in range(60)]),
        "must be less than 250001 bytes [json-pointer:/view]",
    ),
]


@pytest.mark.parametrize(("blocks", "fault"), REFUSED)
def test_refused_in_messages(blocks: Any, fault: str) -> None:
    assert fault in faults_in_message(blocks)


@pytest.mark.parametrize(("view", "fault"), REFUSED_VIEWS)
def test_refused_in_modals(view: Any, fault: str) -> None:
    assert any(found.startswith(fault) for found in faults_in_view(view, "modal"))


def test_whatever_is_at_its_limit_is_taken() -> None:
    blocks = [
        section("x" * 3000, accessory=button(value="x" * 2000)),
        {"type": "header", "text": plain("x" * 150)},
        actions(select(initial_option=option(), options=[option(), option("b" * 150)])),
        {"type": "section", "fields": [plain("x" * 2000)] * 10},
    ]
    assert faults_in_message(blocks + [section()] * 46) == []


def test_a_home_tab_needs_no_title_and_takes_inputs() -> None:
    home = {"type": "home", "blocks": [field({"type": "plain_text_input"})]}
    assert faults_in_view(home, "home") == []
    assert faults_in_view({**home, "title": plain("x")}, "home") == [
        "invalid additional property: title [json-pointer:/view]"
    ]


@pytest.mark.parametrize(
    ("answer", "taken"),
    [
        ({"options": []}, True),
        ({"options": [option()] * 100}, True),
        ({"options": [option()] * 101}, False),
        ({"options": [{"text": {"type": "mrkdwn", "text": "x"}, "value": "x"}]}, False),
        ({"option_groups": [{"label": plain("g"), "options": [option()]}]}, True),
        ({}, False),
    ],
)
def test_suggested_options(answer: Any, taken: bool) -> None:
    assert (faults_in_options(answer) == []) is taken
