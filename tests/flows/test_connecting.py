"""Coming up and staying connected: wrong tokens, no network, a dropped socket; quiet logs."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import IncompleteRead
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from sqlalchemy import text

from handlers.daemons import side_by_side
from handlers.process import Rapport
from handlers.socket import Client
from playground.company import sample_company
from playground.delivery.record import Delivery
from playground.faults import Fault
from playground.server import Playground
from storage.database import Database
from tests.conftest import MANIFEST, Office, _free_port, _settings
from tests.faults.adversity import locked
from tests.faults.process import ROOT, BotProcess, until

Hire = Callable[..., BotProcess]
WORDS = ("Umbrella", "hush-hush merger", "sign the papers", "Villanueva")


@pytest.fixture
def slack() -> Iterator[Playground]:
    """A Slack that isn't there yet."""
    playground = Playground(sample_company(), manifest=MANIFEST, port=_free_port())
    yield playground
    playground.stop()


@pytest.fixture
def hires(slack: Playground, record: str, tmp_path: Path) -> Iterator[Hire]:
    """Bots' processes, ended after the test."""
    bots: list[BotProcess] = []

    def hire(mode: str = "socket", **environ: str) -> BotProcess:
        bots.append(BotProcess(slack, record, mode, tmp_path, environ))
        return bots[-1]

    yield hire
    for bot in bots:
        bot.close()


@pytest.mark.parametrize(
    ("name", "wrong"), [("SLACK_BOT_TOKEN", "xoxb-0-wrong"), ("SLACK_APP_TOKEN", "xapp-0-wrong")]
)
def test_a_wrong_token_is_named_in_one_line(
    slack: Playground, hires: Hire, name: str, wrong: str
) -> None:
    slack.start()
    bot = hires(**{name: wrong})
    bot.runs("serve")
    until(lambda: bot.said.count(f"Slack refuses {name} (invalid_auth)") >= 2, 20)
    line = next(line for line in bot.said.splitlines() if f"refuses {name}" in line)
    assert "api.slack.com/apps" in line
    assert "Traceback" not in bot.said
    assert wrong not in bot.said
    assert bot.is_running()


def test_without_a_network_it_waits_and_comes_up_when_there_is_one(
    slack: Playground, hires: Hire
) -> None:
    bot = hires()
    bot.runs("serve")
    until(lambda: "Slack can't be reached" in bot.said, 20)
    assert bot.is_running()
    slack.start()
    slack.wait_for_socket(20)
    slack.person("max").types("/rapport help")
    slack.person("max").sees("Rapport remembers your clients' calls")
    assert "Traceback" not in bot.said


def test_a_new_line_that_slack_does_not_give_at_once_is_waited_for(
    slack: Playground, hires: Hire
) -> None:
    slack.start()
    bot = hires()
    bot.serves()
    slack.faults.add(Fault("apps.connections.open", "half_body"))
    slack.refresh_sockets()
    slack.wait_for(lambda: slack.sockets_opened > 1, 20)
    slack.person("max").types("/rapport help")
    slack.person("max").sees("Rapport remembers your clients' calls")
    assert "Slack gives no new connection" in bot.said
    assert "Traceback" not in bot.said


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_it_ends_in_time_while_a_command_a_message_and_a_job_wait_for_slack(
    slack: Playground, hires: Hire, mode: str
) -> None:
    slack.start()
    bot = hires(mode, PORT=str(_free_port()))
    bot.serves()
    _complains(slack)
    bot.kill()
    asked = ("conversations.info", "chat.postMessage", "users.info")
    waits = [slack.faults.add(Fault(each, "slow", times=99, seconds=30)) for each in asked]
    bot.serves()
    until(lambda: waits[0].fired > 0, 20)
    threading.Thread(target=slack.person("gus").types, args=["/rapport help"], daemon=True).start()
    threading.Thread(target=slack.person("ana").types, args=["hello"], daemon=True).start()
    until(lambda: waits[1].fired > 0, 20)
    bot.gets(signal.SIGTERM)
    assert bot.ends(10) == 0
    assert "Traceback" not in bot.said


JOB_WITHOUT_END = """
import threading
from apscheduler.schedulers.background import BackgroundScheduler
from handlers.daemons import JobThreads

begun = threading.Event()

def job():
    begun.set()
    threading.Event().wait()

scheduler = BackgroundScheduler(executors={"default": JobThreads()})
scheduler.add_job(job)
scheduler.start()
assert begun.wait(10)
scheduler.shutdown(wait=False)
"""


