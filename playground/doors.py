"""The playground's own HTTP doors: what a person does and sees, for a page or another process."""

from __future__ import annotations

import json
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
from playground.person import Person
from playground.telling import described
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
            said = json.loads(await request.body())
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
        acts = _acts(person, self._message(person, said.get("on")))
        if said["act"] not in acts:
            raise ValueError(f"no act is called {said['act']}: {', '.join(sorted(acts))}")
        return _told(acts[said["act"]](**said.get("args", {})))

    def _message(self, person: Person, place: Json | None) -> Message | None:
        if place is None:
            return None
        channel = self._playground.workspace.channels[place["channel"]]
        for message in person.messages(channel.id):
            if message.ts == place["ts"]:
                return message
        raise KeyError(f"{person.member.handle} sees no message {place['ts']}")

    async def _state(self, request: Request) -> Response:
        try:
            person = self._playground.person(request.query_params.get("as", ""))
        except KeyError as error:
            return JSONResponse({"ok": False, "error": str(error)}, 404)
        with self._playground.workspace.changed:
            return JSONResponse(self._seen_by(person))

    def _seen_by(self, person: Person) -> Json:
        workspace = self._playground.workspace
        workspace.direct(person.id)
        channels = workspace.visible_channels(person.member)
        messages = workspace.visible_messages(person.member)
        now = workspace.clock.now()
        return {
            "version": workspace.version,
            "now": now.isoformat(),
            "me": person.member.as_slack_says(now, with_email=True),
            "people": [m.as_slack_says(now, with_email=True) for m in workspace.members.values()],
            "channels": [c.as_slack_says(person.id, workspace.team_id) for c in channels],
            "messages": [
                said | _about(message)
                for said, message in zip(
                    described(workspace, messages, with_metadata=True), messages, strict=True
                )
            ],
            "modal": person.modal,
            "home": person.home,
            "workspace": {"name": workspace.name, "app": workspace.app.user_id},
            "commands": sorted(self._playground.slack.manifest.commands),
            "usage": [
                {"command": command, "description": usage.description, "hint": usage.hint}
                for command, usage in self._playground.slack.manifest.usage.items()
            ],
            "shortcuts": [
                {"callback_id": callback_id, "type": kind, "name": name}
                for callback_id, (kind, name) in self._playground.slack.manifest.shortcuts.items()
            ],
        }

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
                faults.add(_fault(json.loads(await request.body())))
            except (TypeError, ValueError) as error:
                return JSONResponse({"ok": False, "error": str(error)}, 400)
        fired = [{"method": m, "kind": k, "times": n} for (m, k), n in faults.fired.items()]
        return JSONResponse({"ok": True, "fired": fired})


def _acts(person: Person, on: Message | None) -> dict[str, Callable[..., Any]]:
    """What a person can be asked to do from outside, on a given message if there is one."""
    return {
        "types": lambda **args: person.types(**args, thread_of=on),
        "uploads": person.uploads,
        "presses": lambda **args: person.presses(**args, on=on),
        "chooses": lambda **args: person.chooses(**args, on=on),
        "enters": lambda **args: person.enters(**args, on=on),
        "offers": lambda **args: person.offers(**args, on=on),
        "suggestions": lambda **args: person.suggestions(**args, on=on),
        "fills": person.fills,
        "submits": person.submits,
        "closes": person.closes,
        "starts": lambda **args: person.starts(**args, on=on),
        "opens_home": person.opens_home,
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
    return message.as_slack_says(team_id, with_metadata=True) | _about(message)


def _about(message: Message) -> Json:
    about = {"channel": message.channel, "ephemeral_to": message.ephemeral_to}
    return about | {"words": message.words, "buttons": message.buttons}


def _known(on: Message | None) -> Message:
    if on is None:
        raise ValueError("a thread is that of a message: say which with `on`")
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
