"""Blocks that Slack refuses, each with the reason and the place."""

from __future__ import annotations

from typing import Any

import pytest

from playground.blocks.validation import (
    faults_in_message,
    faults_in_options,
    faults_in_view,
    guard_message,
)
from playground.refusals import SlackError

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


def table(*rows: list[Json], **more: Any) -> Json:
    return {"type": "table", "rows": list(rows), **more}


def rich(*pieces: Json, kind: str = "rich_text_section") -> Json:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(pieces)}]}


def boxed(*blocks: Json) -> Json:
    return {"type": "container", "title": plain("Box"), "child_blocks": list(blocks)}


ONE_TABLE = "only_one_table_allowed"
CELL = {"type": "raw_text", "text": "1"}
REFUSED: list[tuple[Any, str]] = [
    ([], "no fewer than 1 items allowed [json-pointer:/blocks]"),
    ({}, "must be an array [json-pointer:/blocks]"),
    ([section()] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ([{"type": "salad"}], "unsupported type: salad [json-pointer:/blocks/0/type]"),
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
    ([table([CELL]), table([CELL])], ONE_TABLE),
    ([table([CELL]), {"type": "data_table", "caption": "x", "rows": [[CELL]] * 2}], ONE_TABLE),
    (
        [boxed(section(block_id="b"), section(block_id="b"))],
        "block_id already exists: b [json-pointer:/blocks/2/block_id]",
    ),
    (
        [boxed({"type": "markdown", "text": "x"})],
        "unsupported type: markdown [json-pointer:/blocks/0/child_blocks/0/type]",
    ),
    ([table([CELL] * 21)], "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"),
    ([table(*[[CELL]] * 101)], "no more than 100 items allowed [json-pointer:/blocks/0/rows]"),
    (
        [table([{"type": "raw_number", "text": "1", "value": "1"}])],
        "must be a number [json-pointer:/blocks/0/rows/0/0/value]",
    ),
    (
        [{"type": "markdown", "text": "x" * 6001}] * 2,
        "must be less than 12001 characters [json-pointer:/blocks]",
    ),
    (
        [rich({"type": "shout", "text": "x"})],
        "unsupported type: shout [json-pointer:/blocks/0/elements/0/elements/0/type]",
    ),
    (
        [rich({"type": "user", "user_id": "U1"}, kind="rich_text_preformatted")],
        "unsupported type: user [json-pointer:/blocks/0/elements/0/elements/0/type]",
    ),
    (
        [{"type": "context_actions", "elements": [button()]}],
        "unsupported type: button [json-pointer:/blocks/0/elements/0/type]",
    ),
    (
        [actions({"type": "conversations_select", "filter": {"include": ["im", "im"]}})],
        "must hold no item twice [json-pointer:/blocks/0/elements/0/filter/include]",
    ),
    (
        [
            actions(
                {
                    "type": "multi_users_select",
                    "max_selected_items": 1,
                    "initial_users": ["U0ANA", "U0BEN"],
                }
            )
        ],
        "no more than 1 items allowed [json-pointer:/blocks/0/elements/0/initial_users]",
    ),
    (
        [field({"type": "rich_text_input", "min_lines": 9, "max_lines": 8})],
        "must be at most max_lines [json-pointer:/blocks/0/element/min_lines]",
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


TASK = {"type": "task_card", "task_id": "1", "title": "x", "status": "pending"}
CARD = {"type": "card", "title": {"type": "mrkdwn", "text": "x"}, "actions": [button()]}
PLACES = [
    (boxed(section()), ("message",)),
    ({"type": "alert", "text": plain("x"), "level": "info"}, ("modal",)),
    (CARD, ("message", "modal", "home")),
    ({"type": "carousel", "elements": [CARD]}, ("message", "home")),
    ({"type": "data_table", "caption": "x", "rows": [[CELL]] * 2}, ("message", "home")),
    (TASK, ("message",)),
    ({"type": "plan", "title": "x", "tasks": [TASK]}, ("message",)),
    (table([CELL]), ("message", "home")),
    ({"type": "markdown", "text": "x"}, ("message",)),
    ({"type": "file", "external_id": "1", "source": "remote"}, ("message",)),
    (rich({"type": "text", "text": "x"}), ("message", "modal", "home")),
    (field({"type": "file_input", "filetypes": ["pdf"]}), ("message", "modal", "home")),
    (
        {
            "type": "video",
            "title": plain("x"),
            "alt_text": "x",
            "video_url": "https://a.example/v",
            "thumbnail_url": "https://a.example/t.png",
        },
        ("message", "modal", "home"),
    ),
]


@pytest.mark.parametrize(("block", "places"), PLACES)
def test_each_block_stands_where_slack_has_it(block: Json, places: tuple[str, ...]) -> None:
    home = {"type": "home", "blocks": [block]}
    taken = {
        "message": not faults_in_message([block]),
        "modal": not faults_in_view(modal(block), "modal"),
        "home": not faults_in_view(home, "home"),
    }
    assert tuple(place for place in taken if taken[place]) == places


def test_two_tables_have_an_error_of_their_own() -> None:
    with pytest.raises(SlackError, match="invalid_attachments"):
        guard_message([table([CELL])] * 2)
    with pytest.raises(SlackError, match="invalid_blocks"):
        guard_message([section()] * 51)


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
