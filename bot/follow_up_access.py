"""Who may change a follow-up, and until when: its refusals in words."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot import people
from bot.people import Actor, Person
from bot.refusals import Refused
from bot.texts import _, escape
from storage import follow_ups as kept
from storage import people as kept_people
from storage.changes import of_request as change_of_request
from storage.follow_ups import FollowUp, FollowUpStatus

CALLED = 80  # characters of a follow-up's text that name it in a refusal


def found(
    session: Session, actor: Actor, follow_up_id: int, *, to_change: bool = False
) -> FollowUp:
    """The follow-up, locked if it is to be changed. Raises Refused when there is none."""
    follow_up = kept.find(session, actor.team_id, follow_up_id, to_change=to_change)
    if follow_up is None:
        raise Refused(
            _("That follow-up is no longer on record. `/follow-up` lists your open ones.")
        )
    return follow_up


def open_and_theirs(session: Session, actor: Actor, follow_up_id: int) -> FollowUp | None:
    """The follow-up to change; None when this very request has changed it before."""
    people.require_role(actor)
    follow_up = found(session, actor, follow_up_id, to_change=True)
    require_theirs(session, actor, follow_up)
    if change_of_request(session, actor.team_id, actor.request) is not None:
        return None
    require_open(session, actor, follow_up)
    return follow_up


def require_theirs(session: Session, actor: Actor, follow_up: FollowUp) -> None:
    """Raises Refused unless the actor does it, made it, manages its account, leads or is admin."""
    people.require_role(actor)
    owners = {follow_up.assignee_id, follow_up.created_by, follow_up.account.manager_id}
    if actor.user_id not in owners and not (actor.person.is_lead or actor.person.is_admin):
        raise Refused(
            _(
                "This follow-up is {owner}'s. They, the account's manager, a lead or an admin "
                "can change it.",
                owner=escape(owner_of(session, follow_up).name),
            )
        )


def require_open(session: Session, actor: Actor, follow_up: FollowUp) -> None:
    """Raises Refused, saying who has finished it, unless it is open still."""
    if follow_up.is_open:
        return
    what = " ".join(follow_up.what.split())
    called = escape(what if len(what) <= CALLED else what[:CALLED] + "…")
    if follow_up.status == FollowUpStatus.UNDONE:
        raise Refused(_("“{what}” was taken back; nothing was changed.", what=called))
    if follow_up.closed_by == actor.user_id:
        raise Refused(_("You have marked “{what}” as done; nothing was changed.", what=called))
    closer = kept_people.find(session, actor.team_id, follow_up.closed_by or "")
    raise Refused(
        _(
            "{who} has marked “{what}” as done; nothing was changed.",
            who=escape(closer.name) if closer else _("Somebody"),
            what=called,
        )
    )


def owner_of(session: Session, follow_up: FollowUp) -> Person:
    """The person who is to do it; its day and time are theirs."""
    owner = kept_people.find(session, follow_up.team_id, follow_up.assignee_id)
    assert owner is not None, "who was given a follow-up is on record"
    return owner
