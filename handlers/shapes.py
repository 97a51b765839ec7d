"""Shapes: what Slack's payloads look like as far as Rapport reads them; others are refused."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.middleware import Middleware

log = logging.getLogger(__name__)

# A type, a pattern of text, the keys of an object, or the one shape of a list's items. What isn't
# there, or null, fits everywhere but at a key with an exclamation mark; keys that aren't named hold
# anything.
Shape = Any

# Of signs that any record takes, and no more than it keeps.
_ID = re.compile(r"[!-~]{0,32}")
# What a redelivery is known by. Slack's are about 60 characters long.
_TICKET = re.compile(r"[!-~]{0,255}")
# What a form takes along from where it was opened must stay within Slack's 3,000 characters, as
# JSON writes them: a response URL (Slack's are about 100), a block's id (255 at most, and of ours
# in which a button stands), what the list or card with the button remembers.
_ADDRESS = re.compile(r"[\x00-\x7f]{0,255}")
_BLOCK = re.compile(r"[ -~]{0,255}")
_LISTS_MEMORY = re.compile(r"[ -~]{0,500}")
# What a message's address is put together of.
_TS = re.compile(r"[0-9.]{0,32}")
_DOMAIN = re.compile(r"[\w.-]{0,255}")

_OPTION = {"value!": str, "text!": {"text!": str}}
_VIEW = {
    "id!": _TICKET,
    "type": str,
    "hash": _TICKET,
    "callback_id": str,
    "private_metadata": str,
    "blocks": [{"type": str, "block_id!": str, "element": {"options": [_OPTION]}}],
    "state": dict,
}
_ANY = {
    "type": str,
    "command": str,
    "text": str,
    "user_id": _ID,
    "trigger_id": _TICKET,
    "response_url": _ADDRESS,
    "callback_id": str,
    "user": {"id": _ID},
    "team": {"id": _ID, "domain": _DOMAIN},
    "channel": {"id": _ID},
    "container": dict,
    "event": dict,
    "view": _VIEW,
}
_OF_KIND: dict[str, Shape] = {
    "block_actions": {
        "actions!": [{"action_id!": str, "block_id!": _BLOCK, "value": str}],
        "view": {"private_metadata": _LISTS_MEMORY},
    },
    "block_suggestion": {"action_id!": str, "block_id!": str, "value": str},
    "view_submission": {"view!": {"callback_id!": str, "type!": str}},
    "view_closed": {"view!": {"callback_id!": str}},
    "shortcut": {"callback_id!": str},
    "message_action": {
        "callback_id!": str,
        "message_ts": _TS,
        "message": {"ts": _TS, "thread_ts": _TS},
    },
    # Of an older Slack: no listener wants them, but Bolt looks into them.
    "interactive_message": {"actions!": [dict]},
    "workflow_step_edit": {"workflow_step!": dict},
    "event_callback": {"event!": {"type!": str}, "event_id": _TICKET, "authorizations": [dict]},
}
_PROFILE = {"display_name": str, "email": str}
_USER = {"id!": _ID, "name": str, "real_name": str, "team_id": str, "profile": _PROFILE}
_CHANNEL = {"user": _ID, "channel": _ID}
_OF_EVENT: dict[str, Shape] = {
    "user_change": {"user": _USER},
    "app_home_opened": {**_CHANNEL, "view": dict},
    "message": {**_CHANNEL, "channel_type": str},
    **dict.fromkeys(
        (
            "member_joined_channel",
            "channel_shared",
            "channel_unshared",
            "channel_archive",
            "channel_unarchive",
            "group_archive",
            "group_unarchive",
        ),
        _CHANNEL,
    ),
}


class Check(Middleware):
    """Bolt's first middleware of ours: what no listener could read is refused, and told where.

    A class, since what Bolt hands to a function by name costs more than the whole check.
    """

    def process(
        self,
        *,
        req: BoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - part of Bolt's own signature
        next: Callable[[], BoltResponse],  # noqa: A002 - Bolt calls it so
    ) -> BoltResponse:
        """Answers 400, or goes on."""
        at = misfit(req.body)
        if at is None:
            return next()
        log.warning("a signed payload makes no sense: %s", at)
        return BoltResponse(status=400, body="the payload makes no sense\n")


def misfit(body: dict[str, Any]) -> str | None:
    """Where a payload isn't as Slack sends it, as a path of keys; None if it is."""
    kind = body.get("type")
    found = _misfit(body, _ANY, "") or _misfit(body, _OF_KIND.get(str(kind), {}), "")
    if found is None and kind == "event_callback":
        event = body["event"]
        found = _misfit(event, _OF_EVENT.get(event["type"], {}), "event")
    return found


def _misfit(value: Any, shape: Shape, at: str) -> str | None:
    if value is None:
        return None
    if isinstance(shape, type):
        return None if isinstance(value, shape) else at
    if isinstance(shape, re.Pattern):
        return None if isinstance(value, str) and shape.fullmatch(value) else at
    if isinstance(shape, list):
        return _misfit_in_list(value, shape[0], at)
    return _misfit_in_object(value, shape, at)


def _misfit_in_list(value: Any, shape: Shape, at: str) -> str | None:
    if not isinstance(value, list):
        return at
    found = (at if each is None else _misfit(each, shape, at) for each in value)
    return next((place for place in found if place), None)


def _misfit_in_object(value: Any, shape: dict[str, Shape], at: str) -> str | None:
    if not isinstance(value, dict):
        return at
    for key, inside in shape.items():
        name = key.removesuffix("!")
        place = f"{at}/{name}"
        held = value.get(name)
        found = place if name != key and not held else _misfit(held, inside, place)
        if found:
            return found
    return None
