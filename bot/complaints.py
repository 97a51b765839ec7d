"""Complaints: filed from a line or a form, once for each request, and found again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot import (
    account_search,
    accounts,
    complaint_alerts,
    complaint_clock,
    complaint_refusals,
    episodes,
    held_lines,
    people,
)
from bot.accounts import BroughtBack, NewAccount
from bot.complaint_alerts import NOUN, Names, names_in
from bot.desk import Desk
from bot.people import Actor
from bot.refusals import Refused, Unclear
from bot.texts import _
from bot.unavailable import asked_again
from storage import changes as kept_changes
from storage import complaints as kept
from storage import teams
from storage.base import new_id
from storage.changes import Change
from storage.complaints import Category, ComplaintStatus
from storage.complaints import Complaint as Complaint
from storage.complaints import Severity as Severity
from storage.held_lines import HeldLine


@dataclass(frozen=True, slots=True)
class ComplaintDraft:
    """What somebody wants filed, parsed and not yet true."""

    what: str
    severity: Severity = Severity.MEDIUM
    category: Category | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """A complaint as the answer to its filer shows it; `channel` is the one that hears of it."""

    complaint: Complaint
    names: Names
    channel: str | None


@dataclass(frozen=True, slots=True)
class Details:
    """Everything about a complaint: its life so far, and the names of those in it."""

    complaint: Complaint
    steps: list[Change]
    names: Names
    actor: Actor


def file_line(desk: Desk, actor: Actor, line: str) -> Filed:
    """File what `/complaint <account> <what happened>` says. Raises WhichAccount, Unclear."""
    people.require_role(actor)
    earlier = of_request(desk, actor)
    if earlier is not None:
        return earlier
    with desk.read() as session:
        account, words = account_search.at_start_of(session, actor.team_id, line)
        accounts.require_workable(account)
    return file(desk, actor, account.id, draft_of(words))


def draft_of(words: str) -> ComplaintDraft:
    """What the words after the account file, with severity medium. Raises Unclear for none."""
    if not words.strip():
        raise Unclear(_("Say what happened, after the account's name or in the form."))
    return ComplaintDraft(words.strip())


def of_request(desk: Desk, actor: Actor) -> Filed | None:
    """What an earlier delivery of this request has filed, as it is now."""
    with desk.read() as session:
        earlier = kept.of_request(session, actor.team_id, actor.request)
        return _filed(session, earlier) if earlier else None


@asked_again
def file(
    desk: Desk,
    actor: Actor,
    account: int | NewAccount | BroughtBack,
    draft: ComplaintDraft,
    held: HeldLine | None = None,
) -> Filed:
    """Put a complaint on record and want it told, with its account made if that is new.

    The same request files it once; what comes of a held line bears the line's own request.
    Raises Refused, ArchivedAccount.
    """
    people.require_role(actor)
    if held is not None:
        actor = replace(actor, request=held.request or actor.request)
    for _attempt in range(2):
        try:
            with desk.write(actor.team_id) as session:
                earlier = kept.of_request(session, actor.team_id, actor.request)
                if earlier is not None:
                    return _filed(session, earlier)
                if held is not None:
                    held_lines.settle(desk, session, actor, held.id)
                return _filed(session, _file_in(desk, session, actor, account, draft, held))
        except IntegrityError:
            # This request, or an account of this name, is on record since just now.
            continue
    raise Refused(
        _("Somebody stored the same thing just now. Look at the account, then try again.")
    )


def _file_in(
    desk: Desk,
    session: Session,
    actor: Actor,
    wanted: int | NewAccount | BroughtBack,
    draft: ComplaintDraft,
    held: HeldLine | None,
) -> Complaint:
    account, is_new = accounts.settle_on(desk, session, actor, wanted)
    now = desk.clock.now()
    complaint = Complaint(
        team_id=actor.team_id,
        id=new_id(),
        what=draft.what,
        severity=draft.severity,
        category=draft.category,
        status=ComplaintStatus.FILED,
        filed_by=actor.user_id,
        filed_at=now,
        source_author=held.source_author if held else None,
        source_url=held.source_url if held else None,
        made_account=is_new,
        version=1,
        request=actor.request,
    )
    kept.move(complaint, account)
    complaint_clock.start(desk, session, complaint)
    session.add(complaint)
    complaint_alerts.want_alerts(desk, session, complaint)
    if complaint.is_serious:
        episodes.complaint_is_serious(desk, session, actor, complaint)
    return complaint


def _filed(session: Session, complaint: Complaint) -> Filed:
    channel = teams.of(session, complaint.team_id).complaints_channel
    return Filed(complaint, names_in(session, complaint), channel)


def find(desk: Desk, actor: Actor, complaint_id: int) -> Complaint:
    """A complaint with its account. Raises Refused when there is none."""
    people.require_role(actor)
    with desk.read() as session:
        return found(session, actor, complaint_id)


def answer_to(desk: Desk, actor: Actor, complaint_id: int) -> Filed:
    """The answer to its filer as it is now. Raises Refused when there is none."""
    people.require_role(actor)
    with desk.read() as session:
        return _filed(session, found(session, actor, complaint_id))


def details(desk: Desk, actor: Actor, complaint_id: int) -> Details:
    """Everything about a complaint. Raises Refused when there is none."""
    people.require_role(actor)
    with desk.read() as session:
        complaint = found(session, actor, complaint_id)
        steps = kept_changes.of_record(session, actor.team_id, NOUN, complaint.id)
        return Details(complaint, steps, names_in(session, complaint, steps), actor)


def found(
    session: Session, actor: Actor, complaint_id: int, *, to_change: bool = False
) -> Complaint:
    """The complaint, locked if it is to be changed. Raises Refused when there is none."""
    complaint = kept.find(session, actor.team_id, complaint_id, to_change=to_change)
    if complaint is None:
        raise complaint_refusals.gone()
    return complaint
