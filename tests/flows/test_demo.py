"""The demo: a company with months behind it, at whatever hour it is started."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import PIPE
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

import demo
from bot.clock import machine_now
from handlers.process import Rapport
from playground.messages import Message
from playground.person import Person
from playground.sample.acts import Types
from playground.sample.complaints import WAITING
from playground.sample.story import story
from playground.sample.written import clients
from playground.server import Playground
from storage.accounts import Account
from storage.complaints import Complaint
from storage.episodes import Episode
from storage.follow_ups import FollowUp, FollowUpStatus
from storage.held_lines import HeldLine
from storage.interactions import Interaction
from tests.conftest import MANIFEST

ODD = [
    datetime(2026, 11, 22, 3, 0, tzinfo=UTC),  # a Sunday
    datetime(2028, 2, 29, 10, 0, tzinfo=UTC),
    datetime(2027, 1, 1, 0, 30, tzinfo=UTC),
    datetime(2027, 3, 29, 13, 0, tzinfo=UTC),  # the day after clocks went forward in Berlin
]
TO_DO = 12
TAKES_AT_MOST = timedelta(minutes=5)


@dataclass
class Demo:
    """The demo's two sides, and the instant it was started at."""

    slack: Playground
    rapport: Rapport
    now: datetime

    def rows(self, kind: type[Any]) -> list[Any]:
        with self.rapport.desk.read() as session:
            return list(session.scalars(select(kind)))

    def done(self) -> set[str]:
        """The things to try that are ticked off."""
        assert self.slack.tries is not None
        return {each["id"] for each in self.slack.tries.as_json() if each["done"]}

    def state(self, handle: str) -> dict[str, Any]:
        """What the page gets."""
        url = f"{self.slack.url}/_playground/state?as={handle}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            said: dict[str, Any] = json.load(answer)
        return said


@contextmanager
def opened(now: datetime) -> Iterator[Demo]:
    with (
        TemporaryDirectory(dir=demo.memory()) as folder,
        demo.sample_slack(MANIFEST, 0, now) as slack,
    ):
        rapport = demo.open_rapport(slack, Path(folder), now)
        yield Demo(slack, rapport, now)
        slack.drop_sockets()
        rapport.stop()


@pytest.fixture(scope="module", params=[None, *ODD], ids=str)
def played(request: pytest.FixtureRequest) -> Iterator[Demo]:
    """The demo, started now and at odd instants."""
    with opened(request.param or machine_now()) as started:
        yield started


def test_both_clocks_stand_at_the_start_of_the_visit(played: Demo) -> None:
    for clock in (played.slack.workspace.clock, played.rapport.desk.clock):
        assert timedelta() <= clock.now() - played.now < TAKES_AT_MOST


def test_nothing_lies_in_the_future(played: Demo) -> None:
    now = played.rapport.desk.clock.now()
    shown = [m for there in played.slack.workspace.messages.values() for m in there]
    assert max(float(message.ts) for message in shown) < now.timestamp()
    for entry in played.rows(Interaction):
        assert entry.created_at <= now
        assert entry.occurred_at <= now


def test_every_line_was_understood(played: Demo) -> None:
    lines = [
        act.line.removeprefix("/log-call ")
        for act in story(played.now, played.slack.workspace.members.values())
        if isinstance(act, Types) and act.line.startswith("/log-call ")
    ]
    names = [client.name for client in clients()]
    meant = Counter(max((n for n in names if line.startswith(n)), key=len) for line in lines)
    called = {account.id: account.name for account in played.rows(Account)}
    assert Counter(called[entry.account_id] for entry in played.rows(Interaction)) == meant
    assert all(entry.satisfaction for entry in played.rows(Interaction))
    assert played.rows(HeldLine) == []


def test_one_client_is_unhappy_and_one_complaint_waits(played: Demo) -> None:
    called = {account.id: account.name for account in played.rows(Account)}
    (unhappy,) = (episode for episode in played.rows(Episode) if episode.is_live)
    assert called[unhappy.account_id] == "Blue Ocean Shipping"
    (waiting,) = (each for each in played.rows(Complaint) if each.waits_for_owner)
    assert called[waiting.account_id] == WAITING
    assert waiting.alarm is not None, "nobody had to be told that it is late"


def test_what_is_to_do_is_late_for_today_and_to_come(played: Demo) -> None:
    to_do = [each for each in played.rows(FollowUp) if each.status == FollowUpStatus.OPEN]
    assert len(to_do) == TO_DO
    mine = [each.due_on for each in to_do if each.assignee_id == "U0ANA"]
    today = played.now.astimezone(ZoneInfo("Asia/Manila")).date()
    assert min(mine) < today < max(mine)
    # On a weekend the next working day's stand for today's.
    next_days = [day for day in mine if today <= day < today + timedelta(days=3)]
    assert len(next_days) >= 3


