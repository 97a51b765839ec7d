"""The box to type in: what it offers, and that nothing typed is lost."""

from __future__ import annotations

import threading
from typing import Any

from slack_bolt import App

from playground.server import Playground
from tests.playground import test_page as shown
from tests.playground.test_page import expect, types

browser, page, pytestmark = shown.browser, shown.page, shown.pytestmark


def line(page: Any) -> Any:
    return page.get_by_label("Message", exact=True)


def test_people_and_channels_are_offered_by_name(page: Any, slack: Playground) -> None:
    page.get_by_role("button", name="#general").click()
    box = line(page)
    box.press_sequentially("ask @har")
    expect(page.get_by_role("listbox", name="People").get_by_role("option")).to_have_count(1)
    box.press("Enter")
    expect(box).to_have_value("ask @ben ")
    box.press_sequentially("in #")
    channels = page.get_by_role("listbox", name="Channels").get_by_role("option")
    expect(channels.first).to_have_attribute("aria-selected", "true")
    box.press("ArrowUp")
    expect(channels.last).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(channels.first).to_be_hidden()
    box.press_sequentially("sal")
    box.press("Tab")
    expect(box).to_have_value("ask @ben in #sales ")
    box.press("Enter")
    expect(page.get_by_role("log").get_by_text("@Ben")).to_be_visible()
    assert slack.person("ben").sees("ask").text == "ask <@U0BEN> in <#C0SALES|sales>"


def test_the_list_stays_while_a_mention_is_put_into_a_command(page: Any) -> None:
    box = line(page)
    box.press_sequentially("/echo tell @chi")
    expect(page.get_by_role("option", name="@chitra Chitra Sen")).to_be_visible()
    box.press("Tab")
    expect(box).to_have_value("/echo tell @chitra ")
    expect(page.get_by_role("option", name="/echo good morning")).to_be_visible()


def test_enter_with_shift_begins_a_new_line(page: Any, slack: Playground) -> None:
    page.get_by_role("button", name="#sales").click()
    box = line(page)
    box.press_sequentially("first")
    box.press("Shift+Enter")
    box.press_sequentially("second")
    box.press("Enter")
    expect(box).to_have_value("")
    assert slack.person("ben").sees("first").text == "first\nsecond"


def test_drafts_wait_in_their_own_conversation(page: Any) -> None:
    line(page).fill("for the app")
    page.get_by_role("button", name="#sales").click()
    expect(line(page)).to_have_value("")
    line(page).fill("for sales")
    page.get_by_role("button", name="Rapport").click()
    expect(line(page)).to_have_value("for the app")
    page.get_by_label("Acting as").select_option("U0BEN")
    expect(line(page)).to_have_value("")
    page.go_back()
    page.reload()
    expect(line(page)).to_have_value("for the app")


def test_a_line_survives_a_lost_connection(page: Any, slack: Playground) -> None:
    page.get_by_role("button", name="#sales").click()
    page.context.set_offline(True)
    types(page, "as long as it takes")
    expect(page.get_by_text("Your words are still here.")).to_be_visible()
    expect(line(page)).to_have_value("as long as it takes")
    page.context.set_offline(False)
    slack.person("ben").types("are you back", channel="#sales")
    expect(page.get_by_role("log").get_by_text("are you back")).to_be_visible()
    expect(page.get_by_text("Your words are still here.")).to_be_hidden()
    line(page).press("Enter")
    expect(page.get_by_role("log").get_by_text("as long as it takes")).to_be_visible()


def test_an_app_that_is_away_is_named_until_it_is_back(browser: Any, slack: Playground) -> None:
    opened = browser.new_page()
    opened.goto(slack.url)
    expect(opened.get_by_text("Rapport isn’t connected")).to_be_visible()
    line(opened).fill("half a thou")
    slack.deliver_to("http://127.0.0.1:9/slack/events")
    slack.workspace.note_change()
    expect(opened.get_by_text("Rapport isn’t connected")).to_be_hidden()
    expect(line(opened)).to_have_value("half a thou")
    opened.close()


def test_a_slow_answer_is_waited_for_in_words(page: Any, socket_app: App) -> None:
    go_on = threading.Event()

    @socket_app.command("/echo")
    def later(ack: Any) -> None:
        go_on.wait(1.9)
        ack("at last")

    types(page, "/echo")
    expect(page.get_by_text("Waiting for Rapport to answer…")).to_be_visible()
    expect(page.get_by_role("button", name="Send")).to_be_disabled()
    go_on.set()
    expect(page.get_by_role("log").get_by_text("at last")).to_be_visible()
    expect(page.get_by_text("Waiting for Rapport")).to_be_hidden()
    expect(line(page)).to_have_value("")


def test_an_up_arrow_in_the_empty_box_opens_ones_last_message(page: Any, slack: Playground) -> None:
    page.get_by_role("button", name="#sales").click()
    types(page, "helo")
    expect(page.get_by_role("log").get_by_text("helo")).to_be_visible()
    slack.person("ben").types("what?", channel="#sales")
    line(page).press("ArrowUp")
    expect(page.get_by_label("Edit message")).to_be_focused()
    page.get_by_label("Edit message").fill("hello")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").get_by_text("hello")).to_be_visible()
    line(page).fill("unsent")
    line(page).press("ArrowUp")
    expect(page.get_by_label("Edit message")).to_have_count(0)
