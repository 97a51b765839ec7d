"""The form of a workspace's settings, declared once."""

from __future__ import annotations

from bot.forms import Field, Form, Shape, Values
from bot.people import SettingsDraft
from bot.texts import _

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


def values_of(shown: SettingsDraft) -> Values:
    """The settings as the form shows them."""
    return {
        "managers": shown.managers,
        "leads": shown.leads,
        "complaints_channel": shown.complaints_channel,
        "digest_at": shown.digest_at,
    }
