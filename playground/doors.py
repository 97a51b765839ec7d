"""The playground's own HTTP doors: what a person does and sees, for a page or another process."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import AsyncIterator, Callable
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from playground.delivery.record import Delivery
from playground.faults import Fault
from playground.messages import Message
from playground.person import Person, Where
from playground.reading import from_json
from playground.screen import about, first_person, screen_of
from playground.wire import Json

if TYPE_CHECKING:
    from playground.server import Playground

BEAT = 15.0
"""Seconds between two signs of life on the stream of changes."""


class Doors:
    """Routes under `/_playground`."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._stopped = False

    def routes(self) -> list[Route]:
        """The doors, each with what it takes."""
        return [
            Route("/_playground/act", self._act, methods=["POST"]),
            Route("/_playground/state", self._state, methods=["GET"]),
            Route("/_playground/changes", self._changes, methods=["GET"]),
            Route("/_playground/faults", self._faults, methods=["GET", "POST", "DELETE"]),
        ]

    def stop(self) -> None:
        """End the streams of changes."""
        self._stopped = True

    async def _act(self, request: Request) -> Response:
        try:
            said = from_json(await request.body())
            done = await run_in_threadpool(self._perform, said)
        except AssertionError as error:
            return JSONResponse({"ok": False, "error": str(error)}, 409)
        except (KeyError, TypeError, ValueError, LookupError) as error:
            return JSONResponse({"ok": False, "error": str(error)}, 400)
        return JSONResponse({"ok": True, "result": done})

    def _perform(self, said: Json) -> Any:
        if said["act"] == "moves_clock":
            self._playground.move_clock(_instant(said["to"]))
            return None
        person = self._playground.person(said["as"])
        acts = _acts(person, self._place(person, said.get("on")))
        if said["act"] not in acts:
            raise ValueError(f"no act is called {said['act']}: {', '.join(sorted(acts))}")
        return _told(acts[said["act"]](**said.get("args", {})))

    def _place(self, person: Person, place: Json | str | None) -> Where:
        if place is None:
            return None
        if place == "home":
            return "home"
        if isinstance(place, str):
            raise ValueError(f'`on` is a message\'s place or "home", not {place!r}')
        channel = self._playground.workspace.channels[place["channel"]]
        for message in person.messages(channel.id):
            if message.ts == place["ts"]:
                return message
        raise LookupError(f"{person.member.handle} sees no message {place['ts']}")

    async def _state(self, request: Request) -> Response:
        if not self._playground.is_ready:
            said = "The workspace is getting ready; this takes some seconds."
            return JSONResponse({"ok": False, "error": said}, 503, {"Retry-After": "1"})
        workspace = self._playground.workspace
        name = request.query_params.get("as") or first_person(workspace)
        try:
            person = self._playground.person(name)
        except KeyError as error:
            return JSONResponse({"ok": False, "error": str(error)}, 404)
        spelled = request.query_params.get("words") != "no"
        return JSONResponse(await run_in_threadpool(self._screen, person, spelled))

    def _screen(self, person: Person, spelled: bool) -> Json:
        with self._playground.workspace.changed:
            return screen_of(person, self._playground, spelled=spelled)

    async def _changes(self, request: Request) -> Response:
        return StreamingResponse(self._versions(request), media_type="text/event-stream")

    async def _versions(self, request: Request) -> AsyncIterator[str]:
        known = -1
        while not self._stopped and not await request.is_disconnected():
            version = await run_in_threadpool(self._next_version, known)
            yield f"data: {version}\n\n" if version != known else ": beat\n\n"
            known = version

    def _next_version(self, known: int) -> int:
        workspace = self._playground.workspace
        with workspace.changed:
            workspace.changed.wait_for(lambda: self._stopped or workspace.version != known, BEAT)
            return workspace.version

    async def _faults(self, request: Request) -> Response:
        faults = self._playground.faults
        if request.method == "DELETE":
            faults.clear()
        if request.method == "POST":
            try:
                faults.add(_fault(from_json(await request.body())))
            except (TypeError, ValueError) as error:
                return JSONResponse({"ok": False, "error": str(error)}, 400)
        fired = [{"method": m, "kind": k, "times": n} for (m, k), n in faults.fired.items()]
        return JSONResponse({"ok": True, "fired": fired})


def _acts(person: Person, on: Where) -> dict[str, Callable[..., Any]]:
    """What a person can be asked to do from outside, on a message or Home if one is named."""
    message = on if isinstance(on, Message) else None
    return {
        "types": lambda **args: person.types(**args, thread_of=message),
        "uploads": lambda content="", **args: person.uploads(
            **args, content=b64decode(content, validate=True), thread_of=message
        ),
        "presses": lambda **args: person.presses(**args, on=on),
        "chooses": lambda **args: person.chooses(**args, on=on),
        "enters": lambda **args: person.enters(**args, on=on),
        "offers": lambda **args: person.offers(**args, on=on),
        "offers_in_groups": lambda **args: person.offers_in_groups(**args, on=on),
        "suggestions": lambda **args: person.suggestions(**args, on=on),
        "fills": person.fills,
        "submits": person.submits,
        "closes": person.closes,
        "starts": lambda **args: person.starts(**args, on=message),
        "opens_home": person.opens_home,
        "opens_messages": person.opens_messages,
        "edits": lambda line: person.edits(line, _known(on)),
        "deletes": lambda: person.deletes(_known(on)),
        "reacts": lambda **args: person.reacts(**args, on=_known(on)),
        "pins": lambda **args: person.pins(**args, on=_known(on)),
        "opens_direct": lambda name: person.opens_direct(name).id,
        "sees": person.sees,
        "does_not_see": person.does_not_see,
        "direct_messages": person.direct_messages,
        "messages": person.messages,
        "thread": lambda: person.thread(_known(on)),
    }


def _told(result: Any) -> Any:
    if isinstance(result, Message):
        return _shown(result, "")
    if isinstance(result, Delivery):
        return {"outcome": result.outcome, "answer": result.answer, "seconds": result.seconds}
    if isinstance(result, list):
        return [_told(item) for item in result]
    return result


def _shown(message: Message, team_id: str) -> Json:
    return message.as_slack_says(team_id, with_metadata=True) | about(message)


def _known(on: Where) -> Message:
    if not isinstance(on, Message):
        raise ValueError("this is done to a message: say to which with `on`")
    return on


def _fault(said: Json) -> Fault:
    known = {field.name for field in fields(Fault)} - {"when", "then", "fired"}
    strange = set(said) - known
    if strange:
        raise ValueError(f"a fault has no {', '.join(sorted(strange))}")
    return Fault(**said)


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"a time needs its offset: {text}")
    return at
