"""A commit that fails half-way: nobody is told that nothing was stored of what was."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import accounts, complaints, follow_ups, interactions
from bot.clock import Clock
from bot.desk import Desk
from bot.people import Actor, PersonFacts, Standing, find, keep
from storage.complaints import Complaint
from storage.database import CommitInDoubt, Database
from storage.follow_ups import FollowUp
from storage.interactions import Interaction
from storage.teams import Team
from tests.records import Cluster
from tests.storage.cut_line import Cut, Line

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def line(cluster: Cluster, tmp_path: Path) -> Iterator[Line]:
    url = cluster.fresh()
    opened = Line(url, tmp_path)
    yield opened
    opened.close()
    cluster.drop(url)


@pytest.fixture
def desk(line: Line) -> Iterator[Desk]:
    opened = Desk(Database(line.url), Clock.fixed_now(NOON))
    yield opened
    opened.database.close()


@pytest.fixture
def ana(desk: Desk) -> Actor:
    return with_acme(desk)


def with_acme(desk: Desk) -> Actor:
    """An admin, with an account called Acme, at the request "R1"."""
    keep(desk, "T1", [PersonFacts("U1", "Ana", None, "UTC", Standing.ADMIN)])
    person = find(desk, "T1", "U1")
    assert person is not None
    actor = Actor("T1", person, "R1")
    with desk.write("T1") as session:
        accounts.create(desk, session, actor, "Acme")
    return actor


@pytest.mark.parametrize("cut", Cut)
def test_what_a_person_logs_is_stored_once_and_they_are_told_so(
    desk: Desk, line: Line, ana: Actor, cut: Cut
) -> None:
    line.next_cut = cut
    logged = interactions.log_line(desk, ana, "Acme spoke with Priya")
    assert line.cuts == 1
    with desk.read() as session:
        stored = session.scalars(select(Interaction)).all()
    assert [each.id for each in stored] == [logged.interaction.id]


@pytest.mark.parametrize("cut", Cut)
def test_the_doubt_remains_when_the_record_is_gone_then(
    desk: Desk, line: Line, ana: Actor, cut: Cut
) -> None:
    line.next_cut, line.cut_is_for_good = cut, True
    with pytest.raises(CommitInDoubt):
        interactions.log_line(desk, ana, "Acme spoke with Priya")


@pytest.mark.parametrize("cut", Cut)
def test_a_complaint_and_a_follow_up_are_stored_once(
    desk: Desk, line: Line, ana: Actor, cut: Cut
) -> None:
    line.next_cut = cut
    filed = complaints.file_line(desk, ana, "Acme the parcel was wet")
    line.next_cut = cut
    made = follow_ups.create_from_line(desk, ana, "Acme tomorrow send the offer")
    assert line.cuts == 2
    with desk.read() as session:
        assert [each.id for each in session.scalars(select(Complaint))] == [filed.complaint.id]
        assert [each.id for each in session.scalars(select(FollowUp))] == [made.id]


@pytest.mark.parametrize(("cut", "kept"), [(Cut.BEFORE, "before"), (Cut.AFTER, "after")])
def test_any_other_use_case_is_said_to_be_in_doubt(
    desk: Desk, line: Line, ana: Actor, cut: Cut, kept: str
) -> None:
    def rename(name: str) -> None:
        with desk.write("T1") as session:
            team = session.get(Team, "T1")
            assert team is not None
            team.name = name

    woken: list[str] = []
    desk.wake_delivery = lambda: woken.append("what it wants shown may be on record")
    rename("before")
    assert not woken
    line.next_cut = cut
    with pytest.raises(CommitInDoubt):
        rename("after")
    assert woken
    with desk.write("T1") as session:
        team = session.get(Team, "T1")
        assert team is not None
        assert team.name == kept


@contextmanager
def failing_disk(database: Database) -> Iterator[None]:
    """SQLite's log can't be written to: the system refuses to let a file grow (EFBIG)."""
    log = Path(f"{database.url.database}-wal")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.sqlite
def test_a_disk_that_fails_at_the_commit_leaves_a_doubt_that_passes(record: str) -> None:
    with closing(Database(record)) as database:
        desk = Desk(database, Clock.fixed_now(NOON))
        ana = with_acme(desk)
        with failing_disk(database), pytest.raises(CommitInDoubt, match="I/O error"):
            interactions.log_line(desk, ana, "Acme spoke with Priya")
        logged = interactions.log_line(desk, ana, "Acme spoke with Priya")
        with desk.read() as session:
            stored = session.scalars(select(Interaction)).all()
        assert [each.id for each in stored] == [logged.interaction.id]
