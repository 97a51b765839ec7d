"""An admin asks the doctor: each check is a line, each fault says what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot import checks, settings
from bot.clock import machine_now
from bot.desk import Desk
from bot.posts import PostKind, want
from bot.settings import Needs
from bot.teams import keep as keep_team
from bot.views.teams import channel_fault
from handlers import doctor
from handlers.events import sync_people
from playground.company import sample_company
from playground.faults import Fault
from playground.server import Playground
from storage import posts, teams
from storage.database import Database
from storage.posts import Post, PostState
from tests.conftest import MANIFEST, Office

TEAM = "T0HARBOUR"


@pytest.fixture
def slack() -> Iterator[Playground]:
    with Playground(sample_company(), manifest=MANIFEST) as slack:
        yield slack


def report(slack: Playground, database_url: str, **environ: str) -> list[str]:
    """What the doctor says in Socket Mode; `environ` says what is otherwise."""
    loaded = settings.load(
        {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": database_url,
            **environ,
        },
        Needs.NOTHING,
    )
    findings = doctor.examine(loaded, MANIFEST)
    said = doctor.lines(findings)
    assert all("\n" not in line for line in said)
    assert not any(re.search(r"xoxb-\d|xapp-\d", line) for line in said)
    assert doctor.exit_code(findings) == any(line.startswith("FAULT") for line in said)
    return said


def faults(said: list[str]) -> list[str]:
    return [line for line in said if line.startswith("FAULT")]


def only(said: list[str], subject: str) -> str:
    (line,) = (line for line in said if line[9:].startswith(subject))
    return line


def test_a_healthy_office_is_well(office: Office, record: str) -> None:
    said = report(office.slack, record)
    assert faults(said) == []
    assert only(said, "bot token") == "ok       bot token: Harbour & Pine, @rapport."
    assert only(said, "app token").startswith("ok")
    assert only(said, "clock").startswith("ok")
    assert re.fullmatch(r"ok       scopes: all \d+ granted\.", only(said, "scopes"))
    assert only(said, "database").startswith("ok")
    assert only(said, "admins") == "ok       admins: Olga"
    assert only(said, "managers") == "ok       managers: 2 appointed."
    assert only(said, "messages").startswith("ok")


def test_before_the_first_start_nothing_is_made(slack: Playground, tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    said = report(slack, f"sqlite:///{path}")
    assert faults(said) == []
    assert only(said, "database") == f"ok       database: {path} will be made when Rapport starts."
    assert not path.exists()
    gone = report(slack, f"sqlite:///{tmp_path / 'none' / 'new.db'}")
    assert "does not exist. Make it, or name another one" in only(gone, "database")


def test_an_empty_database_is_not_migrated(slack: Playground, tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    said = only(report(slack, f"sqlite:///{path}"), "database")
    assert said.startswith("warning  database: writable, but not of this version.")
    database = Database(f"sqlite:///{path}")
    with database.read() as session:
        tables = session.connection().exec_driver_sql("SELECT name FROM sqlite_master").all()
    database.close()
    assert tables == []


@pytest.mark.parametrize("url", ["oracle9://x", "sqlite:///{file}"])
def test_a_database_that_is_none_is_told(slack: Playground, tmp_path: Path, url: str) -> None:
    (tmp_path / "file").write_text("not a database at all " * 100, "utf-8")
    said = only(report(slack, url.format(file=tmp_path / "file")), "database")
    assert said.startswith("FAULT")
    assert "Check DATABASE_URL" in said


def test_tokens_that_are_missing_or_wrong_are_told(slack: Playground, record: str) -> None:
    missing = report(slack, record, SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="")
    assert [line[9:].split(":")[0] for line in faults(missing)] == [
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
    ]
    wrong = report(slack, record, SLACK_BOT_TOKEN="xoxb-wrong")
    assert "refused by Slack (invalid_auth). api.slack.com/apps" in only(wrong, "bot token")
    assert only(wrong, "app token").startswith("ok")
    unknown = only(report(slack, record, SLACK_APP_TOKEN="xapp-wrong"), "app token")
    assert "refused by Slack (invalid_auth). Make one" in unknown
    assert "connections:write" in unknown


def test_without_a_network_there_is_one_line(slack: Playground, record: str) -> None:
    said = faults(report(slack, record, SLACK_API_URL="http://127.0.0.1:9/api/"))
    assert len(said) == 1
    assert "http://127.0.0.1:9/api/ can't be reached" in said[0]


@pytest.mark.parametrize("kind", ["http_500", "lost_answer", "fatal_error"])
def test_slack_in_trouble_is_told(slack: Playground, record: str, kind: str) -> None:
    slack.faults.add(Fault("auth.test", kind))  # type: ignore[arg-type]
    assert len(faults(report(slack, record))) == 1


def test_missing_scopes_are_named(tmp_path: Path, record: str) -> None:
    poor = tmp_path / "manifest.yml"
    full = MANIFEST.read_text("utf-8")
    poor.write_text(re.sub(r"\n +- (users:read\.email|im:history) .*", "", full), "utf-8")
    with Playground(sample_company(), manifest=poor) as slack:
        said = only(report(slack, record), "scopes")
    assert said.startswith("FAULT    scopes: not granted: im:history, users:read.email.")
    assert "reinstall the app" in said


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("Sat, 21 Nov 2026 12:00:59 GMT", "ok       clock: agrees with Slack's."),
        ("Sat, 21 Nov 2026 11:58:00 GMT", "FAULT    clock: 120 s off Slack's."),
        ("Sat, 21 Nov 2026 12:01:01 GMT", "FAULT    clock: -61 s off Slack's."),
        ("", "warning  clock: Slack's answer bears no time"),
        ("Sat, 21 Nov 2026 12:00:00 -0000", "warning  clock: Slack's answer bears no time"),
    ],
)
def test_a_wrong_clock_is_told(date: str, said: str) -> None:
    noon = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    assert str(doctor.clock(date, noon)).startswith(said)


@pytest.mark.parametrize(
    ("channel", "level", "words"),
    [
        ("C0COMPLAINTS", "warning", "not a member of #complaints. Type /invite"),
        ("C0NONE", "FAULT", "channel_not_found. Choose another channel"),
    ],
)
def test_the_complaints_channel_is_looked_at(
    slack: Playground, record: str, channel: str, level: str, words: str
) -> None:
    _choose(record, channel)
    said = only(report(slack, record), "complaints channel")
    assert said.startswith(level)
    assert words in said


def test_the_complaints_channel_with_the_bot_in_it(slack: Playground, record: str) -> None:
    _meets_everybody(slack, record)
    _choose(record, "C0COMPLAINTS")
    slack.invite("rapport", "#complaints")
    assert only(report(slack, record), "complaints channel").startswith("ok")
    slack.archive("#complaints")
    assert "#complaints is archived" in only(report(slack, record), "complaints channel")
    _choose(record, "C0PARTNERACME")
    slack.invite("rapport", "#partner-acme")
    assert "shared with another company" in only(report(slack, record), "complaints channel")


def test_a_guest_in_the_complaints_channel_is_told(slack: Playground, record: str) -> None:
    _meets_everybody(slack, record)
    _choose(record, "C0COMPLAINTS")
    slack.invite("rapport", "#complaints")
    slack.invite("gus", "#complaints")
    said = only(report(slack, record), "complaints channel")
    assert said.startswith("warning")
    assert "guests" in said


@pytest.mark.parametrize(
    ("recipient", "reason", "way_out"),
    [
        ("C0B", "is_archived", "choose another channel"),
        ("U0B", "user_disabled", "See whether that person is still with you"),
        ("U0B", "messages_tab_disabled", "Turn the Messages tab on"),
    ],
)
def test_nobody_appointed_and_messages_undelivered_are_told(
    slack: Playground, record: str, recipient: str, reason: str, way_out: str
) -> None:
    _cannot_reach(record, recipient, reason)
    said = report(slack, record)
    assert "/rapport settings" in only(said, "managers")
    assert "Start Rapport once" in only(said, "admins")
    told = [line for line in said if line[9:].startswith("messages")]
    assert told[0].startswith("warning  messages: 1 waits to be sent.")
    assert told[1].startswith(f"warning  messages: 1 can't be delivered ({recipient}: {reason}).")
    assert way_out in told[1]
    assert ("channel" in told[1]) == recipient.startswith("C")


@pytest.mark.parametrize(
    ("recipient", "fault", "step"),
    [
        ("C0B", "is_archived", "choose another channel"),
        ("U0B", "user_disabled", "whether that person is still with you"),
        ("U0B", "messages_tab_disabled", "Turn the Messages tab on"),
    ],
)
def test_an_admin_is_told_what_can_be_done_there(recipient: str, fault: str, step: str) -> None:
    dead = Post(recipient=recipient, state=PostState.DEAD, fault=fault)
    told = json.dumps(channel_fault(dead).blocks)
    assert step in told
    assert ("/invite" in told) == recipient.startswith("C")


def _cannot_reach(record: str, recipient: str, reason: str) -> None:
    """One message waits, another can't be delivered."""
    database = Database(record)
    with database.write() as session:
        want(session, TEAM, PostKind.PING, 0, "C0A", at=machine_now())
        want(session, TEAM, PostKind.PING, 1, recipient, at=machine_now())
    with database.write() as session:
        dead = posts.with_key(session, TEAM, f"{PostKind.PING}:1:{recipient}")
        assert dead is not None
        dead.state, dead.fault = PostState.DEAD, reason
    database.close()


def _meets_everybody(slack: Playground, record: str) -> None:
    """What Rapport learns when it connects."""
    desk = Desk(Database(record))
    keep_team(desk, TEAM, "Harbour & Pine", "U0RAPPORT")
    sync_people(desk, WebClient(slack.bot_token, base_url=slack.api_url), TEAM)
    desk.database.close()


def _choose(record: str, channel: str) -> None:
    database = Database(record)
    with database.write() as session:
        teams.of(session, TEAM).complaints_channel = channel
    database.close()


@pytest.mark.sqlite
def test_a_full_disk_is_told(
    slack: Playground, record: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "FULL_BELOW", 10**18)
    assert "MB free for the database. Free some space now" in only(report(slack, record), "disk")
