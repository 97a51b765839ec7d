"""Socket Mode: envelopes from Slack over a connection that we opened."""

from __future__ import annotations

import json
import logging
import secrets
import struct
import threading
import time
from contextlib import suppress
from socket import SHUT_RDWR
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.base_handler import BaseSocketModeHandler
from slack_bolt.adapter.socket_mode.internals import build_headers, send_response
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from handlers.answers import NETWORK_FAULTS
from handlers.installation import TOKEN_FAULTS, SlackUnreachable
from handlers.requests import WatchedApp

log = logging.getLogger(__name__)

# A line that was cut is noticed within two pings; one that died in silence after five.
PING_SECONDS = 2
CLOSING_SECONDS = 3.0
TOO_MANY_CONNECTIONS = (
    "Slack has %d connections of this app open, but RAPPORT_REPLICAS says %d. It sends each "
    "request down one of them: one that nobody reads takes requests that are never answered. End "
    "the processes that should not run, or set RAPPORT_REPLICAS to how many do."
)
# The SDK writes a frame's length into 16 bits; a longer frame it can't send.
LONGEST_SHORT_FRAME = 65_535


class _Frame(str):
    """A frame from Slack, and when it came by time.monotonic()."""

    arrived: float


class Client(SocketModeClient):
    """The SDK's client, which sends more than 64 kB at once, and leaves a dead line at once."""

    def __init__(self, app_token: str, **settings: Any) -> None:
        # What each of the SDK's threads is at work on; they start at once.
        self.at_work = threading.local()
        super().__init__(app_token, **settings)

    def enqueue_message(self, message: str) -> None:
        frame = _Frame(message)
        frame.arrived = time.monotonic()
        super().enqueue_message(frame)

    def run_message_listeners(self, message: dict[str, Any], raw_message: str) -> None:
        self.at_work.arrived = raw_message.arrived if isinstance(raw_message, _Frame) else None
        super().run_message_listeners(message, raw_message)

    def send_message(self, message: str) -> None:
        data, session = message.encode(), self.current_session
        if len(data) <= LONGEST_SHORT_FRAME or session is None or session.sock is None:
            super().send_message(message)
            return
        with session.sock_send_lock:
            session.sock.sendall(_long_frame(data))

    def process_message(self) -> None:
        """See the SDK, which writes a stack when Slack asks for a new line and then gives none."""
        try:
            super().process_message()  # type: ignore[no-untyped-call]
        except (*NETWORK_FAULTS, SlackApiError) as fault:
            # The watch over the line connects anew once this one has ended.
            log.warning("Slack gives no new connection: %s", fault)
        except json.JSONDecodeError:
            # The SDK hands on what had come of a message when its line was cut.
            log.warning("a message from Slack was cut off together with its connection")

    def disconnect(self) -> None:
        """See the SDK, which trips over a session that another of its threads has just closed."""
        with suppress(AttributeError):
            super().disconnect()

    def _monitor_current_session(self) -> None:
        """See the SDK, which takes a line for dead only when five pings in a row can't be sent."""
        if self.closed:
            return
        super()._monitor_current_session()  # type: ignore[no-untyped-call]
        session = self.current_session
        if session is None or not session.consecutive_check_state_error_count:
            return
        # Only the one looked at: another thread may have connected anew since.
        with suppress(AttributeError):
            session.close()
        if self.auto_reconnect_enabled:
            super()._monitor_current_session()  # type: ignore[no-untyped-call]


def _said_plainly(refusal: SlackApiError) -> str:
    error = str(refusal.response.get("error") or refusal.response.status_code)
    if error not in TOKEN_FAULTS | {"missing_scope", "no_permission"}:
        return f"Slack opens no connection ({error})."
    return (
        f"Slack refuses SLACK_APP_TOKEN ({error}). Make one with the scope connections:write at "
        "api.slack.com/apps → your app → Basic Information."
    )


