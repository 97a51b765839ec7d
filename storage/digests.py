"""Digests: which items one person's reminder of one local day holds."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, Owned


class Section(StrEnum):
    """Under which heading an item stands."""

    OVERDUE = "overdue"
    TODAY = "today"


class Digest(Owned):
    """The daily DM of one person; frozen once the next one is made."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("team_id", "user_id", "local_date"),)

    user_id: Mapped[str] = mapped_column(String(32))
    local_date: Mapped[date]
    made_at: Mapped[datetime]
    is_late: Mapped[bool]
    is_frozen: Mapped[bool] = mapped_column(default=False)
    coming_up: Mapped[int]
    coming_up_first: Mapped[date | None]


class DigestItem(Base):
    """A follow-up in a digest; the list is fixed when the digest is made."""

    __tablename__ = "digest_items"
    __table_args__ = ({"sqlite_with_rowid": False},)

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    digest_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    follow_up_id: Mapped[int]
    section: Mapped[Section] = mapped_column(String(16))


Index("ix_digest_items_follow_up", DigestItem.team_id, DigestItem.follow_up_id)


def find(session: Session, team_id: str, digest_id: int) -> Digest | None:
    return session.get(Digest, (team_id, digest_id))


def of_day(session: Session, team_id: str, user_id: str, day: date) -> Digest | None:
    return session.scalars(
        select(Digest).where(
            Digest.team_id == team_id, Digest.user_id == user_id, Digest.local_date == day
        )
    ).first()


def items(session: Session, team_id: str, digest_id: int) -> list[DigestItem]:
    return list(
        session.scalars(
            select(DigestItem)
            .where(DigestItem.team_id == team_id, DigestItem.digest_id == digest_id)
            .order_by(DigestItem.position)
        )
    )


def live_with(session: Session, team_id: str, follow_up_id: int) -> list[int]:
    """Ids of the digests, not frozen, that show a follow-up."""
    return list(
        session.scalars(
            select(Digest.id)
            .join(
                DigestItem,
                (DigestItem.team_id == Digest.team_id) & (DigestItem.digest_id == Digest.id),
            )
            .where(
                DigestItem.team_id == team_id,
                DigestItem.follow_up_id == follow_up_id,
                Digest.is_frozen.is_(False),
            )
        )
    )


def freeze(session: Session, team_id: str, user_id: str) -> list[int]:
    """Freeze a person's digests that still live; gives their ids."""
    living = (
        Digest.team_id == team_id,
        Digest.user_id == user_id,
        Digest.is_frozen.is_(False),
    )
    ids = list(session.scalars(select(Digest.id).where(*living)))
    if ids:
        session.execute(update(Digest).where(*living).values(is_frozen=True))
    return ids
