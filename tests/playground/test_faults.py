"""Trouble on demand, and the proof that each kind is what it says."""

from __future__ import annotations

import errno
import http.client
import urllib.error
import urllib.request
from typing import Any

import pytest

from playground.faults import Fault
from playground.server import Playground
from tests.playground.conftest import RawClient

LOST = (http.client.RemoteDisconnected, ConnectionResetError, urllib.error.URLError)


def post(api: RawClient) -> dict[str, Any]:
    return api("chat.postMessage", channel="#general", text="news")


def test_a_rate_limit_says_when_to_come_back(slack: Playground, api: RawClient) -> None:
    fault = slack.faults.add(Fault("chat.postMessage", "ratelimited", retry_after=7))
    assert post(api) == {"ok": False, "error": "ratelimited"}
    assert (api.status, api.headers["retry-after"]) == (429, "7")
    assert post(api)["ok"]
    assert fault.fired == 1
    assert slack.faults.fired["chat.postMessage", "ratelimited"] == 1


@pytest.mark.parametrize(("kind", "status"), [("http_500", 500), ("http_503", 503)])
def test_server_errors(slack: Playground, api: RawClient, kind: Any, status: int) -> None:
    slack.faults.add(Fault("*", kind))
    request = urllib.request.Request(slack.api_url + "auth.test", b"")
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    caught.value.close()
    assert caught.value.code == status


@pytest.mark.parametrize(
    ("kind", "error"), [("fatal_error", "fatal_error"), ("error", "is_archived")]
)
def test_named_errors(slack: Playground, api: RawClient, kind: Any, error: str) -> None:
    slack.faults.add(Fault("chat.postMessage", kind, error="is_archived"))
    assert post(api)["error"] == error
    slack.person("ana").does_not_see("news")


def test_a_lost_answer_was_performed(slack: Playground, api: RawClient) -> None:
    slack.faults.add(Fault("chat.postMessage", "lost_answer"))
    with pytest.raises(LOST):
        post(api)
    slack.person("ana").sees("news")
    assert slack.calls("chat.postMessage")[0].answer is None


@pytest.mark.parametrize(("kind", "is_done"), [("reset", False), ("reset_after", True)])
def test_a_reset_is_one_on_the_wire(
    slack: Playground, api: RawClient, kind: Any, is_done: bool
) -> None:
    slack.faults.add(Fault("chat.postMessage", kind))
    with pytest.raises(ConnectionResetError) as caught:
        post(api)
    assert caught.value.errno == errno.ECONNRESET, "closed in order, not reset"
    assert len(slack.workspace.messages["C0GENERAL"]) == is_done
    assert slack.calls("chat.postMessage")[0].answer is None
    assert post(api)["ok"]


def test_half_an_answer_was_performed(slack: Playground, api: RawClient) -> None:
    slack.faults.add(Fault("chat.postMessage", "half_body"))
    with pytest.raises(http.client.IncompleteRead) as caught:
        post(api)
    assert caught.value.partial.startswith(b'{"ok":true')
    assert caught.value.expected == pytest.approx(len(caught.value.partial), abs=1)
    slack.person("ana").sees("news")
    assert slack.calls("chat.postMessage")[0].answer is None


def test_a_time_out_was_not_performed(slack: Playground, api: RawClient) -> None:
    slack.faults.add(Fault("chat.postMessage", "timeout", seconds=0.05))
    with pytest.raises(LOST):
        post(api)
    slack.person("ana").does_not_see("news")


def test_what_is_slow_is_performed_in_the_end(slack: Playground, api: RawClient) -> None:
    slack.faults.add(Fault("chat.postMessage", "slow", seconds=0.05))
    assert post(api)["ok"]


def test_then_runs_between_the_deed_and_the_answer(slack: Playground, api: RawClient) -> None:
    seen: list[int] = []
    messages = slack.workspace.messages["C0GENERAL"]
    slack.faults.add(
        Fault("chat.postMessage", "performed", then=lambda: seen.append(len(messages)))
    )
    assert post(api)["ok"]
    assert seen == [1]


def test_when_narrows_a_fault(slack: Playground, api: RawClient) -> None:
    def is_sten(args: Any) -> bool:
        return bool(args.get("user") == "U0STEN")

    slack.faults.add(Fault("users.info", "error", error="user_not_found", times=9, when=is_sten))
    assert api("users.info", user="U0ANA")["ok"]
    assert api("users.info", user="U0STEN")["error"] == "user_not_found"


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="no fault is called"):
        Fault("*", "gremlins")  # type: ignore[arg-type]
