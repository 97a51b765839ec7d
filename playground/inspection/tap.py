"""The tap on the wire: every call, answer and socket of the app goes by here and is noted."""

from __future__ import annotations

import asyncio
import json

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.inspection.called import MOST_BYTES, Called, Line, Way
from playground.inspection.journal import Journal
from playground.uploads import PRIVATE, UPLOADS
from playground.workspace import Workspace

API = "/api/"
RESPONSE_URLS = ("/commands/", "/actions/", "/app/")
FILES = {UPLOADS: "file sent", PRIVATE: "file fetched"}
SOCKETS = "/link/"
_WITHOUT_A_WORD = (1005, 1006)
"""Codes that no close frame bears (RFC 6455, 7.4.1)."""


class WireTap:
    """ASGI middleware that only listens."""

    def __init__(self, app: ASGIApp, journal: Journal, workspace: Workspace) -> None:
        self._app = app
        self._journal = journal
        self._workspace = workspace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; note what the app's doors take and give."""
        path = scope.get("path", "")
        if scope["type"] == "websocket" and path.startswith(SOCKETS):
            await _Socket(self._journal, receive, send).run(self._app, scope)
        elif scope["type"] == "http" and path.startswith((API, *RESPONSE_URLS, *FILES)):
            await self._call(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = _Exchange(_called(scope, self._workspace), scope, receive, send)
        self._journal.note(exchange.called)
        try:
            await self._app(scope, exchange.listen, exchange.speak)
        finally:
            exchange.end()
            self._workspace.note_change()


class _Exchange:
    """One HTTP call while it lasts."""

    def __init__(self, called: Called, scope: Scope, receive: Receive, send: Send) -> None:
        self.called = called
        self._scope = scope
        self._receive = receive
        self._send = send

    async def listen(self) -> Message:
        message = await self._receive()
        if len(self.called.body) <= MOST_BYTES:
            self.called.body += message.get("body", b"")
        return message

    async def speak(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._begin(message)
        elif len(self.called.answer) <= MOST_BYTES:
            self.called.answer += message.get("body", b"")
        await self._send(message)

    def end(self) -> None:
        self.called.fault = self._scope["state"].get("fault", "")
        # Half an answer has begun well.
        self.called.is_lost |= self.called.fault == "half_body"
        self.called.end()

    def _begin(self, message: Message) -> None:
        headers = dict(message.get("headers", []))
        self.called.status = message["status"]
        self.called.answer_type = headers.get(b"content-type", b"").decode()
        self.called.retry_after = headers.get(b"retry-after", b"").decode()
        # Later it closes anyway, where the caller did not ask to keep the connection.
        transport: asyncio.Transport = self._scope["state"]["transport"]
        self.called.is_lost = transport.is_closing()


class _Socket:
    """One socket while it lasts."""

    def __init__(self, journal: Journal, receive: Receive, send: Send) -> None:
        self._journal = journal
        self._receive = receive
        self._send = send
        self._is_open = False
        self._code = 0

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        try:
            await app(scope, self._listen, self._speak)
        finally:
            if self._is_open:
                self._journal.note(Line("socket closed", self._farewell()))

    async def _listen(self) -> Message:
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            self._code = message.get("code", 0)
        return message

    async def _speak(self, message: Message) -> None:
        if message["type"] == "websocket.accept":
            self._is_open = True
            self._journal.note(Line("socket opened", ""))
        elif message["type"] == "websocket.close" and not self._is_open:
            self._journal.note(Line("socket refused", "its URL was used before"))
        elif '"type": "disconnect"' in message.get("text", ""):
            said = json.loads(message["text"])
            self._journal.note(Line("Slack asks to reconnect", said.get("reason", ""), said))
        await self._send(message)

    def _farewell(self) -> str:
        return "without a word" if self._code in _WITHOUT_A_WORD else f"code {self._code}"


def _called(scope: Scope, workspace: Workspace) -> Called:
    content_type = dict(scope["headers"]).get(b"content-type", b"").decode()
    way, name = _way_and_name(scope["path"])
    return Called(workspace, way, name, scope["query_string"].decode(), content_type)


def _way_and_name(path: str) -> tuple[Way, str]:
    if path.startswith(API):
        return "Web API", path.removeprefix(API)
    for start, words in FILES.items():
        if path.startswith(start):
            return "file", words
    return "response URL", ""
