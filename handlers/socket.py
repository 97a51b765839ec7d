"""Socket Mode: envelopes from Slack over a connection that we opened."""

from __future__ import annotations

import threading

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from handlers.installation import SlackUnreachable

# A connection that died in silence is noticed after five pings without an answer.
PING_SECONDS = 2


class Socket(SocketModeHandler):
    """Bolt's handler, which also knows how many envelopes are being worked on."""

    def __init__(self, app: App, app_token: str) -> None:
        super().__init__(app, app_token, ping_interval=PING_SECONDS)
        self._busy = 0
        self._idle = threading.Condition()

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        with self._idle:
            self._busy += 1
        try:
            super().handle(client, req)
        finally:
            with self._idle:
                self._busy -= 1
                self._idle.notify_all()

    def open(self) -> None:
        """Connect; the client reconnects on its own from then on. Raises SlackUnreachable."""
        try:
            self.connect()  # type: ignore[no-untyped-call]
        except SlackApiError as refusal:
            error = refusal.response.get("error")
            raise SlackUnreachable(
                f"Slack refuses SLACK_APP_TOKEN ({error}). Make one with the scope "
                "connections:write at api.slack.com/apps → your app → Basic Information."
            ) from refusal
        except OSError as fault:
            raise SlackUnreachable(f"Slack can't be reached: {fault}") from fault

    def drain(self, seconds: float) -> None:
        """Let what is being worked on be answered, `seconds` at most, then close."""
        with self._idle:
            self._idle.wait_for(lambda: self._busy == 0, seconds)
        self.close()  # type: ignore[no-untyped-call]
