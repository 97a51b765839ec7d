"""Requests: each is named, timed, counted, and marked in every line that is logged about it."""

from __future__ import annotations

import logging
import re
import time
from collections import defaultdict
from enum import StrEnum
from hashlib import blake2b
from secrets import token_hex
from typing import Any

from slack_bolt import App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.error import BoltUnhandledRequestError

from bot import logs
from bot.logs import Asked
from bot.metrics import Metrics
from bot.redeliveries import Deliveries
from bot.refusals import NotNow, Refused
from bot.unavailable import RecordUnavailable
from handlers.answers import Body
from handlers.fallbacks import ANYTHING

log = logging.getLogger(__name__)

# Where a door notes when a request came, by time.monotonic(), and `speak` what came of it.
ARRIVED, RESULT = "rapport_arrived", "rapport_result"
OTHER = "other"

_OF_TYPE = {
    "view_submission": "form",
    "view_closed": "closed",
    "block_actions": "button",
    "block_suggestion": "choices",
    "message_action": "shortcut",
    "shortcut": "shortcut",
    "event_callback": "event",
}
_OF_LISTENER = {
    "command": "command",
    "view": "form",
    "view_closed": "closed",
    "action": "button",
    "options": "choices",
    "message_shortcut": "shortcut",
    "global_shortcut": "shortcut",
    "event": "event",
}
_NUMBER = re.compile(r"\.\d+$")
_TEAM = re.compile(r"[TE][A-Z0-9]{1,31}")


class Result(StrEnum):
    """What came of a request: `fault` is ours, `unavailable` passes by itself."""

    OK = "ok"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"
    FAULT = "fault"


def result_of(error: Exception) -> Result:
    """What an error makes of the request it ends."""
    if isinstance(error, NotNow | RecordUnavailable):
        return Result.UNAVAILABLE
    is_refused = isinstance(error, Refused | BoltUnhandledRequestError)
    return Result.REFUSED if is_refused else Result.FAULT


class Listeners:
    """A Bolt app to register with, which remembers the names that are listened to.

    They are the only ones that become labels: what a payload says may be anything.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._names: defaultdict[str, set[str]] = defaultdict(set)
        self._patterns: defaultdict[str, list[re.Pattern[str]]] = defaultdict(list)

    def __getattr__(self, listener: str) -> Any:
        def listening(name: str | re.Pattern[str], *more: Any, **options: Any) -> Any:
            self._remember(_OF_LISTENER[listener], name)
            return getattr(self._app, listener)(name, *more, **options)

        return listening if listener in _OF_LISTENER else getattr(self._app, listener)

    def _remember(self, kind: str, name: str | re.Pattern[str]) -> None:
        if isinstance(name, str):
            self._names[kind].add(name)
        elif name != ANYTHING:
            self._patterns[kind].append(name)

    def label(self, kind: str, name: object) -> str:
        """The name by which a request is counted; one with a number at its end goes without."""
        if not isinstance(name, str):
            return OTHER
        if name in self._names[kind]:
            return name
        is_known = any(pattern.search(name) for pattern in self._patterns[kind])
        return _NUMBER.sub("", name.strip()) if is_known else OTHER


class WatchedApp(App):
    """A Bolt app whose every dispatch is counted and leaves one line in the log."""

    def __init__(self, metrics: Metrics, **settings: Any) -> None:
        super().__init__(**settings)
        self.listeners = Listeners(self)
        self.metrics = metrics
        self._deliveries = Deliveries()

    def take(self, arrived: float, **request: Any) -> BoltResponse:
        """Answer what came through a door at an instant by time.monotonic()."""
        try:
            req = BoltRequest(**request, context={ARRIVED: arrived})
        except (LookupError, TypeError, AttributeError, ValueError, RecursionError) as fault:
            # Bolt itself could not find its way in the payload; it has run nothing of ours yet.
            log.warning("a signed payload makes no sense: %s", fault)
            return BoltResponse(status=400, body="the payload makes no sense\n")
        return self.dispatch(req)

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        arrived = req.context.get(ARRIVED) or time.monotonic()
        asked = self._asked(req)
        with logs.asking(asked), self._deliveries.one_of(asked.request):
            result = Result.FAULT
            try:
                answer = super().dispatch(req)
                result = _result(req.context, answer)
            except Exception:
                # A listener's own fault ends in `speak`: this one is before it, or of `speak`.
                said = logs.reference()
                log.exception("a request could not be answered, reference %s", said)
                answer = BoltResponse(status=500, body=f"Rapport failed; reference {said}\n")
            finally:
                self._tell(asked, result, time.monotonic() - arrived)
        return answer

    def _asked(self, req: BoltRequest) -> Asked:
        kind, name = _kind_and_name(req.body)
        team = req.context.team_id
        is_team = isinstance(team, str) and _TEAM.fullmatch(team)
        label = self.listeners.label(kind, name)
        return Asked(_id(req.body), kind, label, team if is_team else None)

    def _tell(self, asked: Asked, result: Result, seconds: float) -> None:
        self.metrics.requests.answered(asked.kind, asked.name, result, seconds)
        figures = {"result": result.value, "ms": round(seconds * 1000, 1)}
        log.info(
            "%s %s: %s in %.0f ms",
            asked.kind,
            asked.name,
            result,
            seconds * 1000,
            extra={"figures": figures},
        )


def _kind_and_name(body: Body) -> tuple[str, object]:
    if "command" in body:
        return "command", body["command"]
    said = body.get("type")
    match kind := _OF_TYPE.get(said, OTHER) if isinstance(said, str) else OTHER:
        case "event":
            return kind, _in(body.get("event"), "type")
        case "form" | "closed":
            return kind, _in(body.get("view"), "callback_id")
        case "button":
            actions = body.get("actions")
            first = actions[0] if isinstance(actions, list) and actions else None
            return kind, _in(first, "action_id")
        case "choices":
            return kind, body.get("action_id")
    return kind, body.get("callback_id")


def _in(part: object, name: str) -> object:
    return part.get(name) if isinstance(part, dict) else None


def _id(body: Body) -> str:
    """The same for every delivery of a request, as far as Slack gives it a name."""
    name = body.get("trigger_id") or body.get("event_id")
    if not isinstance(name, str):
        return token_hex(4)
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def _result(context: BoltContext, answer: BoltResponse) -> Result:
    told = context.get(RESULT)
    if isinstance(told, Result):
        return told
    if answer.status >= 500:
        return Result.FAULT
    return Result.OK if answer.status < 400 else Result.REFUSED
