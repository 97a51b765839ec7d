"""The forms of an unhappy client's card: a call to plan, a day to wait for, a reason to close."""

from __future__ import annotations

from datetime import date, timedelta

from bot.follow_up_form import FOLLOW_UP_FORM, SNOOZE_FORM
from bot.forms import Field, Form, Shape, Values
from bot.texts import _
from bot.working_time import next_working_day
from storage.episodes import Episode

LONGEST_REASON = 500

# One call, with the card's own account: the form asks for neither it nor a repetition.
_ASKED = ("what", "due_on", "due_at", "hat")
CALL_FORM = Form(
    "alert_call",
    title=_("Plan a call"),
    submit=_("Save"),
    fields=tuple(field for field in FOLLOW_UP_FORM.fields if field.name in _ASKED),
)

ALERT_SNOOZE_FORM = Form(
    "alert_snooze",
    title=_("Snooze the alert"),
    submit=_("Snooze"),
    fields=(
        *(field for field in SNOOZE_FORM.fields if field.name != "reason"),
        Field(
            "reason",
            _("Why it can wait"),
            Shape.TEXT,
            required=True,
            limit=LONGEST_REASON,
            hint=_("Whoever reads the card sees this."),
        ),
    ),
)

CLOSE_FORM = Form(
    "alert_close",
    title=_("Close the alert"),
    submit=_("Close alert"),
    fields=(
        Field(
            "reason",
            _("Why it is over"),
            Shape.TEXT,
            required=True,
            limit=LONGEST_REASON,
            hint=_("It also closes by itself once a score of 4 or 5 is logged."),
        ),
    ),
)


def call_values(episode: Episode, today: date) -> Values:
    """The call as the form proposes it: on the first working day after the actor's `today`."""
    name = episode.account.name
    what = _("Call {account}: find out what went wrong, agree what we will do", account=name)
    return {"what": what, "due_on": next_working_day(today + timedelta(days=1))}
