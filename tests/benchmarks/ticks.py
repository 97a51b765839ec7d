"""A morning's tick at 20,000 and at 200,000 accounts, with the same 2,000 things due."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Engine,
    String,
    case,
    cast,
    event,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from bot import schedule
from bot.clock import Clock
from bot.desk import Desk
from storage.accounts import Account, AccountStatus
from storage.database import Database
from storage.digests import DigestItem
from storage.follow_ups import FollowUp, FollowUpStatus
from storage.people import Person, Standing
from storage.teams import Team
from tests.benchmarks.figures import Figure
from tests.benchmarks.records import fresh_records
from tests.benchmarks.slack import TEAM
from tests.storage.test_costs import Work, counted

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
SIZES = (20_000, 200_000)
DUE, DUE_PEOPLE, PEOPLE = 2_000, 200, 1_000
GOAL = 1.05
FIRST_DUE = 10**8


@dataclass(frozen=True, slots=True)
class Cost:
    """What a tick has cost: `touched` are SQLite's steps, or the pages PostgreSQL looked at."""

    milliseconds: float
    statements: int
    touched: int


def figures() -> list[Figure]:
    costs: dict[str, list[Cost]] = {}
    for size in SIZES:
        with fresh_records() as records:
            for name, record in records.items():
                costs.setdefault(name, []).append(_cost(record, size))
    return [_figure(name, *both) for name, both in costs.items()]


def _figure(name: str, small: Cost, large: Cost) -> Figure:
    unit = "steps" if name == "SQLite" else "pages"
    ratio = large.touched / small.touched
    return Figure(
        f"digest tick, {DUE:,} due among {SIZES[1]:,} accounts, {name}",
        f"{large.statements} statements, {large.touched:,} {unit}, {large.milliseconds:.0f} ms",
        f"among {SIZES[0]:,}: {small.statements}, {small.touched:,}, {small.milliseconds:.0f} ms",
        ratio,
        f"same statements, {unit} ≤ {GOAL}×",
        large.statements == small.statements and ratio <= GOAL,
    )


def _cost(record: str, accounts: int) -> Cost:
    _furnish(record, accounts)
    desk = Desk(Database(record), Clock.fixed_now(NOW))
    before = _pages(desk)
    with counted() if desk.database.is_sqlite else _statements() as work:
        begun = time.perf_counter()
        schedule.tick(desk)
        taken = (time.perf_counter() - begun) * 1000
    with desk.read() as session:
        made = session.scalar(select(func.count()).select_from(DigestItem))
    assert made == DUE, f"{made} things were told, {DUE} are due"
    touched = work.steps if desk.database.is_sqlite else _pages(desk) - before
    desk.database.close()
    return Cost(taken, work.statements, touched)


@contextmanager
def _statements() -> Iterator[Work]:
    """Count the statements inside the block: PostgreSQL tells its work in another way."""
    work = Work()

    def on_statement(*_everything: object) -> None:
        work.statements += 1

    event.listen(Engine, "before_cursor_execute", on_statement)
    try:
        yield work
    finally:
        event.remove(Engine, "before_cursor_execute", on_statement)


def _pages(desk: Desk) -> int:
    """How many pages of its tables and indexes PostgreSQL has looked at, in memory or on disk."""
    if desk.database.is_sqlite:
        return 0
    # A connection tells of what it did when it ends.
    desk.database.close()
    asked = select(
        func.sum(text("heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read"))
    ).select_from(text("pg_statio_user_tables"))
    with desk.read() as session:
        return int(session.scalar(asked) or 0)


def _furnish(record: str, accounts: int) -> None:
    """All of it is made by the database itself, which takes seconds instead of minutes."""
    database = Database(record)
    with database.write(TEAM, unhurried=True) as session:
        session.add(Team(team_id=TEAM))
        session.flush()
        _fill(session, Account, accounts, _account)
        _fill(session, Person, PEOPLE, _person)
        _fill(session, FollowUp, DUE, _due)
        _fill(session, FollowUp, accounts, _to_come)
        _fill(session, FollowUp, accounts, _done)
        if not database.is_sqlite:
            _settle(session)
    database.close()


def _settle(session: Session) -> None:
    """PostgreSQL knows what it holds, and doesn't tidy up while it is measured."""
    session.execute(text("ANALYZE"))
    for table in (Account, Person, FollowUp):
        session.execute(text(f"ALTER TABLE {table.__tablename__} SET (autovacuum_enabled = off)"))


Row = dict[str, Any]
Number = ColumnElement[int]


def _fill(session: Session, table: type, count: int, row: Any) -> None:
    numbers = select(literal(0).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < count - 1))
    made = row(numbers.c.n)
    columns = [_column(value, getattr(table, name).type) for name, value in made.items()]
    session.connection().execute(
        insert(table).from_select(list(made), select(*columns), include_defaults=False)
    )


def _column(value: object, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    return value if isinstance(value, ColumnElement) else literal(value, kind)


def _account(n: Number) -> Row:
    return {
        "team_id": TEAM,
        "id": n + 1,
        "name": _numbered("Account ", n),
        "manager_id": _user(n),
        "status": AccountStatus.ACTIVE,
        "created_by": "U0",
        "created_at": NOW,
        "changed_by": "U0",
        "changed_at": NOW,
    }


def _user(n: Number) -> ColumnElement[str]:
    return _numbered("U", n % PEOPLE)


def _numbered(word: str, n: Number) -> ColumnElement[str]:
    return literal(word).concat(cast(n, String))


def _person(n: Number) -> Row:
    return {
        "team_id": TEAM,
        "user_id": _user(n),
        "name": "",
        "tz": "UTC",
        "standing": Standing.MEMBER,
        "is_manager": True,
        "is_lead": False,
        "next_digest_at": _digest_at(n),
        "fetched_at": NOW,
    }


def _digest_at(n: Number) -> ColumnElement[datetime]:
    instant = Person.next_digest_at.type
    tomorrow = literal(NOW + timedelta(days=1), instant)
    return case((n < DUE_PEOPLE, literal(NOW, instant)), else_=tomorrow)


def _follow_up(n: Number, first: int, days: int, **more: object) -> Row:
    due_at = NOW + timedelta(days=days)
    return {
        "team_id": TEAM,
        "id": n + first,
        "account_id": n + 1,
        "assignee_id": _user(n),
        "what": _numbered("task ", n),
        "due_on": due_at.date(),
        "due_at": due_at,
        "status": FollowUpStatus.OPEN,
        "created_by": "U0",
        "created_at": NOW,
        "made_account": False,
        **more,
    }


def _due(n: Number) -> Row:
    return _follow_up(n, FIRST_DUE, -1, assignee_id=_numbered("U", n % DUE_PEOPLE))


def _to_come(n: Number) -> Row:
    return _follow_up(n, 2 * FIRST_DUE, 30)


def _done(n: Number) -> Row:
    over = {"status": FollowUpStatus.DONE, "closed_at": NOW, "closed_by": "U0"}
    return _follow_up(n, 3 * FIRST_DUE, -90, **over)
