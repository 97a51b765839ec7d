"""Signed HTTP: one request to the app's URL, as Slack sends it."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from playground.delivery.record import Delivery
from playground.reading import from_json
from playground.wire import Json


@dataclass(frozen=True)
class Reply:
    """The app's HTTP answer."""

    status: int
    body: str
    content_type: str
    location: str = ""
    """Where a redirect leads."""
    wants_no_retry: bool = False
    """Whether it bears `X-Slack-No-Retry: 1` (docs.slack.dev, "The Events API")."""

    @property
    def payload(self) -> Json:
        """The ack's payload; plain words become the text of one. Raises ValueError."""
        if not self.body.strip():
            return {}
        if "json" not in self.content_type:
            return {"text": self.body}
        said = from_json(self.body)
        return said if isinstance(said, dict) else {"text": str(said)}


class TooManyRedirectsError(Exception):
    """The app's URL leads on and on."""


def signature(secret: str, timestamp: int, body: str) -> str:
    """Slack's v0 signature (docs.slack.dev, "Verifying requests from Slack")."""
    base = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def encoded(delivery: Delivery) -> tuple[str, str]:
    """The body and its content type: commands as a form, buttons as `payload=`, events as JSON."""
    if delivery.type == "events_api":
        return json.dumps(delivery.payload), "application/json"
    if delivery.type == "interactive":
        form = {"payload": json.dumps(delivery.payload)}
    else:
        form = {key: _form_value(value) for key, value in delivery.payload.items()}
    return urlencode(form), "application/x-www-form-urlencoded"


def request(delivery: Delivery, secret: str, timestamp: int) -> tuple[str, dict[str, str]]:
    """The body and headers of a delivery, signed at `timestamp` (seconds)."""
    body, content_type = encoded(delivery)
    headers = {
        "Content-Type": content_type,
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "X-Slack-Request-Timestamp": str(timestamp),
        "X-Slack-Signature": signature(secret, timestamp, body),
    }
    if delivery.type == "events_api" and delivery.attempts > 1:
        headers["X-Slack-Retry-Num"] = str(delivery.attempts - 1)
        headers["X-Slack-Retry-Reason"] = delivery.retry_reason or "http_timeout"
    return body, headers


def post(
    url: str, body: str, headers: Mapping[str, str], patience: float, redirects: int = 0
) -> Reply:
    """Send it, follow so many `redirects`, and wait `patience` seconds for the whole answer.

    Raises TimeoutError, OSError, HTTPException or TooManyRedirectsError.
    """
    deadline = time.monotonic() + patience
    reply = _exchange(url, body, headers, deadline)
    for _ in range(redirects):
        if not reply.location:
            return reply
        url = urljoin(url, reply.location)
        reply = _exchange(url, body, headers, deadline)
    if redirects and reply.location:
        raise TooManyRedirectsError(f"more than {redirects} redirects, the last to {url}")
    return reply


def _exchange(url: str, body: str, headers: Mapping[str, str], deadline: float) -> Reply:
    parts = urlsplit(url)
    if parts.scheme != "http":
        raise OSError(f"{url} is no http:// address")
    connection = _HurriedConnection(parts.netloc, deadline)
    try:
        query = f"?{parts.query}" if parts.query else ""
        connection.request("POST", f"{parts.path or '/'}{query}", body.encode(), dict(headers))
        return _reply(connection.getresponse())
    finally:
        connection.close()


def _reply(response: http.client.HTTPResponse) -> Reply:
    is_redirect = 300 <= response.status < 400
    return Reply(
        response.status,
        response.read().decode(),
        response.getheader("content-type", ""),
        response.getheader("location", "") if is_redirect else "",
        response.getheader("x-slack-no-retry") == "1",
    )


class _HurriedSocket(socket.socket):
    """A socket that reads until a point in time, however slowly the other side drips."""

    deadline = 0.0

    def recv_into(self, *args: Any, **more: Any) -> int:
        """As any socket does. Raises TimeoutError past the deadline."""
        self.settimeout(_left(self.deadline))
        return super().recv_into(*args, **more)


class _HurriedConnection(http.client.HTTPConnection):
    """A connection whose whole exchange must be over at a `deadline` (monotonic seconds)."""

    def __init__(self, place: str, deadline: float) -> None:
        super().__init__(place, timeout=_left(deadline))
        self._deadline = deadline

    def connect(self) -> None:
        """As any connection does."""
        super().connect()
        plain = self.sock
        left = plain.gettimeout()
        self.sock = hurried = _HurriedSocket(fileno=plain.detach())
        hurried.settimeout(left)
        hurried.deadline = self._deadline


def _left(deadline: float) -> float:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError("the answer took too long")
    return seconds


def _form_value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
