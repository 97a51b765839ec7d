"""Checks: whether the record can be written, and what waits in it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, Integer, MetaData, Table, func, select
from sqlalchemy.orm import Session

from storage.database import Database
from storage.posts import Post, PostState

_TRIAL = Table("rapport_write_trial", MetaData(), Column("id", Integer, primary_key=True))


def file_of(database: Database) -> Path | None:
    """The file that an SQLite database is, or will be, kept in; None for any other."""
    name = database.url.database
    if not database.is_sqlite or name in (None, "", ":memory:"):
        return None
    return Path(str(name)).absolute()


def try_writing(database: Database) -> None:
    """Write and take it back; nothing stays. Raises RecordUnavailable, SQLAlchemyError."""
    with database.queue() as session:
        _TRIAL.create(session.connection())
        session.rollback()


def count_dead(session: Session, team_id: str) -> int:
    """How many messages can't be shown."""
    dead = select(func.count()).where(Post.team_id == team_id, Post.state == PostState.DEAD)
    return session.scalars(dead).one()
