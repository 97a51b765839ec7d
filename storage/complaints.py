"""Complaints: what a client is not content with, from filing to close."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Index, String, literal_column, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from storage.accounts import Account
from storage.base import Owned, is_of, teams_among


class ComplaintStatus(StrEnum):
    """Where a complaint stands; a withdrawn one stays as a tombstone."""

    FILED = "filed"
    TAKEN = "taken"
    TOLD = "told"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


class Severity(StrEnum):
    """How serious it is, the least first."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Category(StrEnum):
    """What it is about."""

    DELIVERY = "delivery"
    QUALITY = "quality"
    SERVICE = "service"
    BILLING = "billing"
    COMMUNICATION = "communication"
    OTHER = "other"


class Alarm(StrEnum):
    """What happens next to a complaint that nobody takes."""

    WARN = "warn"
    ESCALATE = "escalate"


class Complaint(Owned):
    """One complaint. Its clock runs from `clock_from` (filing or reopening) to `acknowledge_by`.

    `alarm` falls due at `alarm_at`; both are empty once somebody has taken it, or the lead knows.
    `warnings` counts how often it was told that the time runs out.
    `version` rises with every change. `client_told` and `told_how` say whether and how the client
    heard of the outcome.
    """

    __tablename__ = "complaints"
    __table_args__ = (
        ForeignKeyConstraint(["team_id", "account_id"], ["accounts.team_id", "accounts.id"]),
    )

    account_id: Mapped[int]
    what: Mapped[str]
    severity: Mapped[Severity] = mapped_column(String(16))
    category: Mapped[Category | None] = mapped_column(String(16))
    status: Mapped[ComplaintStatus] = mapped_column(String(16), default=ComplaintStatus.FILED)
    filed_by: Mapped[str] = mapped_column(String(32))
    filed_at: Mapped[datetime]
    owner_id: Mapped[str | None] = mapped_column(String(32))
    taken_at: Mapped[datetime | None]
    clock_from: Mapped[datetime]
    acknowledge_by: Mapped[datetime]
    alarm: Mapped[Alarm | None] = mapped_column(String(16))
    alarm_at: Mapped[datetime | None]
    warnings: Mapped[int] = mapped_column(default=0)
    client_told: Mapped[bool | None]
    told_how: Mapped[str | None]
    told_at: Mapped[datetime | None]
    root_cause: Mapped[str | None]
    corrective_action: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(32))
    source_author: Mapped[str | None] = mapped_column(String(64))
    source_url: Mapped[str | None]
    made_account: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    request: Mapped[str | None]

    account: Mapped[Account] = relationship(lazy="raise", viewonly=True)

    @property
    def waits_for_owner(self) -> bool:
        """Whether somebody should take it still."""
        return self.status in (ComplaintStatus.FILED, ComplaintStatus.REOPENED)

    @property
    def is_late(self) -> bool:
        """Whether the time to take it is over, as the lead has been told."""
        return self.waits_for_owner and self.alarm is None

    @property
    def is_open(self) -> bool:
        return self.status not in (ComplaintStatus.CLOSED, ComplaintStatus.WITHDRAWN)

    @property
    def is_serious(self) -> bool:
        """High or critical."""
        return self.severity in (Severity.HIGH, Severity.CRITICAL)


Index("uq_complaints_request", Complaint.team_id, Complaint.request, unique=True)
Index("ix_complaints_account", Complaint.team_id, Complaint.account_id)
# Spelt out, not bound: SQLite uses a partial index only for the very words it was made with.
IS_OPEN = Complaint.status.in_(
    [literal_column(f"'{status}'") for status in ("filed", "taken", "told", "reopened")]
)
Index(
    "ix_complaints_owner",
    Complaint.team_id,
    Complaint.owner_id,
    sqlite_where=IS_OPEN,
    postgresql_where=IS_OPEN,
)
Index(
    "ix_complaints_alarm_at",
    Complaint.alarm_at,
    sqlite_where=Complaint.alarm_at.is_not(None),
    postgresql_where=Complaint.alarm_at.is_not(None),
)

_WITH_ACCOUNT = joinedload(Complaint.account)


