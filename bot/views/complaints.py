"""Complaints as people see them: a line among others, the answer to their filer, all details."""

from __future__ import annotations

from typing import Any

from bot.complaint_alerts import Names
from bot.complaint_form import CATEGORIES, SEVERITIES
from bot.complaint_rules import Action, may, next_status, parts_of
from bot.complaints import Details, Filed
from bot.texts import _, escape
from bot.views import blocks, complaint_steps, sources, times
from bot.views.blocks import Block, Element, Message
from bot.views.complaint_steps import name_of
from storage.complaints import Complaint
from storage.complaints import ComplaintStatus as Status

WHAT_IN_LIST = 150  # characters of what happened in a line among others
# Characters and lines that one quotation holds whole.
QUOTED, LINES_QUOTED = 2500, 40
STEPS = 20  # steps of its life that the details show
SEVERITY_NAMES, _CATEGORIES = dict(SEVERITIES), dict(CATEGORIES)
# In the order of how often they are pressed.
_BUTTONS = (
    (Action.TAKE, _("Take")),
    (Action.TELL, _("Client told")),
    (Action.CLOSE, _("Close complaint")),
    (Action.REOPEN, _("Reopen")),
    (Action.HAND_OVER, _("Hand over")),
    (Action.SEVERITY, _("Severity")),
    (Action.NOTE, _("Note")),
)
_LABELS = dict(_BUTTONS)
_FILERS_BUTTONS = ((Action.EDIT, _("Edit")), (Action.WITHDRAW, _("Undo")))
_PRIMARY = (Action.TAKE, Action.CLOSE)
_ACTION_IDS = {Action.WITHDRAW: "complaint.undo"}


def line(complaint: Complaint, says_by_when: bool = False) -> str:
    """Account, what happened, how serious it is and where it stands; struck through once over.

    It may say by when one that nobody has taken is to be taken.
    """
    words = " ".join(blocks.visible(complaint.what).split())
    about = f"*{escape(complaint.account.name)}* · {blocks.cut_escaped(words, WHAT_IN_LIST)}"
    if complaint.status == Status.CLOSED:
        return f"~{about}~ · :white_check_mark: " + _("Closed")
    if complaint.status == Status.WITHDRAWN:
        return f"~{about}~ · " + _("Withdrawn")
    is_timed = says_by_when and complaint.waits_for_owner
    stands = _waiting(complaint) if is_timed else STANDS[complaint.status]
    return f"{about} · {SEVERITY_NAMES[complaint.severity]} · {stands}"


STANDS = {
    Status.FILED: _("nobody has taken it"),
    Status.TAKEN: _("taken"),
    Status.TOLD: _("client told"),
    Status.REOPENED: _("reopened, nobody has taken it"),
}


def show_button(complaint: Complaint, label: str | None = None) -> Element:
    """Opens everything about the complaint."""
    return blocks.button(label or _("Show"), "complaint.show", str(complaint.id))


def take_button(complaint: Complaint) -> Element:
    """Makes it the presser's own."""
    return button(complaint, Action.TAKE, _LABELS[Action.TAKE])


def title(complaint: Complaint) -> str:
    name = blocks.cut_escaped(complaint.account.name, 150)
    said = f"{_('*Complaint from {name}*', name=name)} · {SEVERITY_NAMES[complaint.severity]}"
    match complaint.status:
        case Status.CLOSED:
            return f":white_check_mark: ~{said}~ · " + _("closed")
        case Status.WITHDRAWN:
            return f"~{said}~ · " + _("withdrawn")
        case _:
            return f":rotating_light: {said}"


def state(complaint: Complaint, names: Names) -> str:
    """Where it stands, in words without anything of the client's."""
    owner = name_of(names, complaint.owner_id)
    match complaint.status:
        case Status.FILED | Status.REOPENED:
            return _waiting(complaint)
        case Status.TAKEN:
            return _("taken by {owner}", owner=owner)
        case Status.TOLD:
            return _("taken by {owner}, the client was told", owner=owner)
        case Status.CLOSED:
            return _("closed by {who}", who=name_of(names, complaint.closed_by))
    return _("withdrawn")


def _waiting(complaint: Complaint) -> str:
    stands, by = STANDS[complaint.status], times.instant(complaint.acknowledge_by)
    if complaint.is_late:
        return _("{stands}; it was to be taken by {by}", stands=stands, by=by)
    return _("{stands}; to be taken by {by}", stands=stands, by=by)


def facts(complaint: Complaint, names: Names) -> list[str]:
    lines = [_("*Status:* {state}", state=state(complaint, names))]
    if complaint.category:
        lines.append(_("*About:* {category}", category=_CATEGORIES[complaint.category]))
    if complaint.account.manager_id:
        manager = name_of(names, complaint.account.manager_id)
        lines.append(_("*Account manager:* {name}", name=manager))
    filed_by, when = name_of(names, complaint.filed_by), times.instant(complaint.filed_at)
    lines.append(_("*Filed:* {when} by {name}", when=when, name=filed_by))
    if source := sources.source(complaint, names):
        lines.append(source)
    return lines


