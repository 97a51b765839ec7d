"""What every table shares: aware times, ids in order of creation, the team first in each key."""

from __future__ import annotations

import secrets
import threading
import time
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    MetaData,
    String,
    TypeDecorator,
    select,
)
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, Session, mapped_column

ID_EPOCH_MS = 1_577_836_800_000  # 2020-01-01, so that ids stay below 2**63 until 2089
ID_RANDOM_BITS = 22


# Text that is sorted, or searched by how it begins, by its characters' numbers: as SQLite does,
# and as PostgreSQL does only if asked.
BY_CODE = String().with_variant(String(collation="C"), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant: kept as UTC, refused when naive, given back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive time can't be stored: {value!r}")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The tables' common ancestor; every constraint has a name, so that migrations can drop it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, int: BigInteger}


class Owned(Base):
    """A row that belongs to one workspace and is numbered in order of creation."""

    __abstract__ = True

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True, sort_order=-2)
    id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, default=lambda: new_id(), sort_order=-1
    )


def is_of(
    team: InstrumentedAttribute[str], team_id: str | ColumnElement[str]
) -> ColumnElement[bool]:
    """That a row is a workspace's, asked of the few rows that an index of what is due holds.

    An expression: with the bare column SQLite would read all of a workspace's rows by their
    primary key instead.
    """
    return team.concat("") == team_id


def teams_among(
    session: Session, team: InstrumentedAttribute[str], *which: ColumnElement[bool]
) -> list[str]:
    """The workspaces that these few rows belong to."""
    # An expression, as in is_of.
    return sorted(session.scalars(select(team.concat("")).where(*which).distinct()))


_id_lock = threading.Lock()
_last_id = 0


def new_id() -> int:
    """A 63-bit id that sorts by creation: milliseconds, then random bits; rises in a process."""
    global _last_id
    with _id_lock:
        fresh = (time.time_ns() // 1_000_000 - ID_EPOCH_MS) << ID_RANDOM_BITS
        _last_id = max(fresh | secrets.randbits(ID_RANDOM_BITS), _last_id + 1)
        return _last_id
