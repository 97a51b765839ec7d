"""The record under fuzz: kept as it is once, read whole, and put back after each input."""

from __future__ import annotations

import sqlite3
from typing import Any, Protocol

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from storage.tables import Base

Rows = frozenset[tuple[Any, ...]]
Everything = dict[str, Rows]

TABLES = tuple(table.name for table in Base.metadata.sorted_tables)


class Record(Protocol):
    """What the tests do with a database behind Rapport's back."""

    def keep(self) -> None:
        """Remember the record as it is."""

    def put_back(self) -> None:
        """Make it as it was kept; Rapport's own connections see that as anybody's commit."""

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What a query finds."""

    def everything(self) -> Everything:
        """Every row of every table."""

    def close(self) -> None:
        """End the connections."""


def open_record(url: str) -> Record:
    """The record of a SQLAlchemy URL."""
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        assert parts.database is not None
        return _Sqlite(parts.database)
    return _Postgres(f"host={parts.query['host']} user=rapport dbname={parts.database}")


class _Sqlite:
    def __init__(self, path: str) -> None:
        self._live = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._live.execute("PRAGMA synchronous=OFF")
        self._kept = sqlite3.connect(":memory:", check_same_thread=False)
        self._read: tuple[int, Everything] = (-1, {})
        self._as_kept = self._read

    def keep(self) -> None:
        self._live.backup(self._kept)
        self.everything()
        self._as_kept = self._read

    def put_back(self) -> None:
        if self._version() != self._read[0] or self._read is not self._as_kept:
            self._kept.backup(self._live)
            # Our own commit changes no version that we see.
            self._as_kept = self._read = self._version(), self._as_kept[1]

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return self._live.execute(statement).fetchall()

    def everything(self) -> Everything:
        version = self._version()
        if self._read[0] != version:
            assert not self.rows("PRAGMA foreign_key_check")
            self._read = (
                version,
                {name: frozenset(self.rows(f"SELECT * FROM {name}")) for name in TABLES},
            )
        return self._read[1]

    def _version(self) -> int:
        """Another one after every commit of another connection."""
        (version,) = self.rows("PRAGMA data_version")[0]
        return int(version)

    def close(self) -> None:
        self._live.close()
        self._kept.close()


class _Postgres:
    def __init__(self, address: str) -> None:
        self._live = psycopg.connect(address, autocommit=True)

    def keep(self) -> None:
        self._live.execute("CREATE SCHEMA kept")
        for name in TABLES:
            self._run("CREATE TABLE kept.{0} AS TABLE public.{0}", name)

    def put_back(self) -> None:
        with self._live.transaction():
            self._live.execute("SET LOCAL session_replication_role = replica")
            for name in TABLES:
                self._run("DELETE FROM public.{0}", name)
                self._run("INSERT INTO public.{0} SELECT * FROM kept.{0}", name)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return self._live.execute(statement.encode()).fetchall()

    def everything(self) -> Everything:
        # As text: a column of JSON has no hash.
        return {
            name: frozenset(self._run("SELECT t::text FROM public.{0} t", name).fetchall())
            for name in TABLES
        }

    def close(self) -> None:
        self._live.close()

    def _run(self, statement: Any, name: str) -> psycopg.Cursor[tuple[Any, ...]]:
        return self._live.execute(sql.SQL(statement).format(sql.Identifier(name)))