def test_reminders_came_at_their_hour_and_only_in_the_last_days(played: Demo) -> None:
    reminders = [m for m in dm(played.slack.person("ana")) if "waiting for you" in m.words]
    assert 1 <= len(reminders) <= 2
    for each in reminders:
        at = datetime.fromtimestamp(float(each.ts), ZoneInfo("Asia/Manila"))
        assert (at.hour, at.minute) == (9, 0)
        assert played.now - at < timedelta(days=5)
    newest = max(reminders, key=lambda m: m.ts)
    assert "Done" in newest.buttons


def test_no_answer_for_one_person_is_left(played: Demo) -> None:
    shown = [m for there in played.slack.workspace.messages.values() for m in there]
    assert not [m.words for m in shown if m.ephemeral_to]


def test_the_page_has_it_all_and_nothing_is_ticked_off(played: Demo) -> None:
    state = played.state("ana")
    assert len(state["messages"]) > 50
    assert [each["done"] for each in state["tries"]] == [False] * len(state["tries"])
    handles = {member.handle for member in played.slack.workspace.members.values()}
    for each in state["tries"]:
        assert each["how"].endswith("."), each
        assert each["as"] in {"", *handles}
        if each["channel"]:
            played.slack.workspace.channel(each["channel"])


@pytest.fixture(scope="module")
def visited() -> Iterator[Demo]:
    """A demo of its own for somebody who does everything there is to try."""
    with opened(machine_now()) as started:
        yield started


def test_a_visitor_ticks_everything_off(visited: Demo) -> None:
    line = {each["id"]: each["line"] for each in visited.state("ana")["tries"]}
    ana, dipu = visited.slack.person("ana"), visited.slack.person("dipu")
    ana.types("/log-call")
    ana.closes()
    ana.types("/log-call Kamote Foods nothing new 3/5")
    assert visited.done() == set()
    ana.types(line["log"])
    ana.presses("Edit")
    assert visited.done() == {"log"}
    ana.fills(notes="agreed to the pilot, at last")
    assert ana.submits() == {}
    assert visited.done() == {"log", "edit"}

    ana.types(line["unknown"])
    assert "unknown" not in visited.done()
    ana.presses("Create “Globex”")
    assert "unknown" in visited.done()

    ana.starts("File complaint", on=ana.sees("wet again", channel="#sales"))
    assert ana.submits() == {}
    assert "complaint" in visited.done()

    alert = dipu.sees(f"Complaint from {WAITING}", channel="#complaints")
    dipu.presses("Take", on=alert)
    assert visited.rapport.delivery.wait_until_idle(10)
    dipu.presses("Close complaint", on=alert)
    assert dipu.submits() != {}, "a required field is empty"
    assert "close" not in visited.done()
    dipu.fills(
        root_cause="Faulty product",
        corrective_action="Straw in every crate",
        client_told="Yes",
        told_how="By phone",
    )
    assert dipu.submits() == {}
    assert "close" in visited.done()

    ana.types(line["unhappy"])
    ana.sees("Blue Ocean Shipping")
    visited.slack.move_clock(tomorrow_morning(visited))
    reminder = next(m for m in reversed(dm(ana)) if "send contract" in m.words)
    assert {"unhappy", "tomorrow"} < visited.done()
    ana.presses("Done", on=reminder)
    ana.opens_home()
    visited.slack.wait_for(lambda: "home" in visited.done())
    assert "other" not in visited.done()
    visited.slack.person("chitra").types(line["other"])
    assert visited.done() == set(line)


def test_the_command_opens_it_and_a_signal_ends_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    command = [sys.executable, "app.py", "demo", "--no-browser", "--port", port]
    with subprocess.Popen(command, cwd=MANIFEST.parent, stdout=PIPE, stderr=PIPE) as process:
        assert process.stdout is not None
        assert f"http://127.0.0.1:{port}" in process.stdout.readline().decode()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
            assert b"<title>" in page.read()
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 0
    assert b"Traceback" not in said, said.decode()


def dm(person: Person) -> list[Message]:
    return [message for message in person.direct_messages() if not message.ephemeral_to]


def tomorrow_morning(visited: Demo) -> datetime:
    zone = ZoneInfo("Asia/Manila")
    tomorrow = visited.slack.workspace.clock.now().astimezone(zone) + timedelta(days=1)
    return tomorrow.replace(hour=9, minute=1)
