"""What stands in a payload besides what a person did: the keys that Slack puts there."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt import App

from playground.server import Playground
from tests.playground.conftest import RawClient
from tests.playground.test_flows import field, modal, option, plain, section


def home_with(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "home", "blocks": list(blocks)}


def test_a_home_tab_is_told_with_the_title_that_slack_gives_it(
    slack: Playground, api: RawClient
) -> None:
    view = api("views.publish", user_id="U0ANA", view=home_with(section("x")))["view"]
    assert view["title"] == {"type": "plain_text", "text": "View Title", "emoji": True}
    assert (view["submit"], view["close"], view["previous_view_id"]) == (None, None, None)
    assert view["root_view_id"] == view["id"]


def test_a_choice_says_what_the_element_came_with(slack: Playground, socket_app: App) -> None:
    select = {
        "type": "external_select",
        "action_id": "pick",
        "initial_option": option("Red"),
        "placeholder": plain("Which?"),
        "min_query_length": 0,
    }
    row = {"type": "actions", "block_id": "row", "elements": [select]}
    socket_app.command("/form")(lambda ack: ack(text="Which?", blocks=[row]))
    socket_app.options("pick")(lambda ack: ack(options=[option("Green")]))
    socket_app.action("pick")(lambda ack: ack())
    ana = slack.person("ana")
    ana.types("/form")
    delivery = ana.chooses("pick", "Green")
    assert delivery is not None
    (action,) = delivery.payload["actions"]
    told = {key: action[key] for key in ("initial_option", "placeholder", "min_query_length")}
    assert told == {key: select[key] for key in told}
    assert action["selected_option"] == option("Green")


def test_outside_an_organisation_none_is_named(slack: Playground, socket_app: App) -> None:
    socket_app.shortcut("open_form")(lambda ack: ack())
    slack.person("ana").starts("Open the form")
    payload = slack.deliveries[-1].payload
    assert "enterprise" not in payload
    assert payload["is_enterprise_install"] is False


def test_a_changed_profile_is_told_whole(slack: Playground, socket_app: App) -> None:
    told: list[dict[str, Any]] = []
    socket_app.event("user_change")(lambda event: told.append(event))
    slack.change_profile("ben", tz="Europe/Berlin")
    slack.wait_for(lambda: bool(told))
    profile = told[0]["user"]["profile"]
    assert profile["fields"] == []
    assert all(profile[f"image_{size}"].endswith(".png") for size in (24, 32, 48, 72, 192, 512))


def test_only_what_was_clicked_behind_a_modal_is_its_conversation(
    slack: Playground, socket_app: App
) -> None:
    select = {"type": "conversations_select", "default_to_current_conversation": True}
    form = modal(field("where", {**select, "initial_conversation": "C0SALES"}))

    @socket_app.shortcut("open_form")
    @socket_app.shortcut("quote_it")
    def open_form(ack: Any, client: Any, body: dict[str, Any]) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=form)
        ack()

    ana = slack.person("ana")

    def preset() -> Any:
        assert ana.modal is not None
        return ana.modal["state"]["values"]["where"]["where"]["selected_conversation"]

    ana.starts("Open the form")
    assert preset() == "C0SALES"
    ana.types("hello", channel="#general")
    ana.closes()
    ana.starts("Quote it", on=ana.sees("hello", channel="#general"))
    assert preset() == "C0GENERAL"


@pytest.mark.parametrize("kind", ["bot_message", "own"])
def test_whose_team_a_message_bears(slack: Playground, kind: str) -> None:
    ana = slack.person("ana")
    if kind == "own":
        ana.types("hello", channel="#general")
        said = ana.sees("hello", channel="#general")
    else:
        said = slack.bot_writes("#general", "hello")
    told = said.as_slack_says(slack.team_id)
    assert told.get("team") == (slack.team_id if kind == "own" else None)
