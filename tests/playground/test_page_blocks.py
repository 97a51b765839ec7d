"""Every block and element of Block Kit in a real browser: drawn, acted upon, told to the app."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App

from playground.server import Playground
from tests.playground import test_page as shown
from tests.playground.conftest import RawClient
from tests.playground.kitchen_sink import (
    DOT,
    ELEMENTS,
    LONG,
    sink_home,
    sink_message,
    sink_modal,
)
from tests.playground.test_flows import field, option, section
from tests.playground.test_page import expect, types
from tests.playground.test_page_door import opens

browser, page, pytestmark = shown.browser, shown.page, shown.pytestmark
HEARING = threading.Condition()
"""Held while what the app heard grows."""


def posts(api: RawClient, page: Any) -> Any:
    """The kitchen sink in #general, in front of ana."""
    api("chat.postMessage", channel="#general", text="Everything", blocks=sink_message())
    assert api.status == 200
    page.get_by_role("button", name=re.compile("^#general")).click()
    message = page.get_by_role("log").get_by_role("article").first
    message.wait_for()
    return message


def hears(app: App) -> list[dict[str, Any]]:
    """The block_actions payloads that come; external selects are offered what is typed."""
    heard: list[dict[str, Any]] = []

    @app.action(re.compile(".*"))
    def note(ack: Any, body: dict[str, Any]) -> None:
        with HEARING:
            heard.append(body)
            HEARING.notify_all()
        ack()

    app.options(re.compile(".*"))(
        lambda ack, payload: ack(options=[option(payload["value"] + " Ltd"), option("Other")])
    )
    return heard


def hears_of(heard: list[dict[str, Any]], action_id: str) -> None:
    """Wait until the app has heard of an element."""
    with HEARING:
        assert HEARING.wait_for(
            lambda: any(body["actions"][0]["action_id"] == action_id for body in heard), 5
        )


