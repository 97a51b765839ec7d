"""Shortcuts: the menu of a message, and the list that opens from anywhere, both open a form."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import complaint_form, follow_up_form, held_lines, interaction_form, people
from bot.account_form import ACCOUNT_FORM
from bot.complaint_form import COMPLAINT_FORM
from bot.desk import Desk
from bot.follow_up_form import FOLLOW_UP_FORM
from bot.forms import Form, Values
from bot.held_lines import Source
from bot.interaction_form import LOG_CALL_FORM, LOG_MESSAGE_FORM
from bot.lines import HeldLine
from bot.people import Actor
from bot.views import forms as form_views
from handlers import answers, edge, forms, messages
from handlers.answers import Body


def log_interaction(ack: Ack, body: Body, client: WebClient, actor: Actor, desk: Desk) -> None:
    """“Log as interaction”: the message is what was said with the client."""
    held = _hold(body, actor, desk)
    values = interaction_form.message_values(desk, actor, held)
    _open(body, client, LOG_MESSAGE_FORM, values, held)
    ack()


def file_complaint(ack: Ack, body: Body, client: WebClient, actor: Actor, desk: Desk) -> None:
    """“File complaint”: the message is what happened."""
    held = _hold(body, actor, desk)
    _open(body, client, COMPLAINT_FORM, complaint_form.message_values(desk, actor, held), held)
    ack()


def create_follow_up(ack: Ack, body: Body, client: WebClient, actor: Actor, desk: Desk) -> None:
    """“Create follow-up”: the message is what is to be done."""
    held = _hold(body, actor, desk)
    values = follow_up_form.message_values(desk, actor, held)
    _open(body, client, FOLLOW_UP_FORM, values, held)
    ack()


def log_call(ack: Ack, body: Body, client: WebClient, actor: Actor, desk: Desk) -> None:
    """“Log a call”: the form that a bare `/log-call` opens."""
    people.require_role(actor)
    today = desk.clock.now().astimezone(actor.zone).date()
    _open(body, client, LOG_CALL_FORM, {"kind": "call", "occurred_on": today}, None)
    ack()


def new_account(ack: Ack, body: Body, client: WebClient, actor: Actor) -> None:
    """“Add an account”: a client of the person's own."""
    people.require_role(actor)
    _open(body, client, ACCOUNT_FORM, {}, None)
    ack()


def forget(ack: Ack, view: dict[str, Any], actor: Actor, desk: Desk) -> None:
    """A message's form is closed unsaved: nothing of the message stays."""
    held_id = forms.remembered(view).get("held")
    if held_id:
        held_lines.forget(desk, actor, held_id)
    ack()


def _hold(body: Body, actor: Actor, desk: Desk) -> HeldLine:
    """The message, kept whole: a form holds 3,000 characters of it."""
    people.require_role(actor)
    message = messages.read(body)
    said_at = min(message.said_at or desk.clock.now(), desk.clock.now())
    source = Source(message.author, message.url, said_at)
    text = edge.typed(message.text, desk, actor.team_id)
    return held_lines.hold(desk, actor, str(body.get("callback_id")), text, source)


def _open(body: Body, client: WebClient, form: Form, values: Values, held: HeldLine | None) -> None:
    """The answer stands beside the message: it is somebody else's and stays what it is."""
    remembered: dict[str, Any] = {"form": uuid4().hex}
    if held is not None:
        remembered = {"held": held.id, "beside": True, "response_url": body.get("response_url")}
    view = form_views.modal(form, values, metadata=forms.metadata(**remembered))
    answers.open_modal(client, body, {**view, "notify_on_close": held is not None})


def register(app: App) -> None:
    app.message_shortcut("log_interaction")(log_interaction)
    app.message_shortcut("file_complaint")(file_complaint)
    app.message_shortcut("create_follow_up")(create_follow_up)
    app.global_shortcut("log_call")(log_call)
    app.global_shortcut("new_account")(new_account)
    for form in (LOG_MESSAGE_FORM, COMPLAINT_FORM, FOLLOW_UP_FORM):
        app.view_closed(form.name)(forget)
