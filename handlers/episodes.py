"""Unhappy clients: the buttons of an alert's card, and the forms they open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import accounts, episode_actions, follow_up_form
from bot.desk import Desk
from bot.due import SnoozeUntil
from bot.episode_actions import Action
from bot.episode_form import ALERT_SNOOZE_FORM, CALL_FORM, CLOSE_FORM, call_values
from bot.forms import Form, Values
from bot.people import Actor
from bot.views import accounts as account_views
from bot.views import blocks
from bot.views import episodes as views
from bot.views import follow_ups as follow_up_views
from bot.views import forms as form_views
from handlers import answers, edge, forms, pages, places
from handlers.answers import Body


def acknowledge(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Already on it."""
    episode = episode_actions.acknowledge(desk, actor, edge.pressed(action))
    _show_again(_place(body), episode.account_id, client, actor, desk)
    ack()


def open_call(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Plan a call opens a follow-up's form, filled in; saving it answers the card."""
    episode = episode_actions.ready_for(desk, actor, edge.pressed(action), Action.PLAN_CALL)
    today = desk.clock.now().astimezone(actor.zone).date()
    values = call_values(episode, today)
    _open(CALL_FORM, values, episode, body, client)
    ack()


def open_snooze(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Snooze asks until when, and why it can wait."""
    episode = episode_actions.ready_for(desk, actor, edge.pressed(action), Action.SNOOZE)
    _open(ALERT_SNOOZE_FORM, {"until": SnoozeUntil.TOMORROW}, episode, body, client)
    ack()


def open_close(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Close asks why it is over."""
    episode = episode_actions.ready_for(desk, actor, edge.pressed(action), Action.CLOSE)
    _open(CLOSE_FORM, {}, episode, body, client)
    ack()


def _open(form: Form, values: Values, episode: Any, body: Body, client: WebClient) -> None:
    remembered = forms.metadata(alert=episode.id, form=uuid4().hex, **_place(body))
    before = [blocks.section(views.line(episode))]
    answers.open_modal(
        client, body, form_views.modal(form, values, metadata=remembered, before=before)
    )


def _place(body: Body) -> dict[str, Any]:
    """Where a button was pressed: posts are delivery's to draw anew, anything else is ours."""
    if body.get("view"):
        return places.modal_in(body)
    is_ephemeral = (body.get("container") or {}).get("is_ephemeral")
    return {"response_url": body.get("response_url"), "is_card": True if is_ephemeral else None}


def plan_call(ack: Ack, view: dict[str, Any], client: WebClient, actor: Actor, desk: Desk) -> None:
    """One form makes one call: submitted again after a slow answer, it says what it has made."""
    remembered = forms.remembered(view)
    actor = replace(actor, request=str(remembered.get("form") or actor.request))
    asked = follow_up_form.follow_up_of(forms.read(CALL_FORM, view))
    made = episode_actions.plan_call(desk, actor, _chosen(remembered), asked)
    ack()
    answers.beside(remembered.get("response_url"), follow_up_views.created(made))
    _show_again(remembered, made.account_id, client, actor, desk)


def snooze(ack: Ack, view: dict[str, Any], client: WebClient, actor: Actor, desk: Desk) -> None:
    """Put off until the day chosen from the list, or the one picked."""
    remembered = forms.remembered(view)
    values = forms.read(ALERT_SNOOZE_FORM, view)
    episode = episode_actions.snooze(
        desk,
        actor,
        _chosen(remembered),
        SnoozeUntil(values["until"]),
        values["due_on"],
        values["reason"],
    )
    ack()
    _show_again(remembered, episode.account_id, client, actor, desk)


def close(ack: Ack, view: dict[str, Any], client: WebClient, actor: Actor, desk: Desk) -> None:
    """A person says that it is over, and why."""
    remembered = forms.remembered(view)
    values = forms.read(CLOSE_FORM, view)
    episode = episode_actions.close(desk, actor, _chosen(remembered), values["reason"])
    ack()
    _show_again(remembered, episode.account_id, client, actor, desk)


def _chosen(remembered: dict[str, Any]) -> int:
    return edge.record_id(str(remembered.get("alert")))


def _show_again(
    place: dict[str, Any], account_id: int, client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Draw the page of a reminder's rest, or the account's card, that a button was pressed on."""
    if place.get("view"):
        shown = forms.remembered({"private_metadata": place.get("list")})
        page = pages.page(shown, actor, desk)
        answers.update_modal(client, {"view": places.view_of(place)}, page)
    elif place.get("is_card"):
        card = account_views.card(accounts.card(desk, actor, account_id))
        answers.in_place(place.get("response_url"), card)


def register(app: App) -> None:
    app.action("alert.acknowledge")(acknowledge)
    app.action("alert.plan_call")(open_call)
    app.action("alert.snooze")(open_snooze)
    app.action("alert.close")(open_close)
    app.view("alert_call")(plan_call)
    app.view("alert_snooze")(snooze)
    app.view("alert_close")(close)
