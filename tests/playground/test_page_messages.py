"""Messages in the page: joined, dismissed, changed in place, and the way back to the newest."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from slack_bolt import App

from playground.company import sample_company
from playground.screen import MOST_MESSAGES
from playground.server import Playground
from tests.playground import test_page as shown
from tests.playground.test_page import expect, types

browser, page, pytestmark = shown.browser, shown.page, shown.pytestmark
ENOUGH_TO_SCROLL = 30
BARE = "oauth_config: {scopes: {bot: [chat:write]}}"


def test_an_authors_next_words_stand_under_one_name(page: Any, slack: Playground) -> None:
    ben, chitra = slack.person("ben"), slack.person("chitra")
    for person, line in ((ben, "one"), (ben, "two"), (chitra, "three"), (ben, "four")):
        person.types(line, channel="#sales")
    page.get_by_role("button", name="#sales 4 new").click()
    log = page.get_by_role("log")
    expect(log.get_by_role("article")).to_have_count(4)
    assert log.locator(".head strong").all_inner_texts() == ["Ben", "Chitra", "Ben"]
    expect(log.get_by_role("heading")).to_have_count(1)


def test_an_answer_for_one_is_dismissed(page: Any, socket_app: App) -> None:
    socket_app.command("/echo")(lambda ack: ack("for you alone"))
    types(page, "/echo")
    log = page.get_by_role("log")
    expect(log.get_by_text("Only visible to you")).to_be_visible()
    log.get_by_role("button", name="Dismiss").click()
    expect(log.get_by_text("for you alone")).to_have_count(0)


def test_a_change_redraws_no_other_message(page: Any, slack: Playground, socket_app: App) -> None:
    slack.person("ben").types("stays", channel="#sales")
    posted = socket_app.client.chat_postMessage(channel="C0SALES", text="draft")
    page.get_by_role("button", name="#sales").click()
    expect(page.get_by_text("draft")).to_be_visible()
    page.evaluate("document.querySelectorAll('article').forEach((node) => (node.asBefore = true))")
    socket_app.client.chat_update(channel="C0SALES", ts=posted["ts"], text="final")
    expect(page.get_by_text("(edited)")).to_be_visible()
    same = "[...document.querySelectorAll('article')].map((node) => Boolean(node.asBefore))"
    assert page.evaluate(same) == [True, False]
    # What is only drawn anew isn't read out again.
    expect(page.get_by_role("article").nth(1)).to_have_attribute("aria-live", "off")
    socket_app.client.chat_delete(channel="C0SALES", ts=posted["ts"])
    expect(page.get_by_text("final")).to_have_count(0)


def test_who_reads_further_up_is_not_carried_away(page: Any, slack: Playground) -> None:
    ben = slack.person("ben")
    for number in range(ENOUGH_TO_SCROLL):
        ben.types(f"line {number}", channel="#sales")
    page.get_by_role("button", name=f"#sales {ENOUGH_TO_SCROLL} new").click()
    log = page.get_by_role("log")
    expect(log.get_by_text(f"line {ENOUGH_TO_SCROLL - 1}")).to_be_in_viewport()
    log.hover()
    page.mouse.wheel(0, -4000)
    expect(page.get_by_role("button", name="Jump to latest")).to_be_visible()
    ben.types("the very latest", channel="#sales")
    jump = page.get_by_role("button", name="1 new message")
    expect(jump).to_be_visible()
    expect(log.get_by_text("line 0")).to_be_in_viewport()
    jump.click()
    expect(log.get_by_text("the very latest")).to_be_in_viewport()
    expect(jump).to_be_hidden()


def test_a_long_conversation_says_where_it_is_cut(page: Any, slack: Playground) -> None:
    ben, cut = slack.person("ben"), "Older messages aren’t shown here."
    for number in range(MOST_MESSAGES):
        ben.types(f"line {number}", channel="#sales")
    page.get_by_role("button", name="#sales").click()
    log = page.get_by_role("log")
    expect(log.get_by_text("line 0", exact=True)).to_have_count(1)
    expect(log.get_by_text(cut)).to_have_count(0)
    ben.types("one more", channel="#sales")
    expect(log.get_by_text(cut)).to_have_count(1)
    expect(log.get_by_text("line 0", exact=True)).to_have_count(0)


def test_people_react_and_take_back_their_own_words(page: Any, slack: Playground) -> None:
    page.get_by_role("button", name="#sales").click()
    types(page, "too early")
    article = page.get_by_role("article").filter(has_text="too early")
    article.get_by_label("Add reaction").click()
    article.get_by_role("button", name="tada").click()
    chip = article.get_by_role("list", name="Reactions").get_by_role("button")
    expect(chip).to_have_attribute("aria-pressed", "true")
    chip.click()
    expect(chip).to_have_count(0)
    article.get_by_label("More actions").click()
    article.get_by_role("button", name="Delete message").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(article).to_have_count(0)
    assert slack.person("ben").messages("#sales") == []


def test_ones_own_words_are_written_anew(page: Any, slack: Playground) -> None:
    page.get_by_role("button", name="#sales").click()
    types(page, "ask @ben & #general <today>")
    page.get_by_label("More actions").click()
    page.get_by_role("button", name="Edit message").click()
    edit = page.get_by_label("Edit message")
    expect(edit).to_be_focused()
    expect(edit).to_have_value("ask @ben & #general <today>")
    # A redraw of others leaves what is being written as it is.
    edit.fill("ask @chitra instead")
    slack.person("ben").types("no need", channel="#sales")
    expect(page.get_by_role("log").get_by_text("no need")).to_be_visible()
    edit.press("Enter")
    expect(page.get_by_text("(edited)")).to_be_visible()
    assert slack.person("ben").sees("instead").text == "ask <@U0CHITRA> instead"


def test_a_message_for_one_has_no_actions(page: Any, slack: Playground, socket_app: App) -> None:
    socket_app.command("/echo")(lambda ack: ack("for you alone"))
    types(page, "/echo")
    article = page.get_by_role("article").filter(has_text="for you alone")
    expect(article).to_be_visible()
    expect(article.locator(".tools")).to_have_count(0)


def test_what_an_app_leaves_out_is_said(browser: Any, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text(BARE, "utf-8")
    with Playground(sample_company(), manifest) as slack:
        opened = browser.new_page()
        opened.goto(slack.url)
        gaps = opened.get_by_role("list", name="What the app leaves out")
        expect(gaps.get_by_text("It has no slash commands.")).to_be_visible()
        expect(opened.get_by_role("tab")).to_have_count(0)
        box = opened.get_by_label("Message", exact=True)
        expect(box).to_be_disabled()
        expect(box).to_have_attribute("placeholder", re.compile("has been turned off"))
        opened.close()


def test_actions_are_reached_and_walked_by_keyboard(page: Any, slack: Playground) -> None:
    slack.person("ben").types("the roof leaks", channel="#sales")
    page.get_by_role("button", name="#sales 1 new").click()
    page.get_by_label("Reply in thread").focus()
    expect(page.locator(".tools")).to_have_css("opacity", "1")
    page.keyboard.press("Tab")
    expect(page.get_by_label("More actions")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Quote it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Quote it")).to_be_hidden()
    expect(page.get_by_label("More actions")).to_be_focused()


def test_a_pin_is_shown_and_taken_out(page: Any, slack: Playground) -> None:
    slack.person("ben").types("the price list", channel="#sales")
    page.get_by_role("button", name="#sales 1 new").click()
    said = page.get_by_role("article").filter(has_text="the price list")
    said.get_by_label("More actions").click()
    said.get_by_role("button", name="Pin to this conversation").click()
    expect(said.get_by_text("📌 Pinned")).to_be_visible()
    said.get_by_label("More actions").click()
    said.get_by_role("button", name="Remove pin").click()
    expect(said.get_by_text("📌 Pinned")).to_have_count(0)


def test_the_end_stays_in_view_as_its_room_shrinks(page: Any, slack: Playground) -> None:
    for number in range(ENOUGH_TO_SCROLL):
        slack.person("ben").types(f"line {number}", channel="#sales")
    page.get_by_role("button", name="#sales").click()
    last = page.get_by_role("log").get_by_text(f"line {ENOUGH_TO_SCROLL - 1}", exact=True)
    expect(last).to_be_in_viewport()
    page.set_viewport_size({"width": 1280, "height": 420})
    expect(last).to_be_in_viewport()
    # Who reads further up is left there.
    page.get_by_role("log").evaluate("(log) => log.scrollTo(0, 0)")
    expect(page.get_by_role("button", name="Jump to latest")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 380})
    expect(page.get_by_role("button", name="Jump to latest")).to_be_visible()
    expect(last).not_to_be_in_viewport()
