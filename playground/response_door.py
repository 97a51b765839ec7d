"""The HTTP door of response URLs."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.acts.answers import respond
from playground.acts.stage import Stage
from playground.connections import broken_off
from playground.faults import NOT_PERFORMED, Fault
from playground.reading import from_json
from playground.refusals import SlackError
from playground.wire import Json

_GONE = ("used_url", "expired_url", "invalid_url")


class ResponseDoor:
    """Takes the app's later answers to what a person did."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def routes(self) -> list[Route]:
        """One for each kind of URL that Slack gives."""
        kinds = ("commands", "actions", "app")
        return [Route(f"/{kind}/{{rest:path}}", self._take, methods=["POST"]) for kind in kinds]

    async def _take(self, request: Request) -> Response:
        try:
            said = _said(request.headers.get("content-type", ""), await request.body())
        except ValueError:
            return _refusal(SlackError("invalid_payload"))
        if not isinstance(said, dict):
            return _refusal(SlackError("invalid_payload"))
        fault = self._stage.slack.faults.take("response_url", said)
        if fault is not None:
            request.state.fault = fault.kind
            return await self._troubled(request, fault, said)
        return self._perform(request, said)

    def _perform(self, request: Request, said: Json) -> Response:
        try:
            respond(self._stage, request.url.path.removeprefix("/"), said)
        except SlackError as refusal:
            return _refusal(refusal)
        return JSONResponse({"ok": True})

    async def _troubled(self, request: Request, fault: Fault, said: Json) -> Response:
        if fault.kind in ("timeout", "slow"):
            await asyncio.sleep(fault.seconds)
        if fault.kind in NOT_PERFORMED:
            response: Response = JSONResponse({"ok": False, "error": "internal_error"}, 500)
        else:
            response = self._perform(request, said)
            if fault.then:
                await asyncio.to_thread(fault.then)
        return broken_off(request, fault.kind, response)


def _said(content_type: str, body: bytes) -> Any:
    """JSON, or the same as a form's `payload`, or a form of its own."""
    if not content_type.startswith("application/x-www-form-urlencoded") or body[:1] == b"{":
        return from_json(body)
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    return from_json(form["payload"]) if "payload" in form else form


def _refusal(refusal: SlackError) -> Response:
    return JSONResponse(refusal.answer, 404 if refusal.error in _GONE else 400)
