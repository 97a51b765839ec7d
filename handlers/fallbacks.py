"""Fallbacks: what no other listener knows gets a clear answer, never Bolt's 404."""

from __future__ import annotations

import logging
import re
from typing import Any

from slack_bolt import Ack, App

from bot.refusals import Refused
from bot.texts import _
from bot.views import help as help_views
from handlers import answers

log = logging.getLogger(__name__)
ANYTHING = re.compile(r".*", re.DOTALL)


def unbuilt(ack: Ack, command: dict[str, Any]) -> None:
    """A command whose duty comes in a later version."""
    answers.to_command(ack, help_views.unbuilt(command["command"]))


def unknown_command(command: dict[str, Any]) -> None:
    raise Refused(
        _(
            "Rapport has no command `{command}`. `/rapport help` lists them.",
            command=command["command"],
        )
    )


def unknown_action() -> None:
    raise Refused(_("That button is no longer in use. Type the command again, please."))


def unknown_view() -> None:
    raise Refused(
        _("This form is no longer in use. Copy your text, close it and open the form again.")
    )


def unknown_options(ack: Ack) -> None:
    ack(options=[])


def unknown_event(ack: Ack) -> None:
    ack()


def register(app: App) -> None:
    """Registered last: Bolt takes the first listener that matches."""
    for command in help_views.UNBUILT:
        app.command(command)(unbuilt)
    app.command(ANYTHING)(unknown_command)
    app.action(ANYTHING)(unknown_action)
    app.view(ANYTHING)(unknown_view)
    app.view_closed(ANYTHING)(unknown_event)
    app.options(ANYTHING)(unknown_options)
    app.shortcut(ANYTHING)(unknown_action)
    app.event(ANYTHING)(unknown_event)
