"""The form of an interaction, declared once, and what its values ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from bot import account_mentions, lines
from bot.desk import Desk
from bot.due import Due
from bot.forms import Field, Form, Shape, Values
from bot.interactions import InteractionDraft, Logged, draft_of
from bot.people import Actor
from bot.quick_entry import read_entry
from bot.refusals import Refused
from bot.texts import _
from bot.working_time import at_local
from storage.held_lines import HeldLine
from storage.interactions import Hat, Kind

NOON = time(12, 0)
LONGEST_WHAT = 1000  # characters of a follow-up's text in the form of its entry
EARLIEST = date(1971, 1, 1)
KINDS = (
    (Kind.CALL, _("Call")),
    (Kind.MEETING, _("Meeting")),
    (Kind.EMAIL, _("E-mail")),
    (Kind.PRESENTATION, _("Presentation")),
    (Kind.FAIR, _("Fair or exhibition")),
    (Kind.FAX, _("Fax")),
    (Kind.VISIT, _("Visit")),
    (Kind.MESSAGE, _("Message")),
)
SCORES = (
    ("5", _("5 · very happy")),
    ("4", _("4 · happy")),
    ("3", _("3 · neither")),
    ("2", _("2 · unhappy")),
    ("1", _("1 · very unhappy")),
)
HATS = (
    (Hat.SALES, _("Sales")),
    (Hat.SERVICE, _("Customer service")),
    (Hat.TECHNICAL, _("Technical")),
    (Hat.FINANCE, _("Finance")),
)

ACCOUNT = Field("account", _("Account"), Shape.ACCOUNT, required=True)
HAT = Field("hat", _("Hat"), Shape.CHOICE, choices=HATS, hint=_("Which of your jobs this was."))

LOG_CALL_FORM = Form(
    "log_call",
    title=_("Log a call"),
    submit=_("Save"),
    fields=(
        ACCOUNT,
        Field("kind", _("Kind"), Shape.CHOICE, required=True, has_default=True, choices=KINDS),
        Field(
            "occurred_on",
            _("Day"),
            Shape.DATE,
            required=True,
            has_default=True,
            column="occurred_at",
        ),
        Field("contacts", _("Who was there"), Shape.TEXT, limit=300),
        Field("notes", _("Notes"), Shape.LONG_TEXT),
        Field("satisfaction", _("Satisfaction"), Shape.CHOICE, choices=SCORES),
        HAT,
        Field(
            "follow_up_what",
            _("Follow-up: what to do"),
            Shape.TEXT,
            limit=LONGEST_WHAT,
            column="",
        ),
        Field("follow_up_on", _("Follow-up: day"), Shape.DATE, column=""),
        Field(
            "follow_up_at",
            _("Follow-up: time"),
            Shape.TIME,
            column="",
            hint=_("With a time you are told then; without one it is in that morning's reminder."),
        ),
    ),
)

# The same form, and the same record, when it is a message that is put on it, or an entry mended.
LOG_MESSAGE_FORM = replace(LOG_CALL_FORM, title=_("Log as interaction"))
EDIT_CALL_FORM = replace(LOG_CALL_FORM, title=_("Edit the entry"))


def interaction_of(
    values: Values,
    actor: Actor,
    now: datetime,
    kept: Logged | None,
    overflow: str,
    said_at: datetime | None = None,
) -> InteractionDraft:
    """What a filled-in call form asks for. `kept` is the entry being edited, `overflow` the part
    of its notes that the form could not hold, `said_at` the instant of the message that it comes
    of. Raises Refused, naming the field."""
    on = values["occurred_on"] or now.astimezone(actor.zone).date()
    what, day = values.get("follow_up_what") or "", values.get("follow_up_on")
    if (what or values.get("follow_up_at")) and day is None:
        raise Refused(_("Choose the day of the follow-up."), "follow_up_on")
    if on > now.astimezone(actor.zone).date():
        raise Refused(_("This day is still to come. Log what has happened."), "occurred_on")
    if on < EARLIEST:
        raise Refused(_("Choose a day after 1970."), "occurred_on")
    return InteractionDraft(
        notes=whole(values.get("notes"), overflow),
        kind=Kind(values["kind"] or Kind.CALL),
        occurred_at=_occurred_at(on, actor, now, kept, said_at),
        satisfaction=int(values["satisfaction"]) if values.get("satisfaction") else None,
        hat=Hat(values["hat"]) if values.get("hat") else None,
        contacts=values.get("contacts"),
        follow_up_what=_whole_what(what, kept) or _("Follow up"),
        follow_up_due=Due(day, values.get("follow_up_at")) if day else None,
    )


def _whole_what(typed: str, kept: Logged | None) -> str:
    """What to do; left as it is if it stands as the form has shown it, which may be cut."""
    standing = kept.standing if kept else None
    if standing and typed == standing.what[:LONGEST_WHAT].strip():
        return standing.what
    return typed


def whole(typed: str | None, overflow: str) -> str:
    """A form's text with what it could not hold; white space is kept where the two meet."""
    return ((typed or "") + overflow).strip()


