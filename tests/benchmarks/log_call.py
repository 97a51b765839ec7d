"""`/log-call` from dispatch to answer, against a raw commit, the ORM alone, and a bare listener."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

from slack_bolt import Ack, App, BoltRequest
from slack_bolt.authorization import AuthorizeResult

from bot import people, quick_entry
from bot.accounts import create
from bot.desk import Desk
from bot.people import Actor, PersonFacts, Standing
from handlers import routes
from storage.base import new_id
from storage.database import Database
from storage.follow_ups import FollowUp
from storage.interactions import Interaction
from storage.migrating import migrate
from tests.benchmarks.timing import in_turns, median

TEAM, USER = "T1", "U1"
NOTES = "agreed the pilot and wants the price list 4/5"
DATED = f"{NOTES} follow up Friday 3pm: send contract"
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)


def report(folder: Path, rounds: int) -> list[str]:
    """The figures, a line each."""
    desk = _desk(folder / "rapport.db")
    bolt = _bolt(desk)
    bare = _bare_bolt()
    raw = _raw(folder / "rapport.db")
    account_id = _account(desk)
    taken = in_turns(
        {
            "raw": lambda _n: _raw_commit(raw, account_id),
            "orm": lambda _n: _orm_commit(desk, account_id),
            "bare": lambda n: bare.dispatch(_command("/noop", "", f"bare{n}")),
            "undated": lambda n: _answered(bolt, f"Acme {NOTES}", f"undated{n}"),
            "dated": lambda n: _answered(bolt, f"Acme {DATED}", f"dated{n}"),
        },
        rounds,
    )
    middle = {name: median(each) for name, each in taken.items()}
    desk.database.close()
    return [
        f"raw sqlite3 commit of the same rows        {middle['raw']:7.2f} ms   1.0x",
        f"the ORM's commit of the same rows          {_line(middle, 'orm')}",
        f"/log-call without a date                   {_line(middle, 'undated')}   goal 6x",
        f"/log-call with a date                      {_line(middle, 'dated')}   goal 12x",
        f"bare Bolt listener, its default mode       {middle['bare']:7.2f} ms   "
        f"/log-call is {middle['undated'] / middle['bare']:.2f}x of it, goal 0.2x",
    ]


def _line(middle: dict[str, float], name: str) -> str:
    return f"{middle[name]:7.2f} ms {middle[name] / middle['raw']:5.1f}x"


def _desk(path: Path) -> Desk:
    desk = Desk(Database(f"sqlite:///{path}"))
    migrate(desk.database)
    quick_entry.warm()
    people.keep(desk, TEAM, [PersonFacts(USER, "Ana", None, "Asia/Manila", Standing.OWNER)])
    return desk


def _account(desk: Desk) -> int:
    person = people.find(desk, TEAM, USER)
    assert person is not None
    with desk.write() as session:
        return create(desk, session, Actor(TEAM, person, "bench"), "Acme").id


def _bolt(desk: Desk) -> App:
    return routes.build(
        desk,
        token="xoxb-bench",
        signing_secret="bench",
        api_url="http://127.0.0.1:9/api/",
        installed=_installed,
    )


def _bare_bolt() -> App:
    app = App(
        signing_secret="bench",
        authorize=_installed,
        request_verification_enabled=False,
        token_verification_enabled=False,
    )

    def noop(ack: Ack) -> None:
        ack()

    app.command("/noop")(noop)
    return app


def _installed() -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id=TEAM, bot_token="xoxb-bench", bot_id="B1", bot_user_id="UBOT"
    )


def _command(command: str, text: str, request: str) -> BoltRequest:
    body = {
        "command": command,
        "text": text,
        "team_id": TEAM,
        "user_id": USER,
        "channel_id": "C1",
        "trigger_id": request,
        "response_url": "http://127.0.0.1:9/answer",
    }
    return BoltRequest(mode="socket_mode", body=body)


def _answered(bolt: App, text: str, request: str) -> None:
    answer = bolt.dispatch(_command("/log-call", text, request))
    assert "Logged" in (answer.body or ""), answer.body


def _raw(path: Path) -> sqlite3.Connection:
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
    with desk.write() as session:
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
