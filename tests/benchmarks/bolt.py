"""The yardstick: Bolt with a listener that does nothing, in its default mode, on its own server."""

from __future__ import annotations

import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from unittest.mock import patch

from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult

from tests.benchmarks.slack import BOT, BOT_TOKEN, SECRET, TEAM


def bare(*, checks_signatures: bool) -> App:
    """A Bolt app that answers `/noop` with nothing."""
    app = App(
        signing_secret=SECRET,
        authorize=installed,
        request_verification_enabled=checks_signatures,
        token_verification_enabled=False,
    )

    def noop(ack: Ack) -> None:
        ack()

    app.command("/noop")(noop)
    return app


def installed() -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id=TEAM, bot_token=BOT_TOKEN, bot_id="B1", bot_user_id=BOT
    )


class _Loopback(HTTPServer):
    """Bolt's server listens to the whole network; ours to this machine alone."""

    def __init__(
        self, address: tuple[str, int], handler: Callable[[Any, Any, Any], BaseHTTPRequestHandler]
    ) -> None:
        super().__init__(("127.0.0.1", address[1]), handler)


if __name__ == "__main__":
    with patch("slack_bolt.app.app.HTTPServer", _Loopback):
        bare(checks_signatures=True).start(int(sys.argv[1]), http_server_logger_enabled=False)
