"""What is read past the session is as it was stored, and is for reading alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.desk import Desk, open_desk
from storage import accounts, direct, people
from storage.base import new_id
from storage.interactions import Interaction, Kind, find
from tests.benchmarks.records import ACCOUNT, furnish
from tests.benchmarks.slack import TEAM, USER


@pytest.fixture
def desk(record: str) -> Iterator[Desk]:
    found = open_desk(record)
    yield found
    found.database.close()


def test_what_is_read_directly_is_the_same_as_by_the_session(desk: Desk) -> None:
    account_id = furnish(desk)
    with desk.read() as session:
        by_session = accounts.find(session, TEAM, account_id)
        directly = accounts.as_kept(session, TEAM, account_id)
    assert by_session is not None
    assert directly is not None
    assert directly.name == ACCOUNT
    for column in direct.columns_of(accounts.Account).columns:
        assert getattr(directly, column.key) == getattr(by_session, column.key), column.key


def test_what_is_read_directly_can_not_be_changed(desk: Desk) -> None:
    furnish(desk)
    with desk.glance() as connection:
        person = people.as_kept(connection, TEAM, USER)
    assert person is not None
    assert person.has_role
    with pytest.raises(AttributeError):
        person.name = "Bo"


def test_nobody_is_read_where_there_is_nobody(desk: Desk) -> None:
    with desk.glance() as connection:
        assert people.as_kept(connection, TEAM, "U404") is None


def test_an_account_that_was_undone_is_not_read(desk: Desk) -> None:
    account_id = furnish(desk)
    with desk.write(TEAM) as session:
        account = accounts.find(session, TEAM, account_id)
        assert account is not None
        account.undone_at = desk.clock.now()
    with desk.read() as session:
        assert accounts.as_kept(session, TEAM, account_id) is None


def test_what_is_stored_directly_is_found_by_the_session(desk: Desk) -> None:
    account_id, now = furnish(desk), desk.clock.now()
    entry = Interaction(
        team_id=TEAM,
        id=new_id(),
        account_id=account_id,
        kind=Kind.CALL,
        occurred_at=now,
        author_id=USER,
        notes="the pilot is agreed",
        created_at=now,
        made_account=False,
    )
    with desk.write(TEAM) as session:
        direct.insert(session, entry)
    with desk.read() as session:
        kept = find(session, TEAM, entry.id)
    assert kept is not None
    assert (kept.notes, kept.occurred_at, kept.satisfaction) == (entry.notes, now, None)
