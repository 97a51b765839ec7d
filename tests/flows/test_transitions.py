"""Every cell of docs/transitions.md is tried: state, action and person, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import select

from bot import (
    complaint_corrections,
    complaint_steps,
    complaints,
    corrections,
    episode_actions,
    episode_clock,
    interactions,
)
from bot.complaint_steps import Closing
from bot.complaints import ComplaintDraft, Severity
from bot.due import Due, SnoozeUntil
from bot.follow_ups import FollowUpAsked
from bot.interactions import InteractionDraft
from bot.people import Actor
from bot.refusals import Refused
from storage.episodes import Episode
from storage.interactions import Kind
from tests.flows.transitions import NEVER, REFUSED, TEAM, Company, Row, rows


class Tried(Company):
    """The company with the records that a refusal has left as they were, by state."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.spare: dict[str, int] = {}
        self.spare_clients: dict[str, Client] = {}


@pytest.fixture(scope="module")
def company(empty_record: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    path = tmp_path_factory.mktemp("transitions") / "rapport.db"
    copy(empty_record, path)
    opened = Tried(f"sqlite:///{path}")
    yield opened
    opened.desk.database.close()


# A complaint

FILED_SO = ComplaintDraft("The delivery came two days late")
CLOSED_SO = Closing("Wrong address", "The address book was corrected", True, "By phone")
COMPLAINT_ROWS = rows("a complaint")

Step = Callable[[Company, Actor, int], object]
STEPS: dict[str, Step] = {
    "take": lambda on, who, own: complaint_steps.take(on.desk, who, own),
    "hand over": lambda on, who, own: complaint_steps.hand_over(
        on.desk, who, own, on.people["colleague"].user_id
    ),
    "change severity": lambda on, who, own: complaint_corrections.change_severity(
        on.desk, who, own, Severity.LOW
    ),
    "edit": lambda on, who, own: complaint_corrections.edit(
        on.desk, who, own, _complaint(on, own).account_id, ComplaintDraft("It came a week late")
    ),
    "add a note": lambda on, who, own: complaint_steps.note(on.desk, who, own, "They called again"),
    "tell the client": lambda on, who, own: complaint_steps.tell(on.desk, who, own, "By phone"),
    "close": lambda on, who, own: complaint_steps.close(on.desk, who, own, CLOSED_SO),
    "reopen": lambda on, who, own: complaint_steps.reopen(on.desk, who, own, "It came late again"),
    "undo": lambda on, who, own: complaint_corrections.withdraw(on.desk, who, own),
}


def _complaint(company: Company, complaint_id: int) -> complaints.Complaint:
    return complaints.find(company.desk, company.actor("admin"), complaint_id)


def _complaint_in(company: Company, status: str) -> int:
    """A complaint that came to be in this state on the ordinary way."""
    filer = company.actor("filer")
    filed = complaints.file(company.desk, filer, company.account(), FILED_SO).complaint.id
    ways = {
        "filed": (),
        "taken": (("take", "owner"),),
        "told": (("take", "owner"), ("tell the client", "owner")),
        "closed": (("take", "owner"), ("close", "owner")),
        "reopened": (("take", "owner"), ("close", "owner"), ("reopen", "filer")),
        "withdrawn": (("take", "owner"), ("undo", "filer")),
    }
    for action, name in ways[status]:
        STEPS[action](company, company.actor(name), filed)
    assert _complaint(company, filed).status == status
    return filed


@pytest.mark.parametrize("row", COMPLAINT_ROWS, ids=str)
def test_what_becomes_of_a_complaint(company: Tried, row: Row) -> None:
    actions = list(STEPS) if row.action == "anything" else [row.action]
    for who in row.who:
        for action in actions:
            found = {
                status: _tried(company, action, who, status)
                for status, wanted in row.cells.items()
                if wanted != NEVER
            }
            wanted = {status: cell for status, cell in row.cells.items() if cell != NEVER}
            assert found == wanted, f"{who}: {action}"


def _tried(company: Tried, action: str, who: str, status: str) -> str:
    complaint_id = company.spare.pop(status, None) or _complaint_in(company, status)
    before = _complaint(company, complaint_id).version
    is_refused = _is_refused(lambda: STEPS[action](company, company.actor(who), complaint_id))
    after = _complaint(company, complaint_id)
    if not is_refused:
        return str(after.status)
    assert after.version == before, "refused, and yet changed"
    company.spare[status] = complaint_id
    return REFUSED


def _is_refused(asked: Callable[[], object]) -> bool:
    try:
        asked()
    except Refused as refusal:
        return bool(refusal.words)
    return False


def test_the_table_of_complaints_is_whole() -> None:
    tried = {(row.action, who) for row in COMPLAINT_ROWS for who in row.who}
    insiders = ("filer", "owner", "manager", "colleague", "lead", "admin")
    assert tried == {(action, who) for action in STEPS for who in insiders} | {
        ("anything", who) for who in ("no role", "guest", "other company")
    }


# An alert of an unhappy client

ACTIONS: dict[str, Step] = {
    'say "already on it"': lambda on, who, own: episode_actions.acknowledge(on.desk, who, own),
    "plan a call": lambda on, who, own: episode_actions.plan_call(
        on.desk, who, own, FollowUpAsked("Call them", Due(_next_week(on), None))
    ),
    "snooze": lambda on, who, own: episode_actions.snooze(
        on.desk, who, own, SnoozeUntil.NEXT_WEEK, None, "They are on holiday"
    ),
    "close": lambda on, who, own: episode_actions.close(on.desk, who, own, "All settled"),
}
ALERT_ROWS = [row for row in rows("an alert of an unhappy client") if row.who]
HAPPENINGS = [row for row in rows("an alert of an unhappy client") if not row.who]


def _next_week(company: Company) -> date:
    return (company.desk.clock.now() + timedelta(days=7)).date()


class Client:
    """One account, its low score and what is logged about it after that."""

    def __init__(self, company: Company, status: str) -> None:
        self.company = company
        self.account_id = company.account()
        self.low = self.logs(2) if status != "none" else None
        ways = {
            "acknowledged": 'say "already on it"',
            "snoozed": "snooze",
            "closed": "close",
        }
        if status in ways:
            ACTIONS[ways[status]](company, company.actor("manager"), self.episode.id)
        if status == "withdrawn":
            self.undoes_the_low_score()
        assert self.status == status

    def logs(self, score: int) -> int:
        """Somebody logs a score just now; the entry's id."""
        company = self.company
        draft = InteractionDraft("said so", Kind.CALL, company.desk.clock.now(), satisfaction=score)
        logged = interactions.log(company.desk, company.actor("colleague"), self.account_id, draft)
        return logged.interaction.id

    def complains(self, severity: Severity) -> None:
        draft = ComplaintDraft("It came late", severity)
        complaints.file(self.company.desk, self.company.actor("filer"), self.account_id, draft)

    def undoes_the_low_score(self) -> None:
        assert self.low is not None
        corrections.undo(self.company.desk, self.company.actor("lead"), self.low)

    def corrects_the_low_score(self, score: int) -> None:
        company, lead = self.company, self.company.actor("lead")
        assert self.low is not None
        logged = corrections.to_edit(company.desk, lead, self.low)
        entry = logged.interaction
        draft = InteractionDraft(entry.notes, entry.kind, entry.occurred_at, satisfaction=score)
        corrections.edit(company.desk, lead, entry.id, self.account_id, draft, shown=logged.version)

    @property
    def newest(self) -> Episode | None:
        with self.company.desk.read() as session:
            return session.scalars(
                select(Episode)
                .where(Episode.team_id == TEAM, Episode.account_id == self.account_id)
                .order_by(Episode.id.desc())
            ).first()

    @property
    def episode(self) -> Episode:
        found = self.newest
        assert found is not None
        return found

    @property
    def status(self) -> str:
        return str(self.newest.status) if self.newest else "none"


@pytest.mark.parametrize("row", ALERT_ROWS, ids=str)
def test_what_people_do_about_an_alert(company: Tried, row: Row) -> None:
    actions = list(ACTIONS) if row.action == "anything" else [row.action]
    for who in row.who:
        for action in actions:
            for status, wanted in row.cells.items():
                if wanted != NEVER:
                    assert _answered(company, action, who, status) == wanted, f"{who}: {action}"


def _answered(company: Tried, action: str, who: str, status: str) -> str:
    client = company.spare_clients.pop(status, None) or Client(company, status)
    before = client.episode
    if not _is_refused(lambda: ACTIONS[action](company, company.actor(who), before.id)):
        return client.status
    assert client.episode.version == before.version, "refused, and yet changed"
    company.spare_clients[status] = client
    return REFUSED


Happening = Callable[[Client], object]
HAPPENS: dict[str, Happening] = {
    "a score of 2, no lower than before": lambda client: client.logs(2),
    "a score of 1, lower than before": lambda client: client.logs(1),
    "a score of 3": lambda client: client.logs(3),
    "a score of 3 after one of 5": lambda client: (client.logs(5), client.logs(3)),
    "a score of 4": lambda client: client.logs(4),
    "a complaint of medium severity": lambda client: client.complains(Severity.MEDIUM),
    "a complaint of high severity": lambda client: client.complains(Severity.HIGH),
    "the low score is undone": lambda client: client.undoes_the_low_score(),
    "the low score is corrected to 3": lambda client: client.corrects_the_low_score(3),
    "the snooze ends": lambda client: _let_the_snooze_end(client.company),
}


def _let_the_snooze_end(company: Company) -> None:
    later = replace(company.desk)
    later.clock = type(company.desk.clock).fixed_now(company.desk.clock.now() + timedelta(days=8))
    while episode_clock.alarms_due(later):
        continue


@pytest.mark.parametrize("row", HAPPENINGS, ids=str)
def test_what_happens_to_an_alert(company: Company, row: Row) -> None:
    for status, wanted in row.cells.items():
        if wanted != NEVER:
            client = Client(company, status)
            before = client.newest
            HAPPENS[row.action](client)
            assert _change(before, client) == wanted, status


def _change(before: Episode | None, client: Client) -> str:
    after = client.newest
    if after is not None and (before is None or before.id != after.id):
        assert after.status == "open"
        return "a new one"
    if before is not None and after is not None and after.card > before.card:
        assert after.status == "open"
        return "worse"
    return client.status


def test_the_tables_of_alerts_are_whole() -> None:
    tried = {(row.action, who) for row in ALERT_ROWS for who in row.who}
    assert tried == {
        (action, who) for action in ACTIONS for who in ("manager", "lead", "admin")
    } | {("anything", who) for who in ("colleague", "no role", "guest", "other company")}
    assert [row.action for row in HAPPENINGS] == list(HAPPENS)
