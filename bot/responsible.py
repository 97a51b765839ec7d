"""Who answers for an account, and who hears of what nobody has answered for."""

from __future__ import annotations

from sqlalchemy.orm import Session

from storage import people
from storage.accounts import Account
from storage.people import Person


def responsible_for(session: Session, account: Account) -> Person | None:
    """The account's manager; without one who has a role, the first lead, else the first admin."""
    manager = manager_of(session, account)
    return manager or next(iter(bosses(session, account.team_id)), None)


def manager_of(session: Session, account: Account) -> Person | None:
    """The account's manager, if they have a role."""
    manager = people.find(session, account.team_id, account.manager_id or "")
    return manager if manager and manager.has_role else None


def bosses(session: Session, team_id: str) -> list[Person]:
    """The leads, then the admins who are no leads."""
    leading = leads(session, team_id)
    return [*leading, *(p for p in people.admins(session, team_id) if p not in leading)]


def leads(session: Session, team_id: str) -> list[Person]:
    """The leads who have their role still, in a fixed order."""
    given = [p for p in people.with_roles(session, team_id) if p.is_lead and p.has_role]
    return sorted(given, key=lambda person: person.user_id)


def above(session: Session, team_id: str, user_id: str) -> list[Person]:
    """Who hears of what this person has left undone: the other leads, else the other admins."""
    others = [p for p in leads(session, team_id) if p.user_id != user_id]
    return others or [p for p in people.admins(session, team_id) if p.user_id != user_id]
