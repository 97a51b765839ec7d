"""Backups: the whole record in one SQLite file, taken while Rapport runs."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import URL, Connection, func, inspect, select, table

from storage import copying
from storage.copying import CannotCopy
from storage.database import Database

SCHEMA_TABLE = "alembic_version"


def back_up(database: Database, file: Path) -> dict[str, int]:
    """Keep one moment of the record in a new file; gives the number of rows of each table.

    The file is there once it is whole, checked and on disk, for its owner alone to read; until
    then there is none. Raises FileExistsError and other OSErrors, CannotCopy, RecordUnavailable,
    NewerSchema.
    """
    if file.exists():
        raise FileExistsError(file)
    with TemporaryDirectory(prefix=".unfinished-backup-", dir=file.parent) as folder:
        unfinished = Path(folder) / "record.db"
        unfinished.touch(mode=0o600)
        try:
            rows = (_keep_pages if database.is_sqlite else _keep_rows)(database, unfinished)
            _make_one_file(unfinished)
            check(unfinished, rows)
        except sqlite3.Error as fault:
            raise CannotCopy(str(fault)) from fault
        _put_in_place(unfinished, file)
    return rows


def check(file: Path, rows: dict[str, int]) -> None:
    """Raises CannotCopy where SQLite finds a fault in the file, or other numbers of rows."""
    with reading(file) as kept:
        (found,) = kept.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok":
            raise CannotCopy(f"the record is damaged: {found}")
        if (stray := kept.execute("PRAGMA foreign_key_check").fetchone()) is not None:
            raise CannotCopy(f"the record is damaged: {stray[0]} refers to what isn't there")
        for name, wanted in rows.items():
            (there,) = kept.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608
            if there != wanted:
                raise CannotCopy(f"{name} holds {wanted} rows, and its copy {there}")


@contextmanager
def reading(file: Path) -> Iterator[sqlite3.Connection]:
    """A SQLite file as it is: nothing is written to it, nor beside it."""
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def _keep_pages(database: Database, unfinished: Path) -> dict[str, int]:
    """SQLite's own copy, of any schema. A reader doesn't keep SQLite's writer waiting."""
    copying.require_file(database)
    with database.read(unhurried=True) as session:
        connection = session.connection()
        rows = _count(connection)
        driver: Any = connection.connection.driver_connection
        with closing(sqlite3.connect(unfinished)) as kept:
            driver.backup(kept)
    return rows


def _keep_rows(database: Database, unfinished: Path) -> dict[str, int]:
    kept = Database(URL.create("sqlite", database=str(unfinished)).render_as_string())
    try:
        with copying.one_moment(database) as source, copying.filling(kept) as target:
            return copying.copy(source, target)
    finally:
        kept.close()


def _count(connection: Connection) -> dict[str, int]:
    """The number of rows of each table that stands there."""
    names = [name for name in inspect(connection).get_table_names() if name != SCHEMA_TABLE]
    return {
        name: connection.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in names
    }


def _make_one_file(unfinished: Path) -> None:
    """Leave the mode in which a second file stands beside it; put it on disk."""
    with closing(sqlite3.connect(unfinished)) as kept:
        kept.execute("PRAGMA journal_mode=DELETE")
    _put_on_disk(unfinished)


def _put_in_place(whole: Path, file: Path) -> None:
    """Give it its name, which somebody else may have taken meanwhile. Raises FileExistsError."""
    try:
        os.link(whole, file)
    except FileExistsError:
        raise
    except OSError:
        # A file system without links; here two backups under one name may pass each other.
        if file.exists():
            raise FileExistsError(file) from None
        whole.rename(file)
    _put_on_disk(file.parent)


def _put_on_disk(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
