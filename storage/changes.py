"""Changes: who changed which record, when, from what to what."""

from __future__ import annotations

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
