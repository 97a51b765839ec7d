"""A typed line costs few statements, and the same line delivered twice is one entry."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot import accounts, interactions, people
from bot.desk import Desk, open_desk
from bot.people import Actor
from storage.accounts import AccountStatus
from storage.accounts import find as find_account
from tests.benchmarks.records import ACCOUNT, furnish
from tests.benchmarks.slack import TEAM, USER
from tests.storage.test_costs import counted

LINE = f"{ACCOUNT} agreed the pilot 4/5"


@pytest.fixture
def desk(record: str) -> Iterator[Desk]:
    found = open_desk(record)
    furnish(found)
    yield found
    found.database.close()


def actor(desk: Desk, request: str) -> Actor:
    person = people.find(desk, TEAM, USER)
    assert person is not None
    return Actor(TEAM, person, request)


@pytest.mark.sqlite
def test_a_line_costs_few_statements(desk: Desk) -> None:
    somebody = actor(desk, "first")
    with counted() as work:
        interactions.log_line(desk, somebody, LINE)
    # Two for the name, the write's beginning, the account, the entry, its scores, its episode.
    assert work.statements == 7


def test_a_line_delivered_again_is_the_same_entry_whatever_came_between(desk: Desk) -> None:
    first = interactions.log_line(desk, actor(desk, "same"), LINE)
    with desk.write(TEAM) as session:
        account = find_account(session, TEAM, first.account.id)
        assert account is not None
        account.status = AccountStatus.ARCHIVED
    again = interactions.log_line(desk, actor(desk, "same"), LINE)
    assert again.interaction.id == first.interaction.id
    with pytest.raises(accounts.ArchivedAccount):
        interactions.log_line(desk, actor(desk, "another"), LINE)
