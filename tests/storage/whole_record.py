"""A record with rows in every table, of the oddest values that each column takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import JSON, Column, Connection, Table, Text, cast, insert, select

from storage.base import UtcDateTime
from storage.database import Database
from storage.tables import Base

# What a format of files or of streams may stumble over.
ODD = "é ‮ 😀 \t|\r\n \\N \\. \\ ' \" , NULL %s {} ই हिन्दी"
LARGEST = 2**63 - 1
ROWS = 5


def fill(database: Database, rows: int = ROWS) -> None:
    """Put some rows into every table; each refers to the one of its own number."""
    with database.write() as session:
        for table in Base.metadata.sorted_tables:
            session.execute(insert(table), [_row(table, number) for number in range(rows)])


def kept(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, JSON by its letters."""
    with database.read() as session:
        return {
            table.name: sorted(_rows(session.connection(), table), key=repr)
            for table in Base.metadata.sorted_tables
        }


def _rows(connection: Connection, table: Table) -> list[tuple[Any, ...]]:
    columns = [cast(c, Text) if isinstance(c.type, JSON) else c for c in table.columns]
    return [tuple(row) for row in connection.execute(select(*columns))]


def _row(table: Table, number: int) -> dict[str, Any]:
    return {column.name: _value(column, number) for column in table.columns}


def _value(column: Column[Any], number: int) -> Any:
    """Two rows of five have nothing where nothing may be."""
    if column.nullable and number % 3 == 0:
        return JSON.NULL if isinstance(column.type, JSON) and number else None
    kind = datetime if isinstance(column.type, UtcDateTime) else column.type.python_type
    if kind is str:
        return f"{number}{ODD}"[: getattr(column.type, "length", None)]
    return _ODDEST[kind](number)


_ODDEST: dict[type, Callable[[int], Any]] = {
    int: lambda number: LARGEST - number,
    bool: lambda number: bool(number % 2),
    date: lambda number: date(2026, 2, 28 - number),
    time: lambda number: time(23, 59, 59, 999_999 - number),
    datetime: lambda number: datetime(2026, 12, 31, 23, 59, 59, 999_999 - number, UTC),
    # What SQLAlchemy says of JSON.
    object: lambda number: {"b": [ODD, None, 1.5], "a": {"ü": number}},
}
