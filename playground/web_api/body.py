"""The arguments of a call out of its query and its body, by the content type."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from playground.multipart import parts_of
from playground.reading import from_json
from playground.refusals import SlackError
from playground.wire import Json

_FORM = ("application/x-www-form-urlencoded", "text/plain", "")


async def arguments_of(request: Request) -> Json:
    """All that the caller said. Raises SlackError (`invalid_json`, `invalid_post_type`, …)."""
    said: Json = dict(request.query_params)
    body = await request.body()
    return said | _posted(request.headers.get("content-type", ""), body) if body else said


def _posted(content_type: str, body: bytes) -> dict[str, Any]:
    kind = content_type.split(";")[0].strip().lower()
    if kind == "application/json":
        return _object(body)
    try:
        if kind == "multipart/form-data":
            fields = parts_of(content_type, body)
            return {field.name: field.content.decode() for field in fields if not field.file_name}
        if kind in _FORM:
            return dict(parse_qsl(body.decode(), keep_blank_values=True))
    except ValueError:
        raise SlackError("invalid_form_data") from None
    raise SlackError("invalid_post_type")


def _object(body: bytes) -> Json:
    try:
        parsed = from_json(body)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(parsed, dict):
        raise SlackError("json_not_object")
    return parsed
