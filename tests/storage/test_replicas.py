"""Two replicas on one record, each with its tick and delivery: all is done, and done once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.clock import Clock
from handlers.process import Rapport
from playground.person import Person
from storage.interactions import Interaction
from tests.conftest import WEDNESDAY, Office, OpenOffice, _free_port

NINE_IN_MANILA = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


@pytest.fixture(params=["socket", "http"])
def mode(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture
def office(open_office: OpenOffice, mode: str) -> Office:
    return open_office(mode)


@pytest.fixture
def twin(office: Office, mode: str) -> Iterator[Rapport]:
    """The same app a second time, beside the office's own."""
    settings = office.rapport.settings
    if mode == "http":
        settings = replace(settings, port=_free_port())
    other = Rapport(settings, Clock.fixed_now(WEDNESDAY))
    other.start()
    assert other.wait_until_connected(10)
    if mode == "socket":
        office.slack.wait_for_socket(10, count=2)
    yield other
    office.slack.drop_sockets()
    other.stop()


def balanced(office: Office, twin: Rapport, mode: str, turn: int) -> None:
    """A balancer before the doors; by Socket Mode Slack chooses one itself."""
    if mode == "http":
        port = (office.rapport, twin)[turn % 2].settings.port
        office.slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")


def test_each_line_is_stored_once_whoever_hears_it(
    office: Office, twin: Rapport, mode: str
) -> None:
    office.ana.types("/log-call Acme hello")
    office.ana.presses("Create “Acme”")
    for turn in range(10):
        balanced(office, twin, mode, turn)
        (office.ana, office.chitra)[turn % 3 == 0].types(f"/log-call Acme line {turn}")
    with twin.desk.read() as session:
        stored = Counter(each.notes for each in session.scalars(select(Interaction)))
    assert stored == Counter(["hello", *(f"line {turn}" for turn in range(10))])


def test_what_falls_due_in_the_same_moment_is_told_once(
    office: Office, twin: Rapport, mode: str
) -> None:
    for turn, who in enumerate(("Priya", "Rui", "Tomoko", "Lena")):
        balanced(office, twin, mode, turn)
        office.ana.types(f"/follow-up Acme tomorrow 9am call {who}")
        if not turn:
            office.ana.presses("Create “Acme”")
    together = threading.Barrier(2)

    def come_to_work(rapport: Rapport) -> None:
        together.wait(10)
        rapport.move_clock_to(NINE_IN_MANILA)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(come_to_work, (office.rapport, twin)))
    office.settles()
    assert told(office.ana, "waiting for you") == 1
    for who in ("Priya", "Rui", "Tomoko", "Lena"):
        assert told(office.ana, f":alarm_clock: Acme · call {who}") == 1


def told(person: Person, words: str) -> int:
    """How many of a person's direct messages say so."""
    return sum(words in message.words for message in person.direct_messages())
