"""Appointments: someone asks for a role, an admin decides with a button."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import appointments
from bot.appointments import Outcome
from bot.desk import Desk
from bot.people import Actor
from bot.views import forms as form_views
from bot.views import held_lines as views
from handlers import answers, edge, places
from handlers.answers import Body


def ask(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Asked in an answer or in a modal, the answer stands there; Home shows it by itself."""
    appointments.ask(desk, actor, edge.pressed(action) or None)
    if places.modal_in(body):
        answers.update_modal(client, body, form_views.notice(views.asked()))
    else:
        answers.in_place(body.get("response_url"), views.asked())
    ack()


def approve(ack: Ack, action: dict[str, Any], actor: Actor, desk: Desk) -> None:
    appointments.decide(desk, actor, edge.pressed(action), Outcome.APPROVED)
    ack()


def decline(ack: Ack, action: dict[str, Any], actor: Actor, desk: Desk) -> None:
    appointments.decide(desk, actor, edge.pressed(action), Outcome.DECLINED)
    ack()


def register(app: App) -> None:
    app.action("appointment.ask")(ask)
    app.action("appointment.approve")(approve)
    app.action("appointment.decline")(decline)
