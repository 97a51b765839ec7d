"""What it costs to tell of many complaints at once, counted in the database's own statements."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from bot import changes, channels, complaint_alerts, digests
from bot.clock import Clock
from bot.desk import Desk
from bot.posts import PostKind
from storage import complaints, people, teams
from storage.accounts import Account, AccountStatus
from storage.complaints import Complaint, Severity
from storage.database import Database
from storage.people import Person, Standing
from storage.posts import Post
from storage.teams import Team
from tests.storage.test_costs import counted

TEAM, CHANNEL = "T1", "C1"
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
FEW, MANY = 5, 200


def furnished(path: Path, empty: Path, count: int) -> Desk:
    """A lead, an admin, and so many open complaints with two steps in the life of each."""
    copy(empty, path)
    desk = Desk(Database(f"sqlite:///{path}"), Clock.fixed_now(NOW))
    with desk.write() as session:
        session.add(Team(team_id=TEAM))
        session.flush()
        session.add_all([_person("U0", Standing.MEMBER), _person("U1", Standing.OWNER)])
        session.add(_account())
        session.flush()
        for _number in range(count):
            _complain(desk, session)
    return desk


def _person(user_id: str, standing: Standing) -> Person:
    is_lead = standing == Standing.MEMBER
    facts = {"name": user_id, "tz": "Asia/Kolkata", "standing": standing, "fetched_at": NOW}
    return Person(team_id=TEAM, user_id=user_id, is_manager=False, is_lead=is_lead, **facts)


def _account() -> Account:
    made = {"created_by": "U0", "created_at": NOW, "changed_by": "U0", "changed_at": NOW}
    return Account(team_id=TEAM, id=1, name="Acme", status=AccountStatus.ACTIVE, **made)


def _complain(desk: Desk, session: Session) -> None:
    clock = {"filed_at": NOW, "clock_from": NOW, "acknowledge_by": NOW}
    filed = Complaint(
        team_id=TEAM, account_id=1, what="late", severity=Severity.LOW, filed_by="U0", **clock
    )
    session.add(filed)
    session.flush()
    for _step in range(2):
        of_it = {"team_id": TEAM, "noun": complaint_alerts.NOUN, "record_id": filed.id}
        changes.record(desk, session, **of_it, verb="noted", by="U0")  # type: ignore[arg-type]


@pytest.fixture
def few_and_many(empty_record: Path, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    desks = tuple(furnished(tmp_path / f"{n}.db", empty_record, n) for n in (FEW, MANY))
    yield desks[0], desks[1]
    for desk in desks:
        desk.database.close()


def wanted(desk: Desk, kind: PostKind, recipient: str) -> int:
    with desk.read() as session:
        of_kind = (Post.kind == kind, Post.recipient == recipient)
        return session.scalars(select(func.count()).select_from(Post).where(*of_kind)).one()


def chooses(desk: Desk) -> None:
    with desk.write() as session:
        team = teams.of(session, TEAM)
        team.complaints_channel = CHANNEL
        complaint_alerts.tell_channel(session, team, NOW)


def test_many_open_complaints_move_into_a_channel_and_out_again_for_the_price_of_few(
    few_and_many: tuple[Desk, Desk],
) -> None:
    spent = []
    for desk, count in zip(few_and_many, (FEW, MANY), strict=True):
        with counted() as choosing:
            chooses(desk)
        assert wanted(desk, PostKind.COMPLAINT_ALERT, CHANNEL) == count
        assert wanted(desk, PostKind.COMPLAINT_STEP, CHANNEL) == 2 * count
        with counted() as archiving:
            channels.archive(desk, TEAM, CHANNEL)
        for boss in ("U0", "U1"):
            assert wanted(desk, PostKind.COMPLAINT_ALERT, boss) == count
            assert wanted(desk, PostKind.COMPLAINT_STEP, boss) == 2 * count
        assert wanted(desk, PostKind.CHANNEL_FAULT, "U1") == 1
        spent.append((choosing.statements, archiving.statements))
    few, many = spent
    assert many == few, "statements, whatever the number of complaints"


def test_only_what_is_open_is_told_elsewhere(few_and_many: tuple[Desk, Desk]) -> None:
    desk, _many = few_and_many
    chooses(desk)
    with desk.write() as session:
        first = complaints.open_in_team(session, TEAM)[0]
        first.status = complaints.ComplaintStatus.CLOSED
    channels.archive(desk, TEAM, CHANNEL)
    assert wanted(desk, PostKind.COMPLAINT_ALERT, "U0") == FEW - 1


def test_a_reminder_reads_only_what_its_person_answers_for(
    few_and_many: tuple[Desk, Desk],
) -> None:
    _few, desk = few_and_many
    read: list[int] = []

    def count(complaint: Complaint, _context: object) -> None:
        read.append(complaint.id)

    event.listen(Complaint, "load", count)
    try:
        with desk.read() as session:
            lead, admin = people.with_ids(session, TEAM, ["U0", "U1"])
            assert digests.complaints_of(session, admin) == []
            assert not read, "the lead answers for them"
            assert len(digests.complaints_of(session, lead)) == MANY
    finally:
        event.remove(Complaint, "load", count)
    assert len(read) == MANY
