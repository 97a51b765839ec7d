"""A Slack that costs next to nothing: it answers what Rapport calls and notes when that was."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qs

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

TEAM, USER, BOT = "T1", "U1", "UBOT"
BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-bench", "xapp-bench", "bench"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Posted:
    """A new message: where, and when it came in, in seconds of this machine's own clock."""

    channel: str
    at: float


@dataclass
class QuickSlack:
    """One workspace's Slack on this machine, in a thread of its own.

    `seconds` is what each new message takes it; a channel in `blocked` takes so many more.
    """

    seconds: float = 0.0
    blocked: dict[str, float] = field(default_factory=dict)
    posted: list[Posted] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._numbers = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._socket: ServerConnection | None = None
        self._opened, self._closing = asyncio.Event(), asyncio.Event()

    def __enter__(self) -> QuickSlack:
        self._thread.start()
        self.run(self._open())
        return self

    def __exit__(self, *_fault: object) -> None:
        self.run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in this Slack's own thread, and wait for what comes of it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def wait_for(self, seen: Callable[[], T], seconds: float = 30.0) -> T:
        """Wait until there is something to be seen; gives it. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while not (found := seen()):
            if time.monotonic() > deadline:
                raise TimeoutError("Rapport did not do in time what is waited for")
            time.sleep(0.005)
        return found

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{_port(self._api)}/api/"

    async def send(self, envelope: dict[str, Any]) -> dict[str, Any]:
        """Send an envelope over the socket; gives the payload that it was answered with."""
        await asyncio.wait_for(self._opened.wait(), 20)
        assert self._socket is not None
        number = str(next(self._numbers))
        answered = self._waiting[number] = self._loop.create_future()
        sent = {"envelope_id": number, "accepts_response_payload": True, **envelope}
        await self._socket.send(json.dumps(sent))
        payload: dict[str, Any] = await answered
        return payload

    async def hang_up(self) -> None:
        """Let the socket go; the next to connect gets what is sent from then on."""
        self._opened.clear()

    async def _open(self) -> None:
        self._api = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=256)
        self._link: Server = await serve(self._hear, "127.0.0.1", 0, compression=None)

    async def _close(self) -> None:
        self._api.close()
        self._link.close()
        self._closing.set()
        if unanswered := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(unanswered, timeout=1)

    async def _hear(self, socket: ServerConnection) -> None:
        await socket.send('{"type": "hello", "num_connections": 1}')
        self._socket = socket
        self._opened.set()
        # A process that ends hangs up without a word.
        with suppress(ConnectionClosed):
            async for message in socket:
                answer = json.loads(message)
                self._waiting.pop(answer["envelope_id"]).set_result(answer.get("payload") or {})

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One call: the client opens a connection for each."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        method = head.split(" ", 2)[1].rpartition("/")[2].partition("?")[0]
        length = _length_in(head)
        asked = _fields((await reader.readexactly(length)).decode() if length else "")
        answer = json.dumps({"ok": True, **await self._answer(method, asked)}).encode()
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (len(answer), answer)
        )
        # Who has waited too long is gone by now.
        with suppress(ConnectionError):
            await writer.drain()
        writer.close()

    async def _answer(self, method: str, asked: dict[str, str]) -> dict[str, Any]:
        match method:
            case "auth.test":
                return {"team_id": TEAM, "team": "Bench", "user_id": BOT, "bot_id": "B1"}
            case "users.list":
                return {"members": [_PERSON]}
            case "apps.connections.open":
                return {"url": f"ws://127.0.0.1:{_port(self._link)}/"}
            case "conversations.open":
                return {"channel": {"id": "D" + asked.get("users", "")[1:]}}
            case "conversations.info":
                return {"channel": {"id": asked.get("channel")}}
            case "conversations.members":
                return {"members": [USER, BOT]}
            case "chat.postMessage":
                return await self._take(asked["channel"])
        return {}

    async def _take(self, channel: str) -> dict[str, Any]:
        self.posted.append(Posted(channel, time.monotonic()))
        with suppress(TimeoutError):
            seconds = self.seconds + self.blocked.get(channel, 0.0)
            await asyncio.wait_for(self._closing.wait(), seconds)
        return {"channel": channel, "ts": f"{time.time():.6f}", "message": {}}


_PERSON = {"id": USER, "name": "ana", "team_id": TEAM, "is_owner": True, "tz": "Asia/Manila"}


def _port(server: asyncio.Server | Server) -> int:
    port: int = next(iter(server.sockets)).getsockname()[1]
    return port


def _length_in(head: str) -> int:
    for line in head.lower().split("\r\n"):
        if line.startswith("content-length:"):
            return int(line.partition(":")[2])
    return 0


def _fields(body: str) -> dict[str, str]:
    if body.startswith("{"):
        return {name: str(value) for name, value in json.loads(body).items()}
    return {name: values[0] for name, values in parse_qs(body).items()}
