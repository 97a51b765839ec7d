"""A tick costs what is due, not what is kept: ten times the record, the same work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import copy
from sqlite3 import Connection
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

from bot import posts as wanted
from bot import schedule
from bot.clock import Clock
from bot.delivery import drawing
from bot.desk import Desk
from storage import claims, posts
from storage.accounts import Account, AccountStatus
from storage.claims import Load
from storage.complaints import Complaint, ComplaintStatus, Severity
from storage.database import Database
from storage.digests import Digest, DigestItem, Section
from storage.episodes import Episode, EpisodeStatus
from storage.follow_ups import FollowUp, FollowUpStatus
from storage.people import Person, Standing
from storage.posts import Post
from storage.teams import Team

TEAM = "T1"
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
DUE_PEOPLE = 3
DUE_ITEMS = 15
PINGS = 4


@dataclass
class Work:
    """What the database was asked to do: statements, and steps of SQLite's virtual machine."""

    statements: int = 0
    steps: int = 0


@contextmanager
def counted() -> Iterator[Work]:
    """Count everything that any engine of this process does inside the block."""
    work = Work()

    def on_step() -> int:
        work.steps += 1
        return 0

    def on_checkout(connection: Connection, *_rest: object) -> None:
        connection.set_progress_handler(on_step, 1)

    def on_checkin(connection: Connection, *_rest: object) -> None:
        connection.set_progress_handler(None, 1)

    def on_statement(*_everything: object) -> None:
        work.statements += 1

    listeners: list[tuple[Any, str, Any]] = [
        (Pool, "checkout", on_checkout),
        (Pool, "checkin", on_checkin),
        (Engine, "before_cursor_execute", on_statement),
    ]
    for target, name, listener in listeners:
        event.listen(target, name, listener)
    try:
        yield work
    finally:
        for target, name, listener in listeners:
            event.remove(target, name, listener)


def furnished(path: Path, empty: Path, times: int) -> Desk:
    """A record in which the same is due, whatever else it holds `times` over."""
    copy(empty, path)
    desk = Desk(Database(f"sqlite:///{path}"), Clock.fixed_now(NOW))
    furnish(desk, times)
    return desk


def furnish(desk: Desk, times: int) -> None:
    """As furnished, on an empty record."""
    with desk.write() as session:
        session.add(Team(team_id=TEAM))
        session.flush()
        _fill(session, Account, [_account(n) for n in range(50 * times)])
        _fill(session, Person, [_person(n) for n in range(DUE_PEOPLE + 20 * times)])
        _fill(session, FollowUp, [*_due(), *_not_due(times)])
        _fill(session, Complaint, [*_complaints_due(), *_complaints_not_due(times)])
        _fill(session, Episode, [*_episodes_due(), *_episodes_not_due(times)])
        _fill(session, Digest, [_digest(n) for n in range(60 * times)])
        _fill(session, DigestItem, [_item(n) for n in range(600 * times)])
        _fill(session, Post, [_post(n) for n in range(60 * times)])


def _fill(session: Session, table: type, rows: list[dict[str, Any]]) -> None:
    session.execute(insert(table), rows)


def _account(number: int) -> dict[str, Any]:
    return {
        "team_id": TEAM,
        "id": number + 1,
        "name": f"Account {number}",
        "manager_id": f"U{number % 10}",
        "status": AccountStatus.ACTIVE,
        "created_by": "U0",
        "created_at": NOW,
        "changed_by": "U0",
        "changed_at": NOW,
    }


def _person(number: int) -> dict[str, Any]:
    is_due = number < DUE_PEOPLE
    return {
        "team_id": TEAM,
        "user_id": f"U{number}",
        "standing": Standing.MEMBER,
        "is_manager": True,
        "is_lead": False,
        "next_digest_at": NOW if is_due else NOW + timedelta(hours=number),
        "fetched_at": NOW,
    }


