"""What may be done with a complaint, by whom, and where it leads: a table, and how to read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from storage.complaints import Complaint
from storage.complaints import ComplaintStatus as Status
from storage.people import Person


class Action(StrEnum):
    """A step in a complaint's life, after its filing."""

    TAKE = "take"
    HAND_OVER = "hand_over"
    SEVERITY = "severity"
    EDIT = "edit"
    NOTE = "note"
    TELL = "tell"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"


class Part(StrEnum):
    """What somebody with a role is to one complaint."""

    COLLEAGUE = "colleague"
    FILER = "filer"
    OWNER = "owner"
    MANAGER = "manager"
    LEAD = "lead"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may take a step, and to which status it leads from each that allows it."""

    who: frozenset[Part]
    leads_to: Mapping[Status, Status]


_EVERYBODY = frozenset(Part)
_IN_CHARGE = frozenset({Part.OWNER, Part.MANAGER, Part.LEAD, Part.ADMIN})
_BEHIND_IT = frozenset({Part.FILER, Part.LEAD, Part.ADMIN})
_OPEN = (Status.FILED, Status.TAKEN, Status.TOLD, Status.REOPENED)


def _staying(*statuses: Status) -> Mapping[Status, Status]:
    return {status: status for status in statuses}


def _all_to(leads_to: Status, *statuses: Status) -> Mapping[Status, Status]:
    return dict.fromkeys(statuses, leads_to)


RULES: Mapping[Action, Rule] = {
    Action.TAKE: Rule(_EVERYBODY, _all_to(Status.TAKEN, Status.FILED, Status.REOPENED)),
    Action.HAND_OVER: Rule(
        _IN_CHARGE,
        {
            **_all_to(Status.TAKEN, Status.FILED, Status.REOPENED),
            **_staying(Status.TAKEN, Status.TOLD),
        },
    ),
    Action.SEVERITY: Rule(_IN_CHARGE | {Part.FILER}, _staying(*_OPEN)),
    Action.EDIT: Rule(_BEHIND_IT, _staying(*_OPEN)),
    Action.NOTE: Rule(_EVERYBODY, _staying(*_OPEN, Status.CLOSED)),
    Action.TELL: Rule(_IN_CHARGE, _all_to(Status.TOLD, Status.TAKEN)),
    Action.CLOSE: Rule(_IN_CHARGE, _all_to(Status.CLOSED, Status.TAKEN, Status.TOLD)),
    Action.REOPEN: Rule(_IN_CHARGE | {Part.FILER}, _all_to(Status.REOPENED, Status.CLOSED)),
    Action.WITHDRAW: Rule(_BEHIND_IT, _all_to(Status.WITHDRAWN, *_OPEN)),
}

# What a step's form shows of the complaint: once any of it has changed, the form is out of date.
_SHOWN_BY: Mapping[Action, tuple[str, ...]] = {
    Action.HAND_OVER: ("owner_id", "clock_from"),
    Action.SEVERITY: ("severity",),
    Action.EDIT: ("account_id", "what", "severity", "category"),
    Action.TELL: ("clock_from", "client_told", "told_how"),
    Action.CLOSE: ("clock_from", "closed_at", "client_told", "told_how"),
    Action.REOPEN: ("closed_at",),
}


def next_status(action: Action, status: Status) -> Status | None:
    """The status that a step leads to; None where it can't be taken."""
    return RULES[action].leads_to.get(status)


def parts_of(person: Person, complaint: Complaint) -> frozenset[Part]:
    """Everything that a person with a role is to a complaint."""
    holds = {
        Part.COLLEAGUE: True,
        Part.FILER: person.user_id == complaint.filed_by,
        Part.OWNER: person.user_id == complaint.owner_id,
        Part.MANAGER: person.user_id == complaint.account.manager_id,
        Part.LEAD: person.is_lead,
        Part.ADMIN: person.is_admin,
    }
    return frozenset(part for part, is_so in holds.items() if is_so)


def may(action: Action, parts: frozenset[Part]) -> bool:
    """Whether somebody who is this to a complaint may take the step at all."""
    return bool(RULES[action].who & parts)


def version(action: Action, complaint: Complaint) -> str:
    """Differs once anything has changed that the step's form shows."""
    shown = [str(getattr(complaint, name)) for name in _SHOWN_BY.get(action, ())]
    return sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()[:16]
