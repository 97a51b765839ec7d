"""Which of a manager's accounts need them first: one unhappy, complaining, or kept waiting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ScalarSelect, and_, case, func, select
from sqlalchemy.orm import Session

from storage.accounts import Account, active_of, is_name_of_account
from storage.complaints import Complaint, ComplaintStatus
from storage.episodes import Episode
from storage.follow_ups import FollowUp, FollowUpStatus
from storage.names import AccountName


@dataclass(frozen=True, slots=True)
class Need:
    """An account and why it needs its manager: nothing at all, perhaps."""

    account: Account
    episode: Episode | None
    open_complaints: int
    overdue: int


def first_in_need(
    session: Session, team_id: str, manager_id: str, today: date, limit: int, offset: int
) -> list[Need]:
    """A manager's active accounts: the unhappy, those with open complaints, those with follow-ups
    due before `today`, then the others; each by name.

    The cost grows with the manager's own accounts, not with the workspace's.
    """
    complaining, waiting = _open_complaints(), _overdue(today)
    rank = case((Episode.id.is_not(None), 0), (complaining > 0, 1), (waiting > 0, 2), else_=3)
    rows = session.execute(
        select(Account, Episode, complaining, waiting)
        .outerjoin(AccountName, is_name_of_account())
        .outerjoin(
            Episode,
            and_(
                Episode.team_id == Account.team_id,
                Episode.account_id == Account.id,
                Episode.closed_at.is_(None),
            ),
        )
        .where(*active_of(team_id, manager_id))
        .order_by(rank, AccountName.folded)
        .limit(limit)
        .offset(offset)
    )
    return [Need(*row) for row in rows]


def _open_complaints() -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(
            Complaint.team_id == Account.team_id,
            Complaint.account_id == Account.id,
            Complaint.status.not_in((ComplaintStatus.CLOSED, ComplaintStatus.WITHDRAWN)),
        )
        .correlate(Account)
        .scalar_subquery()
    )


def _overdue(today: date) -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(
            FollowUp.team_id == Account.team_id,
            FollowUp.account_id == Account.id,
            FollowUp.due_on < today,
            FollowUp.status == FollowUpStatus.OPEN,
        )
        .correlate(Account)
        .scalar_subquery()
    )
