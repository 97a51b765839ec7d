"""The HTTP door of the inspector: what went over the wire, and troubles by name."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.inspection.journal import Journal
from playground.inspection.troubles import Troubles
from playground.inspection.wording import without_secrets
from playground.wire import Json
from playground.workspace import Workspace

ROOT = "/_playground/inspector"


class InspectorDoor:
    """Routes under `/_playground/inspector`; no answer holds a token."""

    def __init__(self, journal: Journal, troubles: Troubles, workspace: Workspace) -> None:
        self._journal = journal
        self._troubles = troubles
        self._workspace = workspace

    def routes(self) -> list[Route]:
        """The list, one exchange whole, the troubles."""
        return [
            Route(ROOT, self._list, methods=["GET"]),
            Route(ROOT + "/exchanges/{number:int}", self._whole, methods=["GET"]),
            Route(ROOT + "/troubles", self._trouble, methods=["POST", "DELETE"]),
        ]

    async def _list(self, request: Request) -> Response:
        since = request.query_params.get("since", "0")
        if not since.isdecimal():
            return _refusal("`since` is the `revision` of an earlier answer", 400)
        return JSONResponse(without_secrets(self._seen(int(since))))

    def _seen(self, since: int) -> Json:
        with self._workspace.changed:
            return {**self._journal.since(since), "troubles": self._troubles.as_json()}

    async def _whole(self, request: Request) -> Response:
        try:
            with self._workspace.changed:
                detail = self._journal.detail(request.path_params["number"])
        except LookupError as error:
            return _refusal(str(error.args[0]), 404)
        return JSONResponse(without_secrets(detail))

    async def _trouble(self, request: Request) -> Response:
        try:
            if request.method == "DELETE":
                self._troubles.clear()
            else:
                self._troubles.ask_for(str(json.loads(await request.body())["name"]))
        except (LookupError, TypeError, ValueError) as error:
            return _refusal(str(error.args[0]), 400)
        self._workspace.note_change()
        return JSONResponse({"ok": True, "troubles": self._troubles.as_json()})


def _refusal(reason: str, status: int) -> Response:
    return JSONResponse({"ok": False, "error": reason}, status)
