"""Names of accounts, folded and cut into trigrams, so that a misspelt one is found among 50,000."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

from sqlalchemy import (
    ColumnElement,
    Index,
    Select,
    String,
    bindparam,
    delete,
    insert,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage import direct
from storage.base import BY_CODE, Base, Owned
from storage.direct import Source

LONGEST_NAME = 200  # characters
CANDIDATES = 200
# A trigram borne by so many names tells nothing that a rarer one doesn't tell better.
COMMON = 100
MOST_ASKED = 12
MARKS_AT_ONCE = 400
SHORTEST_FORGIVEN, LONGEST_FORGIVEN = 4, 80  # characters of a name in which typos are forgiven


class AccountName(Owned):
    """One way to call an account: its name or an alias, as typed and folded."""

    __tablename__ = "account_names"

    account_id: Mapped[int]
    words: Mapped[str]
    # In the same order, and with the same beginnings, whatever order the database was made with.
    folded: Mapped[str] = mapped_column(BY_CODE)
    is_alias: Mapped[bool]


class Called(NamedTuple):
    """A name on record, as it is found."""

    id: int
    account_id: int
    words: str
    folded: str
    is_alias: bool


class NameTrigram(Base):
    """A mark by which a folded name is found although it is misspelt: see `trigrams`."""

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
    """What two spellings of one name share: no case, width, accents, spacing, invisible signs.

    Slack's apps turn straight quotes into curly ones, so these are alike too.
    """
    if words.isascii():
        return " ".join(words.translate(_ASCII_SIGNS).casefold().split())
    plain = unicodedata.normalize("NFKD", words.translate(_ALIKE)).casefold()
    bare = (char for char in plain if not _is_left_out(char))
    return " ".join(unicodedata.normalize("NFKC", "".join(bare)).split())


_ALIKE = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "–": "-"})
_ALIKE |= str.maketrans({"—": "-", "‐": "-", "‑": "-"})
_ASCII_SIGNS: dict[int, int | None] = {
    code: None for code in (*range(32), 127) if not chr(code).isspace()
}
_ASCII_SIGNS[ord("`")] = ord("'")


def _is_left_out(char: str) -> bool:
    """Accents of Latin, Greek and Cyrillic, vowel signs of Arabic, and what can't be seen.

    In Indic scripts the marks are vowels, which a name can't do without.
    """
    return (
        "\u0300" <= char <= "\u036f"
        or "\u064b" <= char <= "\u0655"
        or char == "\u0640"
        or unicodedata.category(char) in ("Cc", "Cf")
    ) and not char.isspace()


def trigrams(folded: str) -> set[str]:
    """All by which a name is found: three letters in a row, and itself with a letter left out."""
    return three_in_a_row(folded) | one_letter_less(folded)


def three_in_a_row(folded: str) -> set[str]:
    padded = f"  {folded} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}


def one_letter_less(folded: str) -> set[str]:
    """Short marks of the words whole and with each letter left out.

    Two spellings that differ by one letter wrong, missing, swapped or too many share a mark,
    however common their words are. Words too short to forgive anything have none.
    """
    if not SHORTEST_FORGIVEN <= len(folded) <= LONGEST_FORGIVEN:
        return set()
    fewer = (folded[:i] + folded[i + 1 :] for i in range(len(folded)))
    return {f"{crc32(words.encode(errors='replace')):08x}" for words in (folded, *fewer)}


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


def called_exactly(source: Source, team_id: str, folded: Iterable[str]) -> list[Called]:
    """The names that are, folded, one of those given."""
    return _called(source, _CALLED, {"team": team_id, "folded": sorted(set(folded))})


def starting_with(
    source: Source, team_id: str, folded: str, limit: int = CANDIDATES
) -> list[Called]:
    """The names that begin with these folded letters, in order."""
    span = {"team": team_id, "first": folded, "beyond": folded + "\U0010ffff", "most": limit}
    return _called(source, _BETWEEN, span)


def resembling(source: Source, team_id: str, folded: str, limit: int = CANDIDATES) -> list[Called]:
    """At most `limit` names that share the most rare trigrams with these words, the closest first.

    A common trigram is followed no further than COMMON names, so that the cost is bounded whatever
    the names are; where all are common, some of the names that bear several of them are given.
    """
    asked = _spread(sorted(three_in_a_row(folded)), MOST_ASKED)
    bearers = {each: _bearers(source, team_id, each) for each in asked}
    shared = Counter(id_ for ids in bearers.values() if len(ids) < COMMON for id_ in ids)
    best = [name_id for name_id, _count in shared.most_common(limit)]
    return _named(source, team_id, best or _bearing_all(source, team_id, bearers, limit))


def misspelling(source: Source, team_id: str, folded: Iterable[str]) -> list[Called]:
    """Every name that is one of these words but for one letter wrong, missing, swapped or too many.

    Some that differ more may be among them. The cost does not grow with the number of names.
    """
    marks = sorted({mark for words in folded for mark in one_letter_less(words)})
    found: set[int] = set()
    for first in range(0, len(marks), MARKS_AT_ONCE):
        some = marks[first : first + MARKS_AT_ONCE]
        found.update(direct.column(source, _WITH_MARK, {"team": team_id, "marks": some}))
    return _named(source, team_id, sorted(found)[:CANDIDATES])


def _bearers(source: Source, team_id: str, trigram: str) -> Sequence[int]:
    return direct.column(source, _WITH_TRIGRAM, {"team": team_id, "trigram": trigram})


def _bearing_all(
    source: Source, team_id: str, bearers: dict[str, Sequence[int]], limit: int
) -> list[int]:
    """Some of the names with each of several common trigrams, looked for among the first ones."""
    common = _spread([each for each, ids in bearers.items() if ids], 3)
    if not common:
        return []
    wanted = {"team": team_id, "trigram": common[0]}
    first = direct.column(source, _WITH_TRIGRAM.limit(COMMON * 5), wanted)
    for each in common[1:]:
        having = {"team": team_id, "trigram": each, "first": first}
        first = direct.column(source, _WITH_TRIGRAM_TOO, having) or first
    return list(first[:limit])


def _called(
    source: Source, statement: Select[*tuple[object, ...]], wanted: Mapping[str, object]
) -> list[Called]:
    return [Called._make(row) for row in direct.rows(source, statement, wanted)]


def _named(source: Source, team_id: str, ids: Sequence[int]) -> list[Called]:
    if not ids:
        return []
    found = _called(source, _WITH_IDS, {"team": team_id, "ids": ids})
    by_id = {name.id: name for name in found}
    return [by_id[name_id] for name_id in ids if name_id in by_id]


def _spread(items: Sequence[str], most: int) -> list[str]:
    """At most so many of the items, evenly chosen."""
    step = max(1, -(-len(items) // most))
    return list(items[::step])


# Built once: building a statement costs more than running one of these.
_NAMES = direct.columns_of(AccountName).c
_FOUND = select(*(_NAMES[column] for column in Called._fields)).where(
    _NAMES.team_id == bindparam("team")
)
_CALLED = _FOUND.where(_NAMES.folded.in_(bindparam("folded", expanding=True)))
_WITH_IDS = _FOUND.where(_NAMES.id.in_(bindparam("ids", expanding=True)))
_BETWEEN = (
    _FOUND.where(_NAMES.folded >= bindparam("first"), _NAMES.folded < bindparam("beyond"))
    .order_by(_NAMES.folded, _NAMES.id)
    .limit(bindparam("most"))
)
_TRIGRAMS = direct.columns_of(NameTrigram).c
_BEARER = select(_TRIGRAMS.name_id).where(_TRIGRAMS.team_id == bindparam("team"))
_WITH_TRIGRAM_AT_ALL = _BEARER.where(_TRIGRAMS.trigram == bindparam("trigram"))
_WITH_TRIGRAM = _WITH_TRIGRAM_AT_ALL.limit(COMMON)
_WITH_TRIGRAM_TOO = _WITH_TRIGRAM_AT_ALL.where(
    _TRIGRAMS.name_id.in_(bindparam("first", expanding=True))
)
_WITH_MARK = _BEARER.where(_TRIGRAMS.trigram.in_(bindparam("marks", expanding=True)))
