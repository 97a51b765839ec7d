"""The HTTP door of the Web API: tokens, scopes, faults and the record of calls."""

from __future__ import annotations

import asyncio

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from playground.connections import broken_off
from playground.faults import NOT_PERFORMED, UNHEARD, Fault
from playground.installation import Call, Installation
from playground.refusals import SlackError
from playground.web_api.arguments import Arguments
from playground.web_api.body import arguments_of
from playground.web_api.methods import METHODS
from playground.wire import Json


class WebApi:
    """Answers `/api/<method>` as Slack does."""

    def __init__(self, slack: Installation) -> None:
        self._slack = slack

    def routes(self) -> list[Route]:
        """The one route."""
        return [Route("/api/{method}", self._answer, methods=["GET", "POST"])]

    async def _answer(self, request: Request) -> Response:
        method = request.path_params["method"]
        try:
            said = await arguments_of(request)
        except SlackError as refusal:
            return JSONResponse(refusal.answer)
        except ClientDisconnect:
            # The caller died before it had said all; nobody hears this.
            return Response()
        token = _token(request, said)
        fault = self._slack.faults.take(method, said)
        if fault is None:
            return self._sent(method, said, self._perform(method, said, token))
        request.state.fault = fault.kind
        return await self._troubled(request, fault, method, said, token)

    async def _troubled(
        self, request: Request, fault: Fault, method: str, said: Json, token: str
    ) -> Response:
        if fault.kind in ("timeout", "slow"):
            await asyncio.sleep(fault.seconds)
        if fault.kind in NOT_PERFORMED:
            self._note(method, said, None)
            return _refused(request, fault)
        answer = self._perform(method, said, token)
        if fault.then:
            await run_in_threadpool(fault.then)
        self._note(method, said, None if fault.kind in UNHEARD else answer)
        return broken_off(request, fault.kind, self._response(method, answer))

    def _perform(self, method: str, said: Json, token: str) -> Json:
        try:
            with self._slack.workspace.changed:
                self._admit(method, token)
                done = METHODS[method].perform(self._slack, Arguments(said))
                return {"ok": True, **_with_warnings(done)}
        except SlackError as refusal:
            return refusal.answer

    def _admit(self, method: str, token: str) -> None:
        if method not in METHODS:
            raise SlackError("unknown_method", req_method=method)
        tokens = self._slack.tokens
        if METHODS[method].caller == "anybody":
            return
        if not token:
            raise SlackError("not_authed")
        if token not in (tokens.bot, tokens.app):
            raise SlackError("invalid_auth")
        if self._slack.refused_with:
            raise SlackError(self._slack.refused_with)
        wanted = tokens.app if METHODS[method].caller == "app" else tokens.bot
        if token != wanted:
            raise SlackError("not_allowed_token_type")
        self._slack.require(*METHODS[method].scopes)

    def _sent(self, method: str, said: Json, answer: Json) -> Response:
        self._note(method, said, answer)
        return self._response(method, answer)

    def _response(self, method: str, answer: Json) -> Response:
        accepted = METHODS[method].scopes if method in METHODS else ()
        headers = {
            "x-oauth-scopes": self._slack.manifest.granted,
            "x-accepted-oauth-scopes": ",".join(accepted),
        }
        return JSONResponse(answer, headers=headers)

    def _note(self, method: str, said: Json, answer: Json | None) -> None:
        args = {key: value for key, value in said.items() if key != "token"}
        at = self._slack.workspace.clock.now()
        with self._slack.workspace.changed:
            self._slack.calls.append(Call(method, args, answer, at))
            self._slack.workspace.note_change()


def _with_warnings(answer: Json) -> Json:
    # Slack names a warning twice (docs.slack.dev, "Using the Slack Web API").
    if "warning" not in answer:
        return answer
    beside = {**answer.get("response_metadata", {}), "warnings": answer["warning"].split(",")}
    return {**answer, "response_metadata": beside}


def _token(request: Request, said: Json) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else str(said.get("token") or "")


def _refused(request: Request, fault: Fault) -> Response:
    if fault.kind == "ratelimited":
        headers = {"Retry-After": str(fault.retry_after)}
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
    if fault.kind in ("http_500", "http_503"):
        return PlainTextResponse("Service trouble", int(fault.kind.removeprefix("http_")))
    refusal = JSONResponse({"ok": False, "error": _error_name(fault)})
    return broken_off(request, fault.kind, refusal)


def _error_name(fault: Fault) -> str:
    return fault.error if fault.kind == "error" else "fatal_error"