def _long_frame(data: bytes) -> bytes:
    """One masked text frame with a 64-bit length (RFC 6455, 5.2)."""
    key = secrets.token_bytes(4)
    mask = (key * (len(data) // 4 + 1))[: len(data)]
    masked = int.from_bytes(data) ^ int.from_bytes(mask)
    return struct.pack("!BBQ", 0x81, 0x80 | 127, len(data)) + key + masked.to_bytes(len(data))


class Socket(BaseSocketModeHandler):
    """Bolt's handler, which also knows how many envelopes are being worked on."""

    client: Client

    app: WatchedApp

    def __init__(self, app: WatchedApp, app_token: str, replicas: int) -> None:
        self.app, self.app_token = app, app_token
        self._replicas = replicas
        self._hellos = 0
        self.client = Client(
            app_token, logger=app.logger, web_client=app.client, ping_interval=PING_SECONDS
        )
        self.client.socket_mode_request_listeners.append(self.handle)  # type: ignore[arg-type]
        self.client.message_listeners.append(self._hear)
        app.metrics.sockets.are_counted_by(lambda: int(self.is_open))
        self._busy = 0
        self._idle = threading.Condition()

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        with self._idle:
            self._busy += 1
        try:
            started = time.time()
            send_response(client, req, self._answer(req), started)
        finally:
            with self._idle:
                self._busy -= 1
                self._idle.notify_all()

    def _answer(self, req: SocketModeRequest) -> BoltResponse:
        arrived = getattr(self.client.at_work, "arrived", None) or time.monotonic()
        return self.app.take(
            arrived, mode="socket_mode", body=req.payload, headers=build_headers(req)
        )

    @property
    def is_open(self) -> bool:
        """Whether we are connected just now."""
        return self.client.is_connected()

    def _hear(self, _client: object, message: dict[str, Any], _raw: str | None) -> None:
        connections = message.get("num_connections")
        if message.get("type") != "hello" or not isinstance(connections, int):
            return
        self._hellos += 1
        # A line that was left a moment ago may still be counted beside the new one.
        expected = self._replicas + (self._hellos > 1)
        if connections > expected:
            log.warning(TOO_MANY_CONNECTIONS, connections, self._replicas)
        self.app.metrics.sockets.heard(connections)

    def open(self) -> None:
        """Connect; the client reconnects on its own from then on. Raises SlackUnreachable."""
        try:
            self.connect()  # type: ignore[no-untyped-call]
        except SlackApiError as refusal:
            self._end(CLOSING_SECONDS)
            raise SlackUnreachable(_said_plainly(refusal)) from refusal
        except NETWORK_FAULTS as fault:
            self._end(CLOSING_SECONDS)
            raise SlackUnreachable(f"Slack can't be reached: {fault}") from fault

    def drain(self, seconds: float) -> None:
        """Let what is being worked on be answered, then close; in `seconds` at most.

        The last CLOSING_SECONDS of them are for closing.
        """
        deadline = time.monotonic() + seconds
        with self._idle:
            self._idle.wait_for(lambda: self._busy == 0, seconds - CLOSING_SECONDS)
        self._hang_up()
        self._end(deadline - time.monotonic())

    def _end(self, seconds: float) -> None:
        """Close, in `seconds` at most: the SDK waits without end for a session that it has missed.

        A session that begins while the client closes takes the order to end for an old one.
        """
        closing = threading.Thread(target=self.close, name="closing", daemon=True)
        closing.start()
        deadline = time.monotonic() + seconds
        while closing.is_alive() and time.monotonic() < deadline:
            self.client.current_session_state.terminated = True
            closing.join(0.1)

    def _hang_up(self) -> None:
        """Wake the client's threads; by themselves they look up only every 1 s and 3 s."""
        client = self.client
        client.auto_reconnect_enabled = False
        client.closed = True
        client.enqueue_message("")
        line = client.current_session.sock if client.current_session else None
        if line is not None:
            with suppress(OSError):
                line.shutdown(SHUT_RDWR)
