"""The form of a workspace's settings, declared once."""

from __future__ import annotations

from bot.forms import Field, Form, Shape, Values
from bot.texts import _
from storage.people import Person
from storage.teams import Team

SETTINGS_FORM = Form(
    "settings",
    title=_("Rapport settings"),
    submit=_("Save"),
    fields=(
        Field(
            "managers",
            _("Account managers"),
            Shape.PEOPLE,
            hint=_("They log calls and get the daily reminder."),
        ),
        Field("leads", _("Leads"), Shape.PEOPLE, hint=_("Heads of the account managers.")),
        Field(
            "complaints_channel",
            _("Complaints channel"),
            Shape.CHANNEL,
            hint=_("Rapport joins a public channel; into a private one, /invite it."),
        ),
        Field(
            "digest_at",
            _("Hour of the daily reminder"),
            Shape.TIME,
            required=True,
            hint=_("In each person's own time zone, on working days."),
        ),
    ),
)


def values_of(team: Team, with_roles: list[Person]) -> Values:
    """The settings as the form shows them."""
    return {
        "managers": [person.user_id for person in with_roles if person.is_manager],
        "leads": [person.user_id for person in with_roles if person.is_lead],
        "complaints_channel": team.complaints_channel,
        "digest_at": team.digest_at,
    }
