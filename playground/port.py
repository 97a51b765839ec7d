"""The port: uvicorn in a thread, up when it says so and gone as soon as it is told to."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import suppress

import uvicorn
from starlette.applications import Starlette

from playground.connections import CuttableConnection

TURNS_TO_ACCEPT = 5
"""Turns of the loop in which a connection that is being accepted comes to stand."""


class PortServer(uvicorn.Server):
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
        await self._cut_all()
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=1)
        # What an ending task has let go, or handed on, meanwhile.
        await self._cut_all()

    async def _cut_all(self) -> None:
        # A connection that is being accepted stands a few turns of the loop later.
        for _ in range(TURNS_TO_ACCEPT):
            for connection in list(self.server_state.connections):
                connection.transport.abort()
            await asyncio.sleep(0)