def _follow_up(number: int, owner: int, due_on: date, **more: object) -> dict[str, Any]:
    return {
        "team_id": TEAM,
        "id": number,
        "account_id": 1 + number % 50,
        "assignee_id": f"U{owner}",
        "what": f"task {number}",
        "due_on": due_on,
        "due_at": datetime.combine(due_on, NOW.time(), UTC),
        "due_time": None,
        "ping_at": None,
        "status": FollowUpStatus.OPEN,
        "created_by": f"U{owner}",
        "created_at": NOW,
        "closed_at": None,
        "closed_by": None,
        "made_account": False,
        **more,
    }


def _due() -> list[dict[str, Any]]:
    items, at_nine = range(DUE_PEOPLE * DUE_ITEMS), {"ping_at": NOW, "due_time": NOW.time()}
    yesterday = TODAY - timedelta(days=1)
    reminded = [_follow_up(10**9 + n, n % DUE_PEOPLE, yesterday) for n in items]
    pinged = [_follow_up(2 * 10**9 + n, 5 + n, TODAY, **at_nine) for n in range(PINGS)]
    return reminded + pinged


def _not_due(times: int) -> list[dict[str, Any]]:
    """Done long ago, due in a month, pinging next week, other people's: of the due people too."""
    later = NOW + timedelta(days=30)
    done = {"status": FollowUpStatus.DONE, "closed_at": NOW, "closed_by": "U0"}
    past = TODAY - timedelta(days=90)
    rows: list[dict[str, Any]] = []
    for n in range(300 * times):
        rows.append(_follow_up(4 * n + 1, n % DUE_PEOPLE, past, **done))
        rows.append(_follow_up(4 * n + 2, n % DUE_PEOPLE, later.date()))
        rows.append(_follow_up(4 * n + 3, 10 + n % 10, later.date(), ping_at=later))
        rows.append(_follow_up(4 * n + 4, 10 + n % 10, past))
    return rows


def _complaint(number: int, **more: object) -> dict[str, Any]:
    return {
        "team_id": TEAM,
        "id": number,
        "account_id": 1 + number % 50,
        "what": f"complaint {number}",
        "severity": Severity.MEDIUM,
        "status": ComplaintStatus.TAKEN,
        "filed_by": "U0",
        "filed_at": NOW,
        "owner_id": "U0",
        "clock_from": NOW,
        "acknowledge_by": NOW,
        "made_account": False,
        "version": 1,
        **more,
    }


def _complaints_due() -> list[dict[str, Any]]:
    """Two that each due person has taken, and some that nobody has."""
    owned = [_complaint(10**9 + n, owner_id=f"U{n % DUE_PEOPLE}") for n in range(2 * DUE_PEOPLE)]
    untaken = {"owner_id": None, "status": ComplaintStatus.FILED}
    return owned + [_complaint(2 * 10**9 + n, **untaken) for n in range(4)]


def _complaints_not_due(times: int) -> list[dict[str, Any]]:
    """Closed long ago, by the due people too, and other people's."""
    closed = ComplaintStatus.CLOSED
    rows: list[dict[str, Any]] = []
    for n in range(200 * times):
        rows.append(_complaint(2 * n + 1, owner_id=f"U{n % DUE_PEOPLE}", status=closed))
        rows.append(_complaint(2 * n + 2, owner_id=f"U{10 + n % 10}"))
    return rows


def _episode(number: int, manager: int, **more: object) -> dict[str, Any]:
    return {
        "team_id": TEAM,
        "id": number,
        "account_id": number,
        "manager_id": f"U{manager}",
        "status": EpisodeStatus.ACKNOWLEDGED,
        "opened_at": NOW,
        "opened_by": "U0",
        "card": 1,
        "version": 1,
        "closed_at": None,
        **more,
    }


def _episodes_due() -> list[dict[str, Any]]:
    return [_episode(n + 1, n % DUE_PEOPLE) for n in range(2 * DUE_PEOPLE)]


def _episodes_not_due(times: int) -> list[dict[str, Any]]:
    """Over, of the due people too, and other people's."""
    over = {"closed_at": NOW, "status": EpisodeStatus.CLOSED}
    others = [_episode(n, 10 + n % 10) for n in range(10, 50 * times)]
    past = range(200 * times)
    return others + [_episode(10**6 + n, n % DUE_PEOPLE, account_id=1, **over) for n in past]


