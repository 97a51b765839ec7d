"""Calls: `/log-call`, the form, and the Edit and Undo of what was logged."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import held_lines, interaction_form, interactions, people
from bot.desk import Desk
from bot.interaction_form import LOG_CALL_FORM
from bot.interactions import Logged
from bot.people import Actor
from bot.views import forms as form_views
from bot.views import help as help_views
from bot.views import interactions as views
from handlers import answers, edge, forms
from handlers.answers import Body


def log_call(
    ack: Ack, body: Body, command: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """`/log-call` with text logs at once; bare, it opens the form."""
    line = edge.typed(command.get("text") or "", desk, actor.team_id)
    if line.casefold() == "help":
        answers.to_command(ack, help_views.usage("/log-call"))
        return
    if line:
        answers.to_command(ack, views.answer(interactions.log_line(desk, actor, line)))
        return
    people.require_role(actor)
    today = desk.clock.now().astimezone(actor.zone).date()
    values = {"kind": "call", "occurred_on": today}
    remembered = forms.metadata(response_url=command.get("response_url"))
    answers.open_modal(client, body, form_views.modal(LOG_CALL_FORM, values, metadata=remembered))
    ack()


def open_edit(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Edit opens the form, filled in; it carries the answer's address to change it afterwards."""
    logged = interactions.to_edit(desk, actor, edge.pressed(action))
    _open_filled(body, client, actor, logged)
    ack()


def _open_filled(body: Body, client: WebClient, actor: Actor, logged: Logged) -> None:
    remembered = forms.metadata(
        interaction=logged.interaction.id, response_url=_address_of_answer(body)
    )
    values = interaction_form.values_of(logged, actor)
    answers.open_modal(client, body, form_views.modal(LOG_CALL_FORM, values, metadata=remembered))


def _address_of_answer(body: Body) -> str | None:
    """Only an ephemeral answer is replaced; a card in a message stays what it is."""
    is_ephemeral = (body.get("container") or {}).get("is_ephemeral")
    address = body.get("response_url")
    return str(address) if is_ephemeral and address else None


def save(ack: Ack, view: dict[str, Any], actor: Actor, desk: Desk) -> None:
    """The form logs a new entry, corrects one, or settles a held line."""
    remembered = forms.remembered(view)
    values = forms.read(LOG_CALL_FORM, view)
    if remembered.get("interaction"):
        logged = _corrected(desk, actor, values, remembered)
    else:
        logged = _new(desk, actor, values, remembered)
    ack()
    if remembered.get("interaction") or remembered.get("held"):
        answers.in_place(remembered.get("response_url"), views.answer(logged))
    else:
        answers.beside(remembered.get("response_url"), views.answer(logged))


def _new(desk: Desk, actor: Actor, values: Any, remembered: dict[str, Any]) -> Logged:
    held_id = remembered.get("held")
    overflow = held_lines.find(desk, actor, held_id).text[3000:] if held_id else ""
    draft = interaction_form.interaction_of(values, actor, desk.clock.now(), None, overflow)
    return interactions.log(desk, actor, values["account"], draft, held_id)


def _corrected(desk: Desk, actor: Actor, values: Any, remembered: dict[str, Any]) -> Logged:
    kept = interactions.find(desk, actor, int(remembered["interaction"]))
    overflow = kept.interaction.notes[3000:]
    draft = interaction_form.interaction_of(values, actor, desk.clock.now(), kept, overflow)
    return interactions.edit(desk, actor, kept.interaction.id, values["account"], draft)


def undo(ack: Ack, body: Body, action: dict[str, Any], actor: Actor, desk: Desk) -> None:
    """Undo takes back everything that the entry made."""
    logged = interactions.undo(desk, actor, edge.pressed(action))
    _answer(body, logged)
    ack()


def _answer(body: Body, logged: Logged) -> None:
    if _address_of_answer(body):
        answers.in_place(body["response_url"], views.answer(logged))
    else:
        answers.beside(body.get("response_url"), views.answer(logged))


def register(app: App) -> None:
    app.command("/log-call")(log_call)
    app.view("log_call")(save)
    app.action("interaction.edit")(open_edit)
    app.action("interaction.set_follow_up")(open_edit)
    app.action("interaction.undo")(undo)