def test_a_process_ends_though_a_job_does_not() -> None:
    subprocess.run([sys.executable, "-c", JOB_WITHOUT_END], cwd=ROOT, timeout=20, check=True)


def test_what_does_not_end_in_time_is_left() -> None:
    given: list[float] = []
    started = time.monotonic()
    side_by_side([lambda _seconds: threading.Event().wait(), given.append], 0.2)
    assert given == [0.2]
    assert 0.2 <= time.monotonic() - started < 5


@pytest.mark.parametrize("asked", ["users.list", "apps.connections.open"])
def test_who_is_stopped_while_connecting_leaves_no_socket_open(
    slack: Playground, record: str, asked: str
) -> None:
    slack.start()
    rapport = Rapport(_settings(slack, record, "socket"))
    stopped = slack.faults.add(Fault(asked, "performed", then=rapport.stop))
    rapport.start()
    rapport._connecting.join(20)
    assert not rapport._connecting.is_alive()
    assert stopped.fired == 1
    assert not rapport.wait_until_connected(0)
    until(lambda: not slack.app_is_connected, 10)
    assert slack.sockets_opened == (asked == "apps.connections.open")


@pytest.mark.parametrize(("mode", "log_format"), [("socket", "text"), ("http", "json")])
def test_the_log_holds_no_token_and_no_clients_words(
    slack: Playground, hires: Hire, record: str, mode: str, log_format: str
) -> None:
    slack.start()
    bot = hires(mode, LOG_LEVEL="debug", LOG_FORMAT=log_format)
    bot.serves()
    _a_good_day(slack)
    _a_bad_day(slack, record)
    until(lambda: "reference" in bot.said, 5)
    for secret in (slack.bot_token, slack.app_token, slack.signing_secret, *WORDS):
        assert secret not in bot.said, secret
    if log_format == "json":
        lines = [json.loads(line) for line in bot.said.splitlines()]
        assert {"at", "level", "logger", "message"} <= set(lines[0])


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (IncompleteRead(b"{"), "the workspace's people could not be listed"),
        (UnicodeDecodeError("utf-8", b"\xe9", 0, 1, "cut"), "Rapport could not connect"),
    ],
)
def test_an_answer_cut_short_does_not_keep_it_from_connecting(
    slack: Playground,
    record: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: Exception,
    said: str,
) -> None:
    slack.start()
    listed, faults = WebClient.users_list, [fault]

    def cut_short_once(client: WebClient, **asked: Any) -> SlackResponse:
        if faults:
            raise faults.pop()
        return listed(client, **asked)

    monkeypatch.setattr(WebClient, "users_list", cut_short_once)
    rapport = Rapport(_settings(slack, record, "socket"))
    rapport.start()
    assert rapport.wait_until_connected(10)
    assert faults == []
    assert said in caplog.text
    slack.drop_sockets()
    rapport.stop()


def test_a_line_typed_while_the_socket_is_dropped_is_logged_once(office: Office) -> None:
    office.ana.types("/log-call Acme hello")
    office.ana.presses("Create “Acme”")
    office.slack.drop_sockets()
    sent = office.ana.types("/log-call Acme typed into the gap")
    assert isinstance(sent, Delivery)
    office.slack.wait_for_socket(20)
    office.slack.redeliver(sent)
    office.slack.redeliver(sent)
    office.ana.types("/account Acme")
    assert office.ana.direct_messages()[-1].words.count("typed into the gap") == 1


@pytest.mark.parametrize(("reason", "counted"), [("refresh_requested", 1), ("warning", 2)])
def test_a_refreshed_connection_goes_unnoticed(
    office: Office, caplog: pytest.LogCaptureFixture, reason: str, counted: int
) -> None:
    opened = office.slack.sockets_opened
    office.slack.refresh_sockets(reason)
    office.slack.wait_for(lambda: office.slack.sockets_opened > opened, 20)
    # Until it has left the old line, Slack may still send a command down that one.
    until(lambda: office.slack._hub.count == 1, 20)
    office.ana.types("/rapport help")
    office.ana.sees("Rapport remembers")
    # Warned of the end, Slack counts the old line beside the new one.
    heard = f"rapport_slack_connections {counted}.0"
    until(lambda: heard in office.rapport.metrics.page(None).decode(), 5)
    assert "connections of this app open" not in caplog.text


def test_a_closed_socket_makes_it_unready(office: Office) -> None:
    checks = office.rapport._checks()
    assert {name: ask() for name, ask in checks.items()} == dict.fromkeys(checks)
    # Without a new connection at once, it stays closed for a while.
    office.slack.faults.add(Fault("apps.connections.open", "http_503", times=1))
    office.slack.drop_sockets()
    until(lambda: checks["connection"]() == "the socket is closed", 10)
    until(lambda: checks["connection"]() is None, 30)


