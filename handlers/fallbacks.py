"""Fallbacks: what no other listener knows gets a clear answer, never Bolt's 404."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt import Ack, App

from bot.desk import Desk
from bot.people import Actor
from bot.refusals import Refused
from bot.texts import _
from bot.views import held_lines as held_views
from bot.views import help as help_views
from bot.views.blocks import Message
from handlers import answers, edge

ANYTHING = re.compile(r".*", re.DOTALL)


def unbuilt(ack: Ack, command: dict[str, Any], actor: Actor, desk: Desk) -> None:
    """A command whose duty comes in a later version; what was typed comes back."""
    said = help_views.unbuilt(command["command"])
    line = edge.typed(str(command.get("text") or ""), desk, actor.team_id)
    if line and line.casefold() != "help":
        back = held_views.refused(said.text, command["command"], line)
        said = Message(said.text, [*said.blocks, *back.blocks[1:]])
    answers.to_command(ack, said)


def unknown_command(command: dict[str, Any]) -> None:
    raise Refused(
        _(
            "Rapport has no command `{command}`. `/rapport help` lists them.",
            command=command["command"],
        )
    )


def unknown_action() -> None:
    raise Refused(_("That button is no longer in use. Type the command again, please."))


def unknown_shortcut() -> None:
    raise Refused(_("That shortcut is no longer in use. `/rapport help` shows what there is."))


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
    app.shortcut(ANYTHING)(unknown_shortcut)
    app.event(ANYTHING)(unknown_event)
