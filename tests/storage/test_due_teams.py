"""What is due in many workspaces: a busy one delays no other, unless it can't but delay them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.desk import Desk
from bot.due_teams import in_each_team
from storage.database import Database, RecordBusy
from storage.teams import Team

TEAMS = ["T1", "T2", "T3"]


@pytest.fixture
def desk(record: str) -> Iterator[Desk]:
    desk = Desk(Database(record))
    with desk.write() as session:
        session.add_all([Team(team_id=each, name="0") for each in TEAMS])
    yield desk
    desk.database.close()


def test_a_busy_workspace_is_told_at_the_end_and_where_all_are_busy_none_is_waited_for(
    desk: Desk, record: str
) -> None:
    tried: list[str] = []

    def waiting(_session: Session, _now: datetime) -> list[str]:
        return TEAMS

    def do_all(desk: Desk, team_id: str) -> int:
        tried.append(team_id)
        with desk.write(team_id) as session:
            session.execute(text("UPDATE teams SET name = '2'"))
        return 0

    with closing(Database(record)) as other, other.write("T1") as session:
        session.execute(text("UPDATE teams SET name = '1' WHERE team_id = 'T1'"))
        with pytest.raises(RecordBusy):
            in_each_team(desk, waiting, do_all)
    assert tried == (TEAMS[:1] if desk.database.is_sqlite else TEAMS)