def _complains(slack: Playground) -> None:
    """A complaint stands in a channel, so that who reads there is looked at."""
    olga, ana = slack.person("olga"), slack.person("ana")
    olga.types("/rapport settings")
    olga.fills(managers=["ana"], complaints_channel="#complaints")
    assert olga.submits() == {}
    ana.types("/log-call Umbrella hello")
    ana.presses("Create “Umbrella”")
    ana.types("/complaint Umbrella wet pallets")
    slack.person("chitra").sees("Complaint from", channel="#complaints")


def _a_good_day(slack: Playground) -> None:
    olga, ana = slack.person("olga"), slack.person("ana")
    olga.types("/rapport settings")
    olga.fills(managers=["ana"], complaints_channel="#complaints")
    assert olga.submits() == {}
    ana.types("/log-call Umbrella hush-hush merger 2/5 follow up tomorrow: sign the papers")
    ana.presses("Create “Umbrella”")
    ana.sees("Logged: Call with Umbrella")
    ana.presses("Edit")
    ana.fills(notes="hush-hush merger, again")
    assert ana.submits() == {}
    ana.types("/account Umbrella")
    ana.types("/follow-up")
    ana.types("what of the hush-hush merger with Umbrella?")
    ana.sees("Rapport remembers")


def _a_bad_day(slack: Playground, record: str) -> None:
    ana, gus = slack.person("ana"), slack.person("gus")
    gus.types("/log-call Umbrella hush-hush merger")
    ana.types("/log-call Umbrela-zzz hush-hush merger")
    ana.types("/complaint Umbrella hush-hush merger")
    ana.types("/follow-up Umbrella sign the papers")
    with locked(record):
        ana.types("/log-call Umbrella hush-hush merger, locked")
    with closing(Database(record)) as other:
        # Not found when it is written: the statement's own values would be in the error's words.
        _changes(other, "ALTER TABLE interactions RENAME COLUMN notes TO words")
        ana.types("/log-call Umbrella hush-hush merger, broken")
        _changes(other, "UPDATE people SET tz = 'Nowhere/Land' WHERE user_id = 'U0ANA'")
        ana.types("/log-call Umbrella hush-hush merger, lost")


def _changes(database: Database, statement: str) -> None:
    with database.queue() as session:
        session.execute(text(statement))


class Line:
    """A session of the SDK's whose pings fail, or that has just begun."""

    session_id = "a session"
    sock = None

    def __init__(self, failed_pings: int) -> None:
        self.failed_pings, self.is_open = failed_pings, True

    def check_state(self) -> None:
        """Looked at, it stays as it is."""

    def is_active(self) -> bool:
        return self.is_open

    def close(self) -> None:
        self.is_open = False

    @property
    def consecutive_check_state_error_count(self) -> int:
        return self.failed_pings


def test_a_line_that_another_thread_has_just_renewed_is_kept() -> None:
    client = Client("xapp-1", auto_reconnect_enabled=False)
    fresh = Line(0)

    class Dead(Line):
        @property
        def consecutive_check_state_error_count(self) -> int:
            client.current_session = fresh  # type: ignore[assignment]
            return self.failed_pings

    dead = Dead(1)
    client.current_session, client.current_app_monitor_started = dead, True  # type: ignore[assignment]
    client._monitor_current_session()
    client.current_session = None
    client.close()
    assert not dead.is_open
    assert fresh.is_open


def test_a_request_that_waits_for_a_thread_counts_from_when_it_came() -> None:
    client = Client("xapp-1", auto_reconnect_enabled=False, concurrency=1)
    came: list[float] = []
    goes_on = threading.Event()

    def hear(_client: object, _message: object, _raw: object) -> None:
        came.append(client.at_work.arrived)
        assert goes_on.wait(10)

    client.message_listeners.append(hear)
    for _ in range(2):
        client.enqueue_message('{"type": "hello"}')
    sent = time.monotonic()
    until(lambda: len(came) == 1, 10)
    goes_on.set()
    until(lambda: len(came) == 2, 10)
    client.close()
    assert came == sorted(came)
    assert came[1] < sent


def test_a_message_cut_off_with_its_line_leaves_no_stack(caplog: pytest.LogCaptureFixture) -> None:
    client = Client("xapp-1")
    client.enqueue_message('{"envelope_id": "half of')
    until(lambda: bool(caplog.records), 10)
    client.close()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "cut off" in caplog.text
