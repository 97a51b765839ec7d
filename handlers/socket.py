"""Socket Mode: envelopes from Slack over a connection that we opened."""

from __future__ import annotations

import secrets
import struct
import threading
import time
from contextlib import suppress
from socket import SHUT_RDWR

from slack_bolt import App
from slack_bolt.adapter.socket_mode.base_handler import BaseSocketModeHandler
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from handlers.answers import NETWORK_FAULTS
from handlers.installation import SlackUnreachable

# A line that was cut is noticed within two pings; one that died in silence after five.
PING_SECONDS = 2
CLOSING_SECONDS = 3.0
# The SDK writes a frame's length into 16 bits; a longer frame it can't send.
LONGEST_SHORT_FRAME = 65_535


class Client(SocketModeClient):
    """The SDK's client, which sends more than 64 kB at once, and leaves a dead line at once."""

    def send_message(self, message: str) -> None:
        data, session = message.encode(), self.current_session
        if len(data) <= LONGEST_SHORT_FRAME or session is None or session.sock is None:
            super().send_message(message)
            return
        with session.sock_send_lock:
            session.sock.sendall(_long_frame(data))

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


def _long_frame(data: bytes) -> bytes:
    """One masked text frame with a 64-bit length (RFC 6455, 5.2)."""
    key = secrets.token_bytes(4)
    mask = (key * (len(data) // 4 + 1))[: len(data)]
    masked = int.from_bytes(data) ^ int.from_bytes(mask)
    return struct.pack("!BBQ", 0x81, 0x80 | 127, len(data)) + key + masked.to_bytes(len(data))


class Socket(BaseSocketModeHandler):
    """Bolt's handler, which also knows how many envelopes are being worked on."""

    client: Client

    def __init__(self, app: App, app_token: str) -> None:
        self.app, self.app_token = app, app_token
        self.client = Client(
            app_token, logger=app.logger, web_client=app.client, ping_interval=PING_SECONDS
        )
        self.client.socket_mode_request_listeners.append(self.handle)  # type: ignore[arg-type]
        self._busy = 0
        self._idle = threading.Condition()

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        with self._idle:
            self._busy += 1
        try:
            started = time.time()
            send_response(client, req, run_bolt_app(self.app, req), started)
        finally:
            with self._idle:
                self._busy -= 1
                self._idle.notify_all()

    def open(self) -> None:
        """Connect; the client reconnects on its own from then on. Raises SlackUnreachable."""
        try:
            self.connect()  # type: ignore[no-untyped-call]
        except SlackApiError as refusal:
            self._end(CLOSING_SECONDS)
            error = refusal.response.get("error")
            raise SlackUnreachable(
                f"Slack refuses SLACK_APP_TOKEN ({error}). Make one with the scope "
                "connections:write at api.slack.com/apps → your app → Basic Information."
            ) from refusal
        except NETWORK_FAULTS as fault:
            self._end(CLOSING_SECONDS)
            raise SlackUnreachable(f"Slack can't be reached: {fault}") from fault

    def drain(self, seconds: float) -> None:
        """Let what is being worked on be answered, `seconds` at most, then close."""
        with self._idle:
            self._idle.wait_for(lambda: self._busy == 0, seconds)
        self._hang_up()
        self._end(CLOSING_SECONDS)

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
