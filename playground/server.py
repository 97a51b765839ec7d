"""The playground itself: Slack's Web API, sockets and response URLs on a port of this machine."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute

from playground.acts.stage import Stage
from playground.delivery.courier import EVENT_RETRIES, Courier
from playground.delivery.record import Delivery
from playground.delivery.socket_mode import SocketHub
from playground.doors import Doors
from playground.faults import Faults
from playground.file_door import FileDoor
from playground.guard import Guard
from playground.household import Household
from playground.inspection.door import InspectorDoor
from playground.inspection.tap import WireTap
from playground.inspection.troubles import Troubles
from playground.installation import Call, Installation, Tokens, fresh_tokens
from playground.manifest import read_manifest
from playground.page_door import page_routes
from playground.person import Person
from playground.port import PortServer
from playground.response_door import ResponseDoor
from playground.screen import ThingsToTry
from playground.web_api.door import WebApi
from playground.wire import Json, Machine
from playground.workspace import Workspace

PATIENCE = 3.0
"""Seconds that Slack waits for an ack (docs.slack.dev, "Handling user interaction")."""


class Playground(Household):
    """A Slack with one workspace and one app; use it in a `with`, or `start()` and `stop()`.

    `patience` is how many seconds an ack may take; `machine` is the clock that trigger ids,
    response URLs and signatures follow. `tokens` are new ones unless they are given. Raises OSError
    or BadManifest for a manifest that can't be read.
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
        tokens: Tokens | None = None,
    ) -> None:
        self.workspace = workspace
        self.slack = Installation(
            workspace, read_manifest(manifest), machine, tokens or fresh_tokens()
        )
        self._hub = SocketHub(workspace)
        self._courier = Courier(self.slack, self._hub, patience, event_retries)
        self.slack.emit = self._courier.announce
        self.slack.open_socket = self._socket_url
        self.stage = Stage(self.slack, self._courier)
        self._clock_watchers: list[Callable[[datetime], object]] = []
        self._next_due: list[Callable[[], datetime | None]] = []
        self.on_clock(lambda _: self.slack.schedule.send_due(), self.slack.schedule.next_due)
        self.tries: ThingsToTry | None = None
        self.is_ready = True
        self._port = port
        self._doors = Doors(self)
        self._server: PortServer | None = None
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
        # asyncio does so only for sockets that name their protocol; an answer would wait for 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._port = listener.getsockname()[1]
        self.slack.response_urls.base_url = self.url
        self.slack.uploads.base_url = self.url
        self._server = PortServer(self._app())
        run = self._server.run
        self._thread = threading.Thread(target=run, args=([listener],), daemon=True)
        self._thread.start()
        self._server.is_up.wait()

    def stop(self) -> None:
        """Close the sockets and the port."""
        self._courier.stop()
        self.slack.schedule.stop()
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
    def patience(self) -> float:
        """Seconds that an ack may take."""
        return self._courier.patience

    @patience.setter
    def patience(self, seconds: float) -> None:
        self._courier.patience = seconds

    @property
    def faults(self) -> Faults:
        """Trouble on demand."""
        return self.slack.faults

    @property
    def app_is_connected(self) -> bool:
        """Whether there is a way to the app: a socket that it holds, or a Request URL."""
        return self._courier.request_url is not None or self._hub.count > 0

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

    def forget_traffic(self) -> None:
        """Empty the inspector's list, once a sample has been played; the records stay."""
        self.slack.journal.forget()
        self.workspace.note_change()

    def person(self, name: str) -> Person:
        """The driver for one member, by handle or id. Raises KeyError."""
        return Person(self.stage, self.workspace.member(name))

    def deliver_to(self, request_url: str | None) -> None:
        """Deliver by signed HTTP to this URL from now on; None: by Socket Mode."""
        self._courier.request_url = request_url

    def wait_for_socket(self, seconds: float = 30, count: int = 1) -> None:
        """Until the app holds a socket. Raises TimeoutError."""
        with self.workspace.changed:
            opened = self.workspace.changed.wait_for(lambda: self._hub.count >= count, seconds)
        if not opened:
            raise TimeoutError(f"no app opened a socket within {seconds} s")

    def wait_for(self, condition: Callable[[], bool], seconds: float = 30) -> None:
        """Until something in the workspace is so. Raises TimeoutError."""
        with self.workspace.changed:
            if not self.workspace.changed.wait_for(condition, seconds):
                raise TimeoutError(f"it did not come to pass within {seconds} s")

    def drop_sockets(self) -> int:
        """Cut every socket without a word; says how many there were."""
        count = self._hub.count
        self._hub.drop()
        return count

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
        """Move the workspace's clock forward and tell those who follow it.

        It stops wherever one of them has something due on the way, so that what comes then bears
        its own time. Raises ValueError for a time gone by.
        """
        if to < self.workspace.clock.now():
            raise ValueError(f"the clock moves forward only: {to.isoformat()} has passed")
        self.reach(to)

    def reach(self, to: datetime) -> None:
        """As `move_clock`, but a time gone by changes nothing."""
        while (stop := self._next_stop()) is not None and stop < to:
            self._stand_at(stop)
        self._stand_at(to)

    def on_clock(
        self,
        watcher: Callable[[datetime], object],
        next_due: Callable[[], datetime | None] = lambda: None,
    ) -> None:
        """Have something called with the new time whenever the clock is moved.

        `next_due` says when it has something to do next, if it knows.
        """
        self._clock_watchers.append(watcher)
        self._next_due.append(next_due)

    def _next_stop(self) -> datetime | None:
        # What lies behind us and is due still will be looked after at any next stop.
        now = self.workspace.clock.now()
        named = [due for due in (ask() for ask in self._next_due) if due is not None]
        return min((due for due in named if due > now), default=None)

    def _stand_at(self, instant: datetime) -> None:
        self.workspace.clock.move(instant)
        self.workspace.note_change()
        for watcher in self._clock_watchers:
            watcher(instant)

    def _socket_url(self) -> str:
        host = self.url.replace("http://", "ws://")
        ticket, app_id = self._hub.ticket(), self.workspace.app.app_id
        return f"{host}/link/?ticket={ticket}&app_id={app_id}"

    def _app(self) -> Starlette:
        troubles = Troubles(self.faults, self.drop_sockets)
        inspector = InspectorDoor(self.slack.journal, troubles, self.workspace)
        return Starlette(
            middleware=[
                Middleware(Guard),
                Middleware(WireTap, self.slack.journal, self.workspace),
            ],
            routes=[
                *WebApi(self.slack).routes(),
                *ResponseDoor(self.stage).routes(),
                *FileDoor(self.slack).routes(),
                *self._doors.routes(),
                *inspector.routes(),
                *page_routes(lambda: self.is_ready),
                WebSocketRoute("/link/", self._hub.serve),
            ],
        )
