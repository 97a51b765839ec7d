"""Bad days of the record, as another program or a full disk makes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, NullPool, create_engine

from storage.tables import Base
from tests.faults.company import Company

_TABLES = sorted(Base.metadata.tables)
# A real server says so with this code (its documentation, "PostgreSQL Error Codes").
_NO_ROOM = """
    CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$
"""


@contextmanager
def locked(record: str, tables: Sequence[str] = _TABLES) -> Iterator[None]:
    """Another program keeps everybody from writing; SQLite knows no lock of single `tables`."""
    with _connected(record) as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE")
        try:
            yield
        finally:
            # The server may be gone by now, and couldn't be told.
            connection.invalidate()


@contextmanager
def full_disk(company: Company) -> Iterator[None]:
    """Nothing more can be stored by the bots that run now.

    SQLite is kept from making its file longer, and says so itself. PostgreSQL's disk isn't full in
    truth: its tables refuse every row with the very error of one that is.
    """
    if company.desk.database.is_sqlite:
        _order(company, "disk full")
        yield
        _order(company, "disk room")
        return
    with _connected(company.record) as connection:
        connection.exec_driver_sql(_NO_ROOM)
        for table in _TABLES:
            connection.exec_driver_sql(
                f"CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON {table} "
                "EXECUTE FUNCTION no_room()"
            )
        connection.commit()
        yield
        connection.exec_driver_sql("DROP FUNCTION no_room CASCADE")
        connection.commit()


def _order(company: Company, order: str) -> None:
    for bot in company.bots:
        if bot.is_running():
            bot.ordered(order)


@contextmanager
def _connected(record: str) -> Iterator[Connection]:
    engine = create_engine(record, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()
