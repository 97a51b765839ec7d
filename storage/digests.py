"""Digests: which items one person's reminder of one local day holds."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Index, String, UniqueConstraint, and_, func, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column

from storage.base import Base, Owned
from storage.follow_ups import FollowUp, FollowUpStatus


class Section(StrEnum):
    """Under which heading an item stands."""

    OVERDUE = "overdue"
    TODAY = "today"
    UNHAPPY = "unhappy"
    COMPLAINTS = "complaints"


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
    """A record in a digest, a follow-up unless its section says otherwise.

    The list is fixed when the digest is made.
    """

    __tablename__ = "digest_items"
    __table_args__ = ({"sqlite_with_rowid": False},)

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    digest_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    record_id: Mapped[int]
    section: Mapped[Section] = mapped_column(String(16))


Index("ix_digest_items_record", DigestItem.team_id, DigestItem.record_id)


def find(session: Session, team_id: str, digest_id: int) -> Digest | None:
    return session.get(Digest, (team_id, digest_id))


def of_day(session: Session, team_id: str, user_id: str, day: date) -> Digest | None:
    return session.scalars(
        select(Digest).where(
            Digest.team_id == team_id, Digest.user_id == user_id, Digest.local_date == day
        )
    ).first()


def items(
    session: Session, digest: Digest, start: int, count: int
) -> list[tuple[DigestItem, FollowUp]]:
    """A digest's items from a position on, each with its follow-up and account."""
    rows = session.execute(
        select(DigestItem, FollowUp)
        .join(FollowUp, _same_follow_up())
        .where(*_of(digest), DigestItem.position >= start)
        .order_by(DigestItem.position)
        .limit(count)
        .options(joinedload(FollowUp.account))
    )
    return [(item, follow_up) for item, follow_up in rows]


def count(session: Session, digest: Digest) -> int:
    """How many items a digest holds, finished ones too."""
    return session.scalars(select(func.count()).where(*_of(digest))).one()


def count_waiting(session: Session, digest: Digest, start: int) -> tuple[int, int]:
    """How many of a digest's items are still to do, and how many of these from a position on."""
    beyond = func.count().filter(DigestItem.position >= start)
    waiting, more = session.execute(
        select(func.count(), beyond)
        .select_from(DigestItem)
        .join(FollowUp, _same_follow_up())
        .where(
            *_of(digest),
            FollowUp.status == FollowUpStatus.OPEN,
            FollowUp.due_on <= digest.local_date,
        )
    ).one()
    return waiting, more


def _of(digest: Digest) -> tuple[ColumnElement[bool], ...]:
    return (DigestItem.team_id == digest.team_id, DigestItem.digest_id == digest.id)


def _same_follow_up() -> ColumnElement[bool]:
    return and_(FollowUp.team_id == DigestItem.team_id, FollowUp.id == DigestItem.record_id)


def live_with(session: Session, team_id: str, record_id: int) -> list[int]:
    """Ids of the digests, not frozen, that show a record: ids are unique over all tables."""
    return list(
        session.scalars(
            select(Digest.id)
            .join(
                DigestItem,
                (DigestItem.team_id == Digest.team_id) & (DigestItem.digest_id == Digest.id),
            )
            .where(
                DigestItem.team_id == team_id,
                DigestItem.record_id == record_id,
                Digest.is_frozen.is_(False),
            )
        )
    )


def freeze_last(session: Session, team_id: str, user_id: str) -> Digest | None:
    """Freeze a person's last digest, the only one that may live still; gives it if it did."""
    last = session.scalars(
        select(Digest)
        .where(Digest.team_id == team_id, Digest.user_id == user_id)
        .order_by(Digest.local_date.desc())
        .limit(1)
    ).first()
    if last is None or last.is_frozen:
        return None
    last.is_frozen = True
    return last
