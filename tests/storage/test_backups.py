"""Backups: one whole file or none, and a record brought back from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from storage.backups import back_up
from storage.copying import CannotCopy
from storage.database import Database
from storage.homes import OpenedHome
from storage.migrating import NewerSchema, migrate
from storage.posts import Post, PostState
from storage.restoring import STILL_MOVING, restore
from storage.tables import Base
from tests.storage.whole_record import ROWS, fill, kept


@pytest.fixture
def database(record: str) -> Iterator[Database]:
    opened = Database(record)
    fill(opened)
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where backups go; its name is no easy one."""
    made = tmp_path / "kept here?#%20é"
    made.mkdir()
    return made


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'restored.db'}")
    yield opened
    opened.close()


def test_a_backup_is_one_file_with_every_row(database: Database, folder: Path) -> None:
    file = folder / "backup.db"
    assert back_up(database, file) == dict.fromkeys(Base.metadata.tables, ROWS)
    assert list(folder.iterdir()) == [file]
    assert file.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(file)) as there:
        assert there.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert there.execute("SELECT count(*) FROM interactions").fetchone() == (ROWS,)


def test_a_file_that_is_there_stays(database: Database, folder: Path) -> None:
    file = folder / "backup.db"
    file.write_bytes(b"last night's")
    with pytest.raises(FileExistsError):
        back_up(database, file)
    assert file.read_bytes() == b"last night's"
    assert list(folder.iterdir()) == [file]


@pytest.mark.sqlite
@pytest.mark.parametrize("is_taken", [False, True])
def test_a_file_system_without_links(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch, is_taken: bool
) -> None:
    file = folder / "backup.db"

    def link(_source: Path, _target: Path) -> None:
        if is_taken:
            file.write_bytes(b"somebody else's")
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", link)
    if is_taken:
        with pytest.raises(FileExistsError):
            back_up(database, file)
        assert file.read_bytes() == b"somebody else's"
    else:
        assert back_up(database, file)["teams"] == ROWS
        assert list(folder.iterdir()) == [file]


@pytest.mark.sqlite
def test_a_damaged_record_is_told_of_and_leaves_no_file(database: Database, folder: Path) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE strict (name TEXT NOT NULL)")
        connection.exec_driver_sql("INSERT INTO strict VALUES ('x')")
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        connection.exec_driver_sql("UPDATE sqlite_master SET rootpage = 2 WHERE name = 'strict'")
    database.close()
    with pytest.raises(CannotCopy, match="damaged"):
        back_up(database, folder / "backup.db")
    assert list(folder.iterdir()) == []


@pytest.mark.sqlite
def test_a_record_of_another_schema_is_backed_up(database: Database, folder: Path) -> None:
    """As one does before an upgrade."""
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE lanes")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0003'")
    assert "lanes" not in back_up(database, folder / "backup.db")


def test_what_was_shown_is_not_known_after_a_restore(
    database: Database, folder: Path, empty: Database
) -> None:
    before = kept(database)
    back_up(database, folder / "backup.db")
    restore(folder / "backup.db", empty)
    after = kept(empty)
    in_doubt = {"posts", "homes"}
    assert {name: after[name] for name in before if name not in in_doubt} == {
        name: before[name] for name in before if name not in in_doubt
    }
    with empty.read() as session:
        assert session.scalars(select(Post.content_hash).distinct()).all() == [None]
        unshown = session.scalars(select(Post).where(Post.ts.is_(None))).all()
        assert unshown
        assert all(post.sending_since == post.created_at for post in unshown)
        assert session.scalars(select(OpenedHome.content).distinct()).all() == [None]


def test_only_what_may_still_move_is_drawn_anew(
    database: Database, folder: Path, empty: Database
) -> None:
    with database.write() as session:
        session.execute(update(Post).values(state=PostState.LIVE, ts="1.5", wanted=4, shown=4))
        oldest = session.scalars(select(Post).order_by(Post.id)).first()
        assert oldest is not None
        oldest.created_at -= STILL_MOVING + timedelta(seconds=1)
    back_up(database, folder / "backup.db")
    restore(folder / "backup.db", empty)
    with empty.read() as session:
        wanted = session.scalars(select(Post.wanted).order_by(Post.id)).all()
    assert wanted == [4] + [5] * (ROWS - 1)


@pytest.mark.sqlite
def test_an_older_backup_is_brought_to_the_newest_schema(
    database: Database, folder: Path, empty: Database
) -> None:
    file = folder / "backup.db"
    back_up(database, file)
    with closing(sqlite3.connect(file)) as older:
        older.executescript(
            "DROP TABLE lanes; DROP INDEX ix_posts_dead;"
            "UPDATE alembic_version SET version_num = '0003';"
        )
    before = file.read_bytes()
    assert restore(file, empty)["interactions"] == ROWS
    assert file.read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["backup.db"]


@pytest.mark.sqlite
def test_a_backup_of_a_newer_rapport_is_refused(
    database: Database, folder: Path, empty: Database
) -> None:
    file = folder / "backup.db"
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    back_up(database, file)
    with pytest.raises(NewerSchema):
        restore(file, empty)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is no backup of Rapport"),
        (b"name,manager\r\nAcme,U1\r\n" * 100, "is no backup, or a damaged one"),
        (None, "there is no file"),
    ],
    ids=["empty", "another kind", "missing"],
)
def test_what_is_no_backup_is_refused(
    empty: Database, folder: Path, content: bytes | None, words: str
) -> None:
    file = folder / "backup.db"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CannotCopy, match=words):
        restore(file, empty)


@pytest.mark.sqlite
def test_a_backup_cut_short_is_refused(database: Database, folder: Path, empty: Database) -> None:
    file = folder / "backup.db"
    back_up(database, file)
    file.write_bytes(file.read_bytes()[: -3 * 4096])
    with pytest.raises(CannotCopy, match="damaged"):
        restore(file, empty)
    migrate(empty)
    assert not any(kept(empty).values())
