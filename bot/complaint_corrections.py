"""Corrections of a complaint: its severity, what was filed, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from bot import accounts, complaint_alerts, complaint_clock, episodes, forms
from bot.accounts import NewAccount
from bot.complaint_form import COMPLAINT_FORM, values_of
from bot.complaint_rules import Action
from bot.complaint_steps import step, step_in
from bot.complaints import ComplaintDraft
from bot.desk import Desk
from bot.people import Actor
from bot.refusals import Refused
from bot.texts import _
from storage import complaints as kept
from storage.complaints import Complaint, Severity


def change_severity(
    desk: Desk, actor: Actor, complaint_id: int, severity: Severity, shown: str | None = None
) -> Complaint:
    """It is more, or less, serious; its clock follows. Raises Refused."""

    def doing(session: Session, complaint: Complaint) -> Mapping[str, object]:
        if severity == complaint.severity:
            raise Refused(_("It has that severity already. Choose another one."), "severity")
        before = complaint.severity
        _grade(desk, session, actor, complaint, severity)
        return {"severity": [str(before), str(severity)]}

    return step(desk, actor, complaint_id, Action.SEVERITY, doing, shown)


def _grade(
    desk: Desk, session: Session, actor: Actor, complaint: Complaint, severity: Severity
) -> None:
    was_serious, complaint.severity = complaint.is_serious, severity
    complaint_clock.adjust(session, complaint)
    if complaint.is_serious and not was_serious:
        episodes.complaint_is_serious(desk, session, actor, complaint)
    elif was_serious and not complaint.is_serious:
        episodes.complaint_is_not_serious(desk, session, actor, complaint)


def edit(
    desk: Desk,
    actor: Actor,
    complaint_id: int,
    wanted: int | NewAccount,
    draft: ComplaintDraft,
    shown: str | None = None,
) -> Complaint:
    """Correct what was filed, as its form says. Raises Refused, ArchivedAccount."""

    def doing(session: Session, complaint: Complaint) -> Mapping[str, object]:
        before = values_of(complaint)
        _move(desk, session, actor, complaint, wanted)
        complaint.what, complaint.category = draft.what, draft.category
        if draft.severity != complaint.severity:
            _grade(desk, session, actor, complaint, draft.severity)
        return forms.differences(COMPLAINT_FORM, before, values_of(complaint))

    return step(desk, actor, complaint_id, Action.EDIT, doing, shown)


def _move(
    desk: Desk, session: Session, actor: Actor, complaint: Complaint, wanted: int | NewAccount
) -> None:
    """To another account, if one is wanted; the one it made goes if nothing else uses it."""
    left, made_it = complaint.account_id, complaint.made_account
    if wanted == left:
        return
    account, is_new = accounts.settle_on(desk, session, actor, wanted)
    if account.id == left:
        return
    if complaint.is_serious:
        episodes.complaint_is_not_serious(desk, session, actor, complaint)
    kept.move(complaint, account)
    complaint.made_account = is_new
    complaint_clock.adjust(session, complaint)
    if complaint.is_serious:
        episodes.complaint_is_serious(desk, session, actor, complaint)
    complaint_alerts.want_alerts(desk, session, complaint)
    if made_it:
        accounts.take_back_if_unused(desk, session, actor, left)


def withdraw(desk: Desk, actor: Actor, complaint_id: int) -> Complaint:
    """Take it back, with the account that it made if nothing else uses it. Raises Refused."""

    def doing(session: Session, complaint: Complaint) -> Mapping[str, object]:
        complaint_clock.stop(complaint)
        complaint_alerts.steps_changed(session, complaint)
        if complaint.is_serious:
            episodes.complaint_is_not_serious(desk, session, actor, complaint)
        return {"status": str(complaint.status)}

    with desk.write(actor.team_id) as session:
        complaint = step_in(desk, session, actor, complaint_id, Action.WITHDRAW, doing)
        if complaint.made_account:
            accounts.take_back_if_unused(desk, session, actor, complaint.account_id)
        return complaint
