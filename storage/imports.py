"""Imports: reads and writes of many accounts at once, in few statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from storage import names
from storage.accounts import Account
from storage.changes import Change
from storage.names import AccountName, NameTrigram
from storage.people import Person

# Databases limit the parameters of a statement (SQLite: 999 before 3.32).
ASKED_AT_ONCE = 500
WRITTEN_AT_ONCE = 50_000

Item = TypeVar("Item")


def bearers(session: Session, team_id: str, folded: Iterable[str]) -> list[AccountName]:
    """The names and aliases on record that are, folded, one of those given."""
    return [
        name
        for some in _in_lots(sorted(set(folded)), ASKED_AT_ONCE)
        for name in names.called_exactly(session, team_id, some)
    ]


def accounts(session: Session, team_id: str, ids: Iterable[int]) -> list[Account]:
    """The accounts with these ids."""
    return [
        account
        for some in _in_lots(sorted(set(ids)), ASKED_AT_ONCE)
        for account in session.scalars(
            select(Account).where(Account.team_id == team_id, Account.id.in_(some))
        )
    ]


def aliases(session: Session, team_id: str, account_ids: Iterable[int]) -> list[AccountName]:
    """The aliases of these accounts, each account's in order of creation."""
    return [
        alias
        for some in _in_lots(sorted(set(account_ids)), ASKED_AT_ONCE)
        for alias in session.scalars(
            select(AccountName)
            .where(
                AccountName.team_id == team_id,
                AccountName.account_id.in_(some),
                AccountName.is_alias,
            )
            .order_by(AccountName.id)
        )
    ]


def people(session: Session, team_id: str, called: Iterable[str]) -> list[Person]:
    """Those whose user id or e-mail address (lower case) is one of the words given."""
    return [
        person
        for some in _in_lots(sorted(set(called)), ASKED_AT_ONCE)
        for person in session.scalars(
            select(Person).where(
                Person.team_id == team_id, or_(Person.user_id.in_(some), Person.email.in_(some))
            )
        )
    ]


def add_accounts(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Make accounts; each row holds every column but `undone_at`."""
    _insert(session, Account, rows)


def change_accounts(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Change accounts; each row holds the key and the columns to set, the same in every row."""
    for some in _in_lots(rows, WRITTEN_AT_ONCE):
        session.execute(update(Account), some)


def add_changes(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Record who changed what."""
    _insert(session, Change, rows)


def respell(session: Session, team_id: str, account_id: int, words: str) -> None:
    """Spell an account's name otherwise; folded it stays the same."""
    session.execute(
        update(AccountName)
        .where(
            AccountName.team_id == team_id,
            AccountName.account_id == account_id,
            AccountName.is_alias.is_(False),
        )
        .values(words=words)
    )


def add_names(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Make accounts findable; each row holds every column of AccountName."""
    _insert(session, AccountName, rows)
    _insert(session, NameTrigram, _trigrams_in_key_order(rows))


def _trigrams_in_key_order(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    # In the order of the table's key, a million rows are appended instead of scattered.
    pairs = sorted((t, row["id"], row["team_id"]) for row in rows for t in names.trigrams(row["folded"]))
    return [{"team_id": team, "trigram": t, "name_id": name_id} for t, name_id, team in pairs]


def _insert(session: Session, table: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    for some in _in_lots(rows, WRITTEN_AT_ONCE):
        session.execute(insert(table), some)


def _in_lots(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    left = iter(items)
    while lot := list(islice(left, size)):
        yield lot
