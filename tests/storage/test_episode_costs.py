"""What it costs to see that a client is unhappy, counted in the database's own steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot import interactions, people
from bot.clock import Clock
from bot.desk import Desk
from bot.interactions import InteractionDraft
from bot.people import Actor
from storage.accounts import Account, AccountStatus
from storage.attention import first_in_need
from storage.complaints import Complaint, ComplaintStatus, Severity
from storage.database import Database
from storage.episodes import Episode, EpisodeStatus
from storage.interactions import Interaction, Kind
from storage.names import AccountName
from storage.people import Person, Standing
from storage.teams import Team
from tests.storage.test_costs import Work, counted

TEAM = "T1"
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
OWN = 30


def furnished(path: Path, empty: Path, times: int) -> Desk:
    """A manager's thirty accounts, and `times` as much of everything else."""
    copy(empty, path)
    desk = Desk(Database(f"sqlite:///{path}"), Clock.fixed_now(NOW))
    accounts = OWN + 100 * times
    with desk.write() as session:
        session.add(Team(team_id=TEAM))
        session.flush()
        _fill(session, Person, [_person(n) for n in range(5)])
        _fill(session, Account, [_account(n) for n in range(accounts)])
        _fill(session, AccountName, [_name(n) for n in range(accounts)])
        # The first account is talked with every day and has closed episodes without end.
        _fill(session, Interaction, [_interaction(n, 1) for n in range(200 * times)])
        _fill(session, Interaction, [_interaction(n, OWN + n) for n in range(1, 100 * times)])
        _fill(session, Episode, [_episode(n, 1, NOW) for n in range(50 * times)])
        _fill(session, Episode, [_episode(n, OWN + n, None) for n in range(1, 100 * times)])
        _fill(session, Complaint, [_complaint(n, OWN + n) for n in range(1, 100 * times)])
    return desk


def _fill(session: Session, table: type, rows: list[dict[str, Any]]) -> None:
    session.execute(insert(table), rows)


def _person(number: int) -> dict[str, Any]:
    return {
        "team_id": TEAM,
        "user_id": f"U{number}",
        "name": f"Person {number}",
        "standing": Standing.MEMBER,
        "is_manager": True,
        "is_lead": False,
        "next_digest_at": NOW,
        "fetched_at": NOW,
    }


def _account(number: int) -> dict[str, Any]:
    return {
        "team_id": TEAM,
        "id": number + 1,
        "name": f"Account {number}",
        "manager_id": "U0" if number < OWN else f"U{1 + number % 4}",
        "status": AccountStatus.ACTIVE,
        "created_by": "U0",
        "created_at": NOW,
        "changed_by": "U0",
        "changed_at": NOW,
    }


def _name(number: int) -> dict[str, Any]:
    words = f"account {number}"
    return {
        "team_id": TEAM,
        "id": number + 1,
        "account_id": number + 1,
        "words": words,
        "folded": words,
        "is_alias": False,
    }


def _interaction(number: int, account_id: int) -> dict[str, Any]:
    return {
        "team_id": TEAM,
        "id": account_id * 1_000_000 + number,
        "account_id": account_id,
        "kind": Kind.CALL,
        "occurred_at": NOW - timedelta(days=1, hours=number),
        "author_id": "U0",
        "notes": "they said so",
        "satisfaction": 4 if number % 2 else None,
        "created_at": NOW,
        "made_account": False,
    }


def _episode(number: int, account_id: int, closed_at: datetime | None) -> dict[str, Any]:
    return {
        "team_id": TEAM,
        "id": account_id * 1_000_000 + number,
        "account_id": account_id,
        "manager_id": "U0" if closed_at else "U1",
        "status": EpisodeStatus.CLOSED if closed_at else EpisodeStatus.OPEN,
        "opened_at": NOW,
        "opened_by": "U0",
        "closed_at": closed_at,
        "card": 1,
        "version": 1,
    }


def _complaint(number: int, account_id: int) -> dict[str, Any]:
    return {
        "team_id": TEAM,
        "id": number,
        "account_id": account_id,
        "what": "broken parts",
        "severity": Severity.LOW,
        "status": ComplaintStatus.FILED,
        "filed_by": "U1",
        "filed_at": NOW,
        "clock_from": NOW,
        "acknowledge_by": NOW,
        "made_account": False,
        "version": 1,
    }


@pytest.fixture
def small_and_tenfold(empty_record: Path, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    desks = tuple(furnished(tmp_path / f"{n}.db", empty_record, n) for n in (1, 10))
    yield desks[0], desks[1]
    for desk in desks:
        desk.database.close()


def logged(desk: Desk, satisfaction: int | None, request: str) -> Work:
    """What it costs to log an entry with the first account."""
    person = people.find(desk, TEAM, "U0")
    assert person is not None
    draft = InteractionDraft("they said so", Kind.CALL, desk.clock.now(), satisfaction)
    with counted() as work:
        interactions.log(desk, Actor(TEAM, person, request), 1, draft)
    return work


def test_a_score_that_tells_nothing_bad_costs_two_statements_more(
    small_and_tenfold: tuple[Desk, Desk],
) -> None:
    desk = small_and_tenfold[0]
    plain = logged(desk, None, "none").statements
    assert logged(desk, 4, "good").statements == plain + 2
    assert logged(desk, 3, "middling").statements == plain + 2
    assert logged(desk, None, "none again").statements == plain


@pytest.mark.parametrize("satisfaction", [None, 4, 1])
def test_an_entry_costs_the_same_on_ten_times_the_record(
    small_and_tenfold: tuple[Desk, Desk], satisfaction: int | None
) -> None:
    small, tenfold = (logged(desk, satisfaction, "once") for desk in small_and_tenfold)
    assert tenfold.statements == small.statements
    assert tenfold.steps == pytest.approx(small.steps, rel=0.05)


def test_my_accounts_cost_the_same_with_ten_times_of_everybody_elses(
    small_and_tenfold: tuple[Desk, Desk],
) -> None:
    spent = []
    for desk in small_and_tenfold:
        with counted() as work, desk.read() as session:
            assert len(first_in_need(session, TEAM, "U0", NOW.date(), 20, 0)) == 20
        spent.append(work)
    small, tenfold = spent
    assert tenfold.statements == small.statements == 1
    assert tenfold.steps == pytest.approx(small.steps, rel=0.05)
