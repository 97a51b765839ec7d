"""Copying a record from any database to any: every row as it was, or none at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text

from storage.copying import CannotCopy, Tally, copy, filling, one_moment
from storage.database import Database
from storage.tables import Base
from storage.teams import Team
from tests.conftest import RECORDS
from tests.records import Cluster
from tests.storage.whole_record import LARGEST, ROWS, fill, kept

# What changes, or takes away, a row that has just been written.
SPOILING = {
    "sqlite": """CREATE TRIGGER spoil AFTER INSERT ON interactions WHEN new.id = {id}
        BEGIN {deed} interactions {what} WHERE id = new.id; END""",
    "postgresql": """CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN {deed} interactions {what} WHERE id = {id}; RETURN NULL; END $$;
        CREATE TRIGGER spoil AFTER INSERT ON interactions FOR EACH ROW
        WHEN (new.id = {id}) EXECUTE FUNCTION spoil()""",
}


@pytest.fixture
def source(record: str) -> Iterator[Database]:
    opened = Database(record)
    fill(opened)
    yield opened
    opened.close()


@pytest.fixture(params=RECORDS)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without a table."""
    if request.param == "sqlite":
        opened = Database(f"sqlite:///{tmp_path / 'target.db'}")
        yield opened
        opened.close()
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.bare()
    opened = Database(url)
    yield opened
    opened.close()
    cluster.drop(url)


def copied(source: Database, target: Database) -> dict[str, int]:
    with one_moment(source) as read, filling(target) as written:
        return copy(read, written)


def spoil(target: Database, deed: str, what: str) -> None:
    """From now on the target does something to one row of those that it is given."""
    with filling(target):
        pass
    words = SPOILING[target.engine.dialect.name].format(deed=deed, what=what, id=LARGEST - 1)
    with target.engine.begin() as connection:
        connection.exec_driver_sql(words)


def test_every_row_arrives_as_it_was(source: Database, target: Database) -> None:
    rows = copied(source, target)
    assert rows == dict.fromkeys(Base.metadata.tables, ROWS)
    assert kept(target) == kept(source)


def test_the_copy_can_be_copied_back(source: Database, target: Database, tmp_path: Path) -> None:
    copied(source, target)
    again = Database(f"sqlite:///{tmp_path / 'again.db'}")
    copied(target, again)
    assert kept(again) == kept(source)
    again.close()


def test_what_is_written_meanwhile_is_not_in_the_copy(source: Database, target: Database) -> None:
    before = kept(source)
    with one_moment(source) as read, filling(target) as written:
        read.execute(text("SELECT count(*) FROM teams"))
        with source.write() as session:
            session.add(Team(team_id="T-late", name="late"))
        copy(read, written)
    assert kept(target) == before != kept(source)


def test_a_target_with_a_row_is_left_as_it_is(source: Database, target: Database) -> None:
    with filling(target) as connection:
        connection.execute(insert(Team), {"team_id": "T9", "name": "", "bot_user_id": ""})
    before = kept(target)
    with pytest.raises(CannotCopy, match="holds rows already, in teams"):
        copied(source, target)
    assert kept(target) == before


@pytest.mark.parametrize(
    ("deed", "what", "there"),
    [("UPDATE", "SET notes = 'otherwise'", ROWS), ("DELETE FROM", "", ROWS - 1)],
)
def test_a_row_that_is_kept_otherwise_is_told_of_and_nothing_is_kept(
    source: Database, target: Database, deed: str, what: str, there: int
) -> None:
    spoil(target, deed, what)
    with pytest.raises(CannotCopy, match=f"interactions .* {ROWS} rows were read, {there} are"):
        copied(source, target)
    assert not any(kept(target).values())


def test_a_row_that_the_target_refuses_leaves_nothing(source: Database, target: Database) -> None:
    with filling(target):
        pass
    with target.engine.begin() as connection:
        connection.exec_driver_sql("CREATE UNIQUE INDEX narrow ON posts ((failures * 0))")
    with pytest.raises(CannotCopy, match="posts: a row is refused there") as refusal:
        copied(source, target)
    assert "\n" not in str(refusal.value), "what follows may show the row"
    assert not any(kept(target).values())


def test_an_older_schema_is_refused(source: Database, target: Database) -> None:
    with source.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(CannotCopy, match="older schema"):
        copied(source, target)


def test_a_record_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    nowhere = Database(f"sqlite:///{tmp_path / 'nowhere.db'}")
    with pytest.raises(CannotCopy, match="no record at"), one_moment(nowhere):
        pass
    assert not (tmp_path / "nowhere.db").exists()


def test_a_tally_knows_rows_in_any_order(source: Database) -> None:
    with one_moment(source) as connection:
        rows = connection.execute(text("SELECT team_id, id, name FROM accounts")).all()
    forth, back, twice, fewer = Tally(), Tally(), Tally(), Tally()
    forth.add(rows)
    back.add(rows[::-1])
    twice.add([rows[0], *rows[:-1]])
    fewer.add(rows[1:])
    assert forth == back
    assert replace(twice) != forth != fewer
    assert twice.rows == forth.rows


def test_no_table_numbers_its_rows_itself(source: Database) -> None:
    """A copy would have to set such a counter beyond the rows that it brought."""

    def counters(connection: Connection) -> list[str]:
        if source.is_sqlite:
            found = "SELECT sql FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'"
        else:
            found = """SELECT column_name FROM information_schema.columns
                WHERE table_schema = 'public'
                AND (is_identity = 'YES' OR column_default LIKE 'nextval%')"""
        return list(connection.scalars(text(found)))

    with one_moment(source) as connection:
        assert counters(connection) == []
