"""What waits to be shown is counted at the cost of what waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import metrics
from bot.desk import Desk
from storage import waiting
from storage.database import Database
from storage.homes import OpenedHome
from storage.posts import Post, PostState
from tests.storage.test_costs import NOW, TEAM, counted, furnished


def _post(number: int, **more: object) -> Post:
    kept = {"wanted": 1, "shown": 0, "state": PostState.LIVE, "created_at": NOW, **more}
    return Post(
        team_id=TEAM,
        id=10**6 + number,
        key=f"a post:{number}",
        kind="ping",
        subject_id=number,
        recipient="U1",
        try_at=NOW,
        **kept,
    )


def _fill(desk: Desk) -> None:
    """Three wait, the oldest for an hour and one for a change; two are dead, others are well."""
    with desk.write() as session:
        session.add_all(
            [
                _post(1, created_at=NOW - timedelta(hours=1)),
                _post(2),
                _post(3, ts="1.0", shown=1, wanted=2, created_at=NOW - timedelta(days=9)),
                _post(4, state=PostState.DEAD),
                _post(5, state=PostState.DEAD, wanted=3),
                _post(6, state=PostState.CANCELLED),
                _post(7, ts="1.0", shown=1),
                OpenedHome(team_id=TEAM, user_id="U1", try_at=NOW),
                OpenedHome(team_id=TEAM, user_id="U2", try_at=NOW, shown=1),
            ]
        )


@pytest.fixture
def desk(record: str) -> Iterator[Desk]:
    desk = Desk(Database(record))
    yield desk
    desk.database.close()


def test_what_waits_and_what_is_dead_is_counted(desk: Desk) -> None:
    _fill(desk)
    with desk.read() as session:
        found = waiting.look(session)
    assert (found.posts, found.homes, found.dead) == (3, 1, 2)
    assert found.since == NOW - timedelta(hours=1)


def test_of_an_empty_record_nothing_waits(desk: Desk) -> None:
    with desk.read() as session:
        assert waiting.look(session) == waiting.Waiting(0, None, 0, 0)


def test_a_look_costs_the_same_on_ten_times_the_record(empty_record: Path, tmp_path: Path) -> None:
    spent = []
    for times in (1, 10):
        desk = furnished(tmp_path / f"{times}.db", empty_record, times)
        _fill(desk)
        with counted() as work:
            metrics.look(desk)
        spent.append(work)
        desk.database.close()
    small, tenfold = spent
    assert small.statements == tenfold.statements == 4
    assert tenfold.steps == pytest.approx(small.steps, rel=0.05)
