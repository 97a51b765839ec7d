"""The page's files, and the doors that it needs beside those for other processes."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from slack_bolt import App

from playground.page_door import PAGE
from playground.server import Playground
from tests.playground.conftest import RawClient
from tests.playground.test_flows import field, modal, option


def act(api: RawClient, what: str, **args: Any) -> Any:
    body = json.dumps({"as": "ana", "act": what, "args": args}).encode()
    answer = api.send(urllib.request.Request(api.slack.url + "/_playground/act", body))
    return answer.get("result", answer)


def opens(app: App, view: dict[str, Any]) -> None:
    @app.command("/form")
    def open_form(ack: Any, client: Any, body: dict[str, Any]) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()


def test_the_page_loads_nothing_from_elsewhere(slack: Playground) -> None:
    for path in ("/", *(f"/page/{file.name}" for file in PAGE.iterdir())):
        with urllib.request.urlopen(slack.url + path, timeout=5) as response:
            assert response.status == 200
            assert "default-src 'self'" in response.headers["Content-Security-Policy"]
            assert b"https://" not in response.read()


def test_the_state_tells_commands_with_their_usage(slack: Playground) -> None:
    with urllib.request.urlopen(slack.url + "/_playground/state?as=ana", timeout=5) as response:
        state = json.loads(response.read())
    echo = {"command": "/echo", "description": "Says it back", "hint": "good morning"}
    assert echo in state["usage"]
    assert state["workspace"] == {"name": "Harbour & Pine", "app": "U0RAPPORT"}


def test_an_offered_option_is_chosen_as_it_was_offered(
    slack: Playground, api: RawClient, socket_app: App
) -> None:
    form = modal(field("client", {"type": "external_select", "min_query_length": 1}))
    socket_app.command("/form")(
        lambda ack, client, body: [
            client.views_open(trigger_id=body["trigger_id"], view=form),
            ack(),
        ]
    )
    # Like a "Create …" at the list's end: other letters would have brought another option.
    socket_app.options("client")(
        lambda ack, payload: ack(options=[option(f"Make {payload['value']}")])
    )
    act(api, "types", line="/form")
    (offered,) = act(api, "offers", name="client", query="zed")
    act(api, "chooses", name="client", wanted=offered)
    view = slack.person("ana").modal
    assert view
    assert view["state"]["values"]["client"]["client"]["selected_option"] == option("Make zed")


def test_an_option_that_is_not_on_offer_is_refused(
    slack: Playground, api: RawClient, socket_app: App
) -> None:
    form = modal(field("size", {"type": "static_select", "options": [option("Big")]}))
    socket_app.command("/form")(
        lambda ack, client, body: [
            client.views_open(trigger_id=body["trigger_id"], view=form),
            ack(),
        ]
    )
    act(api, "types", line="/form")
    assert "no option" in act(api, "chooses", name="size", wanted=option("Huge"))["error"]
    assert act(api, "chooses", name="size", wanted=option("Big")) is None


def test_text_can_be_entered_without_telling_the_app(
    slack: Playground, api: RawClient, socket_app: App
) -> None:
    form = modal(field("note", {"type": "plain_text_input"}, dispatch_action=True))
    socket_app.command("/form")(
        lambda ack, client, body: [
            client.views_open(trigger_id=body["trigger_id"], view=form),
            ack(),
        ]
    )
    socket_app.action("note")(lambda ack: ack())
    act(api, "types", line="/form")
    before = len(slack.deliveries)
    act(api, "enters", name="note", wanted="half a wo")
    assert len(slack.deliveries) == before
    assert act(api, "chooses", name="note", wanted="half a word")["outcome"] == "acked"
