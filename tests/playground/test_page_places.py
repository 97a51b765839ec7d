"""Whom the page acts as, which conversation is in front, and what is new in the others."""

from __future__ import annotations

from typing import Any

from slack_bolt import App

from playground.server import Playground
from tests.playground import test_page as shown
from tests.playground.test_page import expect, types

browser, page, pytestmark = shown.browser, shown.page, shown.pytestmark


def test_the_address_names_person_and_conversation(page: Any, slack: Playground) -> None:
    page.get_by_role("button", name="#sales").click()
    page.get_by_label("Acting as").select_option("U0BEN")
    page.get_by_role("button", name="leadership").click()
    assert page.url.endswith("?as=ben&in=leadership")
    page.reload()
    expect(page.get_by_role("heading", name="🔒 leadership")).to_be_visible()
    expect(page.get_by_label("Acting as")).to_have_value("U0BEN")
    page.go_back()
    expect(page.get_by_role("heading", name="Rapport", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="#sales")).to_be_visible()
    expect(page.get_by_label("Acting as")).to_have_value("U0ANA")


def test_an_address_that_names_nobody_falls_back(page: Any, slack: Playground) -> None:
    page.goto(slack.url + "/?as=nobody&in=nowhere")
    expect(page.get_by_role("heading", name="Rapport", exact=True)).to_be_visible()
    expect(page.get_by_label("Acting as")).to_have_value("U0ANA")


def test_two_windows_are_two_people(page: Any, browser: Any, slack: Playground) -> None:
    page.goto(slack.url + "/?as=ana&in=sales")
    other = browser.new_page()
    other.goto(slack.url + "/?as=ben&in=sales")
    types(other, "are you there, @ana?")
    expect(page.get_by_role("log").get_by_text("are you there")).to_be_visible()
    types(page, "I am")
    expect(other.get_by_role("log").get_by_text("I am")).to_be_visible()
    other.close()


def test_people_write_to_each_other_and_the_app_hears_nothing(
    page: Any, browser: Any, slack: Playground, socket_app: App
) -> None:
    page.get_by_label("New message").click()
    page.get_by_role("button", name="Ben Hartwig").click()
    expect(page.get_by_role("heading", name="Ben", exact=True)).to_be_visible()
    assert page.url.endswith("?as=ana&in=@ben")
    types(page, "between us")
    expect(page.get_by_role("log").get_by_text("between us")).to_be_visible()
    page.get_by_label("Acting as").select_option("U0BEN")
    page.get_by_role("button", name="Ana 1 new for you").click()
    expect(page.get_by_role("log").get_by_text("between us")).to_be_visible()
    events = [delivery.payload.get("event", {}) for delivery in slack.deliveries]
    assert not [event for event in events if event.get("type") == "message"]


def test_a_message_between_people_can_be_given_to_the_app(
    page: Any, slack: Playground, socket_app: App
) -> None:
    given: list[dict[str, Any]] = []

    @socket_app.shortcut("quote_it")
    def quote(ack: Any, shortcut: dict[str, Any]) -> None:
        given.append(shortcut)
        ack()

    ben = slack.person("ben")
    ben.types("Acme wants a call", channel=ben.opens_direct("ana").id)
    page.get_by_role("button", name="Ben 1 new for you").click()
    page.get_by_label("More actions").click()
    page.get_by_role("button", name="Quote it Rapport").click()
    slack.wait_for(lambda: bool(given))
    assert given[0]["channel"]["name"] == "directmessage"
    assert given[0]["message"]["text"] == "Acme wants a call"


def test_what_is_new_is_counted_marked_and_read(page: Any, slack: Playground) -> None:
    ben = slack.person("ben")
    ben.types("the first", channel="#sales")
    page.get_by_role("button", name="#sales 1 new").click()
    expect(page.get_by_role("button", name="#sales", exact=True)).to_be_visible()
    page.get_by_role("button", name="#general").click()
    ben.types("the second", channel="#sales")
    ben.types("for @ana alone", channel="#sales")
    page.get_by_role("button", name="#sales 2 new for you").click()
    log = page.get_by_role("log")
    expect(log.get_by_text("New messages")).to_be_visible()
    words = log.inner_text()
    assert words.index("the first") < words.index("New messages") < words.index("the second")
    # What comes while one looks is no news.
    page.get_by_role("button", name="#general").click()
    ben.types("before your eyes", channel="#general")
    expect(log.get_by_text("before your eyes")).to_be_visible()
    expect(log.get_by_text("New messages")).to_have_count(0)
    # What each person has read is their own.
    page.get_by_label("Acting as").select_option("U0CHITRA")
    expect(page.get_by_role("button", name="#sales 3 new")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="#sales 3 new")).to_be_visible()


def test_the_people_bear_their_own_hour(page: Any, slack: Playground) -> None:
    at = slack.workspace.clock.now().replace(minute=30)
    slack.move_clock(at.replace(year=at.year + 1, month=1, day=15, hour=23))
    colleague = page.locator("#person option", has_text="Chitra")
    expect(colleague).to_have_text("Chitra Sen · 5:00 AM Kolkata")
    # Whoever acts is shown by name alone, their hour above it.
    expect(page.locator("#person option:checked")).to_have_text("Ana Villanueva")
    expect(page.get_by_label("Acting as")).to_have_accessible_description("7:30 AM Manila")
