"""Why a step in a complaint's life is refused: who has done what, and what to do next."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.complaint_rules import RULES, Action, Part, may, next_status, parts_of
from bot.people import Actor
from bot.refusals import Refused
from bot.texts import _, escape
from storage import changes, people
from storage.complaints import Complaint
from storage.complaints import ComplaintStatus as Status

_HAS_DONE = {
    Status.FILED: _("{who} has filed this complaint and nobody has taken it yet."),
    Status.TAKEN: _("{who} has taken this complaint."),
    Status.TOLD: _("{who} has told the client what came of this complaint."),
    Status.CLOSED: _("{who} has closed this complaint."),
    Status.REOPENED: _("{who} has opened this complaint again and nobody has taken it since."),
    Status.WITHDRAWN: _("{who} has withdrawn this complaint."),
}
_YOU_HAVE_DONE = {
    Status.FILED: _("You have filed this complaint and nobody has taken it yet."),
    Status.TAKEN: _("You have taken this complaint."),
    Status.TOLD: _("You have told the client what came of this complaint."),
    Status.CLOSED: _("You have closed this complaint."),
    Status.REOPENED: _("You have opened this complaint again and nobody has taken it since."),
    Status.WITHDRAWN: _("You have withdrawn this complaint."),
}
_VERBS = {
    Status.TOLD: "told",
    Status.CLOSED: "closed",
    Status.REOPENED: "reopened",
    Status.WITHDRAWN: "withdrawn",
}
_NEXT = {
    Status.FILED: _("Take it first."),
    Status.TAKEN: _("Add a note, or hand it over if it should be somebody else's."),
    Status.TOLD: _("Add a note, or close it."),
    Status.CLOSED: _("If it isn't over, reopen it first."),
    Status.REOPENED: _("Take it first."),
    Status.WITHDRAWN: _("`/complaint` files a new one."),
}
_REOPENING_OPEN = _("It is still open, so there is nothing to reopen.")
_DOING = {
    Action.TAKE: _("take a complaint"),
    Action.HAND_OVER: _("hand a complaint over"),
    Action.SEVERITY: _("change a complaint's severity"),
    Action.EDIT: _("edit a complaint"),
    Action.NOTE: _("add a note to a complaint"),
    Action.TELL: _("note that the client was told"),
    Action.CLOSE: _("close a complaint"),
    Action.REOPEN: _("reopen a complaint"),
    Action.WITHDRAW: _("withdraw a complaint"),
}


def gone() -> Refused:
    """There is no such complaint."""
    return Refused(_("That complaint is no longer on record. `/complaint` files a new one."))


def out_of_date() -> Refused:
    """A form opened before somebody's change would take that change back."""
    return Refused(
        _(
            "This complaint was changed after you had opened the form, so nothing was stored. "
            "Copy your text, close the form and press the button again."
        )
    )


def require(session: Session, actor: Actor, complaint: Complaint, action: Action) -> None:
    """Raises Refused unless the actor may take this step now; the state is told first."""
    parts = parts_of(actor.person, complaint)
    if next_status(action, complaint.status) is None:
        raise Refused(_not_now(session, actor, complaint, action))
    if not may(action, parts):
        raise Refused(_not_yours(session, complaint, action))


def _not_now(session: Session, actor: Actor, complaint: Complaint, action: Action) -> str:
    is_reopening_open = action == Action.REOPEN and complaint.is_open
    step = _REOPENING_OPEN if is_reopening_open else _NEXT[complaint.status]
    return f"{_state(session, actor, complaint)} {_('Nothing was changed.')} {step}"


def _state(session: Session, actor: Actor, complaint: Complaint) -> str:
    doer = _doer(session, complaint)
    if doer == actor.user_id:
        return _YOU_HAVE_DONE[complaint.status]
    return _HAS_DONE[complaint.status].format(who=name_of(session, complaint.team_id, doer))


def _doer(session: Session, complaint: Complaint) -> str:
    """Whose doing it is that the complaint stands where it stands."""
    if complaint.status == Status.FILED:
        return complaint.filed_by
    if complaint.status == Status.TAKEN:
        return complaint.owner_id or complaint.filed_by
    steps = changes.of_record(session, complaint.team_id, "complaint", complaint.id)
    done = [step.actor_id for step in steps if step.verb == _VERBS[complaint.status]]
    return done[-1] if done else complaint.filed_by


def _not_yours(session: Session, complaint: Complaint, action: Action) -> str:
    words = _(
        "Only {those} can {do}; nothing was changed.",
        those=_those(session, complaint, action),
        do=_DOING[action],
    )
    return f"{words} {_('Ask one of them, or add a note.')}"


def _those(session: Session, complaint: Complaint, action: Action) -> str:
    """The people to ask, by what they are to the complaint and by name."""
    allowed = RULES[action].who
    those = (
        (Part.FILER, _("{name}, who filed it"), complaint.filed_by),
        (Part.OWNER, _("{name}, who has taken it"), complaint.owner_id),
        (Part.MANAGER, _("{name}, the account's manager"), complaint.account.manager_id),
    )
    by_person: dict[str, str] = {}
    for part, said, user_id in those:
        if part in allowed and user_id:
            by_person.setdefault(user_id, said)
    named = [
        said.format(name=name_of(session, complaint.team_id, user_id))
        for user_id, said in by_person.items()
    ]
    return ", ".join([*named, _("a lead or an admin")])


def name_of(session: Session, team_id: str, user_id: str) -> str:
    """What a person is called, escaped."""
    person = people.find(session, team_id, user_id)
    return escape(person.name) if person else _("Somebody")
