"""An account changes hands by import: its alert and its complaints change hands with it."""

from __future__ import annotations

import pytest

from bot import importing
from tests.conftest import Office
from tests.flows import complaining, unhappy


@pytest.fixture
def handed_over(office: Office) -> Office:
    """Ana's client is unhappy and has complained; now Chitra manages it."""
    office.ana.types('/log-call "Acme" they are angry 1/5')
    office.ana.presses("Create “Acme”")
    office.settles()
    complaining.files(office, by="ana")
    imports(office, manager="chitra")
    return office


def imports(office: Office, manager: str) -> None:
    owner = office.slack.person(manager).id
    sheet = f"name,manager\nAcme,{owner}\n"
    assert importing.store(office.rapport.desk, office.slack.team_id, sheet).exit_code == 0
    office.settles()


def test_the_new_manager_gets_the_card_and_the_complaint(handed_over: Office) -> None:
    assert "Already on it" in unhappy.card(handed_over, by="chitra").buttons
    assert "Take" in handed_over.chitra.sees("Complaint from").buttons
    handed_over.chitra.presses("Already on it")
    assert unhappy.episodes(handed_over)[0].acknowledged_by == handed_over.chitra.id


def test_the_old_managers_card_is_over_and_they_are_refused(handed_over: Office) -> None:
    old = unhappy.cards(handed_over, by="ana")[-1]
    assert old.buttons == []
    handed_over.ana.types("/account Acme")
    handed_over.ana.presses("Already on it")
    handed_over.ana.sees("is Chitra's to answer")


def test_what_stays_in_the_same_hands_is_not_told_again(handed_over: Office) -> None:
    before = len(handed_over.chitra.direct_messages())
    imports(handed_over, manager="chitra")
    assert len(handed_over.chitra.direct_messages()) == before
