"""Things to try, in a real browser: shown, led to, ticked off."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt import App

from playground.server import Playground
from playground.tries import Sign, Tries, Try
from tests.playground import test_page as shown
from tests.playground.test_page import SPITEFUL, expect

browser, page, pytestmark = shown.browser, shown.page, shown.pytestmark

ECHO = Try("echo", "Say it", SPITEFUL, (Sign("command", "/echo"),), line="/echo hello")
HOME = Try("home", "See Home", "Press Home.", (Sign("clock"),), tab="home")
SALES = Try("sales", "Look around", "Go where Ben is.", (Sign("clock"),), "ben", "sales")


@pytest.fixture
def pane(page: Any, slack: Playground, socket_app: App) -> Any:
    """The list, opened, while its workspace runs."""
    socket_app.command("/echo")(lambda ack, command: ack(command["text"]))
    tries = Tries([ECHO, SALES], slack.workspace, slack.deliveries)
    slack.on_clock(tries.clock_moved)
    slack.tries = tries
    slack.workspace.note_change()
    page.get_by_role("button", name="Things to try (0 of 2)").click()
    opened = page.get_by_role("region", name="Things to try")
    opened.get_by_role("heading", name="Say it").wait_for()
    return opened


def test_it_leads_to_where_something_is_tried_and_sends_nothing(page: Any, pane: Any) -> None:
    expect(pane.get_by_text(SPITEFUL)).to_be_visible()
    pane.get_by_role("button", name="Show me: Say it").click()
    box = page.get_by_label("Message", exact=True)
    expect(box).to_have_value("/echo hello")
    expect(box).to_be_focused()
    expect(pane.get_by_role("status")).to_have_text("0 of 2 done.")


def test_it_acts_as_somebody_else_where_they_are(page: Any, pane: Any) -> None:
    pane.get_by_role("button", name="Show me: Look around").click()
    expect(page.get_by_role("heading", name="#sales")).to_be_visible()
    expect(page.get_by_label("Acting as").locator("option:checked")).to_contain_text("Ben")


def test_it_points_at_what_it_is_done_with(page: Any, pane: Any, slack: Playground) -> None:
    signs = (Sign("clock"),)
    points = [
        Try("press", "Press it", "…", signs, point={"button": "Wave"}),
        Try(
            "menu",
            "Quote it",
            "…",
            signs,
            "ana",
            "sales",
            point={"message": "leak", "item": "Quote"},
        ),
        Try("clock", "Wait", "…", signs, point={"clock": "Tomorrow 09:00"}),
    ]
    slack.tries = Tries(points, slack.workspace, slack.deliveries)
    slack.person("ben").types("a leak, once more", channel="#sales")
    pane.get_by_role("button", name="Show me: Press it").click()
    expect(page.get_by_text("There is nothing to press here yet")).to_be_visible()
    pane.get_by_role("button", name="Show me: Quote it").click()
    expect(page.get_by_role("log").get_by_role("button", name="Quote it")).to_be_focused()
    pane.get_by_role("button", name="Show me: Wait").click()
    expect(page.get_by_role("button", name="Tomorrow 09:00")).to_be_focused()


def test_it_is_ticked_off_while_one_looks_and_the_focus_stays(
    page: Any, pane: Any, slack: Playground
) -> None:
    show = pane.get_by_role("button", name="Show me: Say it")
    show.focus()
    slack.person("ana").types("/echo hello")
    expect(pane.get_by_role("status")).to_have_text("1 of 2 done.")
    expect(pane.get_by_role("heading", name="Say it (done)")).to_be_visible()
    expect(show).to_be_focused()
    expect(page.get_by_role("button", name="Things to try (1 of 2)")).to_be_visible()
    slack.reach(slack.workspace.clock.now())
    expect(pane.get_by_role("status")).to_contain_text("All done.")


def test_it_leads_to_the_apps_home(page: Any, pane: Any, slack: Playground) -> None:
    slack.tries = Tries([HOME], slack.workspace, slack.deliveries)
    slack.workspace.note_change()
    pane.get_by_role("button", name="Show me: See Home").click()
    expect(page.get_by_role("tab", name="Home")).to_have_attribute("aria-selected", "true")
