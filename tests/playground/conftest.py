"""A tiny Bolt app at the playground, by socket and by HTTP, and a client that speaks raw HTTP."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from playground.company import sample_company
from playground.server import Playground

MANIFEST = Path(__file__).with_name("manifest.yml")
WHOLE_MANIFEST = Path(__file__).with_name("whole.yml")


class HandMachine:
    """A machine's clock that a test turns."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class RawClient:
    """Calls the Web API and says status, headers and body as they came."""

    slack: Playground
    headers: dict[str, str]
    status: int = 0

    def __call__(self, method: str, token: str | None = None, **args: Any) -> dict[str, Any]:
        bearer = self.slack.bot_token if token is None else token
        headers = {"Content-Type": "application/json; charset=utf-8"}
        headers |= {"Authorization": f"Bearer {bearer}"} if bearer else {}
        url, body = self.slack.api_url + method, json.dumps(args).encode()
        return self.send(urllib.request.Request(url, body, headers))

    def send(self, request: urllib.request.Request) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                return self._read(response)
        except urllib.error.HTTPError as response:
            with response:
                return self._read(response)

    def _read(self, response: Any) -> dict[str, Any]:
        self.status, self.headers = response.status, dict(response.headers)
        body: dict[str, Any] = json.loads(response.read())
        return body


@pytest.fixture(scope="session")
def farewells() -> Iterator[list[threading.Thread]]:
    """Socket clients on their way out: each takes a second to close, so all close at once."""
    leaving: list[threading.Thread] = []
    yield leaving
    for thread in leaving:
        thread.join()


@pytest.fixture
def machine() -> HandMachine:
    return HandMachine()


@pytest.fixture
def slack() -> Iterator[Playground]:
    with Playground(sample_company(), MANIFEST, patience=2, event_retries=(0, 0)) as playground:
        yield playground


@pytest.fixture
def whole() -> Iterator[Playground]:
    """A workspace whose app may do everything and hears of everything; it is in #sales."""
    with Playground(sample_company(), WHOLE_MANIFEST, event_retries=()) as playground:
        playground.invite("rapport", "#sales")
        yield playground


@pytest.fixture
def api(slack: Playground) -> RawClient:
    return RawClient(slack, {})


@pytest.fixture
def bolt(slack: Playground) -> App:
    client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    return App(client=client, signing_secret=slack.signing_secret, process_before_response=True)


@pytest.fixture(params=["socket", "http"])
def app(
    request: pytest.FixtureRequest, slack: Playground, bolt: App, farewells: list[threading.Thread]
) -> Iterator[App]:
    """The app, connected in each of the two modes."""
    if request.param == "socket":
        yield from by_socket(slack, bolt, farewells)
    else:
        yield from by_http(slack, bolt)


@pytest.fixture
def socket_app(slack: Playground, bolt: App, farewells: list[threading.Thread]) -> Iterator[App]:
    yield from by_socket(slack, bolt, farewells)


@pytest.fixture
def http_app(slack: Playground, bolt: App) -> Iterator[App]:
    yield from by_http(slack, bolt)


def by_socket(slack: Playground, bolt: App, farewells: list[threading.Thread]) -> Iterator[App]:
    handler = SocketModeHandler(bolt, slack.app_token, ping_interval=0.2)
    handler.connect()  # type: ignore[no-untyped-call]
    slack.wait_for_socket()
    yield bolt
    # Without a cut from this side the client waits out its receive time-out of 3 s.
    slack.drop_sockets()
    farewells.append(threading.Thread(target=leave, args=(handler,)))
    farewells[-1].start()


def leave(handler: SocketModeHandler) -> None:
    # The socket was cut under it: a goodbye may fail on it, or find it gone meanwhile.
    for _ in range(2):
        with suppress(OSError, AttributeError):
            handler.close()  # type: ignore[no-untyped-call]


def by_http(slack: Playground, bolt: App) -> Iterator[App]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            headers: Any = {key: [value] for key, value in self.headers.items()}
            answer = bolt.dispatch(BoltRequest(body=body, headers=headers))
            content = answer.body.encode()
            self.send_response(answer.status)
            for key, values in answer.headers.items():
                self.send_header(key, values[0])
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: Any) -> None:
            """Say nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    slack.deliver_to(f"http://127.0.0.1:{server.server_port}/slack/events")
    yield bolt
    server.shutdown()
    thread.join()
    server.server_close()
