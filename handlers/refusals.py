"""The one place that speaks refusals and faults, in the way that the request can be answered."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from slack_bolt import Ack
from slack_bolt.response import BoltResponse
from slack_sdk import WebClient

from bot import held_lines
from bot.accounts import ArchivedAccount, WhichAccount
from bot.desk import Desk
from bot.people import Actor, NotAppointed
from bot.refusals import Refused, Unclear
from bot.texts import _, unescape
from bot.unavailable import RecordUnavailable
from bot.views import accounts as account_views
from bot.views import blocks
from bot.views import held_lines as held_views
from bot.views.blocks import Message
from handlers import answers, edge
from handlers.answers import Body

log = logging.getLogger(__name__)


def speak(
    error: Exception,
    body: Body,
    context: dict[str, Any],
    client: WebClient,
    ack: Ack,
) -> BoltResponse:
    """Bolt's error listener: say what happened, why and what to do, and keep what was typed."""
    refusal = _as_refusal(error)
    kind = body.get("type")
    if body.get("command"):
        return _to_command(refusal, body, context, ack)
    if kind == "view_submission":
        return ack(response_action="errors", errors=_at_field(refusal, body["view"]))
    if kind == "block_suggestion":
        return ack(options=[])
    if kind in ("block_actions", "message_action", "shortcut", "view_closed"):
        _beside(refusal, body, client)
    return ack()


def _as_refusal(error: Exception) -> Refused:
    if isinstance(error, Refused):
        return error
    if isinstance(error, RecordUnavailable):
        log.error("the record is out of reach: %s", error)
        return Refused(
            _(
                "Rapport's record can't be reached just now, so nothing was stored. Try again in a "
                "minute; if it goes on, tell an admin."
            )
        )
    reference = secrets.token_hex(4)
    log.error("unexpected fault, reference %s", reference, exc_info=error)
    return Refused(
        _(
            "Something went wrong on Rapport's side and nothing was stored. Try again; if it "
            "happens again, tell an admin this reference: {reference}.",
            reference=reference,
        )
    )


def _to_command(refusal: Refused, body: Body, context: dict[str, Any], ack: Ack) -> BoltResponse:
    message = _answer(refusal, body, context)
    return ack(response_type="ephemeral", text=message.text, blocks=message.blocks)


def _answer(refusal: Refused, body: Body, context: dict[str, Any]) -> Message:
    command, text = body["command"], str(body.get("text") or "")
    actor: Actor | None = context.get("actor")
    desk: Desk = context["desk"]
    if actor is None:
        return held_views.refused(refusal.words, command, unescape(text).strip())
    line = edge.typed(text, desk, actor.team_id)
    if isinstance(refusal, WhichAccount) and command == "/account":
        return account_views.which(refusal, None)
    if not line or not isinstance(refusal, WhichAccount | ArchivedAccount | NotAppointed | Unclear):
        if isinstance(refusal, NotAppointed):
            return held_views.not_appointed(refusal.words, None)
        return held_views.refused(refusal.words, command, line)
    try:
        held = held_lines.hold(desk, actor, command, line)
    except RecordUnavailable as fault:
        return held_views.refused(_as_refusal(fault).words, command, line)
    return held_views.waiting(refusal, held)


def _at_field(refusal: Refused, view: dict[str, Any]) -> dict[str, str]:
    inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    field = refusal.field if refusal.field and refusal.field in inputs else inputs[0]
    return {field: _plain(refusal.words)}


def _plain(words: str) -> str:
    """A field's error is plain text: no marks, no entities; Slack shows it in one line."""
    return blocks.cut(unescape(words).replace("*", "").replace("`", ""), 1000)


def _beside(refusal: Refused, body: Body, client: WebClient) -> None:
    message = blocks.message(refusal.words, blocks.section(refusal.words))
    if body.get("response_url"):
        answers.beside(body["response_url"], message)
        return
    view = blocks.modal("notice", "Rapport", message.blocks, close=_("Close"))
    try:
        answers.open_modal(client, body, view)
    except Refused:
        log.warning("a refusal could not be shown: %s", refusal)
