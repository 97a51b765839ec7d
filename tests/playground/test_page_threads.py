"""Threads in the page: opened at the right, read and replied to there."""

from __future__ import annotations

from typing import Any

from slack_bolt import App

from playground.server import Playground
from tests.playground import test_page as shown
from tests.playground.test_page import SPITEFUL, expect

browser, page, pytestmark = shown.browser, shown.page, shown.pytestmark


def pane(page: Any) -> Any:
    return page.get_by_role("region", name="Thread")


def test_a_thread_is_read_and_replied_to_beside_its_channel(page: Any, slack: Playground) -> None:
    rich = {"type": "text", "text": SPITEFUL, "style": {"bold": True}}
    line = {"type": "rich_text_section", "elements": [rich]}
    slack.bot_writes(
        "#general",
        blocks=[{"type": "rich_text", "elements": [line]}],
        attachments=[{"title": "Ticket 7", "text": "It *leaks*"}],
        name="Helpdesk",
    )
    slack.person("ben").types("the later word", channel="#general")
    page.get_by_role("button", name="#general 2 new").click()
    log = page.get_by_role("log", name="#general")
    card = log.get_by_role("article").filter(has_text="Ticket 7")
    expect(card.locator("strong", has_text=SPITEFUL)).to_be_visible()
    expect(card.get_by_text("Helpdesk")).to_be_visible()

    card.get_by_label("Reply in thread").click()
    box = page.get_by_label("Reply in the thread")
    expect(box).to_be_focused()
    box.fill("I will look")
    box.press("Enter")
    expect(pane(page).get_by_role("article").nth(1)).to_contain_text("I will look")
    expect(box).to_have_value("")
    expect(log.get_by_role("article")).to_have_count(2)
    expect(card.get_by_role("button", name="1 reply")).to_be_visible()
    (reply,) = slack.person("ben").thread(slack.person("ben").sees("Ticket 7"))
    assert (reply.user, reply.text) == ("U0ANA", "I will look")

    page.keyboard.press("Escape")
    expect(pane(page)).to_be_hidden()
    expect(card.get_by_label("Reply in thread")).to_be_focused()


def test_a_reply_can_go_to_the_channel_too(page: Any, slack: Playground) -> None:
    slack.person("ben").types("who has the keys", channel="#sales")
    page.get_by_role("button", name="#sales 1 new").click()
    page.get_by_label("Reply in thread").click()
    page.get_by_label("Reply in the thread").fill("me")
    page.get_by_label("Also send to #sales").check()
    page.get_by_role("button", name="Reply", exact=True).click()
    log = page.get_by_role("log", name="#sales")
    expect(log.get_by_role("article").nth(1)).to_contain_text("replied to a thread")
    expect(page.get_by_label("Also send to #sales")).not_to_be_checked()


def test_an_answer_in_ones_own_thread_is_news_until_it_is_opened(
    page: Any, slack: Playground
) -> None:
    ana, ben = slack.person("ana"), slack.person("ben")
    page.get_by_role("button", name="#sales").click()
    mine: Any = ana.types("is anybody at Linden's", channel="#sales")
    other: Any = ben.types("lunch", channel="#sales")
    ben.types("I am", thread_of=mine)
    slack.person("olga").types("not today", thread_of=other)
    # The channel is in front, but its thread is not; a thread between others is no news at all.
    expect(page.get_by_role("button", name="#sales 1 new")).to_be_visible()
    page.get_by_role("button", name="1 reply new").click()
    expect(pane(page).get_by_text("I am")).to_be_visible()
    expect(page.get_by_role("button", name="#sales", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="1 reply Last reply today")).to_have_count(2)


def test_a_deleted_parent_leaves_its_thread_standing(
    page: Any, slack: Playground, socket_app: App
) -> None:
    posted = socket_app.client.chat_postMessage(channel="C0SALES", text="gone soon")
    slack.person("ben").types("noted", thread_of=slack.person("ben").sees("gone soon"))
    socket_app.client.chat_delete(channel="C0SALES", ts=posted["ts"])
    page.get_by_role("button", name="#sales").click()
    expect(page.get_by_text("gone soon")).to_have_count(0)
    expect(page.get_by_text("This message was deleted.")).to_be_visible()
    page.get_by_role("button", name="1 reply").click()
    expect(pane(page).get_by_text("noted")).to_be_visible()
    expect(page.get_by_label("Reply in the thread")).to_be_disabled()


def test_a_thread_goes_with_its_conversation(page: Any, slack: Playground) -> None:
    slack.person("ben").types("a question", channel="#sales")
    page.get_by_role("button", name="#sales 1 new").click()
    page.get_by_label("Reply in thread").click()
    page.get_by_label("Reply in the thread").fill("half an ans")
    page.get_by_role("button", name="#general").click()
    expect(pane(page)).to_be_hidden()
    page.get_by_role("button", name="#sales").click()
    page.get_by_label("Reply in thread").click()
    expect(page.get_by_label("Reply in the thread")).to_have_value("half an ans")


def test_a_thread_that_stands_open_is_no_news(page: Any, slack: Playground) -> None:
    slack.person("ana").types("who comes?", channel="#sales")
    slack.person("ben").types("I do", thread_of=slack.person("ben").sees("who comes?"))
    page.get_by_role("button", name="#sales 1 new").click()
    line = page.get_by_role("log", name="#sales").get_by_role("button", name="1 reply")
    expect(line.get_by_text("new")).to_be_visible()
    line.click()
    expect(pane(page).get_by_text("I do")).to_be_visible()
    expect(line.get_by_text("new")).to_have_count(0)
