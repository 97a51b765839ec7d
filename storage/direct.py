"""Straight to the database, past the session's bookkeeping: for what every request asks and stores.

A statement costs a third of what it costs by way of the session, whose identity map and unit of
work the rest of the record's use cases need.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import Connection, Insert, Row, Select, Table
from sqlalchemy.orm import Session

from storage.base import Base

Columns = TypeVarTuple("Columns")
Noun = TypeVar("Noun", bound=Base)


def columns_of(noun: type[Base]) -> Table:
    """The table that a noun is kept in; a statement on its columns knows nothing of the noun."""
    assert isinstance(noun.__table__, Table)
    return noun.__table__


Source = Session | Connection


def rows(
    source: Source, statement: Select[*Columns], wanted: Mapping[str, object]
) -> Sequence[Row[*Columns]]:
    """What a statement on bare columns gives. What a session has pending isn't flushed before."""
    connection = source if isinstance(source, Connection) else source.connection()
    return connection.execute(statement, wanted).all()


def column(source: Source, statement: Select[Any], wanted: Mapping[str, object]) -> list[Any]:
    """As `rows`, for a statement on one column."""
    return [row[0] for row in rows(source, statement, wanted)]


def record(
    source: Source, noun: type[Noun], statement: Select[Any], wanted: Mapping[str, object]
) -> Noun | None:
    """What a statement on all columns of a noun gives first, to be read: no session knows of it.

    Changing it raises AttributeError.
    """
    found = rows(source, statement, wanted)
    if not found:
        return None
    # Past the constructor, which would note every value as a change to be stored.
    record = noun.__new__(noun)
    vars(record).update(found[0]._mapping)
    return record


def insert(session: Session, record: Base) -> None:
    """Store a new record at once. It stays outside the session, which won't see it change."""
    given = vars(record)
    statement, names = _inserting(type(record))
    session.connection().execute(statement, {name: given.get(name) for name in names})


@cache
def _inserting(noun: type[Base]) -> tuple[Insert, list[str]]:
    """Built once: building a statement costs more than running one of these."""
    table = columns_of(noun)
    return table.insert(), [column.key for column in table.columns]
