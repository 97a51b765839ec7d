"""The form of a workspace's settings, declared once, and what its values ask for."""

from __future__ import annotations

from decimal import Decimal

from bot import complaint_causes
from bot.forms import Field, Form, Shape, Values
from bot.team_settings import SettingsDraft
from bot.texts import _
from storage.complaints import Severity

MINUTES_IN_HOUR = 60
_BY_SEVERITY = (
    (Severity.CRITICAL, _("Hours to take a critical complaint")),
    (Severity.HIGH, _("Hours to take a complaint of high severity")),
    (Severity.MEDIUM, _("Hours to take a complaint of medium severity")),
    (Severity.LOW, _("Hours to take a complaint of low severity")),
)


def _hours(severity: Severity, label: str) -> Field:
    return Field(
        f"acknowledge_{severity}",
        label,
        Shape.NUMBER,
        required=True,
        least=Decimal("0.25"),
        most=Decimal(90),
        hint=_(
            "Working hours, Monday to Friday 9 to 18: a day has 9. Then the leads hear of it. "
            "Counts for what is filed, reopened or changed in severity from now on."
        ),
    )


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
        *(_hours(severity, label) for severity, label in _BY_SEVERITY),
        Field(
            "root_causes",
            _("Root causes of complaints"),
            Shape.LONG_TEXT,
            required=True,
            hint=_("One per line. Whoever closes a complaint chooses one of them."),
        ),
    ),
)


def values_of(shown: SettingsDraft) -> Values:
    """The settings as the form shows them."""
    hours = {
        f"acknowledge_{severity}": round(Decimal(minutes) / MINUTES_IN_HOUR, 2)
        for severity, minutes in shown.minutes.items()
    }
    return {
        "managers": shown.managers,
        "leads": shown.leads,
        "complaints_channel": shown.complaints_channel,
        "digest_at": shown.digest_at,
        "root_causes": "\n".join(shown.root_causes),
        **hours,
    }


def draft_of(values: Values) -> SettingsDraft:
    """What a filled-in form asks for. Raises Refused, naming the field."""
    minutes = {
        f"acknowledge_{severity}": round(values[f"acknowledge_{severity}"] * MINUTES_IN_HOUR)
        for severity, _label in _BY_SEVERITY
    }
    return SettingsDraft(
        managers=values["managers"],
        leads=values["leads"],
        complaints_channel=values["complaints_channel"],
        digest_at=values["digest_at"],
        root_causes=complaint_causes.read(values["root_causes"]),
        **minutes,
    )