def _digest(number: int) -> dict[str, Any]:
    return {
        "team_id": TEAM,
        "id": number + 1,
        "user_id": f"U{number % DUE_PEOPLE}",
        "local_date": TODAY - timedelta(days=1 + number // DUE_PEOPLE),
        "made_at": NOW,
        "is_late": False,
        "is_frozen": number >= DUE_PEOPLE,
        "coming_up": 0,
    }


def _item(number: int) -> dict[str, Any]:
    return {
        "team_id": TEAM,
        "digest_id": 1 + number // 10,
        "position": number % 10,
        "record_id": 4 * number + 1,
        "section": Section.TODAY,
    }


def _post(number: int) -> dict[str, Any]:
    return {
        "team_id": TEAM,
        "id": number + 1,
        "key": f"digest:old:{number}",
        "kind": "digest",
        "subject_id": number + 1,
        "recipient": f"U{number % DUE_PEOPLE}",
        "state": posts.PostState.LIVE,
        "wanted": 1,
        "shown": 1,
        "ts": "1.0",
        "created_at": NOW,
        "try_at": NOW - timedelta(days=365),
        "failures": 0,
    }


def morning(desk: Desk) -> tuple[int, int]:
    """Tick, and draw everything that it wants shown; gives how many new and changed messages."""
    schedule.tick(desk)
    with desk.write() as session:
        taken = claims.claim(session, TEAM, desk.machine_now(), timedelta(seconds=20), Load(100))
    claimed = [post for each in taken for post in each.posts]
    with desk.read() as session:
        assert all(drawing.draw(session, post) for post in claimed)
    return sum(post.ts is None for post in claimed), sum(post.ts is not None for post in claimed)


@pytest.fixture
def small_and_tenfold(empty_record: Path, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    desks = tuple(furnished(tmp_path / f"{n}.db", empty_record, n) for n in (1, 10))
    yield desks[0], desks[1]
    for desk in desks:
        desk.database.close()


def test_a_morning_costs_the_same_on_ten_times_the_record(
    small_and_tenfold: tuple[Desk, Desk],
) -> None:
    spent = []
    for desk in small_and_tenfold:
        with counted() as work:
            # Three reminders and four pings come, and yesterday's three reminders are frozen.
            assert morning(desk) == (DUE_PEOPLE + PINGS, DUE_PEOPLE)
        spent.append(work)
    small, tenfold = spent
    assert small.statements > DUE_PEOPLE
    assert tenfold.statements == small.statements
    assert tenfold.steps == pytest.approx(small.steps, rel=0.05)


def test_a_tick_with_nothing_due_costs_the_same_and_writes_nothing(
    small_and_tenfold: tuple[Desk, Desk],
) -> None:
    spent = []
    for desk in small_and_tenfold:
        morning(desk)
        with counted() as work:
            schedule.tick(desk)
            schedule.next_due(desk)
        spent.append(work)
    small, tenfold = spent
    assert tenfold.statements == small.statements <= 8
    assert tenfold.steps == pytest.approx(small.steps, rel=0.05)


def test_a_change_of_what_a_digest_holds_costs_the_same_on_ten_times_the_record(
    small_and_tenfold: tuple[Desk, Desk],
) -> None:
    spent = []
    for desk in small_and_tenfold:
        morning(desk)
        with counted() as work, desk.write() as session:
            wanted.complaint_changed(session, TEAM, 10**9)
            wanted.episode_changed(session, TEAM, 2)
        with desk.read() as session:
            again = session.scalars(select(Post.kind).where(Post.wanted > Post.shown + 1)).all()
        assert again == ["digest", "digest"]
        spent.append(work)
    assert spent[1].statements == spent[0].statements
    assert spent[1].steps == pytest.approx(spent[0].steps, rel=0.05)


def test_finishing_an_item_costs_the_same_on_ten_times_the_record(
    small_and_tenfold: tuple[Desk, Desk],
) -> None:
    spent = []
    for desk in small_and_tenfold:
        morning(desk)
        with counted() as work, desk.write() as session:
            wanted.follow_up_changed(session, TEAM, 10**9)
        spent.append(work)
    assert spent[1].statements == spent[0].statements
    assert spent[1].steps == pytest.approx(spent[0].steps, rel=0.05)
