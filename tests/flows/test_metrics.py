"""Metrics: what was asked and shown is counted by known names alone, whatever else has failed."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from bot.metrics import Metrics
from bot.settings import Settings
from bot.version import VERSION
from handlers.probes import Probe, Unanswered
from handlers.process import Rapport
from playground.delivery.http import signature
from playground.faults import Fault
from playground.server import Playground
from tests.conftest import MANIFEST, WEDNESDAY, Office, OpenOffice, _free_port, _settings
from tests.faults.process import until

Figures = dict[tuple[str, ...], float]


@pytest.fixture
def office(open_office: OpenOffice) -> Office:
    return open_office("http")


def figures(office: Office, name: str) -> Figures:
    """A metric's samples by the values of their labels, as Prometheus would read them."""
    status, page = _get(office, "/metrics")
    assert status == 200
    return _read(page, name)


def _read(page: str, name: str) -> Figures:
    samples = [s for family in text_string_to_metric_families(page) for s in family.samples]
    return {tuple(s.labels.values()): s.value for s in samples if s.name == name}


def _get(office: Office, path: str, **headers: str) -> tuple[int, str]:
    port = office.rapport.settings.port
    assert port is not None
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def test_every_kind_of_request_is_counted_by_its_name_and_result(office: Office) -> None:
    office.ana.types("/log-call Acme first words 2/5")
    office.ana.presses("Create “Acme”")
    office.ana.presses("Edit")
    office.ana.fills(notes="other words")
    office.ana.submits()
    office.ana.starts("Log a call")
    office.ana.opens_home()
    office.gus.types("/rapport help")
    until(lambda: _opened(office) > 0, 10)
    counted = figures(office, "rapport_requests_total")
    for asked in (
        ("command", "/log-call", "refused"),
        ("button", "held_line.create", "ok"),
        ("button", "interaction.edit", "ok"),
        ("form", "log_call", "ok"),
        ("shortcut", "log_call", "ok"),
        ("event", "app_home_opened", "ok"),
        ("command", "/rapport", "refused"),
    ):
        assert counted[asked] == 1, asked


def _opened(office: Office) -> float:
    counted = figures(office, "rapport_requests_total")
    return counted.get(("event", "app_home_opened", "ok"), 0)


def test_a_button_with_a_number_is_counted_with_its_like(office: Office) -> None:
    for name in ("Umbrella Manila", "Umbrella Cebu"):
        office.ana.types(f'/log-call "{name}" first words')
        office.ana.presses(f"Create “{name}”")
    office.ana.types("/account Umbrella")
    office.ana.presses("Umbrella Cebu")
    assert figures(office, "rapport_requests_total")["button", "account.show", "ok"] == 1


def test_the_time_to_the_answer_is_measured(office: Office) -> None:
    office.ana.types("/rapport help")
    assert figures(office, "rapport_ack_seconds_count")[("command",)] == 1
    assert 0 < figures(office, "rapport_ack_seconds_sum")[("command",)] < 5


def test_a_fault_of_ours_and_a_busy_record_are_told_apart(office: Office) -> None:
    office.ana.types("/log-call Acme hello")
    office.ana.presses("Create “Acme”")
    with office.rapport.desk.database.engine.begin() as connection:
        connection.execute(text("UPDATE people SET tz = 'Nowhere/Land' WHERE user_id = 'U0ANA'"))
    office.ana.types("/log-call Acme lost")
    with office.rapport.desk.write():
        office.ben.types("/log-call Acme locked out")
    counted = figures(office, "rapport_requests_total")
    assert counted["command", "/log-call", "fault"] == 1
    assert counted["command", "/log-call", "unavailable"] == 1


def test_what_is_not_ours_becomes_no_name(office: Office) -> None:
    names = [f"secret-{number}" for number in range(5)]
    for name in names:
        for payload in (
            {"type": "block_actions", "actions": [{"action_id": name}]},
            {"type": "block_actions", "actions": [{"action_id": f"held_line.pick.{name}"}]},
            {"type": "view_submission", "view": {"callback_id": name}},
            {"type": "shortcut", "callback_id": name},
            {"type": name},
        ):
            _send(office, {"payload": json.dumps({**payload, "user": {"id": office.ana.id}})})
        _send(office, {"command": "/" + name, "user_id": office.ana.id})
    page = _get(office, "/metrics")[1]
    assert "secret" not in page
    other = [labels for labels in _read(page, "rapport_requests_total") if labels[1] == "other"]
    assert {labels[0] for labels in other} == {"button", "form", "shortcut", "command", "other"}


