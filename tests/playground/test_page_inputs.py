"""Selects, texts and presets in a form, in a real browser."""

from __future__ import annotations

import threading
from typing import Any

from slack_bolt import App

from tests.playground import test_page as shown
from tests.playground.test_flows import field, option, plain
from tests.playground.test_page import expect
from tests.playground.test_page_modal import answers, opened

browser, page, pytestmark = shown.browser, shown.page, shown.pytestmark


def test_limits_are_counted_as_they_come_near(page: Any, socket_app: App) -> None:
    short = field("short", {"type": "plain_text_input", "min_length": 4, "max_length": 20})
    form = opened(page, socket_app, short)
    box = form.get_by_label("short")
    for text, words in (
        ("abc", "1 character more needed"),
        ("a" * 10, ""),
        ("a" * 19, "1 character left"),
        ("a" * 22, "2 characters too many"),
    ):
        box.fill(text)
        expect(form.locator(".counter")).to_have_text(words)


def test_a_select_is_used_by_keyboard_alone(page: Any, socket_app: App) -> None:
    options = [option(name) for name in ("Amber", "Beige", "Coral")]
    colour = field("colour", {"type": "static_select", "options": options})
    taken = answers(socket_app, {})
    form = opened(page, socket_app, colour)
    box = form.get_by_role("combobox", name="colour")
    offered = form.get_by_role("option")
    box.press("ArrowDown")
    expect(offered).to_have_count(3)
    box.press("End")
    expect(form.get_by_role("option", name="Coral")).to_have_attribute("aria-selected", "true")
    box.press("Home")
    box.press("ArrowUp")
    box.press("Enter")
    expect(box).to_have_value("Coral")
    box.press_sequentially("bei")
    expect(offered).to_have_text(["Beige"])
    box.press("Escape")
    expect(offered).to_have_count(0)
    expect(form).to_be_visible()
    box.press("Tab")
    expect(box).to_have_value("Coral")
    box.fill("zzz")
    expect(form.get_by_text("No results")).to_be_visible()
    box.blur()
    form.get_by_role("button", name="Go").click()
    expect(form).to_be_hidden()
    assert taken[0]["colour"]["colour"]["selected_option"] == option("Coral")


def test_what_an_app_suggests_stands_in_its_groups(page: Any, socket_app: App) -> None:
    def suggest(ack: Any, payload: dict[str, Any]) -> None:
        label, options = plain("Clients"), [option(payload["value"] + " Ltd")]
        ack(option_groups=[{"label": label, "options": options}])

    socket_app.options("client")(suggest)
    taken = answers(socket_app, {})
    client = {"type": "multi_external_select", "min_query_length": 2, "max_selected_items": 1}
    form = opened(page, socket_app, field("client", client))
    box = form.get_by_role("combobox", name="client")
    box.press_sequentially("a")
    expect(form.get_by_text("Type at least 2 letters.")).to_be_visible()
    box.press_sequentially("c")
    form.get_by_role("group", name="Clients").get_by_role("option", name="ac Ltd").click()
    box.press_sequentially("more")
    expect(form.get_by_text("No more than 1 can be chosen.")).to_be_visible()
    form.get_by_role("button", name="Remove ac Ltd").click()
    box.fill("bi")
    form.get_by_role("option", name="bi Ltd").click()
    form.get_by_role("button", name="Go").click()
    expect(form).to_be_hidden()
    assert taken[0]["client"]["client"]["selected_options"] == [option("bi Ltd")]


def test_a_choice_that_is_not_confirmed_is_taken_back(page: Any, socket_app: App) -> None:
    sure = {"title": plain("Sure?"), "text": plain("Really."), "confirm": plain("Yes")}
    options = [option("Amber"), option("Beige")]
    select = {
        "type": "static_select",
        "options": options,
        "initial_option": options[0],
        "confirm": {**sure, "deny": plain("No")},
    }
    form = opened(page, socket_app, field("colour", select))
    box = form.get_by_label("colour")
    box.click()
    form.get_by_role("option", name="Beige").click()
    page.get_by_role("dialog", name="Sure?").get_by_role("button", name="No").click()
    expect(box).to_have_value("Amber")


def test_what_is_preset_is_shown_and_sent(page: Any, socket_app: App) -> None:
    colours = [option("Amber"), option("Beige")]
    written = [{"type": "rich_text_section", "elements": [{"type": "text", "text": "so far"}]}]
    presets: list[tuple[str, dict[str, Any], str, Any]] = [
        ("plain_text_input", {"initial_value": "words"}, "value", "words"),
        ("number_input", {"initial_value": "7", "is_decimal_allowed": False}, "value", "7"),
        ("static_select", {"options": colours, "initial_option": colours[1]}, "selected_option", 1),
        ("external_select", {"initial_option": colours[0]}, "selected_option", 0),
        ("users_select", {"initial_user": "U0BEN"}, "selected_user", "U0BEN"),
        ("channels_select", {"initial_channel": "C0SALES"}, "selected_channel", "C0SALES"),
        ("datepicker", {"initial_date": "2026-11-20"}, "selected_date", "2026-11-20"),
        ("timepicker", {"initial_time": "09:30"}, "selected_time", "09:30"),
        # 14:13 UTC is 22:13 in Manila, where ana is.
        (
            "datetimepicker",
            {"initial_date_time": 1_790_000_000},
            "selected_date_time",
            1_790_000_000,
        ),
        (
            "rich_text_input",
            {"initial_value": {"type": "rich_text", "elements": written}},
            "rich_text_value",
            {"type": "rich_text", "elements": written},
        ),
    ]
    shown_as = ["words", "7", "Beige", "Amber", "Ben", "#sales", "2026-11-20", "09:30"]
    shown_as += ["2026-09-21T22:13", "so far"]
    many = {"options": colours, "initial_options": colours}
    taken = answers(socket_app, {})
    form = opened(
        page,
        socket_app,
        *(field(kind, {"type": kind, **preset}) for kind, preset, _, _ in presets),
        field("multi_static_select", {"type": "multi_static_select", **many}),
        field("checkboxes", {"type": "checkboxes", **many}),
    )
    for (kind, *_), words in zip(presets, shown_as, strict=True):
        expect(form.get_by_label(f"{kind} *", exact=True)).to_have_value(words)
    expect(form.get_by_role("button", name="Remove Amber")).to_be_visible()
    expect(form.get_by_role("checkbox", name="Beige")).to_be_checked()
    form.get_by_role("button", name="Go").click()
    expect(form).to_be_hidden()
    for kind, _, key, wanted in presets:
        sent = taken[0][kind][kind][key]
        assert sent == (colours[wanted] if isinstance(wanted, int) and wanted < 2 else wanted)
    for kind in ("multi_static_select", "checkboxes"):
        assert taken[0][kind][kind]["selected_options"] == colours


def test_enter_takes_nothing_that_was_offered_for_other_letters(page: Any, socket_app: App) -> None:
    may_answer = threading.Event()
    may_answer.set()

    @socket_app.options("client")
    def suggest(ack: Any, payload: dict[str, Any]) -> None:
        may_answer.wait(10)
        ack(options=[option(payload["value"])])

    client = {"type": "external_select", "min_query_length": 1}
    form = opened(page, socket_app, field("client", client))
    box = form.get_by_role("combobox", name="client")
    box.fill("ac")
    expect(form.get_by_role("option", name="ac", exact=True)).to_be_visible()
    may_answer.clear()
    box.press_sequentially("me")
    box.press("Enter")
    may_answer.set()
    form.get_by_role("option", name="acme", exact=True).click()
    expect(box).to_have_value("acme")
