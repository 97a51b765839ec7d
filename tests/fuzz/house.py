"""The house: Rapport in this process behind its HTTP door, one record, and Slack beside it."""

from __future__ import annotations

import copy
import hashlib
import hmac
import http.client
import json
import logging
import secrets
import socket
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select

from bot import settings
from bot.clock import Clock
from handlers.process import Rapport
from playground.company import sample_company
from playground.delivery.record import Delivery
from playground.installation import Call
from playground.messages import Message
from playground.response_urls import ResponseUrls
from playground.server import Playground
from playground.triggers import Triggers
from playground.wire import Json
from storage.base import Owned
from storage.tables import Base
from tests.conftest import MANIFEST, WEDNESDAY, Office
from tests.fuzz import day, others
from tests.fuzz.record import open_record

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True)
class Sample:
    """Something that Slack has sent once; `way` is how it comes: command, interactive or event."""

    name: str
    way: str
    payload: Json = field(repr=False)


@dataclass
class Answered:
    """What came of one request: the answer, the processor's seconds, and what went by meanwhile."""

    sent: bytes
    status: int
    body: str
    seconds: float
    calls: list[Call] = field(default_factory=list)
    said: list[Message] = field(default_factory=list)
    logged: list[logging.LogRecord] = field(default_factory=list)

    @property
    def payload(self) -> Json:
        """The ack's JSON; empty for anything else."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class House:
    """Everything that an input meets. Delivery rests: what it would show is drawn by the checks."""

    def __init__(self, url: str) -> None:
        self.slack = Playground(sample_company(), manifest=MANIFEST, event_retries=())
        self.slack.start()
        self.rapport = Rapport(_settings(self.slack, url), Clock.fixed_now(WEDNESDAY))
        self.rapport.start()
        assert self.rapport.wait_until_connected(20)
        office = Office(self.slack, self.rapport)
        port = self.rapport.settings.port
        assert port is not None
        self.slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        self._live_a_day(office)
        self.slack.deliver_to(None)
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._heard = _Heard()
        self.record = open_record(url)
        self.record.keep()
        self.before = self.record.everything()
        self.ids = self._ids()
        self._standing = {key: len(kept) for key, kept in self._messages.items()}
        self.tidies_up()

    def _live_a_day(self, office: Office) -> None:
        office.appoints(managers=["ana", "chitra"], leads=["ben"])
        day.goes_by(office)
        others.move_in(self.rapport.desk)
        office.appoints(managers=["ana", "chitra"], leads=["ben"])
        office.settles()
        self.rapport.scheduler.pause()
        self.rapport.delivery.stop(10)
        self.samples = _samples(self.slack.deliveries)

    @property
    def _messages(self) -> dict[str, list[Message]]:
        return self.slack.workspace.messages

    def _ids(self) -> list[int]:
        """The id of everything on record, in order; a second workspace's are among them."""
        kinds = [m.class_ for m in Base.registry.mappers if issubclass(m.class_, Owned)]
        with self.rapport.desk.read() as session:
            return sorted({each for kind in kinds for each in session.scalars(select(kind.id))})

    def fresh(self, sample: Sample) -> Json:
        """The same once more, as if the person had just acted: Slack's tickets are new."""
        payload = copy.deepcopy(sample.payload)
        user_id = str(payload.get("user_id") or payload.get("user", {}).get("id") or "U0ANA")
        if "trigger_id" in payload:
            payload["trigger_id"] = self.slack.slack.triggers.give(user_id)
        if "response_url" in payload:
            urls = self.slack.slack.response_urls
            payload["response_url"] = urls.give(user_id, "C0GENERAL", None, "actions")
        if "event_id" in payload:
            payload["event_id"] = "Ev0" + secrets.token_hex(5).upper()
        view = payload.get("view")
        if view and view["type"] == "modal":
            self.slack.slack.views.stacks[user_id] = [copy.deepcopy(view)]
        return payload

    def sends(self, way: str, payload: Json) -> Answered:
        """A payload in the way that Slack sends it, signed."""
        if way == "event":
            return self.posts(json.dumps(payload).encode(), JSON)
        form = payload if way == "command" else {"payload": json.dumps(payload)}
        return self.posts(urlencode(form, errors="surrogatepass", doseq=True).encode(), FORM)

    def posts(self, body: bytes, content_type: str, signed: bool = True) -> Answered:
        """Bytes to the door, signed as Slack would."""
        stamp = str(int(time.time()))
        secret = self.slack.signing_secret.encode() if signed else b"somebody else's"
        digest = hmac.new(secret, f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest}",
        }
        began = time.process_time()
        status, said = self._exchange(body, headers)
        seconds = time.process_time() - began
        calls = list(self.slack.slack.calls)
        return Answered(body, status, said, seconds, calls, self._news(), self._heard.take())

    def _exchange(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        try:
            self._line.request("POST", "/slack/events", body, headers)
            response = self._line.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            # The server has closed a line that lay idle.
            self._line.close()
            self._line.request("POST", "/slack/events", body, headers)
            response = self._line.getresponse()
        return response.status, response.read().decode()

    def _news(self) -> list[Message]:
        found = self._messages.items()
        return [m for key, kept in found for m in kept[self._standing.get(key, 0) :]]

    def tidies_up(self) -> None:
        """Everything as it was before the input."""
        self.record.put_back()
        slack = self.slack.slack
        slack.calls.clear()
        slack.views.stacks.clear()
        slack.triggers = Triggers(time.time)
        slack.response_urls = ResponseUrls(time.time, self.slack.team_id)
        slack.response_urls.base_url = self.slack.url
        for key, kept in self._messages.items():
            del kept[self._standing.get(key, 0) :]
        self._heard.take()

    def close(self) -> None:
        """End every part."""
        self._line.close()
        self._heard.stop()
        self.record.close()
        self.rapport.stop()
        self.slack.stop()


class _Heard(logging.Handler):
    """Everything at WARNING or above that anybody logs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._records: list[logging.LogRecord] = []
        logging.getLogger().addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)

    def take(self) -> list[logging.LogRecord]:
        """What was logged since the last time."""
        taken, self._records = self._records, []
        return taken

    def stop(self) -> None:
        logging.getLogger().removeHandler(self)


def _samples(deliveries: list[Delivery]) -> list[Sample]:
    """The first and the last of each kind that was sent, in order of their names."""
    found: dict[str, Sample] = {}
    ways = {"slash_commands": "command", "interactive": "interactive", "events_api": "event"}
    for delivery in deliveries:
        name = name_of(delivery.payload)
        if name is not None:
            key = name if name not in found else f"{name} again"
            found[key] = Sample(key, ways[delivery.type], copy.deepcopy(delivery.payload))
    return [found[name] for name in sorted(found)]


def name_of(payload: Json) -> str | None:
    """What a payload is about: the command, the event, the button or the form."""
    kind = payload.get("type")
    if kind is None:
        return str(payload["command"]) if "command" in payload else None
    if kind == "event_callback":
        return f"event {payload['event']['type']}"
    if kind == "block_actions":
        return f"{payload['actions'][0]['action_id']} in a {payload['container']['type']}"
    if kind.startswith("view_"):
        return f"{kind} {payload['view']['callback_id']}"
    named = payload.get("callback_id") or payload.get("action_id")
    return f"{kind} {named}" if named else None


def _settings(slack: Playground, url: str) -> settings.Settings:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    told: dict[str, Any] = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": url,
        "PORT": str(port),
        "RAPPORT_TICK_SECONDS": "3600",
        "RAPPORT_PACE_SECONDS": "0",
    }
    return settings.load(told)
