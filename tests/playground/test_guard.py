"""The page's doors are closed to pages from elsewhere that are open in the same browser."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from playground.server import Playground
from tests.playground.conftest import RawClient

CLOCK = {"act": "moves_clock", "to": "2099-01-01T09:00:00+00:00"}
FOREIGN = "https://elsewhere.example"


def knock(api: RawClient, path: str, said: Any = None, **headers: str) -> int:
    """The status of the answer; `_` in a header's name stands for `-`."""
    body = None if said is None else json.dumps(said).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(api.slack.url + path, body, named)
    if path == "/":
        return status_of(request)
    api.send(request)
    return api.status


def status_of(request: urllib.request.Request) -> int:
    with urllib.request.urlopen(request, timeout=5) as response:
        response.read()
        return int(response.status)


def own(api: RawClient) -> str:
    return api.slack.url


@pytest.mark.parametrize(
    "path", ["/_playground/state?as=ana", "/_playground/faults", "/_playground/inspector"]
)
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "elsewhere.example"},
        {"Host": "127.0.0.1.elsewhere.example"},
        {"Host": "127.0.0.1:1"},
        {"Host": "localhost"},
        {"Origin": FOREIGN},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"},
    ],
)
def test_a_foreign_page_is_refused(api: RawClient, path: str, headers: dict[str, str]) -> None:
    assert knock(api, path, **headers) == 403


@pytest.mark.parametrize("headers", [{}, {"Origin": FOREIGN}, {"Host": "elsewhere.example"}])
def test_nothing_is_done_for_it(slack: Playground, api: RawClient, headers: dict[str, str]) -> None:
    is_foreign = bool(headers)
    headers = {"Content_Type": "application/json", **headers}
    assert knock(api, "/_playground/act", CLOCK, **headers) == (403 if is_foreign else 200)
    assert (slack.workspace.clock.now().year == 2099) is not is_foreign


def test_what_a_page_sends_must_be_json(slack: Playground, api: RawClient) -> None:
    sent = {"Origin": own(api), "Content_Type": "text/plain"}
    assert knock(api, "/_playground/act", CLOCK, **sent) == 403
    sent["Content_Type"] = "application/json; charset=utf-8"
    assert knock(api, "/_playground/act", CLOCK, **sent) == 200


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
def test_its_own_page_passes_under_each_name_of_this_machine(api: RawClient, name: str) -> None:
    host = f"{name}:{own(api).rsplit(':', 1)[1]}"
    state = "/_playground/state?as=ana"
    assert knock(api, state, Host=host, Sec_Fetch_Site="same-origin") == 200
    sent = {"Host": host, "Origin": f"http://{host}", "Content_Type": "application/json"}
    assert knock(api, "/_playground/act", CLOCK, **sent) == 200


def test_a_name_and_an_origin_must_belong_together(api: RawClient) -> None:
    port = own(api).rsplit(":", 1)[1]
    crossed = {"Host": f"localhost:{port}", "Origin": f"http://127.0.0.1:{port}"}
    assert knock(api, "/_playground/state?as=ana", **crossed) == 403


def test_a_link_to_the_page_may_be_followed_from_anywhere(api: RawClient) -> None:
    visit = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert knock(api, "/", **visit, Sec_Fetch_Dest="document") == 200
    with pytest.raises(urllib.error.HTTPError) as caught:
        knock(api, "/", **visit, Sec_Fetch_Dest="iframe")
    caught.value.close()
    assert caught.value.code == 403


def test_the_apps_doors_ask_for_tokens_instead(api: RawClient) -> None:
    request = urllib.request.Request(
        api.slack.api_url + "auth.test",
        b"",
        {"Host": "slack.elsewhere.example", "Authorization": f"Bearer {api.slack.bot_token}"},
    )
    assert api.send(request)["ok"]
