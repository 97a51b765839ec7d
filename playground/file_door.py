"""The HTTP doors of files: where uploads go, and where the app and the page fetch them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from playground.installation import Installation
from playground.multipart import parts_of
from playground.uploads import PRIVATE, UPLOADS, StoredFile

# What a browser would run if it were opened is handed out to be saved.
_SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp", "text/plain", "application/pdf")


class FileDoor:
    """Takes the bytes of files in, and gives them out to those who may have them."""

    def __init__(self, slack: Installation) -> None:
        self._slack = slack

    def routes(self) -> list[Route]:
        """Uploads by ticket, downloads by token, and the page's own way to a file."""
        return [
            Route(UPLOADS + "{ticket}", self._take, methods=["POST", "PUT"]),
            Route(PRIVATE + "{place}/{rest:path}", self._give, methods=["GET"]),
            Route("/_playground/files/{file_id}", self._show, methods=["GET"]),
        ]

    async def _take(self, request: Request) -> Response:
        body = await request.body()
        content_type = request.headers.get("content-type", "")
        content = _form_file(content_type, body) if "multipart/" in content_type else body
        try:
            with self._slack.workspace.changed:
                stored = self._slack.uploads.redeem(request.path_params["ticket"], content)
        except KeyError:
            return PlainTextResponse("The upload URL is unknown or used up", 404)
        return PlainTextResponse(f"OK - {len(stored.content)}")

    async def _give(self, request: Request) -> Response:
        file_id = request.path_params["place"].partition("-")[2]
        stored = self._slack.uploads.files.get(file_id)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        is_known = scheme.lower() == "bearer" and token.strip() == self._slack.tokens.bot
        if not is_known or "files:read" not in self._slack.manifest.scopes:
            # Slack sends whom it doesn't know to its sign-in page, so the answer is HTML.
            return RedirectResponse(f"/?redir={request.url.path}", 302)
        return _file(stored) if stored else PlainTextResponse("File not found", 404)

    async def _show(self, request: Request) -> Response:
        stored = self._slack.uploads.files.get(request.path_params["file_id"])
        return _file(stored) if stored else PlainTextResponse("File not found", 404)


def _file(stored: StoredFile) -> Response:
    kind = stored.described["mimetype"]
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
    if kind not in _SHOWN:
        headers["Content-Disposition"] = "attachment"
    return Response(stored.content, media_type=kind, headers=headers)


def _form_file(content_type: str, body: bytes) -> bytes:
    """The first file of a multipart form."""
    files = (part.content for part in parts_of(content_type, body) if part.file_name is not None)
    return next(files, b"")
