"""Names of accounts, folded and cut into trigrams, so that a misspelt one is found among 50,000."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from sqlalchemy import (
    ColumnElement,
    Index,
    String,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, Owned

LONGEST_NAME = 200  # characters
CANDIDATES = 200
# A trigram borne by more names than this tells nothing that a rarer one doesn't tell better.
COMMON = 400
RAREST_USED = 6


class AccountName(Owned):
    """One way to call an account: its name or an alias, as typed and folded."""

    __tablename__ = "account_names"

    account_id: Mapped[int]
    words: Mapped[str]
    folded: Mapped[str]
    is_alias: Mapped[bool]


class NameTrigram(Base):
    """Three letters in a row of a folded name."""

    __tablename__ = "name_trigrams"
    __table_args__ = ({"sqlite_with_rowid": False},)

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    trigram: Mapped[str] = mapped_column(String(12), primary_key=True)
    name_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


Index("ix_account_names_folded", AccountName.team_id, AccountName.folded)
Index("ix_account_names_account", AccountName.team_id, AccountName.account_id)
Index(
    "uq_account_names_name",
    AccountName.team_id,
    AccountName.folded,
    unique=True,
    sqlite_where=text("NOT is_alias"),
    postgresql_where=text("NOT is_alias"),
)


def fold(words: str) -> str:
    """Case, width, Latin accents and spacing taken away: what two spellings of one name share."""
    plain = unicodedata.normalize("NFKD", words).casefold()
    bare = (c for c in plain if not _is_latin_accent(c))
    return " ".join(unicodedata.normalize("NFKC", "".join(bare)).split())


def _is_latin_accent(char: str) -> bool:
    # Only the combining accents of Latin, Greek and Cyrillic: in Indic scripts marks are vowels.
    return "\u0300" <= char <= "\u036f"


def trigrams(folded: str) -> set[str]:
    padded = f"  {folded} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}


def remember(session: Session, team_id: str, account_id: int, words: str, is_alias: bool) -> None:
    """Make the account findable by these words, in the caller's transaction."""
    name = AccountName(
        team_id=team_id, account_id=account_id, words=words, folded=fold(words), is_alias=is_alias
    )
    session.add(name)
    session.flush()
    rows = [{"team_id": team_id, "trigram": t, "name_id": name.id} for t in trigrams(name.folded)]
    session.execute(insert(NameTrigram), rows)


def forget(session: Session, team_id: str, account_id: int, aliases_only: bool = False) -> None:
    """Take away the account's names, or only its aliases."""
    of_account: list[ColumnElement[bool]] = [
        AccountName.team_id == team_id,
        AccountName.account_id == account_id,
    ]
    if aliases_only:
        of_account.append(AccountName.is_alias.is_(True))
    ids = list(session.scalars(select(AccountName.id).where(*of_account)))
    session.execute(
        delete(NameTrigram).where(NameTrigram.team_id == team_id, NameTrigram.name_id.in_(ids))
    )
    session.execute(delete(AccountName).where(*of_account))


def called_exactly(session: Session, team_id: str, folded: Iterable[str]) -> list[AccountName]:
    """The names that are, folded, one of those given."""
    wanted = sorted(set(folded))
    return list(
        session.scalars(
            select(AccountName).where(
                AccountName.team_id == team_id, AccountName.folded.in_(wanted)
            )
        )
    )


def starting_with(
    session: Session, team_id: str, folded: str, limit: int = CANDIDATES
) -> list[AccountName]:
    """The names that begin with these folded letters, in order."""
    return list(
        session.scalars(
            select(AccountName)
            .where(
                AccountName.team_id == team_id,
                AccountName.folded >= folded,
                AccountName.folded < folded + "\U0010ffff",
            )
            .order_by(AccountName.folded, AccountName.id)
            .limit(limit)
        )
    )


def resembling(session: Session, team_id: str, folded: str) -> list[AccountName]:
    """At most CANDIDATES names that share the rarest trigrams of these words, the closest first.

    Only rare trigrams are followed, so the cost does not grow with the number of names.
    """
    rare = _rarest(session, team_id, sorted(trigrams(folded)))
    if not rare:
        return []
    shared = func.count().label("shared")
    best = (
        select(NameTrigram.name_id, shared)
        .where(NameTrigram.team_id == team_id, NameTrigram.trigram.in_(rare))
        .group_by(NameTrigram.name_id)
        .order_by(shared.desc())
        .limit(CANDIDATES)
        .subquery()
    )
    return list(
        session.scalars(
            select(AccountName)
            .join(best, best.c.name_id == AccountName.id)
            .where(AccountName.team_id == team_id)
            .order_by(best.c.shared.desc(), AccountName.id)
        )
    )


def _rarest(session: Session, team_id: str, candidates: Sequence[str]) -> list[str]:
    counts = session.execute(
        union_all(*(_bearers_up_to_common(team_id, t) for t in candidates))
    ).all()
    known = sorted((count, trigram) for trigram, count in counts if count)
    return [trigram for _, trigram in known[:RAREST_USED]]


def _bearers_up_to_common(team_id: str, trigram: str):  # type: ignore[no-untyped-def]
    bearers = (
        select(literal(1))
        .select_from(NameTrigram)
        .where(NameTrigram.team_id == team_id, NameTrigram.trigram == trigram)
        .limit(COMMON)
        .subquery()
    )
    return select(literal(trigram), select(func.count()).select_from(bearers).scalar_subquery())
