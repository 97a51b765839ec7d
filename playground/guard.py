"""The guard of the page's doors: only this machine's own browser page and plain clients pass.

A page from elsewhere that is open in the same browser can send requests to this port too. It can't
forge the headers looked at here: `Host` gives away a name that was made to point at this machine
(DNS rebinding), `Origin` and `Sec-Fetch-Site` give away whose page is asking (the Fetch standard,
"Fetch Metadata Request Headers" by the W3C). The app's own doors need a token or a secret URL.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

NAMES = ("127.0.0.1", "localhost", "[::1]")
GUARDED = ("/page/", "/_playground/")
WEB_PORT = 80


class Guard:
    """ASGI middleware before the page and all under `/_playground`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may come in; answer the rest 403 with the reason."""
        path = scope.get("path", "")
        is_guarded = path == "/" or path.startswith(GUARDED)
        reason = _objection(scope) if is_guarded and scope["type"] == "http" else None
        if reason is None:
            await self._app(scope, receive, send)
            return
        await JSONResponse({"ok": False, "error": reason}, 403)(scope, receive, send)


def _objection(scope: Scope) -> str | None:
    headers = HTTPConnection(scope).headers
    port = scope["server"][1]
    if headers.get("host", "") not in _own_hosts(port):
        return f"This workspace answers at 127.0.0.1:{port} and localhost:{port} only."
    return _of_the_asking_page(scope, headers)


def _own_hosts(port: int) -> set[str]:
    bare = set(NAMES) if port == WEB_PORT else set()
    return bare | {f"{name}:{port}" for name in NAMES}


def _of_the_asking_page(scope: Scope, headers: Mapping[str, str]) -> str | None:
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None and origin != f"http://{headers['host']}":
        return "Only this workspace's own page may ask: the request came from another one."
    if site not in (None, "same-origin", "none") and not _is_visit(scope, headers):
        return "Only this workspace's own page may ask: the request came from another one."
    is_from_page = origin is not None or site is not None
    if is_from_page and scope["method"] == "POST" and not _is_json(headers):
        return "What a page sends must be JSON (Content-Type: application/json)."
    return None


def _is_visit(scope: Scope, headers: Mapping[str, str]) -> bool:
    """Whether somebody follows a link to the page, which does nothing by being opened."""
    is_opened = headers.get("sec-fetch-mode") == "navigate" and scope["method"] == "GET"
    return is_opened and scope["path"] == "/" and headers.get("sec-fetch-dest") == "document"


def _is_json(headers: Mapping[str, str]) -> bool:
    return headers.get("content-type", "").split(";")[0].strip() == "application/json"