def test_every_block_is_drawn(page: Any, api: RawClient) -> None:
    message = posts(api, page)
    expect(message.locator(".unknown")).to_have_count(0)
    expect(message.get_by_role("heading", name="Everything 🎉")).to_be_visible()
    for alt in ("Beside", "Tiny", "A dot", "A still"):
        assert message.get_by_alt_text(alt, exact=True).get_attribute("src") == DOT
    expect(message.locator("span.picture", has_text="A picture out of reach")).to_be_visible()
    expect(message.locator(".fields .text")).to_have_count(3)
    rich = message.locator(".rich").first
    expect(rich).to_contain_text("@Ben#general@here@S0SALES👋🏽#17655e2026-09-21 there")
    assert rich.locator("ol").get_attribute("start") == "5"
    expect(message.get_by_role("columnheader", name="Calls")).to_be_visible()
    expect(message.get_by_role("cell", name="12").first).to_have_css("text-align", "right")
    link = message.get_by_role("link", name="How it is done")
    assert link.get_attribute("href") == "https://video.example/1"
    expect(message.get_by_text("File “ABC”")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_of_it_is_wider_than_the_screen(
    page: Any, api: RawClient, width: int, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    message = posts(api, page)
    page.set_viewport_size({"width": width, "height": 800})
    wide = message.evaluate("node => node.scrollWidth - node.clientWidth")
    assert (wide, page.evaluate("document.documentElement.scrollWidth")) == (0, width)


def test_attachments_are_drawn(page: Any, slack: Playground) -> None:
    ticket = {
        "color": "good",
        "pretext": "*Before*",
        "author_name": "Jo",
        "author_link": "https://jo.example/",
        "author_icon": DOT,
        "title": "Ticket 7",
        "title_link": "https://t.example/7",
        "text": "It _leaks_",
        "fields": [{"title": "Owner", "value": "<@U0BEN>", "short": True}],
        "image_url": DOT,
        "footer": "Helpdesk",
        "ts": 1_790_000_000,
        "mrkdwn_in": ["text"],
    }
    bare = {"thumb_url": DOT, "blocks": [section("in a block")], "color": "#123456"}
    slack.bot_writes("#general", attachments=[ticket, bare, {"author_name": 7}])
    page.get_by_role("button", name=re.compile("^#general")).click()
    message = page.get_by_role("log").get_by_role("article").first
    expect(message.get_by_text("*Before*")).to_be_visible()
    expect(message.locator("em", has_text="leaks")).to_be_visible()
    for name, address in (("Jo", "https://jo.example/"), ("Ticket 7", "https://t.example/7")):
        assert message.get_by_role("link", name=name).get_attribute("href") == address
    expect(message.get_by_text("@Ben")).to_be_visible()
    expect(message.get_by_text("Helpdesk | Monday, September 21, 10:13 PM")).to_be_visible()
    expect(message.locator("img")).to_have_count(3)
    first, second = message.locator(".attachment").all()
    expect(first).to_have_css("border-left-color", "rgb(46, 184, 134)")
    expect(second).to_have_css("border-left-color", "rgb(18, 52, 86)")
    expect(second).to_contain_text("in a block")
    expect(message.locator(".unknown")).to_contain_text("malformed")


def test_buttons_and_menus_tell_the_app(page: Any, api: RawClient, socket_app: App) -> None:
    heard = hears(socket_app)
    message = posts(api, page)
    message.get_by_role("button", name="A plain one").click()
    with page.context.expect_page() as opened:
        message.get_by_role("button", name="Go on").click()
    opened.value.close()

    drop = message.get_by_role("button", name="Drop")
    drop.click()
    sure = page.get_by_role("dialog", name="Sure?")
    expect(sure.get_by_role("button", name="Not yet")).to_be_focused()
    page.keyboard.press("Escape")
    expect(drop).to_be_focused()
    drop.click()
    sure.get_by_role("button", name="Yes, do it").click()

    message.locator(".actions").get_by_label("More actions").click()
    message.get_by_role("button", name="Open Elsewhere").click()
    message.get_by_role("button", name="Bad").click()
    message.get_by_role("button", name="Bin it").click()
    expect(message.locator("[aria-busy]")).to_have_count(0)
    told = [body["actions"][0] for body in heard]
    assert [action["action_id"] for action in told] == [
        "plain",
        "go",
        "drop",
        "more",
        "thumbs",
        "bin",
    ]
    assert (told[3]["selected_option"]["value"], told[4]["value"]) == ("open", "down")


def chooses(place: Any, label: str, letters: str, words: str) -> None:
    """Choose in a select as a person does: click, type some letters, take what is offered."""
    box = place.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.fill(letters)
    place.get_by_role("option", name=words).click()


def fills_in(place: Any, label: Any) -> None:
    """Choose something in each element that is chosen in; `label` names one by its action_id."""
    chooses(place, label("one"), "harg", LONG)
    chooses(place, label("grouped"), "", "Orange")
    chooses(place, label("some"), "bl", "Blue")
    chooses(place, label("found"), "acme", "acme Ltd")
    chooses(place, label("founds"), "", "Other")
    chooses(place, label("user"), "be", "Ben")
    chooses(place, label("users"), "", "Ana")
    chooses(place, label("conversation"), "sal", "#sales")
    chooses(place, label("conversations"), "compl", "#complaints")
    chooses(place, label("channel"), "gen", "#general")
    chooses(place, label("channels"), "gen", "#general")
    place.get_by_label(label("day"), exact=True).fill("2026-11-23")
    place.get_by_label(label("hour"), exact=True).fill("15:05")
    place.get_by_label(label("moment"), exact=True).fill("2026-11-23T09:00")
    place.get_by_label(label("moment"), exact=True).blur()
    place.get_by_role("radio", name="Coffee Strong").check()
    place.get_by_role("checkbox", name="Bold one").check()


CHOSEN = {
    "one": ("selected_option", option(LONG)),
    "grouped": ("selected_option", option("Orange")),
    "some": ("selected_options", [option("Blue")]),
    "found": ("selected_option", option("acme Ltd")),
    "founds": ("selected_options", [option("Other")]),
    "user": ("selected_user", "U0BEN"),
    "users": ("selected_users", ["U0ANA"]),
    "conversation": ("selected_conversation", "C0SALES"),
    "conversations": ("selected_conversations", ["C0COMPLAINTS"]),
    "channel": ("selected_channel", "C0GENERAL"),
    "channels": ("selected_channels", ["C0GENERAL"]),
    "day": ("selected_date", "2026-11-23"),
    "hour": ("selected_time", "15:05"),
    # 09:00 in Manila.
    "moment": ("selected_date_time", 1_795_395_600),
}
SPELLED = {"one": "One"}


def bare_label(action_id: str) -> str:
    """What names an element that stands without a label: its placeholder or its kind."""
    kinds = {element["action_id"]: str(element["type"]) for element in ELEMENTS}
    return SPELLED.get(action_id, kinds[action_id].replace("_", " "))


def held_in(values: dict[str, Any]) -> dict[str, Any]:
    """The bare values of a state, by action_id."""
    return {name: held for actions in values.values() for name, held in actions.items()}


def test_choices_in_a_message_tell_the_app(page: Any, api: RawClient, socket_app: App) -> None:
    heard = hears(socket_app)
    message = posts(api, page)
    fills_in(message, bare_label)
    expect(message.get_by_role("checkbox", name="Bold one")).to_be_checked()
    hears_of(heard, "boxes")
    told = {body["actions"][0]["action_id"]: body["actions"][0] for body in heard}
    assert {name: told[name][key] for name, (key, _) in CHOSEN.items()} == {
        name: wanted for name, (_, wanted) in CHOSEN.items()
    }
    assert len(heard) == len(told)


def test_everything_in_a_form_is_sent_in(
    page: Any, slack: Playground, socket_app: App, tmp_path: Path
) -> None:
    opens(socket_app, sink_modal())
    hears(socket_app)
    taken: list[dict[str, Any]] = []

    @socket_app.view("form")
    def take(ack: Any, view: dict[str, Any]) -> None:
        taken.append(view)
        ack()

    note = tmp_path / "note.txt"
    note.write_text("all of it")
    types(page, "/form")
    form = page.get_by_role("dialog", name="Everything 🎉")
    fills_in(form, lambda action_id: f"{action_id} (optional)")
    for action_id, words in (
        ("line", "a line"),
        ("lines", "two\nlines"),
        ("number", "2.5"),
        ("mail", "a@b.example"),
        ("url", "https://x.example"),
        ("rich", "so rich"),
    ):
        form.get_by_label(f"{action_id} (optional)").fill(words)
    form.get_by_label("file (optional)").set_input_files(note)
    expect(form.get_by_role("button", name="Remove note.txt")).to_be_visible()
    form.get_by_role("button", name="Go").click()
    expect(form).to_be_hidden()

    held = held_in(taken[0]["state"]["values"])
    for name, (key, wanted) in CHOSEN.items():
        assert held[name][key] == wanted
    assert held["radio"]["selected_option"]["value"] == "coffee"
    assert [o["value"] for o in held["boxes"]["selected_options"]] == ["b"]
    assert held["lines"]["value"] == "two\nlines"
    assert (held["number"]["value"], held["mail"]["value"]) == ("2.5", "a@b.example")
    written = held["rich"]["rich_text_value"]["elements"][0]["elements"][0]
    assert (written["type"], written["text"]) == ("text", "so rich")
    assert [file["name"] for file in held["file"]["files"]] == ["note.txt"]


def test_a_home_is_drawn_and_acted_upon(
    page: Any, slack: Playground, api: RawClient, socket_app: App
) -> None:
    heard = hears(socket_app)
    socket_app.event("app_home_opened")(lambda: None)
    api("views.publish", user_id="U0ANA", view=sink_home())
    page.get_by_role("tab", name="Home").click()
    home = page.get_by_role("tabpanel", name="Home")
    expect(home.get_by_role("heading", name="Everything 🎉")).to_be_visible()
    expect(home.locator(".unknown")).to_have_count(0)
    home.get_by_role("button", name="A plain one").click()
    chooses(home, "One", "harg", LONG)
    expect(home.get_by_role("combobox", name="One", exact=True)).to_have_value(LONG)
    hears_of(heard, "one")
    assert [body["container"]["type"] for body in heard] == ["view", "view"]
    assert heard[1]["actions"][0]["selected_option"] == option(LONG)


def test_a_message_drawn_anew_keeps_what_is_entered_in_it(
    page: Any, api: RawClient, socket_app: App
) -> None:
    heard = hears(socket_app)
    asking = field("ask", {"type": "plain_text_input"}, dispatch_action=True)
    tick = {"type": "checkboxes", "action_id": "tick", "options": [option("Seen")]}
    blocks = [asking, {"type": "actions", "block_id": "hands", "elements": [tick]}]
    posted = api("chat.postMessage", channel="#general", text="Well?", blocks=blocks)
    page.get_by_role("button", name=re.compile("^#general")).click()
    message = page.get_by_role("log").get_by_role("article").first
    message.get_by_role("checkbox", name="Seen").check()
    message.get_by_label("ask").fill("half an ans")
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    api("chat.update", **place, text="Well?", blocks=[*blocks, section("There is more")])
    expect(message.get_by_text("There is more")).to_be_visible()
    expect(message.get_by_role("checkbox", name="Seen")).to_be_checked()
    expect(message.get_by_label("ask")).to_be_focused()
    page.keyboard.type("wer")
    page.keyboard.press("Enter")
    hears_of(heard, "ask")
    assert heard[-1]["actions"][0]["value"] == "half an answer"
