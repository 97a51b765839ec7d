"""Opening Home costs the same number of statements, however much a manager has to do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from shutil import copy

from bot import home
from bot.clock import Clock
from bot.desk import Desk
from bot.views import home as views
from storage.database import Database
from storage.people import Person, Standing
from storage.teams import Team
from tests.flows.much_work import fill_with_work
from tests.storage.test_costs import counted

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def _desk(path: Path, empty: Path, each: int) -> Desk:
    """A lead who is an admin, with so many of everything, and a colleague with as many."""
    copy(empty, path)
    desk = Desk(Database(f"sqlite:///{path}"), Clock.fixed_now(NOW))
    with desk.write() as session:
        session.add(Team(team_id="T1"))
        for user_id in ("U1", "U2"):
            session.add(_person(user_id))
            fill_with_work(session, "T1", user_id, NOW, each)
    return desk


def _person(user_id: str) -> Person:
    return Person(
        team_id="T1", user_id=user_id, standing=Standing.ADMIN, is_lead=True, fetched_at=NOW
    )


def _statements(desk: Desk) -> int:
    with counted() as work:
        shown = home.of(desk, "T1", "U1")
    assert shown is not None
    assert len(views.home(shown)["blocks"]) > 50
    desk.database.close()
    return work.statements


def test_ten_times_the_work_takes_as_many_statements(empty_record: Path, tmp_path: Path) -> None:
    few = _statements(_desk(tmp_path / "few.db", empty_record, 50))
    many = _statements(_desk(tmp_path / "many.db", empty_record, 500))
    assert few == many
    assert many <= 25
