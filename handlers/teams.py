"""The workspace: `/rapport` with help, settings and status."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import people, status
from bot.desk import Desk
from bot.people import Actor, SettingsDraft
from bot.settings_form import SETTINGS_FORM, values_of
from bot.views import forms as form_views
from bot.views import help as help_views
from bot.views import teams as views
from handlers import answers, edge, forms, identity
from handlers.answers import Body


def rapport(
    ack: Ack, body: Body, command: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """`/rapport help`, `settings` or `status`; bare, it is help."""
    line = edge.typed(command.get("text") or "", desk, actor.team_id)
    word = line.casefold()
    if word == "settings":
        values = values_of(*people.settings_of(desk, actor))
        answers.open_modal(client, body, form_views.modal(SETTINGS_FORM, values))
        ack()
    elif word == "status":
        answers.to_command(ack, views.status(status.of(desk, actor)))
    elif word in ("", "help"):
        answers.to_command(ack, help_views.overview())
    elif word in ("import", "export"):
        answers.to_command(ack, help_views.at_the_terminal(word))
    else:
        answers.to_command(ack, help_views.unknown("/rapport", line))


def save_settings(
    ack: Ack, view: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Roles, the complaints channel and the hour of the reminder."""
    values = forms.read(SETTINGS_FORM, view)
    draft = SettingsDraft(
        managers=values["managers"],
        leads=values["leads"],
        complaints_channel=values["complaints_channel"],
        digest_at=values["digest_at"],
    )
    for user_id in {*draft.managers, *draft.leads}:
        identity.known(desk, client, actor.team_id, user_id)
    people.save_settings(desk, actor, draft)
    ack()


def register(app: App) -> None:
    app.command("/rapport")(rapport)
    app.view("settings")(save_settings)