def ending(complaint: Complaint) -> Block | None:
    if complaint.status != Status.CLOSED:
        return None
    lines = complaint_steps.ending(
        complaint.root_cause,
        complaint.corrective_action,
        complaint.client_told,
        complaint.told_how,
    )
    return blocks.section("\n".join(lines))


def buttons(complaint: Complaint) -> Block:
    """What its state allows. A note on a closed one is added from its details."""
    is_closed = complaint.status == Status.CLOSED
    possible = [
        button(complaint, action, label)
        for action, label in _BUTTONS
        if next_status(action, complaint.status) and not (is_closed and action == Action.NOTE)
    ]
    return blocks.actions(*possible, block_id=f"complaint:{complaint.id}")


def button(complaint: Complaint, action: Action, label: str) -> Element:
    action_id = _ACTION_IDS.get(action, f"complaint.{action}")
    style = "primary" if action in _PRIMARY else None
    return blocks.button(label, action_id, str(complaint.id), style=style)


def answer(filed: Filed) -> Message:
    """The answer to `/complaint`, and what it becomes after Edit and Undo."""
    complaint = filed.complaint
    if complaint.status == Status.WITHDRAWN:
        return _undone(complaint)
    said = _headline(complaint)
    return blocks.message(
        said,
        blocks.section(said),
        blocks.quote(complaint.what),
        blocks.section("\n".join([*facts(complaint, filed.names), _who_hears(filed)])),
        _filers_buttons(complaint),
    )


def _headline(complaint: Complaint) -> str:
    name, severity = escape(complaint.account.name), SEVERITY_NAMES[complaint.severity]
    if complaint.made_account:
        return _(
            "Filed: complaint from *{name}*, a new account of yours · {severity}",
            name=name,
            severity=severity,
        )
    return _("Filed: complaint from *{name}* · {severity}", name=name, severity=severity)


def _who_hears(filed: Filed) -> str:
    complaint = filed.complaint
    is_manager = complaint.filed_by == complaint.account.manager_id
    manager = _("you, the account's manager") if is_manager else _("the account's manager")
    if filed.channel:
        return _("*Told:* <#{channel}> and {manager}", channel=filed.channel, manager=manager)
    return _("*Told:* the leads, the admins and {manager}", manager=manager)


def _filers_buttons(complaint: Complaint) -> Block | None:
    possible = [
        button(complaint, action, label)
        for action, label in _FILERS_BUTTONS
        if next_status(action, complaint.status)
    ]
    return blocks.actions(*possible, block_id=f"filed:{complaint.id}") if possible else None


def _undone(complaint: Complaint) -> Message:
    said = _("Undone: this complaint is withdrawn. Whoever was told of it sees that.")
    again = _("Your text, if you want to type it again:")
    typed = f"/complaint {complaint.account.name} | {complaint.what}"
    return blocks.message(said, blocks.section(said), blocks.context(again), *blocks.typed(typed))


def details(shown: Details) -> dict[str, Any]:
    """The modal of everything about a complaint, with what its reader may do."""
    complaint, names = shown.complaint, shown.names
    older = len(shown.steps) - STEPS
    told = [
        blocks.section(f"{times.instant(each.at)} · {complaint_steps.whole(each, names)}")
        for each in shown.steps[-STEPS:]
    ]
    body = [
        blocks.section(title(complaint)),
        *_whole(complaint.what),
        blocks.section("\n".join(facts(complaint, names))),
        ending(complaint),
        _own_buttons(shown),
        *([blocks.divider(), blocks.section(_("*What was done*"))] if told else []),
        blocks.context(_("{count} earlier steps are not shown.", count=older))
        if older > 0
        else None,
        *told,
    ]
    return blocks.modal(
        "complaint_details",
        _("Complaint"),
        [block for block in body if block],
        close=_("Close"),
    )


def _whole(words: str) -> list[Block]:
    """Nothing of it is cut: what a quotation can't hold stands in code blocks."""
    is_short = len(escape(words)) <= QUOTED and words.count("\n") < LINES_QUOTED
    return [blocks.quote(words, QUOTED)] if is_short else blocks.typed(words)


def _own_buttons(shown: Details) -> Block | None:
    complaint = shown.complaint
    parts = parts_of(shown.actor.person, complaint)
    possible = [
        button(complaint, action, label)
        for action, label in (*_BUTTONS, (Action.EDIT, _("Edit")))
        if next_status(action, complaint.status) and may(action, parts)
    ]
    is_theirs = may(Action.WITHDRAW, parts) and next_status(Action.WITHDRAW, complaint.status)
    if is_theirs:
        possible.append(_withdraw_button(complaint))
    return blocks.actions(*possible) if possible else None


def _withdraw_button(complaint: Complaint) -> Element:
    """Long after the filing nobody should withdraw it by a slip."""
    confirm = {
        "title": blocks.plain(_("Withdraw this complaint?")),
        "text": blocks.plain(_("As if it had never been filed. This can't be undone.")),
        "confirm": blocks.plain(_("Withdraw")),
        "deny": blocks.plain(_("Cancel")),
    }
    return blocks.button(_("Withdraw"), "complaint.undo", str(complaint.id), confirm=confirm)