def test_no_label_holds_what_people_wrote_or_who_they_are(office: Office) -> None:
    office.ana.types("/log-call Umbrella hush-hush merger 1/5 follow up tomorrow: sign")
    office.ana.presses("Create “Umbrella”")
    office.ana.types("/complaint Umbrella hush-hush damage")
    office.settles()
    page = _get(office, "/metrics")[1]
    for secret in ("Umbrella", "hush", "U0ANA", "U0BEN", office.slack.team_id, "C0"):
        assert secret not in page


def _send(office: Office, fields: dict[str, str], secret: str = "") -> int:
    """A request that Slack has signed, whatever it says, or somebody with another secret."""
    body = urlencode({**fields, "team_id": office.slack.team_id})
    now = int(office.rapport.desk.machine_now().timestamp())
    connection = http.client.HTTPConnection("127.0.0.1", office.rapport.settings.port, timeout=10)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": str(now),
        "X-Slack-Signature": signature(secret or office.slack.signing_secret, now, body),
    }
    connection.request("POST", "/slack/events", body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_who_is_turned_away_at_the_door_is_counted(office: Office) -> None:
    before = figures(office, "rapport_requests_total")
    assert _send(office, {"command": "/rapport"}, secret="0" * 32) == 401
    assert figures(office, "rapport_turned_away_total") == {("unsigned",): 1}
    assert figures(office, "rapport_requests_total") == before


def test_what_was_shown_and_what_died_is_counted(office: Office) -> None:
    office.ana.types("/log-call Acme first words")
    office.ana.presses("Create “Acme”")
    office.ana.types("/follow-up Acme today 6:30pm send the contract")
    office.ana.types("/follow-up Acme today 7pm send the bill")
    office.moves_to(WEDNESDAY.replace(hour=10, minute=31))
    assert figures(office, "rapport_posts_shown_total")[("ping",)] == 1
    assert figures(office, "rapport_post_seconds_count")[("ping",)] == 1
    assert figures(office, "rapport_posts_wanted_total")[()] >= 1
    office.slack.faults.add(Fault("chat.postMessage", "error", error="is_archived"))
    office.moves_to(WEDNESDAY.replace(hour=11, minute=1))
    assert figures(office, "rapport_posts_died_total")[("ping",)] == 1
    assert figures(office, "rapport_posts_dead")[()] == 1
    assert figures(office, "rapport_posts_unshown")[()] == 0


def test_what_waits_is_told_with_its_age(office: Office) -> None:
    limit = office.slack.faults.add(Fault("chat.postMessage", "ratelimited", retry_after=60))
    office.ana.types("hello")
    office.slack.wait_for(lambda: limit.fired > 0)
    office.settles()
    assert figures(office, "rapport_posts_put_off_total")[("help",)] == 1
    assert figures(office, "rapport_posts_unshown")[()] == 1
    assert 0 <= figures(office, "rapport_posts_oldest_unshown_seconds")[()] < 60


def test_a_tick_is_timed(office: Office) -> None:
    job = office.rapport.scheduler.get_jobs()[0]
    job.func(*job.args)
    assert figures(office, "rapport_tick_seconds_count")[()] >= 1
    now = office.rapport.desk.machine_now().timestamp()
    assert now - 60 < figures(office, "rapport_last_tick_timestamp_seconds")[()] <= now
    assert figures(office, "rapport_ticks_failed_total")[()] == 0
    with office.rapport.desk.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE follow_ups RENAME COLUMN ping_at TO aside"))
    # What SQLite calls out of reach is a fault of ours to PostgreSQL.
    with suppress(ProgrammingError):
        job.func(*job.args)
    assert figures(office, "rapport_ticks_failed_total")[()] == 1


@pytest.mark.sqlite
def test_a_dead_database_leaves_the_processs_own_figures(office: Office) -> None:
    office.ana.types("/rapport help")
    assert figures(office, "rapport_database_up") == {(): 1}
    path = Path(str(office.rapport.desk.database.url.database))
    office.rapport.desk.database.close()
    aside = path.rename(path.with_suffix(".aside"))
    path.mkdir()
    assert figures(office, "rapport_database_up") == {(): 0}
    assert figures(office, "rapport_posts_unshown") == {}
    assert figures(office, "rapport_requests_total")["command", "/rapport", "ok"] == 1
    assert figures(office, "process_resident_memory_bytes")[()] > 0
    path.rmdir()
    aside.rename(path)


def test_the_version_is_that_of_the_project(office: Office) -> None:
    project = tomllib.loads((MANIFEST.parent / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["version"] == VERSION
    assert figures(office, "rapport_build_info") == {(VERSION,): 1}


def test_two_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.requests.turned_away("unsigned")
    assert _read(one.page(None).decode(), "rapport_turned_away_total") == {("unsigned",): 1}
    assert _read(other.page(None).decode(), "rapport_turned_away_total") == {}


class Hanging:
    """A server that answers when it is let go."""

    def __init__(self) -> None:
        self.asked, self.goes_on = 0, threading.Event()

    def __call__(self) -> str:
        self.asked += 1
        assert self.goes_on.wait(10)
        return "well"


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    server = Hanging()
    yield server
    server.goes_on.set()


def test_a_probe_of_what_hangs_ends_in_time_and_holds_one_thread(hanging: Hanging) -> None:
    probe = Probe(hanging, patience=0.1)

    async def fifty() -> list[object]:
        return await asyncio.gather(*(probe.answer() for _ in range(50)), return_exceptions=True)

    answers = asyncio.run(fifty())
    assert {type(answer) for answer in answers} == {Unanswered}
    assert hanging.asked == 1
    hanging.goes_on.set()
    assert asyncio.run(Probe(hanging, patience=10).answer()) == "well"


def test_a_probe_asks_again_once_it_has_its_answer(hanging: Hanging) -> None:
    hanging.goes_on.set()
    probe = Probe(hanging, patience=10)
    assert [asyncio.run(probe.answer()) for _ in range(3)] == ["well"] * 3
    assert hanging.asked == 3


def test_in_socket_mode_the_connections_are_told(open_office: OpenOffice) -> None:
    office = open_office("socket")
    office.slack.drop_sockets()
    office.rapport.stop()
    settings = replace(office.rapport.settings, port=_free_port())
    second = Office(office.slack, Rapport(settings))
    second.rapport.start()
    office.slack.wait_for_socket(10)
    assert second.rapport.wait_until_connected(10)
    second.ana.types("/rapport help")
    assert figures(second, "rapport_requests_total")["command", "/rapport", "ok"] == 1
    assert figures(second, "rapport_sockets_open") == {(): 1}
    assert figures(second, "rapport_slack_connections") == {(): 1}
    assert _get(second, "/readyz") == (200, "ready\n")
    office.slack.drop_sockets()
    second.rapport.stop()


@pytest.mark.parametrize(("replicas", "is_told"), [(1, True), (2, False)])
def test_connections_that_nobody_expects_are_told_of(
    office: Office, caplog: pytest.LogCaptureFixture, replicas: int, is_told: bool
) -> None:
    bots = [Rapport(_of(office.slack, office, replicas)) for _ in range(2)]
    for count, bot in enumerate(bots, 1):
        bot.start()
        office.slack.wait_for_socket(10, count)
        _wait_until_heard(bot, count)
    warned = "Slack has 2 connections of this app open, but RAPPORT_REPLICAS says 1" in caplog.text
    assert warned is is_told
    for bot in bots:
        bot.stop()


def _heard(bot: Rapport) -> float | None:
    """How many connections Slack has told a bot of."""
    return _read(bot.metrics.page(None).decode(), "rapport_slack_connections").get(())


def _wait_until_heard(bot: Rapport, connections: int) -> None:
    until(lambda: _heard(bot) == connections, 10)


def _of(slack: Playground, office: Office, replicas: int) -> Settings:
    record = office.rapport.settings.database_url
    return replace(_settings(slack, record, "socket"), replicas=replicas)
