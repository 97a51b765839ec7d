"""Slack sends a request once more: nobody is told that nothing was stored of what is on record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import text

from bot import redeliveries
from bot.redeliveries import Deliveries
from bot.unavailable import may_be_stored, note_stored
from playground.delivery.record import Delivery
from storage.database import Database
from tests.conftest import Office
from tests.flows.on_record import knows

IN_DOUBT = "Look whether it is there before you try again"


@contextmanager
def busy(office: Office) -> Iterator[None]:
    """Another program's write takes longer than anybody waits."""
    url = office.rapport.desk.database.url.render_as_string(hide_password=False)
    with closing(Database(url)) as other, other.write(unhurried=True) as session:
        session.execute(text("UPDATE teams SET name = name"))
        yield


@contextmanager
def lost(office: Office, table: str) -> Iterator[None]:
    """A table is out of reach until the end of the block."""
    database = office.rapport.desk.database
    with database.queue() as session:
        session.execute(text(f"ALTER TABLE {table} RENAME TO lost"))
    yield
    with database.queue() as session:
        session.execute(text(f"ALTER TABLE lost RENAME TO {table}"))


def logs(office: Office) -> Delivery:
    """Ana's command, for an account that is known."""
    delivery = office.ana.types("/log-call Acme spoke with Priya")
    assert isinstance(delivery, Delivery)
    return delivery


def test_a_busy_record_is_asked_whether_it_holds_the_first_delivery(office: Office) -> None:
    knows(office, "Acme")
    logged = logs(office)
    with busy(office):
        again = office.slack.redeliver(logged)
    assert "This came before and was stored then" in str(again)
    assert "Logged" in str(office.slack.redeliver(logged))


def test_a_form_and_a_press_are_asked_after_too(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/complaint")
    office.ana.fills(account="Acme", what="the parcel was wet")
    assert office.ana.submits() == {}
    form = office.slack.deliveries[-1]
    pressed = office.ana.presses("Undo", on=office.ana.sees("Filed: complaint from Acme"))
    with busy(office):
        errors = office.slack.redeliver(form)["errors"]
        office.slack.redeliver(pressed)
    assert "This came before and was stored then" in errors["account"]
    office.ana.sees("This came before and was stored then")


def test_a_busy_record_that_holds_nothing_of_it_says_so(office: Office) -> None:
    knows(office, "Acme")
    with busy(office):
        refused = logs(office)
    assert "nothing was stored" in str(refused.answer)
    assert "Logged" in str(office.slack.redeliver(refused))


def test_a_record_that_can_not_be_asked_leaves_it_open(office: Office) -> None:
    knows(office, "Acme")
    logged = logs(office)
    with lost(office, "interactions"):
        again = str(office.slack.redeliver(logged))
    assert IN_DOUBT in again
    assert "nothing was stored" not in again


def test_a_first_delivery_that_stored_nothing_leaves_no_doubt(office: Office) -> None:
    knows(office, "Acme")
    with lost(office, "interactions"):
        refused = logs(office)
        again = str(office.slack.redeliver(refused))
    assert "nothing was stored" in str(refused.answer)
    assert "nothing was stored" in again


def test_what_is_under_way_elsewhere_in_the_process_may_be_stored() -> None:
    deliveries = Deliveries()
    with deliveries.one_of("R1"):
        assert not may_be_stored()
        with deliveries.one_of("R1"):
            assert may_be_stored()
        with deliveries.one_of("R2"):
            assert not may_be_stored()
    with deliveries.one_of("R1"):
        assert not may_be_stored(), "neither has stored anything"


def test_the_latest_that_stored_something_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redeliveries, "REMEMBERED", 2)
    deliveries = Deliveries()
    for request in ("R1", "R2", "R3"):
        with deliveries.one_of(request):
            note_stored()
    known = []
    for request in ("R1", "R2", "R3"):
        with deliveries.one_of(request):
            known.append(may_be_stored())
    assert known == [False, True, True]


def test_a_forms_notes_are_not_read_as_a_typed_line(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call")
    office.ana.fills(account="Acme", notes="kind: dinner, and they scored us, 0/5")
    assert office.ana.submits() == {}
    office.ana.sees("Logged: Call with Acme")
    form = next(d for d in reversed(office.slack.deliveries) if d.type == "interactive")
    assert office.slack.redeliver(form) == {}
    office.settles()
    seen = office.slack.workspace.visible_messages(office.ana.member)
    assert not [m for m in seen if "No such kind" in m.words or "No satisfaction" in m.words]
