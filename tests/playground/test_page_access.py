"""Who can use the page: contrast, names of controls, the reader's own colours, a zoomed window."""

from __future__ import annotations

import re
from typing import Any

import pytest
from slack_bolt import App

from playground.server import Playground
from tests.playground import test_page as shown
from tests.playground.test_flows import button, field, option
from tests.playground.test_page import expect
from tests.playground.test_page_modal import opened

browser, page, pytestmark = shown.browser, shown.page, shown.pytestmark
LEAST = 4.5
"""The contrast of small text that WCAG 2.2 asks for at level AA (1.4.3)."""
PALE = """(least) => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const paint = (colours) => {
    pen.clearRect(0, 0, 1, 1);
    for (const colour of colours) { pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1); }
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (channels) => channels
    .map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const above = (node) => (node ? [...above(node.parentElement), node] : []);
  const contrast = (node) => {
    const grounds = above(node).map((each) => getComputedStyle(each).backgroundColor);
    const { color } = getComputedStyle(node);
    const [text, ground] = [paint([...grounds, color]), paint(grounds)].map(light);
    return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
  };
  const isWords = (node) => node.nodeType === 3 && node.data.trim();
  const hasWords = (node) => [...node.childNodes].some(isWords);
  return [...document.querySelectorAll("body *")]
    .filter((node) => hasWords(node) && node.checkVisibility({ opacityProperty: true }))
    .filter((node) => !node.closest(".unseen, option, :disabled") && contrast(node) < least)
    .map((node) => `${node.className} ${node.textContent.trim()}`);
}"""
NAMELESS = re.compile(
    r"^\s*- (?:button|link|textbox|combobox|searchbox|checkbox|tab|dialog)(?: \[|:|$)",
    re.MULTILINE,
)


@pytest.fixture(params=["light", "dark"])
def scheme(request: Any) -> str:
    return str(request.param)


def furnish(slack: Playground, app: App) -> None:
    """Something of each kind that text may stand in."""
    ben = slack.person("ben")
    ben.types("see https://example.com, `code`, @ana and *this*", channel="#general")
    said = ben.sees("see https://example.com")
    ben.reacts("+1", on=said)
    ben.pins(said)
    ben.types("a reply", thread_of=said)
    card = [{"type": "actions", "elements": [button("Go", "go") | {"style": "primary"}]}]
    app.client.chat_postMessage(channel="#general", text="Due", blocks=card)
    slack.person("ana").types("/nothing for her eyes only", channel="#general")


def test_all_text_stands_out_in_both_schemes(
    page: Any, slack: Playground, socket_app: App, scheme: str
) -> None:
    furnish(slack, socket_app)
    page.emulate_media(color_scheme=scheme)
    page.get_by_role("button", name="#general").click()
    expect(page.get_by_text("📌 Pinned")).to_be_visible()
    page.get_by_role("article").last.hover()
    assert page.evaluate(PALE, LEAST) == []
    page.get_by_role("button", name="1 reply").click()
    page.get_by_label("Reply in the thread").fill("half")
    assert page.evaluate(PALE, LEAST) == []
    page.get_by_role("button", name="Inspector").click()
    page.get_by_role("region", name="Inspector").get_by_text("chat.postMessage").first.wait_for()
    assert page.evaluate(PALE, LEAST) == []


def test_a_form_with_an_error_stands_out_in_both_schemes(
    page: Any, socket_app: App, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    select = {"type": "static_select", "options": [option("Call"), option("Visit")]}
    form = opened(page, socket_app, field("kind", select), field("day", {"type": "datepicker"}))
    form.get_by_role("button", name="Go").click()
    expect(form.get_by_text("Please complete")).to_have_count(2)
    form.get_by_role("combobox", name="kind").click()
    form.get_by_role("option", name="Visit").wait_for()
    assert page.evaluate(PALE, LEAST) == []


def test_a_text_too_pale_would_be_found(page: Any) -> None:
    page.evaluate("document.querySelector('h1').style.color = 'rgb(200 200 200)'")
    assert page.evaluate(PALE, LEAST) == [" Rapport"]


def test_every_control_has_a_name(page: Any, slack: Playground, socket_app: App) -> None:
    furnish(slack, socket_app)
    page.get_by_role("button", name="#general").click()
    page.get_by_role("button", name="1 reply").click()
    page.get_by_label("Reply in the thread").wait_for()
    assert not NAMELESS.findall(page.locator("body").aria_snapshot())
    page.get_by_label("Attach a file").first.evaluate("(node) => node.replaceChildren()")
    page.get_by_label("Attach a file").first.evaluate(
        "(node) => ['aria-label', 'title'].forEach((name) => node.removeAttribute(name))"
    )
    assert NAMELESS.findall(page.locator("body").aria_snapshot()), "one without is found"


def test_what_is_chosen_is_seen_in_the_readers_own_colours(page: Any) -> None:
    page.emulate_media(forced_colors="active")
    ground = "(node) => getComputedStyle(node).backgroundColor"
    chosen = page.get_by_role("tab", name="Messages").evaluate(ground)
    assert chosen != page.get_by_role("tab", name="Home").evaluate(ground)
    here = page.get_by_role("button", name="Rapport", exact=True).evaluate(ground)
    assert here == chosen != page.get_by_role("button", name="#sales").evaluate(ground)


def test_a_window_zoomed_to_twice_its_size_holds_it_all(page: Any, slack: Playground) -> None:
    slack.person("ben").types("w" * 400, channel="#general")
    page.set_viewport_size({"width": 640, "height": 400})
    page.get_by_role("button", name="Channels (1 new)").click()
    page.get_by_role("button", name="#general 1 new").click()
    expect(page.get_by_label("Message", exact=True)).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 640
    assert page.get_by_role("log").bounding_box()["height"] > 150
