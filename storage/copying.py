"""Copying the whole record from one database into another, each row read back and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Row,
    Table,
    Text,
    cast,
    exists,
    insert,
    literal,
    select,
)
from sqlalchemy.exc import DataError, IntegrityError

from storage.database import Database, RecordUnavailable, told_plainly
from storage.migrating import is_current, migrate
from storage.tables import Base

ROWS_AT_ONCE = 2_000
_DIGEST_BYTES = 16

Rows = Sequence[Row[Any]]


class CannotCopy(Exception):
    """The record can't be copied; the words say why. Nothing of it is in the target."""


@dataclass(slots=True)
class Tally:
    """How many rows a table holds, and a digest that only the same rows have, in any order.

    Databases sort words each in their own way, so the order can't be part of it.
    """

    rows: int = 0
    digest: int = 0

    def add(self, rows: Rows) -> None:
        for row in rows:
            words = repr(tuple(row)).encode(errors="surrogatepass")
            self.digest += int.from_bytes(blake2b(words, digest_size=_DIGEST_BYTES).digest())
        self.rows += len(rows)


@contextmanager
def one_moment(database: Database) -> Iterator[Connection]:
    """A connection that sees one moment of the record and can't change it; writers don't wait.

    Raises RecordUnavailable, NewerSchema, and CannotCopy where the schema isn't the newest.
    """
    require_file(database)
    with told_plainly():
        if not is_current(database):
            raise CannotCopy("the record has an older schema: run `python app.py migrate` first")
        with database.read(unhurried=True) as session:
            yield session.connection()


def require_file(database: Database) -> None:
    """SQLite would make an empty file where there is none. Raises CannotCopy."""
    if database.is_sqlite and not Path(str(database.url.database)).is_file():
        raise CannotCopy(f"there is no record at {database.url.database}")


@contextmanager
def filling(database: Database) -> Iterator[Connection]:
    """One transaction in a database that is migrated first and must hold no row.

    Committed at the end of the block. Raises RecordUnavailable, NewerSchema, CannotCopy.
    """
    migrate(database)
    with database.write(unhurried=True) as session:
        connection = session.connection()
        if full := [table.name for table in _tables() if _holds_rows(connection, table)]:
            raise CannotCopy(f"the target holds rows already, in {', '.join(full)}")
        yield connection


def copy(source: Connection, target: Connection) -> dict[str, int]:
    """Copy every table; gives the number of rows of each.

    Raises CannotCopy where the target refuses a row or gives back another: roll back then.
    """
    return {table.name: _copy_table(table, source, target) for table in _tables()}


def _tables() -> list[Table]:
    """Those that others refer to come first."""
    return Base.metadata.sorted_tables


def _copy_table(table: Table, source: Connection, target: Connection) -> int:
    read, kept = Tally(), Tally()
    with _reading(table, source) as batches, _writing(table, target) as write:
        for rows in batches:
            read.add(rows)
            write(rows)
    with _reading(table, target) as batches:
        for rows in batches:
            kept.add(rows)
    if read != kept:
        raise CannotCopy(
            f"{table.name} is not the same there: {read.rows} rows were read, {kept.rows} are "
            "kept, and they are not all alike"
        )
    return read.rows


@contextmanager
def _reading(table: Table, connection: Connection) -> Iterator[Iterator[Rows]]:
    """Gives a table's rows as they come, so many at once: it need not fit into memory."""
    rows = select(*(_as_kept(column) for column in table.columns))
    at_once = rows.execution_options(yield_per=ROWS_AT_ONCE)
    with connection.execute(at_once) as found:
        yield found.partitions()


def _as_kept(column: Column[Any]) -> ColumnElement[Any]:
    """JSON by its letters: read as a value, its null can't be told from no value at all."""
    return cast(column, Text).label(column.name) if isinstance(column.type, JSON) else column


@contextmanager
def _writing(table: Table, target: Connection) -> Iterator[Callable[[Rows], None]]:
    """Gives what writes rows of `table`, straight to the driver.

    SQLAlchemy's work on each row would cost several times the row itself.
    """
    with _told_of(table, target):
        if target.dialect.name == "sqlite":
            yield _inserting(table, target)
        else:
            driver: Any = target.connection.driver_connection
            with driver.cursor() as cursor, cursor.copy(_copy_statement(table, target)) as stream:
                yield _streaming(table, target, stream)


def _inserting(table: Table, target: Connection) -> Callable[[Rows], None]:
    bound = _binding(table, target)
    statement = str(insert(table).compile(dialect=target.dialect))

    def write(rows: Rows) -> None:
        target.exec_driver_sql(statement, [bound(row) for row in rows])

    return write


def _streaming(table: Table, target: Connection, stream: Any) -> Callable[[Rows], None]:
    bound = _binding(table, target)

    def write(rows: Rows) -> None:
        for row in rows:
            stream.write_row(bound(row))

    return write


def _copy_statement(table: Table, target: Connection) -> str:
    quoted = target.dialect.identifier_preparer
    columns = ", ".join(quoted.format_column(column) for column in table.columns)
    return f"COPY {quoted.format_table(table)} ({columns}) FROM STDIN"


def _binding(table: Table, target: Connection) -> Callable[[Row[Any]], tuple[Any, ...]]:
    """Turns a row's values into what the target's driver takes."""
    turned = [_processor(column, target) for column in table.columns]
    if not any(turned):
        return tuple
    return lambda row: tuple(
        turn(value) if turn else value for turn, value in zip(turned, row, strict=True)
    )


def _processor(column: Column[Any], target: Connection) -> Callable[[Any], Any] | None:
    if isinstance(column.type, JSON):
        return None
    return column.type.dialect_impl(target.dialect).bind_processor(target.dialect)


@contextmanager
def _told_of(table: Table, target: Connection) -> Iterator[None]:
    """Turns what the target says of a row it refuses into CannotCopy.

    Only its first line: the others may show the row, which is a client's.
    """
    driver = target.dialect.loaded_dbapi
    try:
        yield
    except driver.OperationalError as fault:
        raise RecordUnavailable(_first_line(fault)) from fault
    except (driver.Error, DataError, IntegrityError) as fault:
        raise CannotCopy(f"{table.name}: a row is refused there: {_first_line(fault)}") from fault


def _first_line(fault: Exception) -> str:
    return str(getattr(fault, "orig", fault)).partition("\n")[0]


def _holds_rows(connection: Connection, table: Table) -> bool:
    return bool(connection.scalar(select(exists(select(literal(1)).select_from(table)))))
