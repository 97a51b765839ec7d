"""`/log-call` from dispatch to answer, against a raw commit, the ORM alone, and a bare listener."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime

from slack_bolt import App, BoltRequest

from bot import quick_entry
from bot.desk import Desk, open_desk
from handlers import routes
from storage.base import new_id
from storage.follow_ups import FollowUp
from storage.interactions import Interaction
from tests.benchmarks.bolt import bare, installed
from tests.benchmarks.figures import Figure
from tests.benchmarks.load import typed
from tests.benchmarks.records import ACCOUNT, fresh_sqlite, furnish
from tests.benchmarks.slack import BOT_TOKEN, SECRET, TEAM, USER
from tests.benchmarks.timing import in_turns, undisturbed

ROUNDS = 400
NOTES = "agreed the pilot and wants the price list 4/5"
DATED = f"{NOTES} follow up Friday 3pm: send contract"
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)


def figures() -> list[Figure]:
    with fresh_sqlite() as record:
        desk = open_desk(record)
        found = _compared(desk)
        desk.database.close()
        return found


def _compared(desk: Desk) -> list[Figure]:
    quick_entry.warm()
    account_id = furnish(desk)
    bolt, yardstick = _bolt(desk), bare(checks_signatures=False)
    raw = _raw(str(desk.database.url.database))
    taken = in_turns(
        {
            "raw": lambda _n: _raw_commit(raw, account_id),
            "orm": lambda _n: _orm_commit(desk, account_id),
            "bare": lambda n: yardstick.dispatch(_command("/noop", "", f"bare{n}")),
            "undated": lambda n: _answered(bolt, f"{ACCOUNT} {NOTES}", f"undated{n}"),
            "dated": lambda n: _answered(bolt, f"{ACCOUNT} {DATED}", f"dated{n}"),
        },
        ROUNDS,
    )
    raw.close()
    quickest = {name: undisturbed(each) for name, each in taken.items()}
    by_raw = "the same rows, raw sqlite3", quickest["raw"]
    by_bolt = "bare Bolt, default mode", quickest["bare"]
    return [
        _figure("the ORM's commit of the same rows", quickest["orm"], by_raw, None),
        _figure("/log-call without a date", quickest["undated"], by_raw, 6),
        _figure("/log-call with a date", quickest["dated"], by_raw, 12),
        _figure("/log-call without a date", quickest["undated"], by_bolt, 0.2),
    ]


def _figure(what: str, taken: float, beside: tuple[str, float], goal: float | None) -> Figure:
    yardstick, of_yardstick = beside
    ratio = taken / of_yardstick
    return Figure(
        what,
        f"{taken:.2f} ms",
        f"{yardstick}: {of_yardstick:.2f} ms",
        ratio,
        f"≤ {goal}×" if goal else "",
        ratio <= goal if goal else None,
    )


def _bolt(desk: Desk) -> App:
    return routes.build(
        desk,
        token=BOT_TOKEN,
        signing_secret=SECRET,
        api_url="http://127.0.0.1:9/api/",
        installed=installed,
    )


def _command(command: str, text: str, request: str) -> BoltRequest:
    body = {**typed(command, text, 0), "trigger_id": request}
    return BoltRequest(mode="socket_mode", body=body)


def _answered(bolt: App, text: str, request: str) -> None:
    answer = bolt.dispatch(_command("/log-call", text, request))
    assert "Logged" in (answer.body or ""), answer.body


def _raw(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def _raw_commit(connection: sqlite3.Connection, account_id: int) -> None:
    interaction_id, now = new_id(), NOW.isoformat()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(
        "INSERT INTO interactions (team_id, id, account_id, kind, occurred_at, author_id, notes,"
        " satisfaction, created_at, made_account, request) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        (
            TEAM,
            interaction_id,
            account_id,
            "call",
            now,
            USER,
            DATED,
            4,
            now,
            0,
            str(interaction_id),
        ),
    )
    connection.execute(
        "INSERT INTO follow_ups (team_id, id, account_id, assignee_id, what, due_on, due_at,"
        " status, interaction_id, created_by, created_at, made_account, request)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            TEAM,
            new_id(),
            account_id,
            USER,
            "send contract",
            "2026-11-27",
            now,
            "open",
            interaction_id,
            USER,
            now,
            0,
            str(interaction_id),
        ),
    )
    connection.execute("COMMIT")


def _orm_commit(desk: Desk, account_id: int) -> None:
    request = str(new_id())
    with desk.write(TEAM) as session:
        interaction = Interaction(
            team_id=TEAM,
            account_id=account_id,
            kind="call",
            occurred_at=NOW,
            author_id=USER,
            notes=DATED,
            satisfaction=4,
            created_at=NOW,
            made_account=False,
            request=request,
        )
        session.add(interaction)
        session.flush()
        session.add(
            FollowUp(
                team_id=TEAM,
                account_id=account_id,
                assignee_id=USER,
                what="send contract",
                due_on=date(2026, 11, 27),
                due_at=NOW,
                status="open",
                created_by=USER,
                interaction_id=interaction.id,
                created_at=NOW,
                made_account=False,
                request=request,
            )
        )
