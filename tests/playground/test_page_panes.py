"""The pane at the right: one thing at a time, beside the conversation or over it."""

from __future__ import annotations

from typing import Any

import pytest

from playground.server import Playground
from playground.wire import Json
from tests.playground import test_page as shown
from tests.playground.test_page import expect

browser, page, pytestmark = shown.browser, shown.page, shown.pytestmark


class TwoTries:
    """Two things to try, of which the first was done."""

    def as_json(self) -> list[Json]:
        place = {"as": "ben", "channel": "#sales", "line": "/echo good day"}
        first = {"id": "one", "title": "Say hello", "how": "Type it.", "done": True}
        second = {"id": "two", "title": "Say it as Ben", "how": "Type it.", "done": False}
        return [first | place, second | place]


@pytest.fixture
def tried(page: Any, slack: Playground) -> Any:
    slack.tries = TwoTries()
    page.reload()
    page.get_by_role("button", name="Things to try (1 of 2)").wait_for()
    return page


def test_what_there_is_to_try_stands_open_at_first(tried: Any) -> None:
    pane = tried.get_by_role("region", name="Things to try")
    pane.get_by_role("button", name="Show me: Say it as Ben").click()
    expect(tried.get_by_role("heading", name="#sales")).to_be_visible()
    expect(tried.get_by_label("Acting as")).to_have_value("U0BEN")
    expect(tried.get_by_label("Message", exact=True)).to_have_value("/echo good day")
    expect(tried.get_by_role("article")).to_have_count(0)
    expect(tried.get_by_role("group", name="Try this")).to_be_hidden()
    pane.get_by_role("button", name="Close the things to try").click()
    expect(pane).to_be_hidden()
    toggle = tried.get_by_role("button", name="Things to try")
    expect(toggle).to_have_attribute("aria-expanded", "false")


def test_one_pane_is_open_at_a_time_and_comes_back_after_a_thread(
    tried: Any, slack: Playground
) -> None:
    slack.person("ben").types("a question", channel="#sales")
    tried.get_by_role("button", name="Inspector").click()
    expect(tried.get_by_role("region", name="Things to try")).to_be_hidden()
    tried.get_by_role("button", name="#sales 1 new").click()
    tried.get_by_label("Reply in thread").click()
    expect(tried.get_by_role("region", name="Inspector")).to_be_hidden()
    tried.keyboard.press("Escape")
    expect(tried.get_by_role("region", name="Inspector")).to_be_visible()


def test_a_small_screen_shows_the_pane_alone(tried: Any, slack: Playground) -> None:
    tried.get_by_role("button", name="Close the things to try").click()
    tried.set_viewport_size({"width": 390, "height": 800})
    opener = tried.get_by_role("button", name="Inspector")
    opener.click()
    expect(tried.get_by_role("heading", name="Inspector")).to_be_focused()
    box = tried.get_by_role("region", name="Inspector").bounding_box()
    assert (box["x"], box["width"]) == (0, 390)
    assert tried.evaluate("document.documentElement.scrollWidth") == 390
    assert tried.evaluate("document.querySelector('main').inert")
    tried.keyboard.press("Escape")
    expect(opener).to_be_focused()
    assert not tried.evaluate("document.querySelector('main').inert")


def test_a_pane_is_not_pushed_upon_a_small_screen(page: Any, slack: Playground) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    slack.tries = TwoTries()
    page.reload()
    expect(page.get_by_role("button", name="Things to try (1 of 2)")).to_be_visible()
    expect(page.get_by_role("region", name="Things to try")).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 1001, 721, 390])
def test_the_header_is_one_line_in_the_room_that_a_pane_leaves(tried: Any, width: int) -> None:
    tried.set_viewport_size({"width": width, "height": 800})
    assert tried.evaluate("document.documentElement.scrollWidth") == width
    row = [tried.locator("#now"), tried.locator("#tries-count"), tried.locator("#inspector-toggle")]
    header = tried.locator("header").bounding_box()
    assert header["height"] < 60
    for part in row:
        box = part.bounding_box()
        assert header["x"] < box["x"] < box["x"] + box["width"] < header["x"] + header["width"]


def test_nothing_under_a_pane_is_wider_than_a_narrowed_window(tried: Any) -> None:
    tried.set_viewport_size({"width": 390, "height": 800})
    widest = "Math.max(...['header', '#log', '#composer'].map((q) => "
    widest += "document.querySelector(q).getBoundingClientRect().right))"
    assert tried.evaluate(widest) <= 390
