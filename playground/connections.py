"""TCP connections that can be cut: for answers that get lost and sockets that drop."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import cast

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from playground.faults import FaultKind


class CuttableConnection(H11Protocol):
    """uvicorn's HTTP protocol that hands its transport to each request's `state`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Keep the transport where `cut` finds it; a WebSocket upgrade inherits it."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


def cut(connection: HTTPConnection) -> None:
    """Drop the connection as a failing network does: no status, no close frame."""
    cast(asyncio.Transport, connection.state.transport).abort()


def broken_off(connection: HTTPConnection, kind: FaultKind, whole: Response) -> Response:
    """The answer as a fault of this kind leaves it; the connection is dropped where it says so."""
    if kind in ("timeout", "lost_answer"):
        cut(connection)
    if kind in ("reset", "reset_after"):
        reset(connection)
    return HalfResponse(whole, connection) if kind == "half_body" else whole


def reset(connection: HTTPConnection) -> None:
    """Drop the connection as a crashed machine does: the other end hears of a reset."""
    transport = cast(asyncio.Transport, connection.state.transport)
    # To linger for no time at all is how a socket is closed by a reset.
    no_time = struct.pack("ii", 1, 0)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_time)
    transport.abort()


class HalfResponse(Response):
    """An answer that is cut in the middle of its body; its headers promise the whole."""

    def __init__(self, whole: Response, connection: HTTPConnection) -> None:
        super().__init__(whole.body, whole.status_code)
        self.raw_headers = whole.raw_headers
        self._connection = connection

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send half, then drop the connection and wait until it is gone."""
        start = {"type": "http.response.start", "status": self.status_code}
        await send({**start, "headers": self.raw_headers})
        half = bytes(self.body[: len(self.body) // 2])
        await send({"type": "http.response.body", "body": half, "more_body": True})
        cut(self._connection)
        while (await receive())["type"] != "http.disconnect":
            continue
