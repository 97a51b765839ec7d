"""The forms of a follow-up, declared once, and what their values ask for."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from bot import account_mentions, lines
from bot.desk import Desk
from bot.due import Due, SnoozeUntil
from bot.follow_up_series import repeat_of
from bot.follow_ups import FollowUpAsked
from bot.forms import Field, Form, Shape, Values
from bot.interaction_form import ACCOUNT, HAT, whole
from bot.people import Actor
from bot.quick_entry import FollowUpDraft, read_follow_up
from bot.recurrence import MOST, Repeat
from bot.refusals import Refused
from bot.texts import _
from bot.working_time import next_working_day
from storage.follow_ups import FollowUp, RepeatUnit
from storage.held_lines import HeldLine
from storage.interactions import Hat

UNITS = (
    (RepeatUnit.DAY, _("Days")),
    (RepeatUnit.WEEK, _("Weeks")),
    (RepeatUnit.MONTH, _("Months")),
)

REPEAT_EVERY = Field(
    "repeat_every",
    _("Repeat every"),
    Shape.NUMBER,
    least=Decimal(1),
    most=Decimal(MOST),
    is_whole=True,
    hint=_("Such as 2 for every 2 weeks. Empty: it doesn't come again."),
)
REPEAT_UNIT = Field("repeat_unit", _("Days, weeks or months"), Shape.CHOICE, choices=UNITS)

FOLLOW_UP_FORM = Form(
    "follow_up",
    title=_("New follow-up"),
    submit=_("Save"),
    fields=(
        ACCOUNT,
        Field("what", _("What to do"), Shape.LONG_TEXT, required=True),
        Field("due_on", _("Day"), Shape.DATE, required=True),
        Field(
            "due_at",
            _("Time"),
            Shape.TIME,
            column="due_time",
            hint=_("With a time you are told then; without one it is in that morning's reminder."),
        ),
        HAT,
        REPEAT_EVERY,
        REPEAT_UNIT,
    ),
)

SNOOZE_FORM = Form(
    "snooze",
    title=_("Snooze"),
    submit=_("Snooze"),
    fields=(
        Field(
            "until",
            _("Until"),
            Shape.CHOICE,
            required=True,
            choices=(
                (SnoozeUntil.TOMORROW, _("Tomorrow")),
                (SnoozeUntil.IN_3_WORKING_DAYS, _("In 3 working days")),
                (SnoozeUntil.NEXT_WEEK, _("Next week")),
                (SnoozeUntil.DATE, _("The day below")),
            ),
        ),
        Field("due_on", _("Another day"), Shape.DATE),
        Field("reason", _("Reason"), Shape.TEXT, limit=500),
    ),
)

RESCHEDULE_FORM = Form(
    "reschedule",
    title=_("Reschedule"),
    submit=_("Reschedule"),
    fields=(
        Field("due_on", _("Day"), Shape.DATE, required=True),
        Field("due_at", _("Time"), Shape.TIME),
        REPEAT_EVERY,
        REPEAT_UNIT,
    ),
)

HAND_OVER_FORM = Form(
    "reassign",
    title=_("Hand over"),
    submit=_("Hand over"),
    fields=(
        Field("assignee", _("To"), Shape.PERSON, required=True),
        Field("note", _("A word to them"), Shape.LONG_TEXT, limit=1000),
    ),
)


def follow_up_of(values: Values, overflow: str = "") -> FollowUpAsked:
    """What a filled-in follow-up form asks for. Raises Refused, naming the field."""
    hat = Hat(values["hat"]) if values.get("hat") else None
    due = Due(values["due_on"], values.get("due_at"))
    return FollowUpAsked(whole(values["what"], overflow), due, hat, repeat_in(values))


def repeat_in(values: Values, kept: FollowUp | None = None) -> Repeat | None:
    """How often a filled-in form lets it come again; the unit alone means every one.

    Of a series that stands (`kept`), a form without the number ends it. Raises Refused.
    """
    every, unit = values.get("repeat_every"), values.get("repeat_unit")
    if every is None:
        is_ended = kept is not None and repeat_of(kept) is not None
        return None if unit is None or is_ended else Repeat(1, RepeatUnit(unit))
    if unit is None:
        raise Refused(_("Choose days, weeks or months."), "repeat_unit")
    return Repeat(int(every), RepeatUnit(unit))


def due_of(follow_up: FollowUp) -> Values:
    """A follow-up's day, time and series as the reschedule form shows them."""
    every = follow_up.repeat_every
    return {
        "due_on": follow_up.due_on,
        "due_at": follow_up.due_time,
        "repeat_every": None if every is None else Decimal(every),
        "repeat_unit": follow_up.repeat_unit,
    }


def follow_up_values(desk: Desk, actor: Actor, held: HeldLine) -> Values:
    """A held `/follow-up` line as its form shows it: what was understood of it, but a text that
    the form can't hold is shown from its start. Raises NotAppointed."""
    account, _new_name, words = lines.read(desk, actor, held.text)
    if len(held.text) > FOLLOW_UP_FORM.fields[1].limit:
        return {"account": account, "what": held.text}
    asked = read_follow_up(words, now=held.held_at, tz=actor.zone)
    if not isinstance(asked, FollowUpDraft):
        return {"account": account, "what": words or held.text}
    due = Due.of_instant(asked.due_at, asked.timed, actor.zone)
    repeat = asked.repeat
    return {
        "account": account,
        "what": asked.what,
        "due_on": due.on,
        "due_at": due.at,
        "repeat_every": Decimal(repeat.every) if repeat else None,
        "repeat_unit": repeat.unit if repeat else None,
    }


def message_values(desk: Desk, actor: Actor, held: HeldLine) -> Values:
    """A message as the form of a follow-up shows it, on the next working day."""
    today = desk.clock.now().astimezone(actor.zone).date()
    return {
        "account": account_mentions.of_message(desk, actor, held),
        "what": held.text,
        "due_on": next_working_day(today + timedelta(days=1)),
    }
