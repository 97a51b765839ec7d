"""Tiny Bolt apps that are not Rapport, one listener of each kind, sync and async, by both ways."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from aiohttp import web
from slack_bolt import App
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient

from playground.server import Playground
from tests.playground import async_listeners, sync_listeners

Json = dict[str, Any]


def sync_app(slack: Playground, heard: list[str]) -> App:
    """One listener of each kind; `heard` gets a word for whatever passes the middleware."""
    client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    app = App(client=client, signing_secret=slack.signing_secret)

    @app.middleware
    def note(body: Json, next: Callable[[], Any]) -> None:  # noqa: A002
        heard.append(kind_of(body))
        next()

    register(app, sync_listeners)
    return app


def async_app(slack: Playground, heard: list[str]) -> AsyncApp:
    """The same, each listener a coroutine."""
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    app = AsyncApp(client=client, signing_secret=slack.signing_secret)

    @app.middleware
    async def note(body: Json, next: Callable[[], Any]) -> None:  # noqa: A002
        heard.append(kind_of(body))
        await next()

    register(app, async_listeners)
    return app


def register(app: App | AsyncApp, listeners: Any) -> None:
    """Give an app the listeners of a module."""
    app.command("/echo")(listeners.echo)
    app.action("done")(listeners.done)
    app.shortcut("open_form")(listeners.open_form)
    app.shortcut("quote_it")(listeners.quote)
    app.options("colour")(listeners.colours)
    app.view("form")(listeners.submit)
    app.view_closed("form")(listeners.closed)
    app.event("app_home_opened")(listeners.home)
    app.event("reaction_added")(listeners.thank)
    app.message("ping")(listeners.pong)
    app.event("app_mention")(listeners.mentioned)


def kind_of(body: Json) -> str:
    """What a delivery is, in a word."""
    if "command" in body:
        return "command"
    return str(body["event"]["type"] if "event" in body else body["type"])


@contextmanager
def async_by_socket(slack: Playground, app: AsyncApp) -> Iterator[None]:
    """The async app on a loop of its own, with a socket."""

    @asynccontextmanager
    async def connected() -> AsyncIterator[None]:
        handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=1)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        yield
        await asyncio.wait_for(handler.close_async(), 10)  # type: ignore[no-untyped-call]

    with _on_a_loop(connected):
        slack.wait_for_socket()
        yield


@contextmanager
def async_by_http(slack: Playground, app: AsyncApp) -> Iterator[None]:
    """The async app on a loop of its own, behind a port."""

    @asynccontextmanager
    async def listening() -> AsyncIterator[None]:
        runner = web.AppRunner(app.web_app())
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        yield
        await runner.cleanup()

    with _on_a_loop(listening):
        yield


@contextmanager
def _on_a_loop(serving: Callable[[], Any]) -> Iterator[None]:
    loop = asyncio.new_event_loop()
    over = asyncio.Event()
    is_up = threading.Event()

    async def serve() -> None:
        async with serving():
            is_up.set()
            await over.wait()
        # What a listener began, it ends.
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        if under_way:
            await asyncio.wait(under_way, timeout=5)
        await loop.shutdown_asyncgens()

    # All of it in that thread: a browser's driver may own the loop of this one.
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    is_up.wait(10)
    yield
    loop.call_soon_threadsafe(over.set)
    thread.join()
    loop.close()
