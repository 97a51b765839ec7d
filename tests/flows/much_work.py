"""A manager with much to do, written straight into the record."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from storage.accounts import Account, AccountStatus
from storage.base import new_id
from storage.complaints import Complaint, ComplaintStatus, Severity
from storage.episodes import Episode, EpisodeStatus
from storage.follow_ups import FollowUp, FollowUpStatus
from storage.names import remember


def fill_with_work(session: Session, team_id: str, user_id: str, now: datetime, each: int) -> None:
    """So many accounts, each with an unhappy client, a complaint, and a follow-up of each kind."""
    for number in range(each):
        account_id, name = new_id(), f"Client {number} of {user_id}"
        session.execute(insert(Account).values(**_account(team_id, account_id, name, user_id, now)))
        remember(session, team_id, account_id, name, is_alias=False)
        own = {"team_id": team_id, "account_id": account_id}
        session.execute(insert(Episode).values(id=new_id(), **own, **_episode(user_id, now)))
        session.execute(insert(Complaint).values(id=new_id(), **own, **_complaint(user_id, now)))
        for days in (-1, 0, 1):
            due = {"due_on": (now + timedelta(days=days)).date(), **_follow_up(user_id, now)}
            session.execute(insert(FollowUp).values(id=new_id(), **own, **due))


def _account(
    team_id: str, account_id: int, name: str, user_id: str, now: datetime
) -> dict[str, Any]:
    return {
        "team_id": team_id,
        "id": account_id,
        "name": name,
        "manager_id": user_id,
        "status": AccountStatus.ACTIVE,
        "created_by": user_id,
        "created_at": now,
        "changed_by": user_id,
        "changed_at": now,
    }


def _episode(user_id: str, now: datetime) -> dict[str, Any]:
    return {
        "manager_id": user_id,
        "status": EpisodeStatus.OPEN,
        "opened_at": now,
        "opened_by": user_id,
        "lowest": 1,
    }


def _complaint(user_id: str, now: datetime) -> dict[str, Any]:
    return {
        "what": "the delivery came two days late " * 20,
        "severity": Severity.HIGH,
        "status": ComplaintStatus.FILED,
        "filed_by": user_id,
        "filed_at": now,
        "clock_from": now,
        "acknowledge_by": now,
    }


def _follow_up(user_id: str, now: datetime) -> dict[str, Any]:
    return {
        "assignee_id": user_id,
        "what": "send the contract " * 40,
        "due_at": now,
        "status": FollowUpStatus.OPEN,
        "created_by": user_id,
        "created_at": now,
    }
