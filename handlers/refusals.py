"""The one place that speaks refusals and faults, in the way that the request can be answered."""

from __future__ import annotations

import logging
from typing import Any

from slack_bolt import Ack
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk import WebClient

from bot import held_lines, lines, logs, redeliveries
from bot.account_search import WhichAccount
from bot.accounts import ArchivedAccount
from bot.desk import Desk
from bot.people import Actor, NotAppointed
from bot.refusals import NotNow, Refused, Unclear
from bot.texts import _, unescape
from bot.unavailable import CommitInDoubt, RecordBusy, RecordUnavailable, has_stored, may_be_stored
from bot.views import accounts as account_views
from bot.views import blocks
from bot.views import forms as form_views
from bot.views import held_lines as held_views
from bot.views.blocks import Message
from handlers import answers, edge, forms, home
from handlers.answers import Body
from handlers.requests import RESULT, result_of

log = logging.getLogger(__name__)


def speak(
    error: Exception,
    body: Body,
    context: dict[str, Any],
    client: WebClient,
    ack: Ack,
) -> BoltResponse:
    """Bolt's error listener: say what happened, why and what to do, and keep what was typed."""
    context[RESULT] = result_of(error)
    refusal = _repeated(error, body, context) or _as_refusal(error)
    kind = body.get("type")
    if kind == "event_callback":
        # Slack sends an event again unless it is told that it was taken.
        return BoltResponse(status=503) if isinstance(refusal, NotNow) else ack()
    desk: Desk | None = context.get("desk")
    if desk is not None and isinstance(error, Refused) and not isinstance(error, NotNow):
        home.refused(desk)
    if body.get("command"):
        return _to_command(refusal, body, context, ack)
    if kind == "view_submission":
        return _to_form(refusal, body.get("view") or {}, ack)
    if kind == "block_suggestion":
        return ack(options=[])
    if kind in ("block_actions", "message_action", "shortcut"):
        _beside(refusal, body, client)
    return ack()


def _repeated(error: Exception, body: Body, context: dict[str, Any]) -> Refused | None:
    """What is said of a redelivery that met a busy record after the first one was stored."""
    desk: Desk | None = context.get("desk")
    actor: Actor | None = context.get("actor")
    if desk is None or actor is None or not isinstance(error, RecordBusy) or has_stored():
        return None
    if not redeliveries.is_on_record(desk, actor, _form_in(body)):
        return None
    return Refused(
        _(
            "This came before and was stored then; nothing was done a second time. Don't send it "
            "again."
        )
    )


def _form_in(body: Body) -> str:
    """The name that a form keeps however often it is sent in."""
    try:
        return str(forms.remembered(body.get("view") or {}).get("form", ""))
    except Refused:
        return ""


def _as_refusal(error: Exception) -> Refused:
    if isinstance(error, Refused):
        return error
    if isinstance(error, BoltUnhandledRequestError):
        return Refused(_("Rapport doesn't know what to do with that; nothing was changed."))
    reference = logs.reference()
    is_unavailable = isinstance(error, RecordUnavailable)
    if isinstance(error, CommitInDoubt) or (is_unavailable and may_be_stored()):
        log.error("nobody knows whether it is stored, reference %s: %s", reference, error)
        return NotNow(
            _(
                "Rapport's record can't be reached just now, and this may be stored already. Look "
                "whether it is there before you try again; if you can't tell, give an admin this "
                "reference: {reference}.",
                reference=reference,
            )
        )
    if is_unavailable:
        log.error("the record is out of reach, reference %s: %s", reference, error)
        return NotNow(
            _(
                "Rapport's record can't be reached just now, so nothing was stored. Try again in a "
                "minute; if it goes on, tell an admin this reference: {reference}.",
                reference=reference,
            )
        )
    log.error("unexpected fault, reference %s", reference, exc_info=error)
    if may_be_stored():
        return Refused(
            _(
                "Something went wrong on Rapport's side, perhaps after this was stored. Look "
                "whether it is there before you try again; if it happens again, tell an admin this "
                "reference: {reference}.",
                reference=reference,
            )
        )
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
    desk: Desk | None = context.get("desk")
    if actor is None or desk is None:
        return held_views.refused(refusal.words, command, edge.typed(text, desk, ""))
    line = edge.typed(text, desk, actor.team_id)
    if isinstance(refusal, WhichAccount) and command == "/account":
        return account_views.which(refusal, None)
    if line and command in lines.HELD and isinstance(refusal, _WAITED_FOR):
        return _held(refusal, desk, actor, command, line)
    if isinstance(refusal, NotAppointed):
        return held_views.not_appointed(refusal.words, None)
    return held_views.refused(refusal.words, command, line)


# What a person can settle, so that their line need not be typed again.
_WAITED_FOR = (WhichAccount, ArchivedAccount, NotAppointed, Unclear)


def _held(refusal: Refused, desk: Desk, actor: Actor, command: str, line: str) -> Message:
    try:
        held = held_lines.hold(desk, actor, command, line)
    except RecordUnavailable as fault:
        return held_views.refused(_as_refusal(fault).words, command, line)
    return held_views.waiting(refusal, held)


def _to_form(refusal: Refused, view: dict[str, Any], ack: Ack) -> BoltResponse:
    """The form stays open with what was typed; the words stand at the field they are about."""
    blocks_shown = view.get("blocks") or []
    inputs = [block["block_id"] for block in blocks_shown if block.get("type") == "input"]
    if not inputs:
        return ack(response_action="push", view=_notice(refusal))
    at_fault = [name for name in inputs if name == refusal.field] or inputs
    return ack(response_action="errors", errors={at_fault[0]: _plain(refusal.words)})


def _plain(words: str) -> str:
    """A field's error is plain text: no marks, no entities; Slack shows it in one line."""
    return blocks.cut(unescape(words).replace("*", "").replace("`", ""), 1000)


def _beside(refusal: Refused, body: Body, client: WebClient) -> None:
    """Only the person who pressed hears it: by the response URL, else in a modal of its own."""
    if body.get("response_url"):
        answers.beside(body["response_url"], _said(refusal))
        return
    try:
        answers.open_modal(client, body, _notice(refusal))
    except Refused:
        log.warning("a refusal could not be shown: %s", refusal)


def _said(refusal: Refused) -> Message:
    if isinstance(refusal, NotAppointed):
        return held_views.not_appointed(refusal.words, None)
    return held_views.refused(refusal.words, "", "")


def _notice(refusal: Refused) -> dict[str, Any]:
    return form_views.notice(_said(refusal))