def move(complaint: Complaint, account: Account) -> None:
    """Make it a complaint about this account."""
    complaint.account_id = account.id
    set_committed_value(complaint, "account", account)


def find(
    session: Session, team_id: str, complaint_id: int, *, to_change: bool = False
) -> Complaint | None:
    """The complaint with its account, whatever its status.

    One to change waits for whoever is changing it.
    """
    return session.get(
        Complaint,
        (team_id, complaint_id),
        options=[_WITH_ACCOUNT],
        # PostgreSQL can't lock the outer side of the join.
        with_for_update={"of": Complaint} if to_change else None,
    )


def of_request(session: Session, team_id: str, request: str) -> Complaint | None:
    """What an earlier delivery of the same request has filed."""
    return session.scalars(
        select(Complaint)
        .where(Complaint.team_id == team_id, Complaint.request == request)
        .options(_WITH_ACCOUNT)
    ).first()


def open_for_account(
    session: Session, team_id: str, account_id: int, limit: int
) -> list[Complaint]:
    """An account's open complaints, the longest open first."""
    of_account = (Complaint.team_id == team_id, Complaint.account_id == account_id, IS_OPEN)
    return _oldest_first(session, *of_account)[:limit]


def open_in_team(session: Session, team_id: str) -> list[Complaint]:
    """A workspace's open complaints, the longest open first."""
    return list(
        session.scalars(
            select(Complaint)
            .where(Complaint.team_id == team_id, IS_OPEN)
            .order_by(Complaint.id)
            .options(_WITH_ACCOUNT)
        )
    )


def open_ids(session: Session, team_id: str, among: Collection[int] | None = None) -> list[int]:
    """Which of a workspace's complaints, or of these, are open, the longest open first."""
    chosen = select(Complaint.id).where(Complaint.team_id == team_id, IS_OPEN)
    if among is not None:
        chosen = chosen.where(Complaint.id.in_(among))
    return sorted(session.scalars(chosen))


def open_of_owner(session: Session, team_id: str, owner_id: str) -> list[Complaint]:
    """The open complaints that a person has taken, the longest open first."""
    theirs = (Complaint.team_id == team_id, Complaint.owner_id == owner_id, IS_OPEN)
    return _oldest_first(session, *theirs)


def _oldest_first(session: Session, *chosen: ColumnElement[bool]) -> list[Complaint]:
    # Sorted here: asked to, SQLite would read all of a workspace's complaints in their key's order.
    found = session.scalars(select(Complaint).where(*chosen).options(_WITH_ACCOUNT))
    return sorted(found, key=lambda complaint: complaint.id)


def untaken_of_manager(session: Session, team_id: str, manager_id: str) -> list[Complaint]:
    """The open complaints of a person's accounts that nobody has taken, the longest open first."""
    nobodys = (Complaint.team_id == team_id, Complaint.owner_id.is_(None), IS_OPEN)
    return _oldest_first(session, *nobodys, Complaint.account.has(manager_id=manager_id))


def teams_with_alarms_due(session: Session, now: datetime) -> list[str]:
    """The workspaces in which a complaint's alarm has come."""
    return teams_among(session, Complaint.team_id, *_alarm_is_due(now))


def _alarm_is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Complaint.alarm_at.is_not(None), Complaint.alarm_at <= now)


def alarms_due(session: Session, team_id: str, now: datetime, limit: int = 100) -> list[Complaint]:
    """A workspace's complaints whose alarm has come, longest waiting first."""
    return list(
        session.scalars(
            select(Complaint)
            .where(*_alarm_is_due(now), is_of(Complaint.team_id, team_id))
            .order_by(Complaint.alarm_at, Complaint.id)
            .limit(limit)
            .options(_WITH_ACCOUNT)
            .with_for_update(skip_locked=True, of=Complaint)
        )
    )


def next_alarm(session: Session) -> datetime | None:
    """The earliest instant at which a complaint's alarm falls due."""
    planned = select(Complaint.alarm_at).where(Complaint.alarm_at.is_not(None))
    return session.scalars(planned.order_by(Complaint.alarm_at).limit(1)).first()
