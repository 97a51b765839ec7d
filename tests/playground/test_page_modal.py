"""Modals in a real browser: errors, waiting, updates, stacks, the keyboard."""

from __future__ import annotations

import re
import threading
from typing import Any

from slack_bolt import App

from playground.server import Playground
from tests.playground import test_page as shown
from tests.playground.conftest import RawClient
from tests.playground.test_flows import button, field, modal, option, plain, section
from tests.playground.test_page import expect, types
from tests.playground.test_page_door import opens

browser, page, pytestmark = shown.browser, shown.page, shown.pytestmark
NOTE = field("note", {"type": "plain_text_input"})
MORE = {"type": "actions", "block_id": "more", "elements": [button("Deeper", "deeper")]}
ACT = re.compile("/_playground/act")


def is_closing(response: Any) -> bool:
    """Whether the workspace says that a modal was closed, and the app told so."""
    return '"closes"' in (response.request.post_data or "")


def opened(page: Any, app: App, *blocks: dict[str, Any], **more: Any) -> Any:
    """A modal in front of ana."""
    opens(app, modal(*blocks, **more))
    types(page, "/form")
    form = page.get_by_role("dialog")
    form.wait_for()
    return form


def answers(app: App, *answers: dict[str, Any]) -> list[dict[str, Any]]:
    """Answer each submission with the next of some acks; gives what was sent in."""
    taken: list[dict[str, Any]] = []
    left = list(answers)

    @app.view("form")
    def take(ack: Any, view: dict[str, Any]) -> None:
        taken.append(view["state"]["values"])
        ack(**left.pop(0))

    return taken


