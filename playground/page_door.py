"""The page for people: the files under `page/`, served at `/`."""

from __future__ import annotations

import os
from pathlib import Path

from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PAGE = Path(__file__).with_name("page")
HEADERS = {
    "Cache-Control": "no-cache",
    # Everything comes from here: the page works offline, and people's words can't load or run.
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
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


def page_routes() -> list[BaseRoute]:
    """The page at `/` and its parts under `/page/`."""
    return [
        Route("/", lambda _: FileResponse(PAGE / "index.html", headers=HEADERS)),
        Mount("/page", PageFiles(directory=PAGE)),
    ]
