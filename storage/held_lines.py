"""Held lines: what a person typed and Rapport could not yet act on; nothing typed is lost."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Owned


class HeldLine(Owned):
    """A command's or a message's text that waits for a choice, an account or a role.

    A message has its author's id, or a name where that is all Slack gives, its permalink, and
    when it was said; its `command` is the shortcut that was chosen on it.
    """

    __tablename__ = "held_lines"

    user_id: Mapped[str] = mapped_column(String(32))
    command: Mapped[str] = mapped_column(String(32))
    text: Mapped[str]
    source_author: Mapped[str | None] = mapped_column(String(64))
    source_url: Mapped[str | None]
    said_at: Mapped[datetime | None]
    held_at: Mapped[datetime]
    request: Mapped[str | None]
    settled_at: Mapped[datetime | None]

    @property
    def is_waiting_message(self) -> bool:
        return self.settled_at is None and self.said_at is not None


Index("uq_held_lines_request", HeldLine.team_id, HeldLine.request, unique=True)
_IS_WAITING_MESSAGE = HeldLine.settled_at.is_(None) & HeldLine.said_at.is_not(None)
Index(
    "ix_held_lines_messages",
    HeldLine.team_id,
    HeldLine.held_at,
    sqlite_where=_IS_WAITING_MESSAGE,
    postgresql_where=_IS_WAITING_MESSAGE,
)


def find(session: Session, team_id: str, held_id: int) -> HeldLine | None:
    return session.get(HeldLine, (team_id, held_id))


def of_request(session: Session, team_id: str, request: str) -> HeldLine | None:
    return session.scalars(
        select(HeldLine).where(HeldLine.team_id == team_id, HeldLine.request == request)
    ).first()


def waiting_of(
    session: Session, team_id: str, user_id: str, until: datetime, limit: int
) -> list[HeldLine]:
    """A person's typed lines that still wait, held up to an instant; the newest `limit`, oldest
    first."""
    newest = session.scalars(
        select(HeldLine)
        .where(
            HeldLine.team_id == team_id,
            HeldLine.user_id == user_id,
            HeldLine.settled_at.is_(None),
            HeldLine.held_at <= until,
            HeldLine.said_at.is_(None),
        )
        .order_by(HeldLine.id.desc())
        .limit(limit)
    ).all()
    return list(reversed(newest))


def delete_waiting_messages(session: Session, team_id: str, before: datetime) -> None:
    """Delete the messages held before an instant that no record came of."""
    session.execute(
        delete(HeldLine).where(
            HeldLine.team_id == team_id, HeldLine.held_at < before, _IS_WAITING_MESSAGE
        )
    )
