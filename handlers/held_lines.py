"""Held lines: the choice that a typed line waited for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import complaint_form, follow_up_form, held_lines, interaction_form, lines
from bot.complaint_form import COMPLAINT_FORM
from bot.complaints import Filed
from bot.desk import Desk
from bot.follow_up_form import FOLLOW_UP_FORM
from bot.forms import Form, Values
from bot.interaction_form import LOG_CALL_FORM
from bot.interactions import Logged
from bot.lines import Done, HeldLine
from bot.people import Actor
from bot.refusals import Refused
from bot.views import complaints as complaint_views
from bot.views import follow_ups as follow_up_views
from bot.views import forms as form_views
from bot.views import held_lines as views
from bot.views import interactions as interaction_views
from bot.views.blocks import Message
from handlers import answers, edge, forms
from handlers.answers import Body


def pick(ack: Ack, body: Body, action: dict[str, Any], actor: Actor, desk: Desk) -> None:
    """One of the accounts offered."""
    held_id, account_id = edge.two_ids(action.get("value"))
    held = held_lines.find(desk, actor, held_id)
    _answer(ack, body, lines.act_on(desk, actor, held, account_id))


def create(ack: Ack, body: Body, action: dict[str, Any], actor: Actor, desk: Desk) -> None:
    """The account that the line names is made, and the line acted on."""
    held = held_lines.find(desk, actor, edge.pressed(action))
    _answer(ack, body, lines.act_on_new(desk, actor, held))


def restore(ack: Ack, body: Body, action: dict[str, Any], actor: Actor, desk: Desk) -> None:
    """An archived account is brought back, and the line acted on."""
    held_id, account_id = edge.two_ids(action.get("value"))
    held = held_lines.find(desk, actor, held_id)
    _answer(ack, body, lines.act_on_restored(desk, actor, held, account_id))


def again(ack: Ack, body: Body, action: dict[str, Any], actor: Actor, desk: Desk) -> None:
    """After the appointment the line is acted on as if it were typed now."""
    held = held_lines.find(desk, actor, edge.pressed(action))
    try:
        done = lines.act_held(desk, actor, held)
    except Refused as refusal:
        answers.beside(body.get("response_url"), views.waiting(refusal, held))
    else:
        answers.beside(body.get("response_url"), _shown(done))
    ack()


def open_form(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """The form, filled in with everything that was understood and the text as typed."""
    held = held_lines.find(desk, actor, edge.pressed(action))
    form, values_of = _FORMS[held.command]
    remembered = forms.metadata(held=held.id, response_url=body.get("response_url"))
    values = values_of(desk, actor, held)
    answers.open_modal(client, body, form_views.modal(form, values, metadata=remembered))
    ack()


# The form of each command whose text can wait, and how it is filled in from the text.
_FORMS: Mapping[str, tuple[Form, Callable[[Desk, Actor, HeldLine], Values]]] = {
    "/log-call": (LOG_CALL_FORM, interaction_form.held_values),
    "/follow-up": (FOLLOW_UP_FORM, follow_up_form.follow_up_values),
    "/complaint": (COMPLAINT_FORM, complaint_form.held_values),
}


def _answer(ack: Ack, body: Body, done: Done) -> None:
    answers.in_place(body.get("response_url"), _shown(done))
    ack()


def _shown(done: Done) -> Message:
    match done:
        case Logged():
            return interaction_views.answer(done)
        case Filed():
            return complaint_views.answer(done)
    return follow_up_views.created(done)


def register(app: App) -> None:
    app.action(re.compile(r"^held_line\.pick\.\d+$"))(pick)
    app.action("held_line.create")(create)
    app.action("held_line.restore")(restore)
    app.action("held_line.again")(again)
    app.action("held_line.form")(open_form)
