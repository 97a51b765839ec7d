"""The courier: sends by the way that is set, waits for the ack, tries events again."""

from __future__ import annotations

import http.client
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

from playground.channels import Channel
from playground.delivery.http import Reply, TooManyRedirectsError, post, request
from playground.delivery.record import Delivery, Kind, Outcome, new_envelope_id
from playground.delivery.socket_mode import SocketHub
from playground.delivery.subscriptions import is_told
from playground.delivery.timetable import Timetable
from playground.inspection.sent import Sent
from playground.installation import Installation
from playground.refusals import SlackError
from playground.wire import Json

EVENT_RETRIES = (0.0, 60.0, 300.0)
"""Seconds before each further try of an event (docs.slack.dev, "The Events API")."""
REDIRECTS = 2
"""That Slack follows with an event (the same page)."""
MOST_POSTS = 32
"""Events on their way by HTTP at once; the others wait for their turn."""


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
        self._timetable = Timetable()
        self._posts = ThreadPoolExecutor(MOST_POSTS, "event")
        hub.on_late_send = self._watch

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
        """Deliver the same payload under the same ids once more, in an envelope of its own."""
        delivery = replace(
            before,
            envelope_id=new_envelope_id(),
            outcome="waiting",
            answer={},
            seconds=None,
            trouble="",
            refusal={},
        )
        delivery.retry_reason = self._reason(delivery)
        self._record(delivery)
        self._attempt(delivery)
        return delivery

    def announce(self, event: Json) -> None:
        """Send an event in the background if the manifest subscribes to it and may know of it."""
        if is_told(self._slack.manifest, event, self._channel_of(event)):
            delivery = Delivery("events_api", self._callback(event), accepts_answer=False)
            self._record(delivery)
            self._try(delivery, tuple(self._retries))

    def stop(self) -> None:
        """Give up on what is still to be tried."""
        self._timetable.stop()
        self._posts.shutdown(wait=False, cancel_futures=True)

    def _try(self, delivery: Delivery, pauses: tuple[float, ...]) -> None:
        """Send an event; `pauses` are the seconds before each try that is left after this one."""
        if self.request_url is not None:
            # Once the playground has stopped, nothing is posted.
            with suppress(RuntimeError):
                self._posts.submit(self._post_event, delivery, pauses)
            return
        with self._slack.workspace.changed:
            delivery.begin()
            self._hub.send(delivery)
            self._look_later(delivery, pauses)

    def _post_event(self, delivery: Delivery, pauses: tuple[float, ...]) -> None:
        self._attempt(delivery)
        self._plan(delivery, pauses)

    def _look_later(self, delivery: Delivery, pauses: tuple[float, ...]) -> None:
        attempt = delivery.attempts
        self._timetable.after(self.patience, lambda: self._look_after(delivery, pauses, attempt))

    def _look_after(self, delivery: Delivery, pauses: tuple[float, ...], attempt: int) -> None:
        if delivery.outcome == "waiting" and delivery.attempts != attempt:
            # It went out once more meanwhile, and has its time for an ack anew.
            self._look_later(delivery, pauses)
            return
        self._expire(delivery, attempt)
        self._plan(delivery, pauses)

    def _plan(self, delivery: Delivery, pauses: tuple[float, ...]) -> None:
        if pauses and not (delivery.is_acked or delivery.is_unwanted):
            self._timetable.after(pauses[0], lambda: self._retry(delivery, pauses[1:]))

    def _retry(self, delivery: Delivery, pauses: tuple[float, ...]) -> None:
        if not delivery.is_acked:
            # What waits for its first socket still has not been tried.
            delivery.retry_reason = self._reason(delivery) if delivery.attempts else ""
            self._try(delivery, pauses)

    def _watch(self, delivery: Delivery) -> None:
        attempt = delivery.attempts
        self._timetable.after(self.patience, lambda: self._expire(delivery, attempt))

    def _expire(self, delivery: Delivery, attempt: int) -> None:
        with self._slack.workspace.changed:
            if delivery.outcome == "waiting" and delivery.attempts == attempt:
                self._settle(delivery, "timed_out")

    def _attempt(self, delivery: Delivery) -> None:
        delivery.begin()
        if self.request_url is None:
            self._by_socket(delivery)
        else:
            self._by_http(delivery, self.request_url)

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
        redirects = REDIRECTS if delivery.type == "events_api" else 0
        try:
            self._take(delivery, post(url, body, headers, self.patience, redirects))
        except TimeoutError:
            self._settle(delivery, "timed_out")
        except TooManyRedirectsError as error:
            self._fail(delivery, "too_many_redirects", str(error))
        except OSError as error:
            self._fail(delivery, "connection_failed", f"{type(error).__name__}: {error}")
        except (http.client.HTTPException, ValueError) as error:
            self._fail(delivery, "unknown_error", f"{type(error).__name__}: {error}")

    def _take(self, delivery: Delivery, reply: Reply) -> None:
        """Raises ValueError for an answer that can't be read where one is awaited."""
        delivery.is_unwanted = reply.wants_no_retry
        # Any 2xx takes an event; the rest is answered with 200 (docs.slack.dev).
        is_event = delivery.type == "events_api"
        if reply.status == 200 or (is_event and 200 <= reply.status < 300):
            delivery.answer = reply.payload if delivery.accepts_answer or not is_event else {}
            self._settle(delivery, "acked")
        else:
            self._fail(delivery, "http_error", f"the app answered {reply.status}")

    def _fail(self, delivery: Delivery, failure: str, trouble: str) -> None:
        delivery.failure, delivery.trouble = failure, trouble
        self._settle(delivery, "failed")

    def _reason(self, delivery: Delivery) -> str:
        if self.request_url is None:
            return "timeout"
        return delivery.failure or "http_timeout"

    def _record(self, delivery: Delivery) -> None:
        with self._slack.workspace.changed:
            self.deliveries.append(delivery)
            self._slack.journal.note(Sent(delivery, "HTTP" if self.request_url else "socket"))
            self._slack.workspace.note_change()

    def _settle(self, delivery: Delivery, outcome: Outcome) -> None:
        with self._slack.workspace.changed:
            delivery.settle(outcome)
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
