"""Logs: every line says of which request it tells, and none says what people wrote."""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import text

from bot import logs
from bot.logs import JsonLines, TextLines
from playground.delivery.record import Delivery
from playground.faults import Fault
from tests.conftest import WEDNESDAY, Office
from tests.faults.process import until

WORDS = ("Umbrella", "hush-hush", "merger", "sign-the-papers", "secret-plan.pdf", "Villanueva")


class Heard:
    """Everything that is logged in a test, in each of the formats and as logging itself has it."""

    def __init__(self) -> None:
        self.streams = {name: StringIO() for name in ("json", "text", "plain")}
        formats = (JsonLines(), TextLines(), logging.Formatter())
        self.handlers = [logging.StreamHandler(stream) for stream in self.streams.values()]
        for handler, written in zip(self.handlers, formats, strict=True):
            handler.setFormatter(written)

    def __getattr__(self, name: str) -> str:
        return self.streams[name].getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines of the JSON format."""
        return [json.loads(line) for line in self.json.splitlines()]

    def about(self, request: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line.get("request") == request]

    @property
    def answered(self) -> list[dict[str, Any]]:
        """The line that each request leaves."""
        return [line for line in self.lines if "ms" in line]


@contextmanager
def untouched() -> Iterator[None]:
    """What is set up of logging meanwhile is as it was afterwards."""
    loggers = [logging.getLogger(name) for name in logs.levels("INFO")]
    before = [logger.level for logger in loggers]
    handlers = logging.getLogger().handlers[:]
    try:
        yield
    finally:
        logging.getLogger().handlers[:] = handlers
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


@pytest.fixture
def heard() -> Iterator[Heard]:
    """The log of this test, at its most talkative."""
    heard = Heard()
    with untouched():
        for name, level in logs.levels("DEBUG").items():
            logging.getLogger(name).setLevel(level)
        for handler in heard.handlers:
            logging.getLogger().addHandler(handler)
        yield heard


def _acme(office: Office) -> None:
    office.ana.types("/log-call Acme hello")
    office.ana.presses("Create “Acme”")


def _alter(office: Office, statement: str) -> None:
    with office.rapport.desk.database.engine.begin() as connection:
        connection.execute(text(statement))


def test_each_request_leaves_one_line(office_in_both_modes: Office, heard: Heard) -> None:
    office = office_in_both_modes
    _acme(office)
    office.gus.types("/rapport help")
    told = [(line["kind"], line["name"], line["result"]) for line in heard.answered]
    assert told == [
        ("command", "/log-call", "refused"),
        ("button", "held_line.create", "ok"),
        ("command", "/rapport", "refused"),
    ]
    for line in heard.answered:
        assert line["team"] == office.slack.team_id
        assert 0 < line["ms"] < 5000
        assert re.fullmatch(r"[0-9a-f]{8}", line["request"])
    assert len({line["request"] for line in heard.answered}) == 3
    assert re.search(r"command /log-call: refused in \d+ ms \[[0-9a-f]{8}\]\n", heard.text)


def test_a_redelivery_bears_the_same_request(office: Office, heard: Heard) -> None:
    sent = office.ana.types("/rapport help")
    assert isinstance(sent, Delivery)
    office.slack.redeliver(sent)
    first, again = heard.answered
    assert first["request"] == again["request"]


def test_the_reference_that_a_person_is_given_finds_all_lines(
    office_in_both_modes: Office, heard: Heard
) -> None:
    office = office_in_both_modes
    _acme(office)
    _alter(office, "UPDATE people SET tz = 'Nowhere/Land' WHERE user_id = 'U0ANA'")
    office.ana.types("/log-call Acme lost")
    told = re.search(r"reference: ([0-9a-f]{8})", office.ana.sees("this reference").words)
    assert told is not None
    fault, answered = heard.about(told[1])
    assert "unexpected fault" in fault["message"]
    assert "ZoneInfoNotFoundError" in fault["stack"]
    assert (answered["result"], answered["name"]) == ("fault", "/log-call")


def test_requests_at_once_keep_their_lines_apart(
    office_in_both_modes: Office, heard: Heard
) -> None:
    office = office_in_both_modes
    _acme(office)
    _alter(office, "ALTER TABLE interactions RENAME COLUMN notes TO words")
    people = [office.ana, office.ben, office.chitra, office.olga] * 3
    threads = [
        threading.Thread(target=person.types, args=[f"/log-call Acme number {number}"])
        for number, person in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asked = [line["request"] for line in heard.answered if line["result"] != "ok"]
    assert len(set(asked)) >= len(people)
    for request in asked[1:]:
        fault, answered = heard.about(request)
        assert request in fault["message"]
        assert answered["ms"] > 0


def test_what_delivery_logs_belongs_to_no_request(office: Office, heard: Heard) -> None:
    limit = office.slack.faults.add(Fault("chat.postMessage", "http_500"))
    office.ana.types("hello")
    office.slack.wait_for(lambda: limit.fired > 0)
    office.settles()
    told = [line for line in heard.lines if line["logger"].startswith("bot.delivery")]
    assert told
    assert all("request" not in line for line in told)


def test_no_line_holds_what_people_wrote(office_in_both_modes: Office, heard: Heard) -> None:
    office = office_in_both_modes
    _a_day_of_work(office)
    _a_day_of_slack_trouble(office)
    _a_day_of_database_trouble(office)
    for word in WORDS:
        assert word not in heard.json, word
        assert word not in heard.text, word
    # It was there to be told: logging's own format tells it.
    assert "Umbrella" in heard.plain
    for kind in ("IntegrityError", "ZoneInfoNotFoundError", "the record is out of reach"):
        assert kind in heard.text, kind


def _a_day_of_work(office: Office) -> None:
    office.ana.types("/log-call Umbrella hush-hush merger 1/5 follow up tomorrow: sign-the-papers")
    office.ana.presses("Create “Umbrella”")
    office.ana.presses("Edit")
    office.ana.fills(notes="hush-hush merger, again")
    assert office.ana.submits() == {}
    office.ana.types("/complaint Umbrella the merger is no longer hush-hush")
    office.ana.types("/follow-up Umbrella today 6:30pm sign-the-papers")
    office.ana.types("what of Umbrella's hush-hush merger?")
    message = office.max.uploads("secret-plan.pdf", channel="#general")
    office.ana.starts("Log as interaction", on=message)
    _close_forms(office)
    office.gus.types("/log-call Umbrella hush-hush merger")
    office.ana.types("/log-cal Umbrella hush-hush merger")
    office.settles()


def _a_day_of_slack_trouble(office: Office) -> None:
    """Each call fails in every way, and half answers hold what was sent."""
    for kind in ("http_500", "fatal_error", "half_body", "ratelimited", "lost_answer"):
        office.slack.faults.add(Fault("*", kind, lasts=0.3, retry_after=1))
        office.ana.types("/log-call")
        _close_forms(office)
        office.ana.types("/log-call Umbrella hush-hush merger with Villanueva")
        office.ana.presses("Edit")
        _close_forms(office)
        until(lambda: not office.slack.faults.waiting(), 10)
    _meets(office, Fault("chat.postMessage", "half_body"))
    _meets(office, Fault("chat.postMessage", "error", error="invalid_blocks"))
    office.slack.faults.clear()
    office.moves_to(WEDNESDAY.replace(hour=10, minute=31))


def _meets(office: Office, fault: Fault) -> None:
    """A message to ana meets a fault."""
    office.slack.faults.add(fault)
    office.ana.types("hello hush-hush")
    office.slack.wait_for(lambda: fault.fired > 0)


def _close_forms(office: Office) -> None:
    if office.ana.modal is not None:
        office.ana.closes(whole_stack=True)


def _a_day_of_database_trouble(office: Office) -> None:
    with office.rapport.desk.write():
        office.ana.types("/log-call Umbrella hush-hush merger, locked out")
    for notes in ("the one", "the other"):
        office.ana.types(f"/log-call Umbrella {notes}")
    # PostgreSQL quotes the very words that are there already.
    ours = "notes LIKE 'the o%' OR notes LIKE 'hush-hush V%'"
    _alter(office, f"CREATE UNIQUE INDEX spoilt ON interactions (notes) WHERE {ours}")
    _alter(office, "UPDATE interactions SET notes = 'hush-hush V' WHERE notes = 'the one'")
    office.ana.presses("Edit")
    office.ana.fills(notes="hush-hush V")
    assert office.ana.submits()
    _close_forms(office)
    _alter(office, "UPDATE people SET tz = 'Umbrella/merger' WHERE user_id = 'U0ANA'")
    office.ana.types("/log-call Umbrella hush-hush merger, lost")
    _alter(office, "ALTER TABLE interactions RENAME COLUMN notes TO words")
    office.ben.types("/log-call Umbrella hush-hush merger, broken")


def test_a_librarys_line_says_no_more_of_a_fault_than_ours(heard: Heard) -> None:
    known: dict[str, str] = {}
    key = "hush-hush merger"
    try:
        known[key]
    except KeyError as fault:
        logging.getLogger("a.library").exception(f"It failed: {fault}")
    assert "It failed: KeyError" in heard.text
    assert "hush-hush" not in heard.text + heard.json
    assert "hush-hush" in heard.plain


@pytest.mark.parametrize(("level", "is_heard"), [("DEBUG", True), ("WARNING", False)])
def test_the_level_is_that_of_our_own_lines(
    capsys: pytest.CaptureFixture[str], level: str, is_heard: bool
) -> None:
    with untouched():
        logs.set_up(level, "text")
        logging.getLogger("bot.rules").info("of ours")
        logging.getLogger("a.library").info("of a library")
        logging.getLogger("a.library").warning("of weight")
        logging.getLogger("slack_sdk.socket_mode").error("of the line")
        logging.getLogger("slack_sdk.web.base_client").error("an answer as it came")
    said = capsys.readouterr().err
    assert ("of ours" in said) is is_heard
    assert "of a library" not in said
    assert "of weight" in said
    assert "of the line" in said
    assert "as it came" not in said
