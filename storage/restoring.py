"""Restoring: a backup brought back, and what it can't know of Slack held in doubt."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, Connection, func, select, update

from storage import backups, copying
from storage.copying import CannotCopy
from storage.database import Database
from storage.homes import OpenedHome
from storage.migrating import migrate
from storage.posts import Post, PostState

# What is older has mostly come to its end: its message is put right when it changes again.
STILL_MOVING = timedelta(days=14)


def restore(file: Path, database: Database) -> dict[str, int]:
    """Bring a backup back into a database without a row; gives the number of rows of each table.

    A backup of an older Rapport is brought to the newest schema on the way; the file stays as it
    is. Raises CannotCopy, NewerSchema, RecordUnavailable and OSErrors: then no row is there.
    """
    with (
        _working_copy(file) as kept,
        copying.one_moment(kept) as source,
        copying.filling(database) as target,
    ):
        rows = copying.copy(source, target)
        _hold_in_doubt(target)
        return rows


@contextmanager
def _working_copy(file: Path) -> Iterator[Database]:
    """A copy of the backup with the newest schema, gone afterwards. Raises CannotCopy."""
    if not file.is_file():
        raise CannotCopy(f"there is no file {file}")
    with TemporaryDirectory(prefix="rapport-restore-") as folder:
        copied = Path(folder) / "record.db"
        _copy_file(file, copied)
        kept = Database(URL.create("sqlite", database=str(copied)).render_as_string())
        try:
            migrate(kept)
            yield kept
        finally:
            kept.close()


def _copy_file(file: Path, copied: Path) -> None:
    try:
        # SQLite wouldn't say why it can't open a file.
        file.open("rb").close()
    except OSError as fault:
        raise CannotCopy(f"{file} can't be read: {fault.strerror}") from fault
    try:
        with backups.reading(file) as kept, closing(sqlite3.connect(copied)) as target:
            kept.backup(target)
            is_ours = target.execute(
                "SELECT 1 FROM sqlite_master WHERE name = ?", [backups.SCHEMA_TABLE]
            ).fetchone()
        if not is_ours:
            raise CannotCopy(f"{file} is no backup of Rapport")
        backups.check(copied, {})
    except sqlite3.DatabaseError as fault:
        if getattr(fault, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise CannotCopy(f"the temporary folder {copied.parent.parent} is full") from fault
        raise CannotCopy(f"{file} is no backup, or a damaged one: {fault}") from fault


def _hold_in_doubt(restored: Connection) -> None:
    """Slack went on after the backup was taken, and what it shows may be newer.

    A message that the backup doesn't know to be shown is looked for before it is posted. Of one
    that is, nobody knows what stands there: those of the last days, and each Home, are drawn anew.
    """
    may_be_there = Post.ts.is_(None) & Post.sending_since.is_(None)
    restored.execute(update(Post).where(may_be_there).values(sending_since=Post.created_at))
    restored.execute(update(Post).values(content_hash=None))
    restored.execute(update(OpenedHome).values(content=None, wanted=OpenedHome.wanted + 1))
    newest = restored.execute(select(func.max(Post.created_at))).scalar_one()
    if newest is not None:
        is_recent = Post.created_at >= newest - STILL_MOVING
        stands = Post.ts.is_not(None) & (Post.state == PostState.LIVE) & is_recent
        restored.execute(update(Post).where(stands).values(wanted=Post.wanted + 1))
