"""Redeliveries: whether a request of Slack's has left anything on record before."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage.changes import Change
from storage.complaints import Complaint
from storage.follow_ups import FollowUp
from storage.held_lines import HeldLine
from storage.interactions import Interaction

# Each has a unique index of its requests.
_MADE_BY_REQUESTS = (Interaction, Complaint, FollowUp, HeldLine, Change)


def is_on_record(session: Session, team_id: str, requests: Collection[str]) -> bool:
    """Whether something was made or changed by one of these requests."""
    traces = [
        select(table.id).where(table.team_id == team_id, table.request.in_(requests)).exists()
        for table in _MADE_BY_REQUESTS
    ]
    return bool(session.scalar(select(or_(*traces))))
