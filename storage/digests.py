"""Digests: which items one person's reminder of one local day holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Index, String, UniqueConstraint, and_, func, or_, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column

from storage.base import Base, Owned
from storage.complaints import Complaint, ComplaintStatus
from storage.episodes import Episode, EpisodeStatus
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


# With the section too it covers: else SQLite would read all of a team's items by their key.
Index("ix_digest_items_record", DigestItem.team_id, DigestItem.record_id, DigestItem.section)


Record = FollowUp | Episode | Complaint
# Under every other heading stand follow-ups.
_TABLES: dict[Section, type[Record]] = {
    Section.UNHAPPY: Episode,
    Section.COMPLAINTS: Complaint,
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many items of a digest are still to do, and how many of these from a position on."""

    all: int
    beyond: int


def find(session: Session, team_id: str, digest_id: int) -> Digest | None:
    return session.get(Digest, (team_id, digest_id))


def of_day(session: Session, team_id: str, user_id: str, day: date) -> Digest | None:
    return session.scalars(
        select(Digest).where(
            Digest.team_id == team_id, Digest.user_id == user_id, Digest.local_date == day
        )
    ).first()


def items(session: Session, digest: Digest, start: int, count: int) -> list[DigestItem]:
    """A digest's items from a position on."""
    placed = (*_of(digest), DigestItem.position >= start)
    return list(
        session.scalars(
            select(DigestItem).where(*placed).order_by(DigestItem.position).limit(count)
        )
    )


def records(session: Session, team_id: str, items: Iterable[DigestItem]) -> dict[int, Record]:
    """What the items stand for, each with its account, by id."""
    ids: dict[type[Record], list[int]] = {}
    for item in items:
        ids.setdefault(_TABLES.get(item.section, FollowUp), []).append(item.record_id)
    found: dict[int, Record] = {}
    for table, wanted in ids.items():
        chosen = select(table).where(table.team_id == team_id, table.id.in_(wanted))
        for record in session.scalars(chosen.options(joinedload(table.account))):
            assert isinstance(record, FollowUp | Episode | Complaint)
            found[record.id] = record
    return found


def count_by_section(session: Session, digest: Digest) -> dict[Section, int]:
    """How many items a digest holds under each heading, finished ones too."""
    found = session.execute(
        select(DigestItem.section, func.count()).where(*_of(digest)).group_by(DigestItem.section)
    )
    return {Section(section): count for section, count in found}


def count_follow_ups(session: Session, digest: Digest, start: int) -> Waiting:
    """The digest's follow-ups that are still its person's to do."""
    return _count_waiting(
        session,
        digest,
        start,
        FollowUp,
        FollowUp.status == FollowUpStatus.OPEN,
        FollowUp.due_on <= digest.local_date,
        FollowUp.assignee_id == digest.user_id,
    )


def count_unhappy(session: Session, digest: Digest, start: int) -> Waiting:
    """The digest's unhappy clients that are still its person's to see to that day."""
    return _count_waiting(
        session,
        digest,
        start,
        Episode,
        Episode.closed_at.is_(None),
        Episode.manager_id == digest.user_id,
        or_(Episode.status != EpisodeStatus.SNOOZED, Episode.snoozed_until <= digest.local_date),
    )


def count_complaints(session: Session, digest: Digest, start: int) -> Waiting:
    """The digest's open complaints that nobody else has taken."""
    return _count_waiting(
        session,
        digest,
        start,
        Complaint,
        Complaint.status.not_in([ComplaintStatus.CLOSED, ComplaintStatus.WITHDRAWN]),
        or_(Complaint.owner_id.is_(None), Complaint.owner_id == digest.user_id),
    )


def _count_waiting(
    session: Session,
    digest: Digest,
    start: int,
    table: type[Record],
    *waits: ColumnElement[bool],
) -> Waiting:
    sections = [section for section in Section if _TABLES.get(section, FollowUp) is table]
    beyond = func.count().filter(DigestItem.position >= start)
    found = session.execute(
        select(func.count(), beyond)
        .select_from(DigestItem)
        .join(table, and_(table.team_id == DigestItem.team_id, table.id == DigestItem.record_id))
        .where(*_of(digest), DigestItem.section.in_(sections), *waits)
    ).one()
    return Waiting(*found)


def _of(digest: Digest) -> tuple[ColumnElement[bool], ...]:
    return (DigestItem.team_id == digest.team_id, DigestItem.digest_id == digest.id)


def live_with(
    session: Session, team_id: str, record_id: int, sections: Collection[Section]
) -> list[int]:
    """Ids of the digests, not frozen, that show a record under one of these headings."""
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
                DigestItem.section.in_(sections),
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
