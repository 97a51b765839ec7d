"""Changes: who changed which record, when, from what to what."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Owned


class Change(Owned):
    """One step in the life of a record; `request` makes a redelivered step harmless."""

    __tablename__ = "changes"

    noun: Mapped[str] = mapped_column(String(32))
    record_id: Mapped[str] = mapped_column(String(64))
    verb: Mapped[str] = mapped_column(String(32))
    actor_id: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    request: Mapped[str | None]


Index("uq_changes_request", Change.team_id, Change.request, unique=True)
Index("ix_changes_record", Change.team_id, Change.noun, Change.record_id)


def of_request(session: Session, team_id: str, request: str) -> Change | None:
    """The step that an earlier delivery of the same request took."""
    return session.scalars(
        select(Change).where(Change.team_id == team_id, Change.request == request)
    ).first()


def of_record(session: Session, team_id: str, noun: str, record_id: int) -> list[Change]:
    """The steps in a record's life, oldest first."""
    return list(
        session.scalars(
            select(Change)
            .where(
                Change.team_id == team_id, Change.noun == noun, Change.record_id == str(record_id)
            )
            .order_by(Change.id)
        )
    )


def of_records(
    session: Session, team_id: str, noun: str, record_ids: Collection[int]
) -> list[Change]:
    """The steps in the lives of several records, oldest first."""
    if not record_ids:
        return []
    of_them = Change.record_id.in_([str(each) for each in record_ids])
    found = select(Change).where(Change.team_id == team_id, Change.noun == noun, of_them)
    return sorted(session.scalars(found), key=lambda change: change.id)


def find(session: Session, team_id: str, change_id: int) -> Change | None:
    return session.get(Change, (team_id, change_id))
