"""Signed HTTP: one request to the app's URL, as Slack sends it."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from playground.delivery.record import Delivery
from playground.wire import Json


@dataclass(frozen=True)
class Reply:
    """The app's HTTP answer."""

    status: int
    body: str
    content_type: str

    @property
    def payload(self) -> Json:
        """The ack's payload; plain words become the text of one. Raises ValueError."""
        if not self.body.strip():
            return {}
        if "json" not in self.content_type:
            return {"text": self.body}
        said = json.loads(self.body)
        return said if isinstance(said, dict) else {"text": str(said)}


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


def post(url: str, body: str, headers: Mapping[str, str], patience: float) -> Reply:
    """Send it and wait `patience` seconds. Raises TimeoutError, OSError or HTTPException."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=patience)
    try:
        query = f"?{parts.query}" if parts.query else ""
        connection.request("POST", f"{parts.path or '/'}{query}", body.encode(), dict(headers))
        response = connection.getresponse()
        return Reply(
            response.status, response.read().decode(), response.getheader("content-type", "")
        )
    finally:
        connection.close()


def _form_value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
