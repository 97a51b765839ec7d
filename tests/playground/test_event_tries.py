"""An event until it is taken: what counts as taken, why it is sent again, and how often."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from websockets.sync.client import connect

from playground.company import sample_company
from playground.delivery.record import Delivery
from playground.server import Playground
from tests.playground.conftest import MANIFEST, RawClient

Answer = Callable[[BaseHTTPRequestHandler, int], None]
Serve = Callable[[Answer], list[dict[str, str]]]


@pytest.fixture
def serve(slack: Playground) -> Iterator[Serve]:
    """Puts an app at the Request URL that gives the n-th request an answer; says what it got."""
    servers = []

    def start(answer: Answer) -> list[dict[str, str]]:
        got: list[dict[str, str]] = []

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                got.append({"path": self.path, **{k.lower(): v for k, v in self.headers.items()}})
                answer(self, len(got))

            def log_message(self, *args: Any) -> None:
                """Say nothing on the terminal."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        servers.append(server)
        slack.deliver_to(f"http://127.0.0.1:{server.server_port}/events")
        return got

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def says(status: int, **headers: str) -> Answer:
    def answer(door: BaseHTTPRequestHandler, _: int) -> None:
        door.send_response(status)
        for name, value in {**headers, "content_length": "0"}.items():
            door.send_header(name.replace("_", "-"), value)
        door.end_headers()

    return answer


def event(slack: Playground) -> Delivery:
    slack.person("ana").types("hello")
    return slack.deliveries[-1]


def reasons(got: list[dict[str, str]]) -> list[str | None]:
    return [request.get("x-slack-retry-reason") for request in got]


@pytest.mark.parametrize("status", [200, 201, 204])
def test_any_2xx_takes_an_event(slack: Playground, serve: Serve, status: int) -> None:
    serve(says(status))
    sent = event(slack)
    slack.wait_for(lambda: sent.is_acked)


def test_a_command_is_answered_with_200(slack: Playground, serve: Serve) -> None:
    serve(says(201))
    slack.person("ana").types("/echo")
    assert slack.deliveries[-1].trouble == "the app answered 201"


def test_the_reason_of_a_retry(slack: Playground, serve: Serve) -> None:
    def answer(door: BaseHTTPRequestHandler, number: int) -> None:
        says(404 if number == 1 else 200)(door, number)

    got = serve(answer)
    sent = event(slack)
    slack.wait_for(lambda: sent.is_acked)
    assert reasons(got) == [None, "http_error"]


def test_nobody_at_the_url(slack: Playground) -> None:
    slack.deliver_to("http://127.0.0.1:9/events")
    sent = event(slack)
    slack.wait_for(lambda: sent.attempts == 3 and sent.outcome == "failed")
    assert sent.retry_reason == "connection_failed"


def test_two_redirects_are_followed(slack: Playground, serve: Serve) -> None:
    def answer(door: BaseHTTPRequestHandler, number: int) -> None:
        says(307, location=f"/moved/{number}")(door, number) if number < 3 else says(200)(door, 3)

    got = serve(answer)
    sent = event(slack)
    slack.wait_for(lambda: sent.is_acked)
    assert [request["path"] for request in got] == ["/events", "/moved/1", "/moved/2"]


def test_three_redirects_are_too_many(slack: Playground, serve: Serve) -> None:
    serve(says(302, location="/on"))
    sent = event(slack)
    slack.wait_for(lambda: sent.attempts == 3 and sent.outcome == "failed")
    assert sent.retry_reason == "too_many_redirects"


def test_an_app_may_ask_for_no_retry(slack: Playground, serve: Serve) -> None:
    got = serve(says(500, x_slack_no_retry="1"))
    sent = event(slack)
    slack.wait_for(lambda: sent.outcome == "failed")
    # What is written later comes later: no retry of the first is on its way any more.
    later = event(slack)
    slack.wait_for(lambda: later.outcome == "failed")
    assert reasons(got) == [None, None]


def test_an_answer_that_drips_is_late(slack: Playground, serve: Serve) -> None:
    is_over = threading.Event()

    def drip(door: BaseHTTPRequestHandler, _: int) -> None:
        door.send_response(200)
        door.send_header("Content-Length", "1000")
        door.end_headers()
        while not is_over.wait(0.05):
            door.wfile.write(b" ")

    serve(drip)
    slack.patience = 0.3
    delivery = slack.person("ana").types("/echo")
    is_over.set()
    assert isinstance(delivery, Delivery)
    assert delivery.outcome == "timed_out"
    assert delivery.seconds is not None
    assert delivery.seconds < 2


def test_a_late_app_gets_each_event_once(slack: Playground, api: RawClient) -> None:
    slack.patience = 0.01
    sent = [event(slack) for _ in range(3)]
    slack.wait_for(lambda: all(one.outcome == "timed_out" for one in sent))
    slack.patience = 5
    url = api("apps.connections.open", token=slack.app_token)["url"]
    with connect(url) as socket:
        assert json.loads(socket.recv())["type"] == "hello"
        for one in sent:
            envelope = json.loads(socket.recv(timeout=5))
            assert envelope["envelope_id"] == one.envelope_id
            assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
            socket.send(json.dumps({"envelope_id": envelope["envelope_id"]}))
        slack.wait_for(lambda: all(one.is_acked for one in sent))
        last = event(slack)
        assert json.loads(socket.recv(timeout=5))["envelope_id"] == last.envelope_id


def test_waiting_events_share_one_thread() -> None:
    with Playground(sample_company(), MANIFEST, event_retries=(60,)) as slack:
        before = threading.active_count()
        for _ in range(50):
            event(slack)
        assert threading.active_count() <= before + 1
        assert len(slack.deliveries) == 50
