"""Files in the page: sent with a message, shown in it, and read before a form goes."""

from __future__ import annotations

from typing import Any

from slack_bolt import App

from playground.server import Playground
from tests.playground import test_page as shown
from tests.playground.test_flows import field
from tests.playground.test_page import expect
from tests.playground.test_page_modal import answers, opened

browser, page, pytestmark = shown.browser, shown.page, shown.pytestmark
NOTE = {"name": "visit.txt", "mimeType": "text/plain", "buffer": b"They were glad"}
HOLD_READING = """() => {
  const read = File.prototype.arrayBuffer;
  const held = new Promise((resolve) => (window.goOn = resolve));
  File.prototype.arrayBuffer = async function () { await held; return read.call(this); };
}"""


def picks(page: Any, opener: Any) -> None:
    with page.expect_file_chooser() as chooser:
        opener.press("Enter")
    chooser.value.set_files(NOTE)


def test_a_file_goes_with_the_next_message(page: Any, slack: Playground) -> None:
    page.get_by_role("button", name="#sales").click()
    form = page.locator("#composer")
    picks(page, form.get_by_role("button", name="Attach a file"))
    form.get_by_role("button", name="Remove visit.txt").click()
    expect(form.get_by_text("visit.txt")).to_be_hidden()
    picks(page, form.get_by_role("button", name="Attach a file"))
    page.get_by_role("button", name="#general").click()
    expect(form.get_by_text("visit.txt")).to_be_hidden()
    page.get_by_role("button", name="#sales").click()
    page.get_by_label("Message", exact=True).fill("for @ben, & others")
    page.get_by_label("Message", exact=True).press("Enter")
    said = page.get_by_role("log").get_by_role("article").last
    expect(said.get_by_text("@Ben")).to_be_visible()
    expect(form.get_by_text("visit.txt")).to_be_hidden()
    sent = slack.person("ben").sees("visit.txt")
    assert sent.text == "for <@U0BEN>, &amp; others"
    with page.context.expect_page() as beside:
        said.get_by_role("link", name="visit.txt").click()
    expect(beside.value.get_by_text("They were glad")).to_be_visible()


def test_a_file_is_sent_into_a_thread_with_no_words(page: Any, slack: Playground) -> None:
    slack.person("ben").types("how was it?", channel="#sales")
    root = slack.person("ben").sees("how was it?")
    page.get_by_role("button", name="#sales 1 new").click()
    page.get_by_label("Reply in thread").click()
    reply = page.locator("#replying")
    picks(page, reply.get_by_role("button", name="Attach a file"))
    reply.get_by_role("button", name="Reply").click()
    expect(page.get_by_role("region", name="Thread").get_by_role("article")).to_have_count(2)
    (answer,) = slack.person("ben").thread(root)
    assert [file["name"] for file in answer.files] == ["visit.txt"]


def test_a_form_waits_for_a_file_that_is_still_read(
    page: Any, slack: Playground, socket_app: App
) -> None:
    taken = answers(socket_app, {})
    form = opened(page, socket_app, field("offer", {"type": "file_input"}))
    page.evaluate(HOLD_READING)
    form.get_by_label("offer").set_input_files(NOTE)
    form.get_by_role("button", name="Go").click()
    expect(form).to_have_attribute("aria-busy", "true")
    assert not taken
    page.evaluate("() => window.goOn()")
    expect(form).to_be_hidden()
    (file,) = taken[0]["offer"]["offer"]["files"]
    assert slack.slack.uploads.files[file["id"]].content == b"They were glad"


def test_a_file_that_is_gone_is_not_chosen(page: Any, socket_app: App) -> None:
    form = opened(page, socket_app, field("offer", {"type": "file_input"}))
    page.evaluate("() => { File.prototype.arrayBuffer = () => Promise.reject(Error('gone')); }")
    form.get_by_label("offer").set_input_files(NOTE)
    expect(form.get_by_text("It can’t be read.")).to_be_visible()
    expect(form.get_by_role("button", name="Remove visit.txt")).to_have_count(0)
