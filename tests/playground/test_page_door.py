"""The page's files, and the doors that it needs beside those for other processes."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_bolt import App

from playground.page_door import PAGE
from playground.server import Playground
from tests.playground.conftest import RawClient
from tests.playground.test_flows import button, field, modal, option


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
    files = [file.relative_to(PAGE) for file in PAGE.rglob("*") if file.is_file()]
    for path in ("/", *(f"/page/{file}" for file in files)):
        with urllib.request.urlopen(slack.url + path, timeout=5) as response:
            assert response.status == 200
            assert "default-src 'self'" in response.headers["Content-Security-Policy"]
            assert b"https://" not in response.read()


def test_the_page_asks_for_patience_until_the_workspace_is_ready(
    slack: Playground,
) -> None:
    slack.is_ready = False
    with pytest.raises(urllib.error.HTTPError) as waiting:
        urllib.request.urlopen(slack.url, timeout=5)
    with waiting.value as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
        assert b'http-equiv="refresh"' in answer.read()
    with pytest.raises(urllib.error.HTTPError) as waiting:
        urllib.request.urlopen(slack.url + "/_playground/state?as=ana", timeout=5)
    with waiting.value as answer:
        assert (answer.status, b"getting ready" in answer.read()) == (503, True)
    slack.is_ready = True
    with urllib.request.urlopen(slack.url, timeout=5) as answer:
        assert b"/page/main.js" in answer.read()


def test_the_state_tells_commands_with_their_usage(slack: Playground) -> None:
    with urllib.request.urlopen(slack.url + "/_playground/state?as=ana", timeout=5) as response:
        state = json.loads(response.read())
    echo = {"command": "/echo", "description": "Says it back", "hint": "good morning"}
    assert echo in state["usage"]
    app = {"app": "U0RAPPORT", "app_name": "Rapport"}
    assert state["workspace"] == {"name": "Harbour & Pine", **app}
    assert (state["has_home"], state["takes_messages"]) == (True, True)
    assert (state["app_is_connected"], state["tries"]) == (False, [])


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


def test_two_people_have_a_conversation_that_the_app_knows_nothing_of(
    slack: Playground, api: RawClient
) -> None:
    channel = act(api, "opens_direct", name="ben")
    assert act(api, "opens_direct", name="U0BEN") == channel
    act(api, "types", line="between us", channel=channel)
    assert slack.person("ben").sees("between us").channel == channel
    slack.person("chitra").does_not_see("between us")
    assert channel not in [c["id"] for c in api("conversations.list", types="im")["channels"]]
    assert api("chat.postMessage", channel=channel, text="me too")["error"] == "channel_not_found"
    assert act(api, "opens_direct", name="rapport") == "D0ANA"
    assert "somebody else" in act(api, "opens_direct", name="ana")["error"]


def test_home_is_acted_upon_by_name(slack: Playground, api: RawClient, socket_app: App) -> None:
    def press(on: Any) -> Any:
        said = {"as": "ana", "act": "presses", "args": {"label": "Done"}, "on": on}
        door = slack.url + "/_playground/act"
        return api.send(urllib.request.Request(door, json.dumps(said).encode()))

    pressed: list[str] = []

    @socket_app.action("finish")
    def finish(ack: Any, body: dict[str, Any]) -> None:
        pressed.append(body["container"]["type"])
        ack()

    assert "sees no button" in press("home")["error"]
    row = {"type": "actions", "elements": [button("Done", "finish")]}
    api("views.publish", user_id="U0ANA", view={"type": "home", "blocks": [row]})
    api("chat.postMessage", channel="U0ANA", text="Due", blocks=[row])
    assert press("home")["result"]["outcome"] == "acked"
    assert pressed == ["view"]
    assert "not 'elsewhere'" in press("elsewhere")["error"]


def test_the_words_of_messages_can_be_left_out(slack: Playground, api: RawClient) -> None:
    slack.person("ben").types("good morning", channel="#sales")
    state = slack.url + "/_playground/state?as=ana"
    (spelled,) = api.send(urllib.request.Request(state))["messages"]
    (bare,) = api.send(urllib.request.Request(state + "&words=no"))["messages"]
    assert spelled["words"] == "good morning"
    assert bare == {key: said for key, said in spelled.items() if key not in ("words", "buttons")}