def test_an_error_goes_away_as_its_field_is_mended(page: Any, socket_app: App) -> None:
    kind = field("kind", {"type": "static_select", "options": [option("Call")]})
    wrong = {"note": "Say more", "kind": "Choose well"}
    taken = answers(socket_app, {"response_action": "errors", "errors": wrong}, {})
    form = opened(page, socket_app, NOTE, kind)
    form.get_by_role("button", name="Go").click()
    expect(form.get_by_text("Please complete this required field.")).to_have_count(2)
    expect(form.get_by_label("note")).to_be_focused()
    form.get_by_label("note").fill("no")
    form.get_by_label("kind").click()
    expect(form.get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(form.locator(".error:visible")).to_have_count(0)

    form.get_by_role("button", name="Go").click()
    expect(form.get_by_text("Say more")).to_be_visible()
    expect(form.get_by_text("Choose well")).to_be_visible()
    note = form.get_by_label("note")
    expect(note).to_have_value("no")
    expect(note).to_have_attribute("aria-invalid", "true")
    note.press("End")
    note.press("w")
    expect(form.get_by_text("Say more")).to_have_count(0)
    expect(form.get_by_text("Choose well")).to_be_visible()
    assert note.get_attribute("aria-invalid") is None
    form.get_by_role("button", name="Go").click()
    expect(form).to_be_hidden()
    assert taken[-1]["note"]["note"]["value"] == "now"


def test_a_form_waits_for_its_answer_and_keeps_its_text(page: Any, socket_app: App) -> None:
    may_answer = threading.Event()

    @socket_app.view("form")
    def take(ack: Any) -> None:
        may_answer.wait(10)
        ack()

    form = opened(page, socket_app, NOTE)
    form.get_by_label("note").fill("a long story")
    form.get_by_label("note").press("Enter")
    expect(form.get_by_text("Sending…")).to_be_visible()
    expect(form.get_by_role("button", name="Go")).to_be_disabled()
    expect(form.get_by_text("We had some trouble connecting. Try again?")).to_be_visible()
    expect(form.get_by_text("Sending…")).to_have_count(0)
    expect(form.get_by_label("note")).to_have_value("a long story")
    may_answer.set()
    form.get_by_role("button", name="Go").click()
    expect(form).to_be_hidden()


def test_a_lost_connection_loses_no_text(page: Any, socket_app: App) -> None:
    taken = answers(socket_app, {})
    form = opened(page, socket_app, NOTE)
    form.get_by_label("note").fill("still here")
    page.route(ACT, lambda route: route.abort())
    form.get_by_role("button", name="Go").click()
    expect(form.get_by_text("can’t be reached")).to_be_visible()
    expect(form.get_by_label("note")).to_have_value("still here")
    page.unroute(ACT)
    form.get_by_role("button", name="Go").click()
    expect(form).to_be_hidden()
    assert taken[0]["note"]["note"]["value"] == "still here"


def test_an_update_leaves_what_is_being_typed(
    page: Any, socket_app: App, slack: Playground, api: RawClient
) -> None:
    each = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
    asking = field("ask", {"type": "plain_text_input", **each}, dispatch_action=True)

    @socket_app.action("ask")
    def echo(ack: Any, body: dict[str, Any], client: Any) -> None:
        heard = body["actions"][0]["value"]
        renamed = {**NOTE, "label": plain("the note")}
        view = modal(section(f"Heard {heard}"), asking, renamed)
        client.views_update(view_id=body["view"]["id"], view=view)
        ack()

    form = opened(page, socket_app, asking, NOTE)
    form.get_by_label("note").fill("half a th")
    ask = form.get_by_label("ask")
    ask.press_sequentially("abc")
    expect(form.get_by_text("Heard abc")).to_be_visible()
    expect(ask).to_be_focused()
    expect(ask).to_have_value("abc")
    note = form.get_by_label("the note")
    expect(note).to_have_value("half a th")

    # An update under the cursor: the field is drawn anew, and typing goes on where it was.
    note.focus()
    page.keyboard.press("Home")
    view = slack.person("ana").modal
    assert view
    fresh = modal(asking, {**NOTE, "label": plain("the same note")})
    api("views.update", view_id=view["id"], view=fresh)
    expect(form.get_by_label("the same note")).to_be_focused()
    page.keyboard.type("My ")
    expect(form.get_by_label("the same note")).to_have_value("My half a th")


def test_views_lie_on_one_another_and_tell_of_their_closing(page: Any, socket_app: App) -> None:
    told: list[tuple[str, bool]] = []
    second = {"title": plain("Second"), "callback_id": "second", "notify_on_close": True}

    @socket_app.action("deeper")
    def push(ack: Any, body: dict[str, Any], client: Any) -> None:
        view = modal(field("inner", {"type": "plain_text_input"}), **second)
        client.views_push(trigger_id=body["trigger_id"], view=view)
        ack()

    @socket_app.view_closed(re.compile("form|second"))
    def closed(ack: Any, body: dict[str, Any]) -> None:
        told.append((body["view"]["callback_id"], body["is_cleared"]))
        ack()

    form = opened(page, socket_app, NOTE, MORE, notify_on_close=True)
    form.get_by_label("note").fill("kept")
    for leave in ("Back", "Escape"):
        form.get_by_role("button", name="Deeper").click()
        expect(form.get_by_label("inner")).to_be_focused()
        if leave == "Escape":
            page.keyboard.press("Escape")
        else:
            form.get_by_role("button", name="Back").click()
        expect(form.get_by_role("heading", name="Form")).to_be_visible()
        expect(form.get_by_label("note")).to_have_value("kept")
    form.get_by_role("button", name="Deeper").click()
    with page.expect_response(is_closing):
        form.get_by_role("button", name="Close all").click()
    expect(form).to_be_hidden()
    assert told == [("second", False), ("second", False), ("second", True), ("form", True)]

    for leave in ("Cancel", "Close"):
        types(page, "/form")
        form.wait_for()
        with page.expect_response(is_closing):
            form.get_by_role("button", name=leave).click()
        expect(form).to_be_hidden()
    expect(page.get_by_label("Message", exact=True)).to_be_editable()
    assert told[4:] == [("form", False), ("form", False)]


def test_a_form_may_not_be_sent_before_its_time(page: Any, socket_app: App) -> None:
    form = opened(page, socket_app, NOTE, submit_disabled=True)
    expect(form.get_by_role("button", name="Go")).to_be_disabled()
    form.get_by_label("note").fill("eager")
    form.get_by_label("note").press("Enter")
    expect(form.get_by_role("button", name="Go")).to_be_disabled()
    expect(form).to_be_visible()


def test_the_focus_starts_where_asked_and_stays_inside(page: Any, socket_app: App) -> None:
    wished = field("wished", {"type": "plain_text_input", "focus_on_load": True})
    form = opened(page, socket_app, NOTE, wished)
    expect(form.get_by_label("wished")).to_be_focused()
    form.get_by_role("button", name="Go").focus()
    page.keyboard.press("Tab")
    expect(form.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(form.get_by_role("button", name="Go")).to_be_focused()


def test_a_modal_fills_a_small_screen(page: Any, socket_app: App) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    many = [field(f"n{at}", {"type": "plain_text_input"}) for at in range(20)]
    form = opened(page, socket_app, *many)
    assert form.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 800}
    form.get_by_label("n19").scroll_into_view_if_needed()
    expect(form.get_by_role("heading", name="Form")).to_be_in_viewport()
    expect(form.get_by_role("button", name="Go")).to_be_in_viewport()


def test_what_is_typed_and_not_left_survives_a_reload(
    page: Any, slack: Playground, socket_app: App
) -> None:
    form = opened(page, socket_app, NOTE)
    form.get_by_label("note").press_sequentially("half a thought")
    slack.wait_for(lambda: "half a thought" in str(slack.person("ana").modal))
    page.reload()
    expect(page.get_by_role("dialog").get_by_label("note")).to_have_value("half a thought")
