"""The workspace: `/rapport` with help, settings and status."""

from __future__ import annotations

from dataclasses import asdict
from datetime import time
from hashlib import sha256
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import people, status, team_settings
from bot.desk import Desk
from bot.people import Actor
from bot.refusals import Refused
from bot.settings_form import SETTINGS_FORM, draft_of, values_of
from bot.team_settings import SettingsDraft, as_settings, settings_of
from bot.texts import _
from bot.views import forms as form_views
from bot.views import help as help_views
from bot.views import teams as views
from handlers import answers, edge, forms, identity, places
from handlers.answers import Body

# Characters that Slack keeps with a form, less those that say it was opened from Home.
METADATA = 3000 - places.MARK


def rapport(
    ack: Ack, body: Body, command: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """`/rapport help`, `settings` or `status`; bare, it is help."""
    line = edge.typed(command.get("text") or "", desk, actor.team_id)
    word = line.casefold()
    if word == "settings":
        open_settings(ack, body, client, actor, desk)
    elif word == "status":
        answers.to_command(ack, views.status(status.of(desk, actor)))
    elif word in ("", "help"):
        answers.to_command(ack, help_views.overview())
    elif word in ("import", "export"):
        answers.to_command(ack, help_views.at_the_terminal(word))
    else:
        answers.to_command(ack, help_views.unknown("/rapport", line))


def open_settings(ack: Ack, body: Body, client: WebClient, actor: Actor, desk: Desk) -> None:
    """The form of the settings as they stand."""
    shown = as_settings(*settings_of(desk, actor))
    view = form_views.modal(SETTINGS_FORM, values_of(shown), metadata=_to_remember(shown))
    answers.open_modal(client, body, view)
    ack()


def save_settings(
    ack: Ack, view: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """Roles, the complaints channel, the hour of the reminder, the rules of complaints."""
    draft = draft_of(forms.read(SETTINGS_FORM, view))
    for user_id in {*draft.managers, *draft.leads}:
        if people.find(desk, actor.team_id, user_id) is None:
            identity.known(desk, client, actor.team_id, user_id)
    team_settings.save_settings(desk, actor, draft, _shown(view, desk, actor))
    ack()


def _to_remember(shown: SettingsDraft) -> str:
    """The settings as shown, or their hash where they are too long for Slack to keep."""
    whole = forms.metadata(**asdict(shown) | {"digest_at": shown.digest_at.isoformat()})
    if len(whole) <= METADATA:
        return whole
    return forms.metadata(hash=sha256(whole.encode()).hexdigest())


def _shown(view: dict[str, Any], desk: Desk, actor: Actor) -> SettingsDraft | None:
    """The settings as the form showed them; None for a form that remembers nothing.

    Raises Refused when only their hash was kept and they have changed since.
    """
    kept = {name: value for name, value in forms.remembered(view).items() if name != "home"}
    if "hash" in kept:
        present = as_settings(*settings_of(desk, actor))
        if forms.metadata(**kept) != _to_remember(present):
            changed = _("Somebody changed these settings since you opened the form. Open it again.")
            raise Refused(changed, "managers")
        return present
    if "digest_at" not in kept:
        return None
    try:
        lists = {name: tuple(kept[name]) for name in ("managers", "leads", "root_causes")}
        at = time.fromisoformat(kept["digest_at"])
        return SettingsDraft(**{"complaints_channel": None, **kept, **lists, "digest_at": at})
    except (TypeError, ValueError, KeyError):
        # What the form remembers is none of ours: it counts as a form that remembers nothing.
        return None


def register(app: App) -> None:
    app.command("/rapport")(rapport)
    app.action("settings.open")(open_settings)
    app.view("settings")(save_settings)
