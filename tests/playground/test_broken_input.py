"""What no program should send, at every door: it is refused or mended, and nothing else suffers."""

from __future__ import annotations

import json
import time
import urllib.request
from contextlib import ExitStack
from threading import Thread
from typing import Any

import pytest
from websockets.sync.client import connect

from playground.messages import Message
from playground.server import Playground
from tests.playground.conftest import RawClient

HALF = "a\ud800b"
MENDED = "a\ufffdb"
DEEP = "[" * 100_000 + "]" * 100_000


def posted(api: RawClient, url: str, body: bytes, kind: str = "application/json") -> Any:
    headers = {"Content-Type": kind, "Authorization": f"Bearer {api.slack.bot_token}"}
    return api.send(urllib.request.Request(url, body, headers))


def state(api: RawClient) -> Any:
    return api.send(urllib.request.Request(api.slack.url + "/_playground/state?as=ana"))


def test_half_a_character_poisons_nothing(slack: Playground, api: RawClient) -> None:
    slack.invite("rapport", "#general")
    blocks = json.dumps([{"type": "section", "text": {"type": "mrkdwn", "text": HALF}}])
    said = api("chat.postMessage", channel="C0GENERAL", text=HALF, blocks=blocks)
    assert said["message"]["text"] == MENDED
    assert said["message"]["blocks"][0]["text"]["text"] == MENDED
    url = slack.slack.response_urls.give("U0ANA", "C0GENERAL", None, "commands")
    assert posted(api, url, json.dumps({"text": HALF}).encode())["ok"]
    act = {"as": "ana", "act": "types", "args": {"line": HALF, "channel": "#general"}}
    assert posted(api, slack.url + "/_playground/act", json.dumps(act).encode())["ok"]
    shown = [m["text"] for m in state(api)["messages"] if m["channel"] == "C0GENERAL"]
    assert shown == [MENDED] * 3
    assert len(api("conversations.history", channel="C0GENERAL")["messages"]) == 2


def test_a_pair_of_halves_is_one_character(slack: Playground, api: RawClient) -> None:
    said = api("chat.postMessage", channel="U0ANA", text="\ud83d\ude00")
    assert said["message"]["text"] == "\U0001f600"


@pytest.mark.parametrize(
    ("attachment", "kept"),
    [
        ({"text": 5}, {"text": "5", "fallback": "5"}),
        ({"title": 5}, {"title": "5", "fallback": "5"}),
        (
            {"fields": [{"title": "Left", "value": 3}]},
            {"fields": [{"title": "Left", "value": "3"}]},
        ),
    ],
)
def test_numbers_serve_as_words(
    slack: Playground, api: RawClient, attachment: Any, kept: Any
) -> None:
    said = api("chat.postMessage", channel="U0ANA", attachments=[attachment])
    assert said["message"]["attachments"][0].items() >= kept.items()
    assert state(api)["messages"]


@pytest.mark.parametrize("attachment", [{"fields": 5}, {"fields": [5]}, {"text": ["x"]}])
def test_what_is_no_attachment(slack: Playground, api: RawClient, attachment: Any) -> None:
    answer = api("chat.postMessage", channel="U0ANA", attachments=[attachment])
    assert answer["error"] == "invalid_attachments"


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("users.list", {"limit": "²"}, "invalid_limit"),
        ("users.list", {"limit": "9" * 5000}, "invalid_limit"),
        ("users.list", {"cursor": "é"}, "invalid_cursor"),
        ("files.getUploadURLExternal", {"filename": "x", "length": "٣"}, "invalid_arguments"),
        (
            "chat.scheduleMessage",
            {"channel": "U0ANA", "text": "x", "post_at": "9" * 400},
            "invalid_time",
        ),
        ("chat.postMessage", {"channel": "U0ANA", "text": {"a": 1}}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "U0ANA", "blocks": DEEP}, "invalid_blocks_format"),
    ],
)
def test_odd_arguments(whole: Playground, method: str, args: Any, error: str) -> None:
    assert RawClient(whole, {})(method, **args)["error"] == error


@pytest.mark.parametrize("body", [DEEP, '{"text": NaN}', '{"text": 1e999}'])
def test_what_is_no_json(api: RawClient, body: str) -> None:
    assert posted(api, api.slack.api_url + "api.test", body.encode())["error"] == "invalid_json"


def test_a_form_in_parts(slack: Playground, api: RawClient) -> None:
    body = '--x\r\nContent-Disposition: form-data; name="foo"\r\n\r\nbär\r\n--x--\r\n'.encode()
    url = slack.api_url + "api.test"
    assert posted(api, url, body, "multipart/form-data; boundary=x")["args"] == {"foo": "bär"}
    assert posted(api, url, b"foo=1", "application/xml")["error"] == "invalid_post_type"


@pytest.mark.parametrize("line", ["*" * 2000, "a" * 40_000, "_*" * 9000, "x@" * 9000])
def test_long_lines_of_one_kind_are_soon_read(slack: Playground, api: RawClient, line: str) -> None:
    began = time.monotonic()
    said = slack.person("ana").types(line, channel="#general")
    assert isinstance(said, Message)
    assert said.text.replace("<mailto:", "")
    assert [m for m in state(api)["messages"] if m["ts"] == said.ts]
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("payload", ["words", [1], 5, True, None])
def test_an_ack_holds_an_object_or_nothing(slack: Playground, api: RawClient, payload: Any) -> None:
    url = api("apps.connections.open", token=slack.app_token)["url"]
    with connect(url) as socket:
        assert json.loads(socket.recv())["type"] == "hello"
        for junk in ("no json", "[]", "5", DEEP, '{"envelope_id": []}', b"\xff"):
            socket.send(junk)
        slack.wait_for_socket()
        delivery = acked_by_hand(slack, socket, payload)
    assert (delivery.outcome, delivery.answer) == ("acked", {})


def acked_by_hand(slack: Playground, socket: Any, payload: Any) -> Any:
    typing = Thread(target=slack.person("ana").types, args=("/echo",))
    typing.start()
    envelope = json.loads(socket.recv(timeout=5))
    socket.send(json.dumps({"envelope_id": envelope["envelope_id"], "payload": payload}))
    typing.join()
    return slack.deliveries[-1]


def test_one_socket_too_many_is_told_and_closed(slack: Playground, api: RawClient) -> None:
    with ExitStack() as held:
        urls = [api("apps.connections.open", token=slack.app_token)["url"] for _ in range(11)]
        sockets = [held.enter_context(connect(url)) for url in urls]
        said = [json.loads(one.recv())["type"] for one in sockets]
        assert said == ["hello"] * 10 + ["disconnect"]
        assert list(sockets[-1]) == []
