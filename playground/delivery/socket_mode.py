"""Socket Mode: connections with tickets, envelopes, acks, and what died unacked sent again."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect

from playground.connections import cut
from playground.delivery.record import Delivery
from playground.reading import from_json
from playground.wire import Json
from playground.workspace import Workspace

MOST_CONNECTIONS = 10
"""Sockets that one app may hold (docs.slack.dev, "Using Socket Mode")."""


@dataclass(eq=False)
class _Connection:
    socket: WebSocket
    loop: asyncio.AbstractEventLoop
    in_flight: dict[str, Delivery] = field(default_factory=dict)

    def say(self, said: Json) -> None:
        asyncio.run_coroutine_threadsafe(self.socket.send_text(json.dumps(said)), self.loop)

    def drop(self) -> None:
        self.loop.call_soon_threadsafe(cut, self.socket)


class SocketHub:
    """All the sockets that the app holds; any one of them gets each envelope."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._tickets: set[str] = set()
        self._connections: list[_Connection] = []
        self._stranded: dict[str, Delivery] = {}
        self.on_late_send: Callable[[Delivery], object] = lambda _: None
        """Told of what goes out on another socket, or later, than it was meant to."""
        self._turn = 0
        self.opened = 0

    @property
    def count(self) -> int:
        """How many sockets are open."""
        return len(self._connections)

    def ticket(self) -> str:
        """The right to open one socket, once."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return ticket

    def send(self, delivery: Delivery) -> None:
        """Put an envelope on the next socket in turn; with none open it waits for one."""
        with self._workspace.changed:
            if not self._connections:
                self._stranded[delivery.envelope_id] = delivery
                return
            self._turn += 1
            connection = self._connections[self._turn % len(self._connections)]
            connection.in_flight[delivery.envelope_id] = delivery
            delivery.attempts += 1
            connection.say(_envelope(delivery))

    def drop(self) -> None:
        """Cut every socket without a word."""
        with self._workspace.changed:
            for connection in self._connections:
                connection.drop()

    def refresh(self, reason: str = "refresh_requested") -> None:
        """Announce a `disconnect` on every socket, then close it."""
        with self._workspace.changed:
            for connection in self._connections:
                connection.say({"type": "disconnect", "reason": reason, **self._debug()})
                if reason != "warning":
                    asyncio.run_coroutine_threadsafe(connection.socket.close(), connection.loop)

    async def serve(self, socket: WebSocket) -> None:
        """Hold one socket until it closes."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close()
            return
        self._tickets.discard(ticket)
        await socket.accept()
        connection = _Connection(socket, asyncio.get_running_loop())
        if not await self._welcome(connection):
            return
        try:
            while True:
                self._take_ack(connection, await _received(socket))
        except (WebSocketDisconnect, RuntimeError):
            # Starlette raises RuntimeError for reading on after our own close.
            return
        finally:
            self._bury(connection)

    async def _welcome(self, connection: _Connection) -> bool:
        """Take a socket in, if there is room for it."""
        with self._workspace.changed:
            is_taken = len(self._connections) < MOST_CONNECTIONS
            if is_taken:
                self._connections.append(connection)
                self.opened += 1
            said = self._hello() if is_taken else self._too_many()
        await connection.socket.send_text(json.dumps(said))
        if not is_taken:
            await connection.socket.close()
            return False
        with self._workspace.changed:
            stranded, self._stranded = self._stranded, {}
            self._send_late(stranded)
            self._workspace.note_change()
        return True

    def _send_late(self, deliveries: dict[str, Delivery]) -> None:
        for delivery in deliveries.values():
            if delivery.is_acked or self._is_in_flight(delivery):
                continue
            delivery.retry_reason = "timeout" if delivery.attempts else ""
            # Who waited for a command's ack waits no more; an event may be acked at any time.
            if delivery.type == "events_api" and delivery.outcome != "waiting":
                delivery.begin()
            self.send(delivery)
            self.on_late_send(delivery)

    def _is_in_flight(self, delivery: Delivery) -> bool:
        return any(delivery.envelope_id in other.in_flight for other in self._connections)

    def _too_many(self) -> Json:
        return {
            "type": "disconnect",
            "reason": "too_many_websockets",
            "num_connections": len(self._connections),
            **self._debug(),
            "connection_info": {"app_id": self._workspace.app.app_id},
        }

    def _hello(self) -> Json:
        debug = self._debug()["debug_info"]
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {**debug, "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._workspace.app.app_id},
        }

    def _debug(self) -> Json:
        return {"debug_info": {"host": "applink-playground"}}

    def _take_ack(self, connection: _Connection, frame: str | bytes) -> None:
        said = _object(frame)
        envelope_id, payload = said.get("envelope_id"), said.get("payload")
        with self._workspace.changed:
            for holder in [connection, *self._connections]:
                delivery = holder.in_flight.pop(str(envelope_id), None)
                if delivery is not None and delivery.outcome == "waiting":
                    delivery.answer = payload if isinstance(payload, dict) else {}
                    delivery.settle("acked")
            self._workspace.note_change()

    def _bury(self, connection: _Connection) -> None:
        with self._workspace.changed:
            if connection in self._connections:
                self._connections.remove(connection)
            self._send_late(connection.in_flight)
            connection.in_flight = {}
            self._workspace.note_change()


async def _received(socket: WebSocket) -> str | bytes:
    """The next frame, of either kind. Raises WebSocketDisconnect."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message["code"])
    frame: str | bytes = message.get("text") or message.get("bytes") or ""
    return frame


def _object(frame: str | bytes) -> Json:
    """What a frame says; nothing if it is no JSON object."""
    try:
        said = from_json(frame)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _envelope(delivery: Delivery) -> Json:
    envelope = {
        "envelope_id": delivery.envelope_id,
        "payload": delivery.payload,
        "type": delivery.type,
        "accepts_response_payload": delivery.accepts_answer,
    }
    again = delivery.attempts > 1
    if delivery.type == "events_api" or again:
        envelope["retry_attempt"] = delivery.attempts - 1
        envelope["retry_reason"] = delivery.retry_reason if again else ""
    return envelope
