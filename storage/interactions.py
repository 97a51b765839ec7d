"""Interactions: what was said with a client, when, by whom."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ForeignKeyConstraint, Index, String, and_, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage import direct
from storage.accounts import Account
from storage.base import Owned
from storage.complaints import Complaint, ComplaintStatus
from storage.follow_ups import FollowUp, FollowUpStatus


class Kind(StrEnum):
    """How the two sides met."""

    CALL = "call"
    MEETING = "meeting"
    EMAIL = "email"
    PRESENTATION = "presentation"
    FAIR = "fair"
    FAX = "fax"
    VISIT = "visit"
    MESSAGE = "message"


class Hat(StrEnum):
    """Which of the account manager's four jobs an hour went to."""

    SALES = "sales"
    SERVICE = "service"
    TECHNICAL = "technical"
    FINANCE = "finance"


class Interaction(Owned):
    """One contact with a client; undone ones stay as tombstones."""

    __tablename__ = "interactions"
    __table_args__ = (
        ForeignKeyConstraint(["team_id", "account_id"], ["accounts.team_id", "accounts.id"]),
    )

    account_id: Mapped[int]
    kind: Mapped[Kind] = mapped_column(String(16))
    occurred_at: Mapped[datetime]
    author_id: Mapped[str] = mapped_column(String(32))
    notes: Mapped[str]
    contacts: Mapped[str | None]
    satisfaction: Mapped[int | None]
    hat: Mapped[Hat | None] = mapped_column(String(16))
    created_at: Mapped[datetime]
    made_account: Mapped[bool] = mapped_column(default=False)
    source_author: Mapped[str | None] = mapped_column(String(64))
    source_url: Mapped[str | None]
    request: Mapped[str | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(32))

    account: Mapped[Account] = relationship(lazy="raise", viewonly=True)


Index("uq_interactions_request", Interaction.team_id, Interaction.request, unique=True)
Index(
    "ix_interactions_account",
    Interaction.team_id,
    Interaction.account_id,
    Interaction.occurred_at,
)
# A scored entry's place among the scores; entries without one cost nothing here.
_IS_SCORE = and_(Interaction.satisfaction.is_not(None), Interaction.undone_at.is_(None))
Index(
    "ix_interactions_scores",
    Interaction.team_id,
    Interaction.account_id,
    Interaction.occurred_at,
    Interaction.id,
    sqlite_where=_IS_SCORE,
    postgresql_where=_IS_SCORE,
)


def find(
    session: Session, team_id: str, interaction_id: int, *, to_change: bool = False
) -> Interaction | None:
    """The interaction, undone or not; one to change waits for whoever is changing it."""
    return session.get(Interaction, (team_id, interaction_id), with_for_update=to_change or None)


# Built once: every entry asks it, and building a statement costs more than running it.
_OF_REQUEST = select(Interaction).where(
    Interaction.team_id == bindparam("team"), Interaction.request == bindparam("request")
)


def of_request(session: Session, team_id: str, request: str) -> Interaction | None:
    """What an earlier delivery of the same request has made."""
    return session.scalars(_OF_REQUEST, {"team": team_id, "request": request}).first()


class Score(NamedTuple):
    """What an entry says of the client's satisfaction, 1–5."""

    interaction_id: int
    value: int


_SCORES_OF = (
    select(Interaction)
    .where(
        Interaction.team_id == bindparam("team"),
        Interaction.account_id == bindparam("account"),
        _IS_SCORE,
    )
    .order_by(Interaction.occurred_at.desc(), Interaction.id.desc())
    .limit(bindparam("limit"))
)
_ENTRIES = direct.columns_of(Interaction).c
_SCORES = (
    select(_ENTRIES.id, _ENTRIES.satisfaction)
    .where(
        _ENTRIES.team_id == bindparam("team"),
        _ENTRIES.account_id == bindparam("account"),
        _ENTRIES.satisfaction.is_not(None),
        _ENTRIES.undone_at.is_(None),
    )
    .order_by(_ENTRIES.occurred_at.desc(), _ENTRIES.id.desc())
    .limit(bindparam("limit"))
)


def scores(session: Session, team_id: str, account_id: int, limit: int) -> list[Score]:
    """An account's newest scores, by when they were said; without what isn't flushed yet."""
    wanted = {"team": team_id, "account": account_id, "limit": limit}
    return [Score._make(row) for row in direct.rows(session, _SCORES, wanted)]


def latest_scored(session: Session, team_id: str, account_id: int, limit: int) -> list[Interaction]:
    """The entries that an account's newest scores stand in."""
    wanted = {"team": team_id, "account": account_id, "limit": limit}
    return list(session.scalars(_SCORES_OF, wanted))


def is_account_used(session: Session, team_id: str, account_id: int) -> bool:
    """Whether an interaction, follow-up or complaint that stands is about the account."""
    interaction = select(Interaction.id).where(
        Interaction.team_id == team_id,
        Interaction.account_id == account_id,
        Interaction.undone_at.is_(None),
    )
    follow_up = select(FollowUp.id).where(
        FollowUp.team_id == team_id,
        FollowUp.account_id == account_id,
        FollowUp.status != FollowUpStatus.UNDONE,
    )
    complaint = select(Complaint.id).where(
        Complaint.team_id == team_id,
        Complaint.account_id == account_id,
        Complaint.status != ComplaintStatus.WITHDRAWN,
    )
    standing = (interaction, follow_up, complaint)
    return any(session.scalars(used.limit(1)).first() for used in standing)


def count(session: Session, team_id: str, account_id: int) -> int:
    """How many interactions with an account are on record."""
    standing = select(func.count()).where(
        Interaction.team_id == team_id,
        Interaction.account_id == account_id,
        Interaction.undone_at.is_(None),
    )
    return session.scalars(standing).one()


def latest(session: Session, team_id: str, account_id: int, limit: int) -> list[Interaction]:
    """An account's newest interactions first."""
    return list(
        session.scalars(
            select(Interaction)
            .where(
                Interaction.team_id == team_id,
                Interaction.account_id == account_id,
                Interaction.undone_at.is_(None),
            )
            .order_by(Interaction.occurred_at.desc(), Interaction.id.desc())
            .limit(limit)
        )
    )
