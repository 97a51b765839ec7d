"""The playground itself: Slack's Web API, sockets and response URLs on a port of this machine."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from playground.acts.stage import Stage
from playground.connections import CuttableConnection
from playground.delivery.courier import EVENT_RETRIES, Courier
from playground.delivery.record import Delivery
from playground.delivery.socket_mode import SocketHub
from playground.doors import Doors
from playground.faults import Faults
from playground.household import Household
from playground.installation import Call, Installation
from playground.manifest import read_manifest
from playground.page_door import page_routes
from playground.person import Person
from playground.response_door import ResponseDoor
from playground.web_api.door import WebApi
from playground.wire import Json, Machine
from playground.workspace import Workspace

PATIENCE = 3.0
"""Seconds that Slack waits for an ack (docs.slack.dev, "Handling user interaction")."""


class Playground(Household):
    """A Slack with one workspace and one app; use it in a `with`, or `start()` and `stop()`.

    `patience` is how many seconds an ack may take; `machine` is the clock that trigger ids,
    response URLs and signatures follow.
    """

    def __init__(
        self,
        workspace: Workspace,
        manifest: Path,
        port: int = 0,
        *,
        patience: float = PATIENCE,
        event_retries: Sequence[float] = EVENT_RETRIES,
        machine: Machine = time.time,
    ) -> None:
        self.workspace = workspace
        self.slack = Installation(workspace, read_manifest(manifest), machine)
        self._hub = SocketHub(workspace)
        self._courier = Courier(self.slack, self._hub, patience, event_retries)
        self.slack.emit = self._courier.announce
        self.slack.open_socket = self._socket_url
        self.stage = Stage(self.slack, self._courier)
        self._clock_watchers: list[Callable[[datetime], object]] = []
        self._port = port
        self._doors = Doors(self)
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Listen on 127.0.0.1 in a thread of its own. Raises OSError if the port is taken."""
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        self.slack.response_urls.base_url = self.url
        self._server = _Server(self._app())
        run = self._server.run
        self._thread = threading.Thread(target=run, args=([listener],), daemon=True)
        self._thread.start()
        self._server.is_up.wait()

    def stop(self) -> None:
        """Close the sockets and the port."""
        self._courier.stop()
        self._doors.stop()
        self.workspace.note_change()
        if self._server and self._thread:
            self._server.leave()
            self._thread.join()

    @property
    def url(self) -> str:
        """Where the playground is."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def api_url(self) -> str:
        """The Web API's base, for SLACK_API_URL."""
        return self.url + "/api/"

    @property
    def bot_token(self) -> str:
        """The app's bot token."""
        return self.slack.tokens.bot

    @property
    def app_token(self) -> str:
        """The app-level token, for Socket Mode."""
        return self.slack.tokens.app

    @property
    def signing_secret(self) -> str:
        """What HTTP deliveries are signed with."""
        return self.slack.tokens.signing_secret

    @property
    def team_id(self) -> str:
        """The workspace's id."""
        return self.workspace.team_id

    @property
    def faults(self) -> Faults:
        """Trouble on demand."""
        return self.slack.faults

    @property
    def deliveries(self) -> list[Delivery]:
        """All that was sent to the app."""
        return self._courier.deliveries

    @property
    def sockets_opened(self) -> int:
        """How many sockets the app has opened since the start."""
        return self._hub.opened

    def calls(self, method: str = "") -> list[Call]:
        """The Web API calls that came in, of one method or all."""
        with self.workspace.changed:
            return [call for call in self.slack.calls if method in ("", call.method)]

    def person(self, name: str) -> Person:
        """The driver for one member, by handle or id. Raises KeyError."""
        return Person(self.stage, self.workspace.member(name))

    def deliver_to(self, request_url: str | None) -> None:
        """Deliver by signed HTTP to this URL from now on; None: by Socket Mode."""
        self._courier.request_url = request_url

    def wait_for_socket(self, seconds: float = 10, count: int = 1) -> None:
        """Until the app holds a socket. Raises TimeoutError."""
        with self.workspace.changed:
            opened = self.workspace.changed.wait_for(lambda: self._hub.count >= count, seconds)
        if not opened:
            raise TimeoutError(f"no app opened a socket within {seconds} s")

    def wait_for(self, condition: Callable[[], bool], seconds: float = 10) -> None:
        """Until something in the workspace is so. Raises TimeoutError."""
        with self.workspace.changed:
            if not self.workspace.changed.wait_for(condition, seconds):
                raise TimeoutError(f"it did not come to pass within {seconds} s")

    def drop_sockets(self) -> None:
        """Cut every socket without a word."""
        self._hub.drop()

    def refresh_sockets(self, reason: str = "refresh_requested") -> None:
        """Announce `disconnect` and close, as Slack does every few hours; `warning` only warns."""
        self._hub.refresh(reason)

    def redeliver(self, delivery: Delivery) -> Json:
        """Send once more exactly what was sent before; returns the app's answer."""
        return self._courier.send_again(delivery).answer

    def emit(self, event_type: str, **event: object) -> None:
        """Send an event if the manifest subscribes to it."""
        self._courier.announce({"type": event_type, **event})

    def verify_url(self) -> bool:
        """Whether the app's Request URL answers Slack's `url_verification`."""
        return self._courier.verify_url()

    def check_certificate(self) -> bool:
        """Whether the app's Request URL answers Slack's `ssl_check`."""
        return self._courier.check_certificate()

    def move_clock(self, to: datetime) -> None:
        """Move the workspace's clock forward and tell those who follow it."""
        self.workspace.clock.move(to)
        self.workspace.note_change()
        for watcher in self._clock_watchers:
            watcher(to)

    def on_clock(self, watcher: Callable[[datetime], object]) -> None:
        """Have something called with the new time whenever the clock is moved."""
        self._clock_watchers.append(watcher)

    def _socket_url(self) -> str:
        host = self.url.replace("http://", "ws://")
        ticket, app_id = self._hub.ticket(), self.workspace.app.app_id
        return f"{host}/link/?ticket={ticket}&app_id={app_id}"

    def _app(self) -> Starlette:
        return Starlette(
            routes=[
                *WebApi(self.slack).routes(),
                *ResponseDoor(self.stage).routes(),
                *self._doors.routes(),
                *page_routes(),
                WebSocketRoute("/link/", self._hub.serve),
            ]
        )


class _Server(uvicorn.Server):
    """uvicorn in a thread, which says when it is up and is gone as soon as it is told to."""

    def __init__(self, app: Starlette) -> None:
        config = uvicorn.Config(
            app,
            http=CuttableConnection,
            ws="websockets-sansio",
            lifespan="off",
            log_level="error",
            access_log=False,
        )
        super().__init__(config)
        self.is_up = threading.Event()
        self._farewell = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def leave(self) -> None:
        """End the thread's run, from any other thread."""
        if self._loop:
            self._loop.call_soon_threadsafe(self._farewell.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the port, then say so."""
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        self.is_up.set()

    async def main_loop(self) -> None:
        """Serve until told to leave; uvicorn's own loop would notice only 0.1 s later."""
        while not self._farewell.is_set():
            await self.on_tick(0)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._farewell.wait(), timeout=1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Cut what is connected: a Slack that goes away waits for nobody."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=1)
