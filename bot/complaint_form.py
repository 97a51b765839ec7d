"""The forms of a complaint and of the steps in its life, declared once."""

from __future__ import annotations

from dataclasses import replace

from bot import account_mentions, lines
from bot.complaint_causes import DEFAULT_ROOT_CAUSES
from bot.complaints import ComplaintDraft
from bot.desk import Desk
from bot.forms import Field, Form, Shape, Values
from bot.interaction_form import ACCOUNT
from bot.people import Actor
from bot.texts import _
from storage.complaints import Category, Complaint, Severity
from storage.held_lines import HeldLine

SEVERITIES = (
    (Severity.CRITICAL, _("Critical")),
    (Severity.HIGH, _("High")),
    (Severity.MEDIUM, _("Medium")),
    (Severity.LOW, _("Low")),
)
CATEGORIES = (
    (Category.DELIVERY, _("Delivery")),
    (Category.QUALITY, _("Quality of the product")),
    (Category.SERVICE, _("Service")),
    (Category.BILLING, _("Prices and invoices")),
    (Category.COMMUNICATION, _("Communication")),
    (Category.OTHER, _("Something else")),
)
YES, NO = "yes", "no"
LONGEST_NOTE = 2000

_SEVERITY = Field(
    "severity",
    _("How serious"),
    Shape.CHOICE,
    required=True,
    has_default=True,
    choices=SEVERITIES,
    hint=_("The more serious, the sooner somebody must take it."),
)

COMPLAINT_FORM = Form(
    "complaint",
    title=_("File a complaint"),
    submit=_("File complaint"),
    fields=(
        ACCOUNT,
        Field("what", _("What happened"), Shape.LONG_TEXT, required=True),
        _SEVERITY,
        Field("category", _("What it is about"), Shape.CHOICE, choices=CATEGORIES),
    ),
)

EDIT_FORM = replace(COMPLAINT_FORM, title=_("Edit the complaint"), submit=_("Save"))

HAND_OVER_FORM = Form(
    "complaint_hand_over",
    title=_("Hand over"),
    submit=_("Hand over"),
    fields=(
        Field(
            "to",
            _("To whom"),
            Shape.PERSON,
            required=True,
            hint=_("An account manager, a lead or an admin."),
        ),
        Field("note", _("Note for them"), Shape.LONG_TEXT, limit=LONGEST_NOTE),
    ),
)

SEVERITY_FORM = Form(
    "complaint_severity",
    title=_("Change severity"),
    submit=_("Change severity"),
    fields=(_SEVERITY,),
)

NOTE_FORM = Form(
    "complaint_note",
    title=_("Add a note"),
    submit=_("Add note"),
    fields=(Field("note", _("Note"), Shape.LONG_TEXT, required=True, limit=LONGEST_NOTE),),
)

TELL_FORM = Form(
    "complaint_tell",
    title=_("Client told"),
    submit=_("Save"),
    fields=(
        Field(
            "told_how",
            _("How the client was told"),
            Shape.LONG_TEXT,
            required=True,
            limit=LONGEST_NOTE,
            hint=_("By whom, on which way, and what was said."),
        ),
    ),
)

CLOSE_FORM = Form(
    "complaint_close",
    title=_("Close the complaint"),
    submit=_("Close complaint"),
    fields=(
        Field(
            "root_cause",
            _("Root cause"),
            Shape.CHOICE,
            required=True,
            choices=[(cause, cause) for cause in DEFAULT_ROOT_CAUSES],
            hint=_("An admin changes this list in /rapport settings."),
        ),
        Field(
            "corrective_action",
            _("Corrective action"),
            Shape.LONG_TEXT,
            required=True,
            limit=LONGEST_NOTE,
            hint=_("What was done, so that it doesn't happen again."),
        ),
        Field(
            "client_told",
            _("Was the client told?"),
            Shape.CHOICE,
            required=True,
            choices=((YES, _("Yes")), (NO, _("No"))),
        ),
        Field(
            "told_how",
            _("How the client was told, or why not"),
            Shape.LONG_TEXT,
            required=True,
            limit=LONGEST_NOTE,
        ),
    ),
)

REOPEN_FORM = Form(
    "complaint_reopen",
    title=_("Reopen the complaint"),
    submit=_("Reopen complaint"),
    fields=(Field("reason", _("Reason"), Shape.LONG_TEXT, required=True, limit=LONGEST_NOTE),),
)


def draft_of(values: Values, overflow: str = "") -> ComplaintDraft:
    """What a filled-in complaint form asks for; `overflow` is what the form could not hold."""
    return ComplaintDraft(
        what=(values["what"] + overflow).strip(),
        severity=Severity(values["severity"] or Severity.MEDIUM),
        category=Category(values["category"]) if values.get("category") else None,
    )


def values_of(complaint: Complaint) -> Values:
    """A complaint as its form shows it."""
    return {
        "account": complaint.account,
        "what": complaint.what,
        "severity": complaint.severity,
        "category": complaint.category,
    }


def closing_values(complaint: Complaint) -> Values:
    """What is known of a complaint's end before it is closed."""
    told = None if complaint.client_told is None else YES if complaint.client_told else NO
    return {
        "corrective_action": complaint.corrective_action,
        "client_told": told,
        "told_how": complaint.told_how,
    }


def message_values(desk: Desk, actor: Actor, held: HeldLine) -> Values:
    """A message as the form shows it."""
    account = account_mentions.of_message(desk, actor, held)
    return {"account": account, "what": held.text, "severity": Severity.MEDIUM}


def held_values(desk: Desk, actor: Actor, held: HeldLine) -> Values:
    """A held line as the form shows it: what was understood of it, but a text that the form can't
    hold is shown from its start. Raises NotAppointed."""
    account, _new_name, words = lines.read(desk, actor, held.text)
    is_too_long = len(held.text) > (COMPLAINT_FORM.fields[1].limit)
    what = held.text if is_too_long or not words.strip() else words
    return {"account": account, "what": what, "severity": Severity.MEDIUM}
