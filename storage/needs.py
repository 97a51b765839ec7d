"""Needs: who is unhappy and what was complained of, for the one who has to see to it, a few at a
time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from storage.accounts import Account, AccountStatus
from storage.complaints import IS_OPEN, Complaint, ComplaintStatus
from storage.episodes import Episode, EpisodeStatus
from storage.people import Person, with_role

T = TypeVar("T")
Kept = TypeVar("Kept", Complaint, Episode)


@dataclass(frozen=True, slots=True)
class First(Generic[T]):
    """The first few of something, and how many there are of it."""

    items: Sequence[T]
    total: int

    @property
    def more(self) -> int:
        # Counted a moment later, there may be fewer than were found.
        return max(0, self.total - len(self.items))


def unhappy_of(session: Session, person: Person, day: date, limit: int) -> First[Episode]:
    """The unhappy clients a person has to see to by a local day, those that nobody is on first."""
    is_put_off = and_(Episode.status == EpisodeStatus.SNOOZED, Episode.snoozed_until > day)
    due = or_(Episode.snoozed_until.is_(None), ~is_put_off)
    return _unhappy(session, person.team_id, limit, Episode.manager_id == person.user_id, due)


def unhappy_of_others(session: Session, person: Person, limit: int) -> First[Episode]:
    """The unhappy clients that others, or nobody, has to see to, those that nobody is on first."""
    others = Episode.manager_id.is_distinct_from(person.user_id)
    return _unhappy(session, person.team_id, limit, others)


def _unhappy(
    session: Session, team_id: str, limit: int, *which: ColumnElement[bool]
) -> First[Episode]:
    live = (Episode.team_id == team_id, Episode.closed_at.is_(None))
    active = Account.status != AccountStatus.ARCHIVED
    nobody_is_on_it = case((Episode.status == EpisodeStatus.OPEN, 0), else_=1)
    newest_first = (nobody_is_on_it, Episode.id.desc())
    return _first(session, Episode, (*live, active, *which), newest_first, limit)


def complaints_of(
    session: Session, person: Person, *, is_first_boss: bool, limit: int
) -> First[Complaint]:
    """What a person has to take, then what they have taken; the longest open first.

    The first boss answers for the accounts whose manager has no role (see bot.responsible).
    """
    # Asked for one by one: with both at once SQLite would read those that are over, too.
    taken = _complaints(session, person, limit, Complaint.owner_id == person.user_id)
    to_take = _complaints(session, person, limit, *_to_take(person, is_first_boss))
    found = [*taken.items, *to_take.items]
    found.sort(key=lambda each: (not each.waits_for_owner, each.id))
    return First(found[:limit], taken.total + to_take.total)


def _complaints(
    session: Session, person: Person, limit: int, *which: ColumnElement[bool]
) -> First[Complaint]:
    is_open = (Complaint.team_id == person.team_id, IS_OPEN)
    is_taken = case((_IS_UNTAKEN, 0), else_=1)
    return _first(session, Complaint, (*is_open, *which), (is_taken, _AGE), limit)


def untaken_of_others(
    session: Session, person: Person, *, is_first_boss: bool, limit: int
) -> First[Complaint]:
    """What others answer for and nobody has taken, late ones first, then the longest open."""
    is_open = (Complaint.team_id == person.team_id, IS_OPEN)
    is_nobodys, is_theirs = _to_take(person, is_first_boss)
    is_late = and_(_IS_UNTAKEN, Complaint.alarm.is_(None))
    order = (case((is_late, 0), else_=1), _AGE)
    return _first(session, Complaint, (*is_open, is_nobodys, ~is_theirs), order, limit)


# An expression: by the bare column SQLite would read all of a workspace's complaints in that order.
_AGE = Complaint.id + 0
_IS_UNTAKEN = Complaint.status.in_([ComplaintStatus.FILED, ComplaintStatus.REOPENED])


def _to_take(person: Person, is_first_boss: bool) -> tuple[ColumnElement[bool], ...]:
    """That nobody has taken a complaint, and that a person answers for it."""
    answers = func.coalesce(Account.manager_id, "") == person.user_id
    if is_first_boss:
        manager = (Person.team_id == Account.team_id, Person.user_id == Account.manager_id)
        answers = or_(answers, ~exists().where(*manager, with_role()))
    return Complaint.owner_id.is_(None), answers


def _first(
    session: Session,
    kind: type[Kept],
    which: Sequence[ColumnElement[bool]],
    order: Sequence[ColumnElement[Any]],
    limit: int,
) -> First[Kept]:
    its_account = and_(Account.team_id == kind.team_id, Account.id == kind.account_id)
    of_it = select(kind).join(Account, its_account).where(*which)
    found = session.scalars(
        of_it.options(contains_eager(kind.account)).order_by(*order).limit(limit)
    )
    count = select(func.count()).select_from(kind).join(Account, its_account).where(*which)
    return First(list(found), session.scalars(count).one())
