"""The doors for a page: acting, looking and following from another process."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from slack_bolt import App

from playground.screen import MOST_MESSAGES
from playground.server import Playground
from tests.playground.conftest import RawClient


def knock(api: RawClient, path: str, said: Any = None) -> dict[str, Any]:
    body = None if said is None else json.dumps(said).encode()
    return api.send(urllib.request.Request(api.slack.url + path, body))


def test_a_person_acts_and_looks_through_the_door(
    slack: Playground, api: RawClient, socket_app: App
) -> None:
    socket_app.command("/echo")(lambda ack: ack("heard"))
    done = knock(
        api, "/_playground/act", {"as": "ana", "act": "types", "args": {"line": "/echo x"}}
    )
    assert done["result"]["outcome"] == "acked"
    state = knock(api, "/_playground/state?as=U0ANA")
    assert [message["words"] for message in state["messages"]] == ["heard"]
    assert knock(api, "/_playground/state?as=U0BEN")["messages"] == []
    assert state["modal"] is None
    assert "/echo" in state["commands"]


def test_a_wrong_act_is_refused_with_the_reason(api: RawClient) -> None:
    answer = knock(api, "/_playground/act", {"as": "ana", "act": "dances"})
    assert "no act is called dances" in answer["error"]
    assert api.status == 400
    missing = {"as": "ana", "act": "presses", "args": {"label": "Done"}}
    assert "sees no button 'Done'" in knock(api, "/_playground/act", missing)["error"]


def test_the_clock_moves_through_the_door(slack: Playground, api: RawClient) -> None:
    moved = {"act": "moves_clock", "to": "2099-01-01T09:00:00+00:00"}
    assert knock(api, "/_playground/act", moved)["ok"]
    assert slack.workspace.clock.now().year == 2099


def test_faults_are_laid_through_the_door(slack: Playground, api: RawClient) -> None:
    knock(api, "/_playground/faults", {"method": "auth.test", "kind": "fatal_error"})
    assert api("auth.test")["error"] == "fatal_error"
    fired = knock(api, "/_playground/faults")["fired"]
    assert fired == [{"method": "auth.test", "kind": "fatal_error", "times": 1}]
    assert "a fault has no then" in knock(api, "/_playground/faults", {"then": "x"})["error"]


def test_changes_are_streamed(slack: Playground, api: RawClient) -> None:
    with urllib.request.urlopen(slack.url + "/_playground/changes", timeout=5) as stream:
        before = int(stream.readline().removeprefix(b"data: "))
        stream.readline()
        slack.person("ana").types("hello", channel="#general")
        assert int(stream.readline().removeprefix(b"data: ")) > before


def test_the_page_gets_the_newest_of_each_conversation(slack: Playground, api: RawClient) -> None:
    slack.invite("rapport", "#general")
    parent = api("chat.postMessage", channel="C0GENERAL", text="the parent")["ts"]
    assert not any("older" in channel for channel in shown(api)["channels"])
    for number in range(MOST_MESSAGES):
        api("chat.postMessage", channel="C0GENERAL", text=str(number))
    api("chat.postMessage", channel="C0GENERAL", text="a reply", thread_ts=parent)
    state = shown(api)
    words = [message["text"] for message in state["messages"]]
    assert [words[0], words[1], words[-1]] == ["the parent", "1", "a reply"]
    assert len(words) == MOST_MESSAGES + 1
    assert [c["id"] for c in state["channels"] if c.get("older")] == ["C0GENERAL"]


def shown(api: RawClient) -> dict[str, Any]:
    return knock(api, "/_playground/state?as=ana")
