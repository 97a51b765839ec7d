"""The app's Home and Messages tabs in the page."""

from __future__ import annotations

from typing import Any

from slack_bolt import App

from playground.server import Playground
from tests.playground import test_page as shown
from tests.playground.test_flows import button, option, section
from tests.playground.test_page import expect

browser, page, pytestmark = shown.browser, shown.page, shown.pytestmark


def publishes(app: App, words: str) -> None:
    later = {"type": "static_select", "action_id": "when", "options": [option("Monday")]}
    row = {"type": "actions", "elements": [button("Done", "finish"), later]}

    @app.event("app_home_opened")
    def home(event: dict[str, Any], client: Any) -> None:
        if event["tab"] == "home":
            view = {"type": "home", "blocks": [section(words), row]}
            client.views_publish(user_id=event["user"], view=view)


def test_home_is_published_and_acted_upon(page: Any, slack: Playground, socket_app: App) -> None:
    publishes(socket_app, "Two things are due")
    pressed: list[dict[str, Any]] = []

    @socket_app.action("finish")
    def finish(ack: Any, body: dict[str, Any], client: Any) -> None:
        pressed.append(body)
        blocks = [section("All is done")]
        client.views_publish(user_id=body["user"]["id"], view={"type": "home", "blocks": blocks})
        ack()

    # A message with a button of the same name: the one on Home is pressed all the same.
    same = [{"type": "actions", "elements": [button("Done", "finish")]}]
    socket_app.client.chat_postMessage(channel="U0ANA", text="Due", blocks=same)
    page.get_by_role("tab", name="Home").click()
    home = page.get_by_role("tabpanel", name="Home")
    expect(home.get_by_text("Two things are due")).to_be_visible()
    assert "tab=home" in page.url
    home.get_by_role("button", name="Done").click()
    expect(home.get_by_text("All is done")).to_be_visible()
    (body,) = pressed
    assert body["container"]["type"] == "view"
    assert "response_url" not in body

    page.get_by_role("tab", name="Home").press("ArrowRight")
    expect(page.get_by_role("tab", name="Messages")).to_be_focused()
    expect(home).to_be_hidden()
    expect(page.get_by_label("Message", exact=True)).to_be_visible()


def test_an_unpublished_home_says_so(page: Any) -> None:
    page.clock.install()
    page.get_by_role("tab", name="Home").click()
    expect(page.get_by_text("Loading Rapport’s Home…")).to_be_visible()
    page.clock.run_for(3500)
    expect(page.get_by_text("has published no Home for this person yet")).to_be_visible()


def test_a_reload_asks_for_home_again(page: Any, slack: Playground, socket_app: App) -> None:
    publishes(socket_app, "The first")
    page.goto(slack.url + "/?as=olga&in=@rapport&tab=home")
    expect(page.get_by_text("The first")).to_be_visible()
    opened = [d for d in slack.deliveries if d.payload.get("event", {}).get("tab") == "home"]
    page.reload()
    expect(page.get_by_text("The first")).to_be_visible()
    slack.wait_for(lambda: len(slack.deliveries) > len(opened))
    assert {d.payload["event"]["user"] for d in opened} == {"U0OLGA"}


def test_a_choice_on_home_reaches_the_app_and_stays(
    page: Any, slack: Playground, socket_app: App
) -> None:
    publishes(socket_app, "Choose a day")
    chosen: list[str] = []

    @socket_app.action("when")
    def choose(ack: Any, action: dict[str, Any]) -> None:
        chosen.append(action["selected_option"]["value"])
        ack()

    page.get_by_role("tab", name="Home").click()
    home = page.get_by_role("tabpanel", name="Home")
    home.get_by_role("combobox").click()
    home.get_by_role("option", name="Monday").click()
    expect(home.get_by_role("combobox")).to_have_value("Monday")
    slack.wait_for(lambda: chosen == ["monday"])
