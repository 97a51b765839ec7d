"""Held lines: what a person typed and Rapport could not yet act on; nothing typed is lost."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Owned


class HeldLine(Owned):
    """A command's or a message's text that waits for a choice, an account or a role.

    A message has its author's id, or a name where that is all Slack gives, and its permalink.
    """

    __tablename__ = "held_lines"

    user_id: Mapped[str] = mapped_column(String(32))
    command: Mapped[str] = mapped_column(String(32))
    text: Mapped[str]
    source_author: Mapped[str | None] = mapped_column(String(64))
    source_url: Mapped[str | None]
    held_at: Mapped[datetime]
    request: Mapped[str | None]
    settled_at: Mapped[datetime | None]


Index("uq_held_lines_request", HeldLine.team_id, HeldLine.request, unique=True)


def find(session: Session, team_id: str, held_id: int) -> HeldLine | None:
    return session.get(HeldLine, (team_id, held_id))


def of_request(session: Session, team_id: str, request: str) -> HeldLine | None:
    return session.scalars(
        select(HeldLine).where(HeldLine.team_id == team_id, HeldLine.request == request)
    ).first()


def waiting_of(
    session: Session, team_id: str, user_id: str, until: datetime, limit: int
) -> list[HeldLine]:
    """A person's lines that still wait, held up to an instant; the newest `limit`, oldest first."""
    newest = session.scalars(
        select(HeldLine)
        .where(
            HeldLine.team_id == team_id,
            HeldLine.user_id == user_id,
            HeldLine.settled_at.is_(None),
            HeldLine.held_at <= until,
        )
        .order_by(HeldLine.id.desc())
        .limit(limit)
    ).all()
    return list(reversed(newest))
