"""How what travels is put into words: short titles, decoded bodies, secrets left out."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from playground.multipart import Part, parts_of
from playground.reading import from_json
from playground.wire import Json
from playground.workspace import Workspace

TITLE = 90
"""Characters of a title at most."""
HIDDEN = "(hidden)"
_PLACES = ("channel", "channel_id", "user", "user_id", "users")
_SECRET_KEYS = frozenset(
    {"token", "access_token", "refresh_token", "bot_token", "client_secret", "code"}
)
_SECRETS = re.compile(r"\bx(?:ox[a-z]|app|oxe\.xox[a-z])-[\w-]{8,}|(?<=[?&]ticket=)\w+")


def without_secrets(said: Any) -> Any:
    """The same with every token and every ticket to a socket left out."""
    if isinstance(said, dict):
        return {key: _shown(key, value) for key, value in said.items()}
    if isinstance(said, list):
        return [without_secrets(item) for item in said]
    return _SECRETS.sub(HIDDEN, said) if isinstance(said, str) else said


def _shown(key: str, value: Any) -> Any:
    is_secret = key in _SECRET_KEYS and isinstance(value, str) and value
    return HIDDEN if is_secret else without_secrets(value)


def decoded(content_type: str, query: str, body: bytes) -> Json:
    """A call's arguments; what is neither JSON nor a form is told by its size."""
    said: Json = dict(parse_qsl(query, keep_blank_values=True))
    if not body:
        return said
    if "json" in content_type:
        parsed = _parsed(body.decode(errors="replace"))
        return said | parsed if isinstance(parsed, dict) else said | {"(body)": parsed}
    if content_type.startswith("multipart/form-data"):
        fields = parts_of(content_type, body)
        return said | {field.name: _field(field) for field in fields}
    if "x-www-form-urlencoded" in content_type:
        pairs = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
        return said | {key: _nested(value) for key, value in pairs}
    return said | {"(body)": f"{len(body)} bytes of {content_type or 'no stated type'}"}


def _field(field: Part) -> Any:
    if field.file_name is not None:
        return f"{len(field.content)} bytes called {field.file_name}"
    return _nested(field.content.decode(errors="replace"))


def _nested(value: str) -> Any:
    # Forms carry blocks and views as JSON in a string.
    return _parsed(value) if value[:1] in ("[", "{") else value


def _parsed(text: str) -> Any:
    try:
        return from_json(text)
    except ValueError:
        return text


def sent_title(payload: Json) -> str:
    """What was sent to the app, in a few words: `/log-call Acme …`, `button follow_up.done`."""
    if "command" in payload:
        return _short(f"{payload['command']} {payload.get('text', '')}")
    kind = str(payload.get("type", ""))
    if kind == "event_callback":
        return _short(f"event {_event(payload.get('event', {}))}")
    return _short(_INTERACTIONS.get(kind, _other)(payload))


def _event(event: Json) -> str:
    more = (event.get("subtype"), event.get("tab"))
    return " ".join([str(event.get("type", "")), *(str(word) for word in more if word)])


def _other(payload: Json) -> str:
    return str(payload.get("type") or next(iter(payload), "nothing"))


def _pressed(payload: Json) -> str:
    action = (payload.get("actions") or [{}])[0]
    return f"{action.get('type', 'action')} {action.get('action_id', '')}"


def _letters(payload: Json) -> str:
    return f"options for {payload.get('action_id', '')}: “{payload.get('value', '')}”"


def _named(words: str) -> Any:
    return lambda payload: f"{words} {payload.get('view', payload).get('callback_id', '')}"


_INTERACTIONS = {
    "block_actions": _pressed,
    "block_suggestion": _letters,
    "view_submission": _named("form sent"),
    "view_closed": _named("form closed"),
    "shortcut": _named("shortcut"),
    "message_action": _named("message shortcut"),
}


def call_title(workspace: Workspace, method: str, args: Json) -> str:
    """What the app called, and where to or about whom if its arguments say so."""
    view = args.get("view")
    callback_id = view.get("callback_id") if isinstance(view, dict) else None
    places = (args.get(name) for name in _PLACES)
    place = next((place for place in places if place), callback_id)
    return _short(f"{method} {_spoken(workspace, place)}")


def answer_title(said: Json) -> str:
    """What a POST to a response URL is for."""
    if said.get("delete_original"):
        return "response_url: takes the message away"
    deed = "replaces the message" if said.get("replace_original") else "a message"
    return _short(f"response_url: {deed} {said.get('text') or ''}")


def _spoken(workspace: Workspace, place: object) -> str:
    channel = workspace.channels.get(str(place))
    if channel is not None and channel.kind != "im":
        return f"#{channel.name}"
    ids = channel.members - {workspace.app.user_id} if channel else {str(place)}
    known = [workspace.members[name] for name in sorted(ids) if name in workspace.members]
    return ", ".join(f"@{member.handle}" for member in known) or str(place or "")


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= TITLE else words[: TITLE - 1] + "…"
