"""The HTTP door: only what Slack signed, only what can be read, and whether all is well."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlencode

import pytest
from slack_bolt import BoltResponse
from sqlalchemy import text

from handlers.http import AT_ONCE
from playground.delivery.http import signature
from playground.delivery.record import Delivery
from playground.faults import Fault
from tests.conftest import Office, OpenOffice
from tests.faults.process import until

EVENTS = "/slack/events"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def office(open_office: OpenOffice) -> Office:
    return open_office("http")


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=čšž"},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "１７００"},
        {"X-Slack-Request-Timestamp": "-5"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "9" * 5000},
        {"X-Slack-Request-Timestamp": "9" * 12},
    ],
)
def test_what_slack_did_not_sign_is_refused(
    office: Office, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    body = _log_call(office, "Acme private words")
    status, said = _post(office, body, headers={**_signed(office, body), **headers})
    assert status == 401
    assert "private" not in said
    assert "private" not in caplog.text
    assert _entries(office) == 0


def test_a_signature_of_another_secret_or_body_is_refused(office: Office) -> None:
    body = _log_call(office, "Acme hello")
    other = _signed(office, body, secret="0" * 32)
    assert _post(office, body, headers=other)[0] == 401
    assert _post(office, body + "&text=more", headers=_signed(office, body))[0] == 401


@pytest.mark.parametrize("age", [301, 86_400, -301])
def test_an_old_request_is_refused(office: Office, age: int) -> None:
    body = _log_call(office, "Acme hello")
    assert _post(office, body, headers=_signed(office, body, age=age))[0] == 401


def test_a_signed_request_without_headers_of_slack_is_refused(office: Office) -> None:
    assert _post(office, "a=b", headers={"Content-Type": FORM})[0] == 401


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("", FORM),
        ("", "application/json"),
        ("{", "application/json"),
        ("[]", "application/json"),
        ('"text"', "application/json"),
        ("[" * 100_000, "application/json"),
        ("payload=", FORM),
        ("payload={", FORM),
        ("payload=[1]", FORM),
        ("payload=" + "%5B" * 100_000, FORM),
        ("nothing=known", FORM),
        ("\x00\xff", FORM),
    ],
)
def test_a_signed_body_that_cannot_be_read_is_refused(
    office: Office, body: str, content_type: str
) -> None:
    headers = {**_signed(office, body), "Content-Type": content_type}
    assert _post(office, body, headers=headers)[0] == 400
    office.ana.types("/rapport help")
    office.ana.sees("Rapport remembers")


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"type": "block_actions"},
        {"type": "block_actions", "user": "U0ANA", "team": "T0HARBOUR", "actions": []},
        {"type": "block_actions", "user": {"id": "U0ANA"}, "actions": [{}]},
        {"type": "view_submission", "user": {"id": "U0ANA", "team_id": "T0HARBOUR"}},
        {"type": "view_submission", "user": {"id": "U0ANA"}, "view": {"callback_id": "log_call"}},
        {"type": "of_the_future", "user": {"id": "U0ANA", "team_id": "T0HARBOUR"}},
    ],
)
def test_a_signed_payload_that_makes_no_sense_ends_without_a_fault_of_ours(
    office: Office, payload: dict[str, object]
) -> None:
    body = urlencode({"payload": json.dumps(payload)})
    status, said = _post(office, body, headers=_signed(office, body))
    assert status in (200, 400)
    assert "Traceback" not in said
    assert "reference" not in said


def test_five_megabytes_get_a_clear_answer(office: Office) -> None:
    body = "text=" + "x" * 5_000_000
    assert _post(office, body, headers=_signed(office, body))[0] == 413
    assert _entries(office) == 0


def test_fifty_megabytes_are_refused_before_they_are_read(office: Office) -> None:
    with socket.create_connection(("127.0.0.1", _port(office)), timeout=5) as wire:
        head = f"POST {EVENTS} HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\n"
        wire.sendall(f"{head}Content-Length: 50000000\r\n\r\n".encode() + b"text=" + b"x" * 1000)
        assert b" 413 " in wire.recv(4096).splitlines()[0]


def test_a_body_without_an_announced_length_is_cut_off(office: Office) -> None:
    with socket.create_connection(("127.0.0.1", _port(office)), timeout=5) as wire:
        head = f"POST {EVENTS} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        wire.sendall(head.encode())
        part = b"%x\r\n%s\r\n" % (100_000, b"x" * 100_000)
        for _ in range(101):
            wire.sendall(part)
        assert b" 413 " in wire.recv(4096).splitlines()[0]


def test_slacks_look_at_the_certificate_is_answered(office: Office) -> None:
    assert office.slack.check_certificate()
    assert _get(office, EVENTS + "?ssl_check=1")[0] == 200
    assert _get(office, EVENTS)[0] == 405


def test_slacks_handshake_is_answered(office: Office) -> None:
    assert office.slack.verify_url()


def test_a_replayed_request_does_nothing_twice(office: Office) -> None:
    _acme(office)
    first = office.ana.types("/log-call Acme agreed the pilot 4/5 follow up Friday: send it")
    assert isinstance(first, Delivery)
    before = _entries(office)
    again = office.slack.redeliver(first)
    assert again == first.answer
    assert _entries(office) == before
    office.ana.presses("Undo")
    undone = office.slack.deliveries[-1]
    office.slack.redeliver(undone)
    assert office.slack.deliveries[-1].is_acked
    assert _entries(office) == before


def test_a_replay_of_the_very_same_bytes_does_nothing_twice(office: Office) -> None:
    _acme(office)
    before = _entries(office)
    body = _log_call(office, "Acme once only")
    headers = _signed(office, body)
    answers = [_post(office, body, headers=headers) for _ in range(3)]
    assert answers[0][0] == 200
    assert answers[0] == answers[1] == answers[2]
    assert _entries(office) == before + 1


def test_alive_and_ready(office: Office) -> None:
    assert _get(office, "/healthz")[0] == 200
    assert _get(office, "/readyz")[0] == 200
    assert _get(office, "/nothing")[0] == 404


@pytest.mark.sqlite
def test_not_ready_names_the_database_once_it_is_gone(office: Office) -> None:
    path = Path(str(office.rapport.desk.database.url.database))
    aside = path.rename(path.with_suffix(".aside"))
    status, said = _get(office, "/readyz")
    assert (status, said) == (503, "not ready\ndatabase: it can't be read\n")
    assert _get(office, "/healthz")[0] == 200
    aside.rename(path)
    assert _get(office, "/readyz")[0] == 200


def test_not_ready_names_slack_while_it_is_out_of_reach(office: Office) -> None:
    office.rapport.installation.trusted_for = 0.0
    fault = office.slack.faults.add(Fault("auth.test", "http_503", times=1))
    assert _get(office, "/readyz") == (
        503,
        "not ready\nslack: Slack made no sense\n",
    )
    assert fault.fired == 1
    assert _get(office, "/readyz")[0] == 200


def test_not_ready_names_delivery_once_it_has_ended(office: Office) -> None:
    office.rapport.delivery.stop(5)
    assert _get(office, "/readyz") == (
        503,
        "not ready\ndelivery: not all of its threads are at work\n",
    )


def test_each_check_is_told_as_json(office: Office) -> None:
    asked = {"Accept": "application/json"}
    status, said = _ask(office, "GET", "/readyz", None, asked)
    well = {"database": "ok", "slack": "ok", "delivery": "ok", "connection": "ok"}
    assert (status, json.loads(said)) == (200, {"ready": True, "checks": well})
    office.rapport.delivery.stop(5)
    status, said = _ask(office, "GET", "/readyz", None, asked)
    told = {**well, "delivery": "not all of its threads are at work"}
    assert (status, json.loads(said)) == (503, {"ready": False, "checks": told})


def test_a_check_can_be_told_and_not_counted(office: Office) -> None:
    office.rapport.installation.trusted_for = 0.0
    office.slack.faults.add(Fault("auth.test", "http_503", times=1))
    assert _get(office, "/readyz?without=slack") == (200, "ready\nslack: Slack made no sense\n")
    office.rapport.delivery.stop(5)
    assert _get(office, "/readyz?without=slack")[0] == 503
    assert _get(office, "/readyz?without=slack&without=delivery")[0] == 200


def test_a_slack_that_hangs_is_told_in_time_and_holds_one_thread(office: Office) -> None:
    office.rapport.installation.trusted_for = 0.0
    fault = office.slack.faults.add(Fault("auth.test", "slow", seconds=4, times=1))
    started, answers = time.monotonic(), []
    threads = [
        threading.Thread(target=lambda: answers.append(_get(office, "/readyz"))) for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    office.ana.types("/rapport help")
    office.ana.sees("Rapport remembers")
    for thread in threads:
        thread.join()
    assert time.monotonic() - started < 4
    assert answers == [(503, "not ready\nslack: no answer within 2 s\n")] * 10
    assert fault.fired == 1
    assert _get(office, "/healthz")[0] == 200


def test_before_slack_is_reached_a_command_gets_its_text_back(office: Office) -> None:
    office.rapport.installation._known = None
    office.ana.types("/log-call Acme <first> words")
    refused = office.ana.sees("still connecting to Slack")
    assert "/log-call Acme <first> words" in refused.words
    office.rapport.installation.learn()
    office.ana.types("/rapport help")
    office.ana.sees("Rapport remembers")


def test_a_fault_of_our_own_is_no_fault_of_the_payload(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    def cannot_speak(error: Exception) -> BoltResponse:
        raise LookupError("words") from error

    office.rapport.bolt.error(cannot_speak)
    body = urlencode({"command": "/rapport", "text": "help", "user_id": office.gus.id})
    status, said = _post(office, body, headers=_signed(office, body))
    faults = [record for record in caplog.records if record.exc_info]
    assert status == 500
    assert [str(record.exc_info[1]) for record in faults if record.exc_info] == ["words"]
    assert faults[0].getMessage().split()[-1] in said
    assert "words" not in said
    assert "makes no sense" not in caplog.text


class Slow:
    """A middleware that keeps every request until it is let go, and counts them."""

    def __init__(self) -> None:
        self.under_way = self.most = 0
        self.goes_on = threading.Event()
        self._lock = threading.Lock()

    def __call__(self, next: Callable[[], BoltResponse]) -> BoltResponse:  # noqa: A002
        with self._lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        assert self.goes_on.wait(20)
        with self._lock:
            self.under_way -= 1
        return next()


def test_requests_wait_for_their_turn_and_health_does_not(office: Office) -> None:
    slow = Slow()
    office.rapport.bolt.use(slow.__call__)
    answers: list[int] = []

    def asks() -> None:
        body = _log_call(office, "Acme hello")
        answers.append(_post(office, body, headers=_signed(office, body))[0])

    threads = [threading.Thread(target=asks) for _ in range(AT_ONCE + 8)]
    for thread in threads:
        thread.start()
    until(lambda: slow.under_way == AT_ONCE, 10)
    for path in ("/healthz", "/readyz", "/metrics"):
        assert _get(office, path)[0] == 200
    slow.goes_on.set()
    for thread in threads:
        thread.join()
    assert slow.most == AT_ONCE
    assert answers == [200] * len(threads)


def _acme(office: Office) -> None:
    office.ana.types("/log-call Acme first")
    office.ana.presses("Create “Acme”")


def _log_call(office: Office, text: str) -> str:
    return urlencode(
        {
            "command": "/log-call",
            "text": text,
            "user_id": office.ana.id,
            "team_id": office.slack.team_id,
            "trigger_id": f"{time.time_ns()}.1",
            "token": "x",
        }
    )


def _signed(office: Office, body: str, age: int = 0, secret: str = "") -> dict[str, str]:
    timestamp = int(time.time()) - age
    return {
        "Content-Type": FORM,
        "X-Slack-Request-Timestamp": str(timestamp),
        "X-Slack-Signature": signature(secret or office.slack.signing_secret, timestamp, body),
    }


def _port(office: Office) -> int:
    port = office.rapport.settings.port
    assert port is not None
    return port


def _post(office: Office, body: str, headers: Mapping[str, str]) -> tuple[int, str]:
    return _ask(office, "POST", EVENTS, body.encode(), headers)


def _get(office: Office, path: str) -> tuple[int, str]:
    return _ask(office, "GET", path, None, {})


def _ask(
    office: Office, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", _port(office), timeout=5)
    try:
        raw = {name: value.encode() for name, value in headers.items()}
        connection.request(method, path, body, raw)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def _entries(office: Office) -> int:
    with office.rapport.desk.read() as session:
        return int(session.execute(text("SELECT count(*) FROM interactions")).scalar_one())


def test_a_body_that_is_not_utf_8_is_not_slacks(office: Office) -> None:
    signed = {**_signed(office, ""), "Content-Type": FORM}
    assert _ask(office, "POST", EVENTS, b"\xff", signed)[0] == 401


def test_an_answer_on_a_kept_line_comes_in_one_go(office: Office) -> None:
    line = http.client.HTTPConnection("127.0.0.1", _port(office), timeout=5)
    _seconds_to_answer(line)
    # An answer whose body waits for its head to be confirmed takes at least 40 ms, every time.
    assert min(_seconds_to_answer(line) for _ in range(20)) < 0.035
    line.close()


def _seconds_to_answer(line: http.client.HTTPConnection) -> float:
    began = time.monotonic()
    line.request("GET", "/healthz")
    line.getresponse().read()
    return time.monotonic() - began
