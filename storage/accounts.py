"""Accounts: the client companies, each with one manager."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Index, String, and_, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage import direct
from storage.base import Owned
from storage.names import AccountName


class AccountStatus(StrEnum):
    """Where an account stands; an archived one is kept, found and no longer worked."""

    ACTIVE = "active"
    ARCHIVED = "archived"


class Account(Owned):
    """A client company."""

    __tablename__ = "accounts"

    name: Mapped[str]
    manager_id: Mapped[str | None] = mapped_column(String(32))
    tier: Mapped[str | None]
    status: Mapped[AccountStatus] = mapped_column(String(16), default=AccountStatus.ACTIVE)
    created_by: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(32))
    changed_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    @property
    def is_archived(self) -> bool:
        return self.status == AccountStatus.ARCHIVED


Index("ix_accounts_manager", Account.team_id, Account.manager_id)


# Built once: building a statement costs more than running one of these.
_WITH_IDS = select(Account).where(
    Account.team_id == bindparam("team"), Account.id.in_(bindparam("ids", expanding=True))
)


# A list of one is spelt out anew for each statement, which costs as much as running it.
_WITH_ID = select(Account).where(
    Account.team_id == bindparam("team"), Account.id == bindparam("id")
)


def find(session: Session, team_id: str, account_id: int) -> Account | None:
    """The account, unless it was undone."""
    account = session.scalars(_WITH_ID, {"team": team_id, "id": account_id}).first()
    return account if account and account.undone_at is None else None


# Of the bare columns: every command asks it.
_ACCOUNTS = direct.columns_of(Account).c
_AS_KEPT = select(*_ACCOUNTS).where(
    _ACCOUNTS.team_id == bindparam("team"), _ACCOUNTS.id == bindparam("id")
)


def as_kept(source: direct.Source, team_id: str, account_id: int) -> Account | None:
    """The account, unless it was undone; to be read and not changed: outside any session."""
    account = direct.record(source, Account, _AS_KEPT, {"team": team_id, "id": account_id})
    return account if account and account.undone_at is None else None


def with_ids(session: Session, team_id: str, ids: Iterable[int]) -> list[Account]:
    return list(session.scalars(_WITH_IDS, {"team": team_id, "ids": list(ids)}))


def named(session: Session, team_id: str, folded: str) -> Account | None:
    """The account whose name (not an alias) folds to these words."""
    return session.scalars(
        select(Account)
        .join(
            AccountName,
            (AccountName.team_id == Account.team_id) & (AccountName.account_id == Account.id),
        )
        .where(
            AccountName.team_id == team_id,
            AccountName.folded == folded,
            AccountName.is_alias.is_(False),
        )
    ).first()


def managed_by(
    session: Session, team_id: str, manager_id: str, limit: int, offset: int = 0
) -> list[Account]:
    """A manager's active accounts by name."""
    mine = (
        select(Account)
        .outerjoin(AccountName, is_name_of_account())
        .where(*active_of(team_id, manager_id))
        .order_by(AccountName.folded)
    )
    return list(session.scalars(mine.limit(limit).offset(offset)))


def count_managed_by(session: Session, team_id: str, manager_id: str) -> int:
    mine = select(func.count()).select_from(Account).where(*active_of(team_id, manager_id))
    return session.scalars(mine).one()


def aliases_of(session: Session, team_id: str, account_id: int) -> list[str]:
    return list(
        session.scalars(
            select(AccountName.words)
            .where(
                AccountName.team_id == team_id,
                AccountName.account_id == account_id,
                AccountName.is_alias,
            )
            .order_by(AccountName.id)
        )
    )


def is_name_of_account() -> ColumnElement[bool]:
    """Joins an account with its own name, which every account has.

    In an outer join: in an inner one SQLite would begin with all the names of the workspace.
    """
    return and_(
        AccountName.team_id == Account.team_id,
        AccountName.account_id == Account.id,
        AccountName.is_alias.is_(False),
    )


def active_of(team_id: str, manager_id: str) -> tuple[ColumnElement[bool], ...]:
    """Those that a manager works."""
    return (
        Account.team_id == team_id,
        Account.manager_id == manager_id,
        Account.status == AccountStatus.ACTIVE,
        Account.undone_at.is_(None),
    )
