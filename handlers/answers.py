"""The ways to answer a person: in the ack, in place of an earlier answer, in a modal."""

from __future__ import annotations

import logging
import re
from http.client import HTTPException
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.refusals import Refused
from bot.texts import _
from bot.views import forms as form_views
from bot.views.blocks import Message
from handlers import places

log = logging.getLogger(__name__)

Body = dict[str, Any]
# Slack waits 3 s for our ack; no call made before it may take longer than this.
PATIENCE_SECONDS = 1
# What the SDK lets through when there is no answer that can be read.
NETWORK_FAULTS = (OSError, HTTPException)
# Nor may what else stands in a payload as an address bring it down: a host or a port that is none.
_MISREAD = (ValueError, OverflowError)
_ADDRESS = re.compile(r"https?://[!-~]+")


def to_command(ack: Ack, message: Message) -> None:
    """Answer a command: only the person who typed it sees the answer."""
    ack(response_type="ephemeral", text=message.text, blocks=message.blocks)


def in_place(response_url: str | None, message: Message) -> None:
    """Change the answer that a button was pressed on."""
    _respond(response_url, message, replace_original=True)


def beside(response_url: str | None, message: Message) -> None:
    """Tell the person who pressed a button, and nobody else, leaving the message as it is."""
    _respond(response_url, message, replace_original=False)


def _respond(response_url: str | None, message: Message, replace_original: bool) -> None:
    """The record is already right when this is called, so a lost answer is only logged."""
    if not _ADDRESS.fullmatch(response_url or ""):
        return
    try:
        answer = WebhookClient(str(response_url), timeout=PATIENCE_SECONDS, retry_handlers=[]).send(
            text=message.text,
            blocks=message.blocks,
            response_type="ephemeral",
            replace_original=replace_original,
        )
    except (*NETWORK_FAULTS, *_MISREAD, SlackApiError) as fault:
        log.warning("an answer could not be changed: %s", fault)
        return
    if answer.status_code != 200:
        log.warning("an answer could not be changed: Slack refused it (%d)", answer.status_code)


def saved(ack: Ack, remembered: Body, message: Message, *, replaces: bool) -> None:
    """Answer a form where it was opened: in place of an answer or beside whatever stands there.

    Opened from a list of shortcuts, which takes no answer, the form itself becomes it.
    """
    address = remembered.get("response_url")
    if not address:
        ack(response_action="update", view=saved_view(message, remembered))
        return
    ack()
    _respond(str(address), message, replace_original=replaces)


def saved_view(message: Message, remembered: Body) -> Body:
    """What a form becomes once it is saved; it leads back to Home if the form did."""
    return {**form_views.saved(message), "private_metadata": places.way_home(remembered)}


def open_modal(client: WebClient, body: Body, view: dict[str, Any]) -> None:
    """Open a modal, on top of the one the request came from. Raises Refused when Slack won't."""
    shown = body.get("view") or {}
    call = client.views_push if shown.get("type") == "modal" else client.views_open
    try:
        call(trigger_id=str(body.get("trigger_id") or ""), view=places.marked(view, shown))
    except (*NETWORK_FAULTS, SlackApiError) as fault:
        log.warning("a form could not be opened: %s", fault)
        raise Refused(
            _("Slack didn't open the form in time. Please try once more; nothing was changed.")
        ) from fault


def update_modal(client: WebClient, body: Body, view: dict[str, Any]) -> None:
    """Draw the modal that a button was pressed in anew. A lost race is left to the next press.

    Raises Refused when the button stood in no modal.
    """
    shown = body.get("view")
    if not shown or places.is_home(body):
        raise Refused(_("That button is no longer in use. Type the command again, please."))
    try:
        client.views_update(
            view_id=shown["id"], hash=shown.get("hash"), view=places.marked(view, shown)
        )
    except (*NETWORK_FAULTS, SlackApiError) as fault:
        log.warning("a modal could not be updated: %s", fault)
