"""Straight to the database, past the session's bookkeeping: for what every request asks and stores.

A statement costs a third of what it costs by way of the session, whose identity map and unit of
work the rest of the record's use cases need.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVarTuple

from sqlalchemy import Connection, Row, Select, Table
from sqlalchemy.orm import Session

from storage.base import Base

Columns = TypeVarTuple("Columns")


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


def insert(session: Session, record: Base) -> None:
    """Store a new record at once. It stays outside the session, which won't see it change."""
    table = columns_of(type(record))
    values = {column.key: getattr(record, column.key) for column in table.columns}
    session.connection().execute(table.insert(), values)
