"""The HTTP door: signed requests from Slack, and who asks how the process is."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import threading
import time
from collections.abc import Sequence
from urllib.parse import parse_qs

import uvicorn
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from handlers.requests import WatchedApp

log = logging.getLogger(__name__)

# Slack's largest payload is a view of 250 kB, percent-encoded at worst threefold.
LARGEST_BODY = 1_000_000
LONGEST_READ = 10_000_000
# So many requests are answered at once; the others wait here, and not each with a connection to the
# database: PostgreSQL's pool has 30, and delivery and the jobs hold up to 14.
AT_ONCE = 16


def door(app: WatchedApp | None, signing_secret: str, health: Sequence[Route]) -> Starlette:
    """The ASGI app. Without a Bolt app (Socket Mode) it only tells of the process's health."""
    routes = list(health)
    if app is not None:
        slack = _Slack(app, signing_secret)
        routes.append(Route("/slack/events", slack, methods=["GET", "POST"]))
    return Starlette(routes=routes)


class _Slack:
    """Takes what Slack sends: checked first, then dispatched on a thread."""

    def __init__(self, app: WatchedApp, signing_secret: str) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)
        self._room = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        try:
            response = await self._answer(Request(scope, receive))
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method != "POST":
            return _to_get(request)
        arrived = time.monotonic()
        body = await _read(request)
        if body is None:
            return self._turned_away("too_large", "the body is too large\n", 413)
        if not self._is_signed(request, body):
            return self._turned_away("unsigned", "the signature is not Slack's\n", 401)
        text = body.decode("utf-8", errors="replace")
        if not _is_well_formed(request, text):
            return self._turned_away("unreadable", "the body can't be read\n", 400)
        headers: dict[str, str | Sequence[str]] = dict(request.headers.items())
        async with self._room:
            answer = await run_in_threadpool(self._app.take, arrived, body=text, headers=headers)
        return Response(
            answer.body,
            status_code=answer.status,
            headers={name: values[0] for name, values in answer.headers.items() if values},
        )

    def _turned_away(self, reason: str, words: str, status: int) -> Response:
        self._app.metrics.requests.turned_away(reason)
        return PlainTextResponse(words, status_code=status)

    def _is_signed(self, request: Request, body: bytes) -> bool:
        # Bolt's own check answers 500 for a timestamp that is no number and logs refused bodies.
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12
        if not (is_number and signature.isascii()):
            return False
        try:
            return self._verifier.is_valid(body=body, timestamp=timestamp, signature=signature)
        except UnicodeDecodeError:  # Slack sends UTF-8 alone
            return False


async def _read(request: Request) -> bytes | None:
    """The body, or None if it is larger than Slack ever sends.

    What is too large is read to its end and dropped, up to LONGEST_READ: a client that is still
    writing doesn't hear an answer.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and (len(announced) > 9 or int(announced) > LONGEST_READ):
        return None
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LONGEST_READ:
            return None
        if size <= LARGEST_BODY:
            chunks.append(chunk)
    return b"".join(chunks) if size <= LARGEST_BODY else None


def _to_get(request: Request) -> Response:
    """Slack looks at the certificate with a plain GET now and then; nothing else is for reading."""
    if request.query_params.get("ssl_check") == "1":
        return PlainTextResponse("")
    return PlainTextResponse("only POST\n", status_code=405, headers={"Allow": "POST"})


def _is_well_formed(request: Request, text: str) -> bool:
    try:
        if request.headers.get("content-type", "").startswith("application/json"):
            return isinstance(json.loads(text), dict)
        fields = parse_qs(text)
        if "payload" in fields:
            return isinstance(json.loads(fields["payload"][0]), dict)
        return bool({"command", "ssl_check"} & fields.keys())
    except (ValueError, RecursionError):
        return False


class CannotListen(Exception):
    """The address is taken or isn't ours; the words say which and what to do."""


class HttpServer:
    """uvicorn in a thread of its own, started and stopped by the process that owns it."""

    def __init__(self, asgi: Starlette, host: str, port: int) -> None:
        config = uvicorn.Config(
            asgi,
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=5,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="http", daemon=True)
        self._address = (host, port)
        self._listener: socket.socket | None = None

    def start(self) -> None:
        """Listen from now on. Raises CannotListen."""
        host, port = self._address
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            self._listener = socket.create_server((host, port), family=family)
        except OSError as fault:
            raise CannotListen(
                f"Rapport can't listen on {host}:{port} ({fault.strerror}). Stop what listens "
                "there, or set HOST and PORT to an address that is free."
            ) from fault
        # Else the second half of an answer waits for Slack to confirm the first: 40 ms.
        self._listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._thread.start()

    def _run(self) -> None:
        self._server.run([self._listener] if self._listener else None)

    def stop(self, seconds: float) -> None:
        """Answer what is under way and end; waits `seconds` at most."""
        self._server.should_exit = True
        self._thread.join(seconds)
