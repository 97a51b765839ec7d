"""The courier: sends by the way that is set, waits for the ack, tries events again."""

from __future__ import annotations

import http.client
import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import replace

from playground.channels import Channel
from playground.delivery.http import post, request
from playground.delivery.record import Delivery, Kind
from playground.delivery.socket_mode import SocketHub
from playground.delivery.subscriptions import is_told
from playground.inspection.sent import Sent
from playground.installation import Installation
from playground.refusals import SlackError
from playground.wire import Json

EVENT_RETRIES = (0.0, 60.0, 300.0)
"""Seconds before each further try of an event (docs.slack.dev, "The Events API")."""


class Courier:
    """Takes each delivery to the app and keeps the record of all."""

    def __init__(
        self, slack: Installation, hub: SocketHub, patience: float, retries: Sequence[float]
    ) -> None:
        self.deliveries: list[Delivery] = []
        self.request_url: str | None = None
        self._slack = slack
        self._hub = hub
        self.patience = patience
        self._retries = retries
        self._stopped = threading.Event()

    def send(self, kind: Kind, payload: Json, *, accepts_answer: bool) -> Delivery:
        """Deliver once and wait for the ack; the delivery says what came of it."""
        delivery = Delivery(kind, payload, accepts_answer)
        self._record(delivery)
        if self._is_reachable(kind):
            self._attempt(delivery)
        else:
            delivery.trouble = self._unreachable()
            self._settle(delivery, "failed")
        return delivery

    def refuse(self, delivery: Delivery, refusal: SlackError) -> None:
        """Note that Slack could not take what the ack held."""
        with self._slack.workspace.changed:
            delivery.refusal = refusal.answer
            self._slack.workspace.note_change()

    def verify_url(self) -> bool:
        """Slack's handshake when a Request URL is saved: the app must give the challenge back."""
        challenge = secrets.token_urlsafe(24)
        payload = {"type": "url_verification", "challenge": challenge}
        payload["token"] = self._slack.tokens.verification
        delivery = Delivery("events_api", payload, accepts_answer=True)
        self._record(delivery)
        self._attempt(delivery)
        return delivery.answer.get("challenge", delivery.answer.get("text")) == challenge

    def check_certificate(self) -> bool:
        """Slack's occasional `ssl_check`: anything but 200 counts as a fault."""
        payload = {"ssl_check": "1", "token": self._slack.tokens.verification}
        delivery = Delivery("slash_commands", payload, accepts_answer=True)
        self._record(delivery)
        self._attempt(delivery)
        return delivery.is_acked

    def _is_reachable(self, kind: Kind) -> bool:
        if kind == "interactive" and not self._slack.manifest.interactive:
            return False
        return self.request_url is not None or self._hub.count > 0

    def _unreachable(self) -> str:
        if self.request_url is None and self._hub.count == 0:
            return "no app holds a socket"
        return "interactivity is off in the manifest"

    def send_again(self, before: Delivery) -> Delivery:
        """Deliver the same payload under the same ids once more."""
        delivery = replace(
            before, outcome="waiting", answer={}, seconds=None, trouble="", refusal={}
        )
        delivery.retry_reason = "timeout" if self.request_url is None else "http_timeout"
        self._record(delivery)
        self._attempt(delivery)
        return delivery

    def announce(self, event: Json) -> None:
        """Send an event in the background if the manifest subscribes to it and may know of it."""
        if is_told(self._slack.manifest, event, self._channel_of(event)):
            delivery = Delivery("events_api", self._callback(event), accepts_answer=False)
            self._record(delivery)
            threading.Thread(target=self._persist, args=(delivery,), daemon=True).start()

    def stop(self) -> None:
        """Give up on what is still to be tried."""
        self._stopped.set()

    def _persist(self, delivery: Delivery) -> None:
        for pause in (None, *self._retries):
            if pause and self._stopped.wait(pause):
                return
            if self._stopped.is_set():
                return
            delivery.retry_reason = "" if pause is None else self._reason(delivery)
            self._attempt(delivery)
            if delivery.is_acked:
                return

    def _attempt(self, delivery: Delivery) -> None:
        started = time.monotonic()
        delivery.outcome, delivery.trouble = "waiting", ""
        if self.request_url is None:
            self._by_socket(delivery)
        else:
            self._by_http(delivery, self.request_url)
        delivery.seconds = time.monotonic() - started
        self._slack.workspace.note_change()

    def _by_socket(self, delivery: Delivery) -> None:
        changed = self._slack.workspace.changed
        self._hub.send(delivery)
        with changed:
            if not changed.wait_for(lambda: delivery.outcome != "waiting", self.patience):
                self._settle(delivery, "timed_out")

    def _by_http(self, delivery: Delivery, url: str) -> None:
        delivery.attempts += 1
        timestamp = int(self._slack.machine())
        body, headers = request(delivery, self._slack.tokens.signing_secret, timestamp)
        try:
            reply = post(url, body, headers, self.patience)
            delivery.answer = reply.payload if reply.status == 200 else {}
            delivery.trouble = "" if reply.status == 200 else f"the app answered {reply.status}"
            self._settle(delivery, "acked" if reply.status == 200 else "failed")
        except TimeoutError:
            self._settle(delivery, "timed_out")
        except (OSError, http.client.HTTPException, ValueError) as error:
            delivery.trouble = f"{type(error).__name__}: {error}"
            self._settle(delivery, "failed")

    def _reason(self, delivery: Delivery) -> str:
        if self.request_url is None:
            return "timeout"
        return "http_timeout" if delivery.outcome == "timed_out" else "http_error"

    def _record(self, delivery: Delivery) -> None:
        with self._slack.workspace.changed:
            self.deliveries.append(delivery)
            self._slack.journal.note(Sent(delivery, "HTTP" if self.request_url else "socket"))
            self._slack.workspace.note_change()

    def _settle(self, delivery: Delivery, outcome: str) -> None:
        with self._slack.workspace.changed:
            delivery.outcome = outcome  # type: ignore[assignment]
            self._slack.workspace.note_change()

    def _channel_of(self, event: Json) -> Channel | None:
        return self._slack.workspace.channels.get(str(event.get("channel", "")))

    def _callback(self, event: Json) -> Json:
        workspace = self._slack.workspace
        authorization = {
            "enterprise_id": None,
            "team_id": workspace.team_id,
            "user_id": workspace.app.user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        channel = self._channel_of(event)
        return {
            "token": self._slack.tokens.verification,
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app.app_id,
            "event": {"event_ts": workspace.next_ts(), **event},
            "type": "event_callback",
            "event_id": "Ev0" + secrets.token_hex(5).upper(),
            "event_time": int(workspace.clock.now().timestamp()),
            "authorizations": [authorization],
            "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
            "event_context": secrets.token_urlsafe(24),
        }