def _occurred_at(
    on: date, actor: Actor, now: datetime, kept: Logged | None, said_at: datetime | None
) -> datetime:
    """The instant meant by a day: the one known before if the day is the same, now for today."""
    for known in (kept.interaction.occurred_at if kept else None, said_at, now):
        if known is not None and known.astimezone(actor.zone).date() == on:
            return known
    return at_local(on, NOON, actor.zone)


def values_of(logged: Logged, actor: Actor) -> Values:
    """An entry as its form shows it."""
    entry = logged.interaction
    standing = logged.standing
    return {
        "account": logged.account,
        "kind": entry.kind,
        "occurred_on": entry.occurred_at.astimezone(actor.zone).date(),
        "contacts": entry.contacts,
        "notes": entry.notes,
        "satisfaction": entry.satisfaction,
        "hat": entry.hat,
        "follow_up_what": standing.what if standing else None,
        "follow_up_on": standing.due_on if standing else None,
        "follow_up_at": standing.due_time if standing else None,
    }


def values_with_follow_up(logged: Logged, actor: Actor) -> Values:
    """An entry as its form shows it, to set the follow-up that could not be made from its line."""
    values = values_of(logged, actor)
    asked = read_entry(logged.interaction.notes, now=logged.interaction.created_at, tz=actor.zone)
    what = asked.follow_up.what if asked.follow_up else asked.follow_up_what
    return {**values, "follow_up_what": values["follow_up_what"] or what[:LONGEST_WHAT] or None}


def held_values(desk: Desk, actor: Actor, held: HeldLine) -> Values:
    """A held `/log-call` line as its form shows it: the whole text, and what was understood.

    Days count from when it was typed. Raises NotAppointed.
    """
    account, _new_name, words = lines.read(desk, actor, held.text)
    entry = read_entry(words, now=held.held_at, tz=actor.zone)
    draft = draft_of(entry, actor, desk.clock.now())
    due = draft.follow_up_due
    return {
        "account": account,
        "kind": draft.kind,
        "occurred_on": draft.occurred_at.astimezone(actor.zone).date(),
        "notes": held.text,
        "satisfaction": draft.satisfaction,
        "follow_up_what": draft.follow_up_what[:LONGEST_WHAT],
        "follow_up_on": due.on if due else None,
        "follow_up_at": due.at if due else None,
    }


def message_values(desk: Desk, actor: Actor, held: HeldLine) -> Values:
    """A message as the form of an interaction shows it: no score, for nobody has said one."""
    said_at = held.said_at or held.held_at
    return {
        "account": account_mentions.of_message(desk, actor, held),
        "kind": Kind.MESSAGE,
        "occurred_on": said_at.astimezone(actor.zone).date(),
        "notes": held.text,
    }
