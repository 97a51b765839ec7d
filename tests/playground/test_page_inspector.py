"""The inspector in a real browser: rows, rules, payloads, troubles."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slack_bolt import App

from playground.server import Playground
from tests.playground import test_page as shown
from tests.playground.conftest import RawClient
from tests.playground.test_flows import section
from tests.playground.test_page import SPITEFUL, expect, types

browser, page, pytestmark = shown.browser, shown.page, shown.pytestmark


@pytest.fixture
def pane(page: Any) -> Any:
    """The inspector, opened."""
    page.get_by_role("button", name="Inspector", exact=True).click()
    opened = page.get_by_role("region", name="Inspector")
    opened.get_by_role("heading", name="Inspector").wait_for()
    return opened


def rows(pane: Any) -> Any:
    return pane.get_by_role("list", name="What went over the wire").locator("> li")


def row(pane: Any, title: str) -> Any:
    return rows(pane).filter(has_text=title)


def test_what_goes_over_the_wire_is_listed_as_it_happens(
    page: Any, pane: Any, socket_app: App
) -> None:
    socket_app.command("/echo")(lambda ack: ack(SPITEFUL))
    types(page, "/echo good morning")
    sent = row(pane, "/echo good morning")
    expect(sent).to_contain_text("acked")
    expect(sent).to_contain_text("To the app")
    sent.locator("summary").first.press("Enter")
    expect(sent.get_by_role("heading", name="Payload")).to_be_visible()
    expect(sent.get_by_text(f"text: {SPITEFUL}")).to_be_visible()
    assert page.title() != "taken"


def test_a_refused_call_stands_out_with_its_rule(page: Any, pane: Any, api: RawClient) -> None:
    api("chat.postMessage", channel="#general", text="x", blocks=[section("a" * 3001)])
    refused = row(pane, "chat.postMessage")
    expect(refused).to_contain_text("refused: invalid_blocks")
    expect(refused).to_contain_text("Blocks must keep Block Kit’s limits")
    link = refused.get_by_role("link", name="Slack’s documentation of invalid_blocks")
    assert link.get_attribute("href") == "https://docs.slack.dev/reference/block-kit"

    api("users.info", user="U0BEN")
    expect(row(pane, "users.info @ben")).to_be_visible()
    pane.get_by_role("radio", name="Refused").check(force=True)
    expect(row(pane, "users.info @ben")).to_have_count(0)
    expect(refused).to_be_visible()
    pane.get_by_role("radio", name="To the app").check(force=True)
    expect(refused).to_have_count(0)
    pane.get_by_role("radio", name="From the app").check(force=True)
    expect(row(pane, "users.info @ben")).to_be_visible()


def test_a_payload_is_copied_whole(page: Any, pane: Any, api: RawClient) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    api("users.info", user="U0ANA")
    called = row(pane, "users.info @ana")
    called.locator("summary").first.click()
    called.get_by_role("button", name="Copy arguments").click()
    expect(called.get_by_role("button", name="Copied")).to_be_visible()
    assert json.loads(page.evaluate("navigator.clipboard.readText()")) == {"user": "U0ANA"}


def test_what_is_unfolded_stays_so_while_more_comes(page: Any, pane: Any, api: RawClient) -> None:
    api("users.info", user="U0ANA")
    called = row(pane, "users.info @ana")
    called.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(called.get_by_role("heading", name="Arguments")).to_be_visible()
    api("users.info", user="U0BEN")
    expect(row(pane, "users.info @ben")).to_be_visible()
    expect(called.get_by_role("heading", name="Arguments")).to_be_visible()
    expect(called.locator("summary").first).to_be_focused()


def test_the_list_follows_what_comes_unless_it_is_read(pane: Any, api: RawClient) -> None:
    for number in range(60):
        api("users.info", user=f"U{number}")
    expect(row(pane, "users.info U59")).to_be_in_viewport()
    place = pane.get_by_role("list", name="What went over the wire")
    place.evaluate("node => { node.scrollTop = 0; }")
    api("users.info", user="U60")
    expect(row(pane, "users.info U60")).to_have_count(1)
    assert place.evaluate("node => node.scrollTop") == 0


def test_trouble_is_armed_strikes_and_is_cleared(
    page: Any, pane: Any, slack: Playground, api: RawClient
) -> None:
    limit = pane.get_by_role("listitem").filter(has_text="Rate-limit the next post")
    limit.get_by_role("button").click()
    expect(limit).to_contain_text("armed for the next chat.postMessage")
    expect(limit.get_by_role("button")).to_be_focused()
    assert api("chat.postMessage", channel="#general", text="x")["error"] == "ratelimited"
    expect(limit).to_contain_text("struck 1×")
    expect(limit).not_to_contain_text("armed")
    expect(row(pane, "chat.postMessage")).to_contain_text("you asked for this")

    pane.get_by_role("button", name="Lose the next answer").click()
    expect(pane.get_by_text("1 armed")).to_be_visible()
    pane.get_by_role("button", name="Clear what is armed").click()
    expect(pane.get_by_text("1 armed")).to_have_count(0)
    assert api("chat.postMessage", channel="#general", text="y")["ok"]


def test_the_pane_fits_a_telephone(page: Any, pane: Any, api: RawClient) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    api("chat.postMessage", channel="#general", text="x", blocks=[section("a" * 3001)])
    refused = row(pane, "chat.postMessage")
    expect(refused).to_be_in_viewport()
    refused.locator("summary").first.click()
    expect(refused.get_by_role("heading", name="Answer")).to_be_visible()
    assert pane.evaluate("node => node.scrollWidth <= Math.min(node.clientWidth, 390)")


def test_an_outage_counts_down(pane: Any, api: RawClient) -> None:
    outage = pane.get_by_role("listitem").filter(has_text="Slack is down")
    outage.get_by_role("button").click()
    expect(outage).to_contain_text("s left")


def test_the_socket_is_dropped_and_opened_again(
    pane: Any, slack: Playground, socket_app: App
) -> None:
    pane.get_by_role("button", name="Drop the socket").click()
    slack.wait_for(lambda: slack.sockets_opened == 2)
    expect(row(pane, "socket closed")).to_have_count(1)
    expect(row(pane, "socket opened")).to_have_count(2)
