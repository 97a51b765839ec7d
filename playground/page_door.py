"""The page for people: the files under `page/`, served at `/`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PAGE = Path(__file__).with_name("page")
HEADERS = {
    "Cache-Control": "no-cache",
    # Everything but pictures comes from here: the page works offline, and people's words can't run.
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: https: http:; media-src 'none'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
}


class PageFiles(StaticFiles):
    """Static files that a browser asks for again after each change."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file with this page's headers."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update(HEADERS)
        return response


def page_routes(is_ready: Callable[[], bool]) -> list[BaseRoute]:
    """The page at `/` and its parts under `/page/`; one that asks for patience until `is_ready`."""

    def page(_request: Request) -> Response:
        if is_ready():
            return FileResponse(PAGE / "index.html", headers=HEADERS)
        return FileResponse(PAGE / "preparing.html", 503, {**HEADERS, "Retry-After": "1"})

    return [
        Route("/", page),
        Mount("/page", PageFiles(directory=PAGE)),
    ]
