"""Calls: `/log-call`, the form, and the Edit and Undo of what was logged."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import accounts, corrections, held_lines, interaction_form, interactions, people
from bot.desk import Desk
from bot.forms import Values
from bot.interaction_form import EDIT_CALL_FORM, LOG_CALL_FORM
from bot.interactions import Logged
from bot.people import Actor
from bot.refusals import Refused
from bot.views import accounts as account_views
from bot.views import forms as form_views
from bot.views import help as help_views
from bot.views import interactions as views
from handlers import answers, edge, forms, pages, places
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
    remembered = forms.metadata(form=uuid4().hex, response_url=command.get("response_url"))
    answers.open_modal(client, body, form_views.modal(LOG_CALL_FORM, values, metadata=remembered))
    ack()


def open_edit(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Edit opens the form, filled in; it carries the answer's address to change it afterwards."""
    logged = corrections.to_edit(desk, actor, edge.pressed(action))
    _open_filled(body, client, interaction_form.values_of(logged, actor), action, logged)
    ack()


def open_follow_up(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """As Edit, with what to do filled in: the day is missing."""
    logged = corrections.to_edit(desk, actor, edge.pressed(action))
    values = interaction_form.values_with_follow_up(logged, actor)
    _open_filled(body, client, values, action, logged)
    ack()


def _open_filled(
    body: Body, client: WebClient, values: Values, action: dict[str, Any], logged: Logged
) -> None:
    remembered = forms.metadata(
        interaction=logged.interaction.id,
        version=logged.version,
        card=_card_pressed_on(action),
        view=_modal_pressed_in(body),
        response_url=_address_of_answer(body),
    )
    answers.open_modal(client, body, form_views.modal(EDIT_CALL_FORM, values, metadata=remembered))


def _address_of_answer(body: Body) -> str | None:
    """Only an ephemeral answer is replaced; a card in a message stays what it is."""
    is_ephemeral = (body.get("container") or {}).get("is_ephemeral")
    address = body.get("response_url")
    return str(address) if is_ephemeral and address else None


def _modal_pressed_in(body: Body) -> str | None:
    """The modal of a card, or of what a form has saved, if a button was pressed there."""
    return places.modal_in(body).get("view")


def _card_pressed_on(action: dict[str, Any]) -> int | None:
    """The account on whose card an entry's button stands, if it is a card."""
    return account_views.card_of(str(action.get("block_id") or ""))


def save(ack: Ack, view: dict[str, Any], client: WebClient, actor: Actor, desk: Desk) -> None:
    """The form logs a new entry, corrects one, or settles a held line."""
    remembered = forms.remembered(view)
    values = forms.read(LOG_CALL_FORM, view)
    if remembered.get("interaction"):
        logged = _corrected(desk, actor, values, remembered)
    else:
        logged = _new(desk, actor, values, remembered)
    if remembered.get("card"):
        ack()
        _show_card(desk, client, actor, int(remembered["card"]), remembered)
    elif remembered.get("view"):
        ack()
        _show_saved(client, remembered, logged)
    else:
        is_of_answer = bool(remembered.get("interaction") or remembered.get("held"))
        replaces = is_of_answer and not remembered.get("beside")
        answers.saved(ack, remembered, views.answer(logged), replaces=replaces)


def _show_saved(client: WebClient, place: dict[str, Any], logged: Logged) -> None:
    answer = form_views.saved(views.answer(logged))
    answers.update_modal(client, {"view": places.view_of(place)}, answer)


def _new(desk: Desk, actor: Actor, values: Any, remembered: dict[str, Any]) -> Logged:
    """One form makes one entry: submitted again after a slow answer, it says what it has made."""
    actor = replace(actor, request=str(remembered.get("form") or actor.request))
    held_id = remembered.get("held")
    held = held_lines.find(desk, actor, held_id) if held_id else None
    overflow = held.text[3000:] if held else ""
    said_at = held.said_at if held else None
    draft = interaction_form.interaction_of(
        values, actor, desk.clock.now(), None, overflow, said_at
    )
    return interactions.log(desk, actor, values["account"], draft, held)


def _corrected(desk: Desk, actor: Actor, values: Any, remembered: dict[str, Any]) -> Logged:
    kept = interactions.find(desk, actor, int(remembered["interaction"]))
    overflow = kept.interaction.notes[3000:]
    draft = interaction_form.interaction_of(values, actor, desk.clock.now(), kept, overflow)
    shown = str(remembered.get("version"))
    return corrections.edit(desk, actor, kept.interaction.id, values["account"], draft, shown)


def undo(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Undo takes back everything that the entry made."""
    logged = corrections.undo(desk, actor, edge.pressed(action))
    card, address = _card_pressed_on(action), _address_of_answer(body)
    place = {**places.modal_in(body), "response_url": address}
    if card is not None:
        answers.beside(body.get("response_url"), views.answer(logged))
        _show_card(desk, client, actor, card, place)
    elif place.get("view"):
        _show_saved(client, place, logged)
    elif address:
        answers.in_place(address, views.answer(logged))
    else:
        answers.beside(body.get("response_url"), views.answer(logged))
    ack()


def _show_card(
    desk: Desk, client: WebClient, actor: Actor, account_id: int, place: dict[str, Any]
) -> None:
    """The card as it is now, in its modal or answer; that of an account taken back says so."""
    if place.get("view"):
        card = pages.card(account_id, actor, desk)
        answers.update_modal(client, {"view": places.view_of(place)}, card)
        return
    try:
        answer = account_views.card(accounts.card(desk, actor, account_id))
    except Refused as refusal:
        answer = help_views.refusal(refusal.words)
    answers.in_place(place.get("response_url"), answer)


def register(app: App) -> None:
    app.command("/log-call")(log_call)
    app.view("log_call")(save)
    app.action("interaction.edit")(open_edit)
    app.action("interaction.set_follow_up")(open_follow_up)
    app.action("interaction.undo")(undo)
