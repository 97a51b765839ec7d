"""An app that takes everything and keeps it as it came, by socket or by HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from playground.server import Playground

Json = dict[str, Any]

ACCOUNTS = [
    {"text": {"type": "plain_text", "text": "Acme", "emoji": True}, "value": "acme"},
    {"text": {"type": "plain_text", "text": "Borealis", "emoji": True}, "value": "borealis"},
]


class Recorder:
    """What arrived: whole envelopes by socket, bodies by either way."""

    def __init__(self) -> None:
        self.envelopes: list[Json] = []
        self.bodies: list[Json] = []

    @contextmanager
    def by_socket(self, slack: Playground) -> Iterator[None]:
        """Hold a socket and ack each envelope."""
        with connect(slack.slack.open_socket()) as socket:
            listener = threading.Thread(target=self._listen, args=(socket,))
            listener.start()
            slack.wait_for_socket()
            try:
                yield
            finally:
                slack.refresh_sockets()
                listener.join()

    @contextmanager
    def by_http(self, slack: Playground) -> Iterator[None]:
        """Stand at a Request URL and answer 200."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._door())
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        slack.deliver_to(f"http://127.0.0.1:{server.server_port}/slack/events")
        try:
            yield
        finally:
            slack.deliver_to(None)
            server.shutdown()
            thread.join()
            server.server_close()

    def _listen(self, socket: Any) -> None:
        try:
            while True:
                envelope = json.loads(socket.recv())
                self.envelopes.append(envelope)
                if "envelope_id" in envelope:
                    self.bodies.append(envelope["payload"])
                    ack = {"envelope_id": envelope["envelope_id"]}
                    socket.send(json.dumps({**ack, "payload": _answer(envelope["payload"])}))
        except ConnectionClosed:
            return

    def _door(self) -> type[BaseHTTPRequestHandler]:
        recorder = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
                body = _read(raw, self.headers["Content-Type"])
                recorder.bodies.append(body)
                answer = json.dumps(_answer(body)).encode() if _answer(body) else b""
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *args: Any) -> None:
                """Say nothing on the terminal."""

        return Door


def _read(raw: str, content_type: str) -> Json:
    if content_type.startswith("application/json"):
        body: Json = json.loads(raw)
        return body
    form = {key: values[0] for key, values in parse_qs(raw, keep_blank_values=True).items()}
    told: Json = json.loads(form["payload"]) if "payload" in form else dict(form)
    return told


def _answer(body: Json) -> Json:
    return {"options": ACCOUNTS} if body.get("type") == "block_suggestion" else {}
