"""Imports: reads and writes of many accounts at once, in few statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from storage import direct, names
from storage.accounts import Account
from storage.changes import Change
from storage.names import AccountName, Called, NameTrigram
from storage.people import Person

# Databases limit the parameters of a statement (SQLite: 999 before 3.32).
ASKED_AT_ONCE = 500
WRITTEN_AT_ONCE = 50_000

Item = TypeVar("Item")

_TRIGRAM_KEY = ("team_id", "trigram", "name_id")

_RESPELL = (
    update(AccountName.__table__)  # type: ignore[arg-type]
    .where(AccountName.team_id == bindparam("in"), AccountName.id == bindparam("of"))
    .values(words=bindparam("as"))
)
_FORGET = delete(AccountName.__table__).where(  # type: ignore[arg-type]
    AccountName.team_id == bindparam("in"), AccountName.id == bindparam("of")
)
# By its whole key: no index leads from a name to its trigrams.
_FORGET_TRIGRAM = delete(NameTrigram.__table__).where(  # type: ignore[arg-type]
    NameTrigram.team_id == bindparam("in"),
    NameTrigram.trigram == bindparam("tri"),
    NameTrigram.name_id == bindparam("of"),
)

_NAMES, _TRIGRAMS = direct.columns_of(AccountName).c, direct.columns_of(NameTrigram).c
_OF_ACCOUNTS = select(_NAMES.id, _NAMES.folded).where(
    _NAMES.team_id == bindparam("team"),
    _NAMES.account_id.in_(bindparam("accounts", expanding=True)),
)
_MARKED = select(_TRIGRAMS.name_id).where(
    _TRIGRAMS.team_id == bindparam("team"),
    _TRIGRAMS.trigram.in_(bindparam("trigrams", expanding=True)),
    _TRIGRAMS.name_id.in_(bindparam("names", expanding=True)),
)


def bearers(session: Session, team_id: str, folded: Iterable[str]) -> list[Called]:
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
    # Sorted here: asked for that order, SQLite would walk the key, through all the names.
    found = (
        alias
        for some in _in_lots(sorted(set(account_ids)), ASKED_AT_ONCE)
        for alias in session.scalars(
            select(AccountName).where(
                AccountName.team_id == team_id,
                AccountName.account_id.in_(some),
                AccountName.is_alias,
            )
        )
    )
    return sorted(found, key=lambda alias: alias.id)


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


def respell(session: Session, team_id: str, spelling: Mapping[int, str]) -> None:
    """Spell names, by their own id, otherwise; folded they stay the same."""
    if spelling:
        session.connection().execute(
            _RESPELL, [{"of": key, "as": words, "in": team_id} for key, words in spelling.items()]
        )


def forget_aliases(session: Session, team_id: str, account_ids: Iterable[int]) -> None:
    """Take the aliases of these accounts away."""
    gone = aliases(session, team_id, account_ids)
    if gone:
        session.connection().execute(
            _FORGET_TRIGRAM,
            [{"in": team_id, "tri": t, "of": a.id} for a in gone for t in names.trigrams(a.folded)],
        )
        session.connection().execute(_FORGET, [{"in": team_id, "of": a.id} for a in gone])


def add_names(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Call accounts so; each row holds every column of AccountName. They are unmarked yet."""
    _insert(session, AccountName, rows)


def unmarked(session: Session, team_id: str, account_ids: Iterable[int]) -> dict[int, str]:
    """The names of these accounts that lack their trigrams, folded, by their own id."""
    called: dict[int, str] = {}
    for some in _in_lots(account_ids, ASKED_AT_ONCE):
        of_accounts = {"team": team_id, "accounts": some}
        called |= {row.id: row.folded for row in direct.rows(session, _OF_ACCOUNTS, of_accounts)}
    # Half as many, as each may come with a first letter of its own.
    for some in _in_lots(list(called), ASKED_AT_ONCE // 2):
        # A name has all its trigrams or none; no other than its first begins with two spaces.
        first = sorted({f"  {called[name_id][:1]}" for name_id in some})
        asked = {"team": team_id, "trigrams": first, "names": some}
        for name_id in direct.column(session, _MARKED, asked):
            del called[name_id]
    return called


def mark(session: Session, team_id: str, account_ids: Iterable[int]) -> None:
    """Give the names of these accounts the trigrams that they lack."""
    keys = sorted(
        (team_id, trigram, name_id)
        for name_id, folded in unmarked(session, team_id, account_ids).items()
        for trigram in names.trigrams(folded)
    )
    # Straight to the driver, as SQLAlchemy's work on each row costs several times the row itself.
    connection = session.connection()
    statement = insert(NameTrigram).compile(dialect=connection.dialect)
    for some in _in_lots(keys, WRITTEN_AT_ONCE):
        if statement.positional:
            connection.exec_driver_sql(str(statement), some)
        else:
            named = [dict(zip(_TRIGRAM_KEY, key, strict=True)) for key in some]
            connection.exec_driver_sql(str(statement), named)


def _insert(session: Session, table: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    for some in _in_lots(rows, WRITTEN_AT_ONCE):
        session.connection().execute(insert(table.__table__), some)


def _in_lots(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    left = iter(items)
    while lot := list(islice(left, size)):
        yield lot
