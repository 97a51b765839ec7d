"""TCP connections that can be cut: for answers that get lost and sockets that drop."""

from __future__ import annotations

import asyncio
from typing import cast

from starlette.requests import HTTPConnection
from uvicorn.protocols.http.h11_impl import H11Protocol


class CuttableConnection(H11Protocol):
    """uvicorn's HTTP protocol that hands its transport to each request's `state`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Keep the transport where `cut` finds it; a WebSocket upgrade inherits it."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


def cut(connection: HTTPConnection) -> None:
    """Drop the connection as a failing network does: no status, no close frame."""
    cast(asyncio.Transport, connection.state.transport).abort()
