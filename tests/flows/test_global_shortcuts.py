"""Shortcuts from anywhere: a call, an account; the form itself says what came of it."""

from __future__ import annotations

import pytest

from tests.conftest import Office
from tests.flows.on_record import account_names, entry, knows

SHORTCUTS = (
    "Log as interaction",
    "File complaint",
    "Create follow-up",
    "Log a call",
    "Add an account",
)


def test_a_call_is_logged_from_anywhere_and_the_form_says_so(office_in_both_modes: Office) -> None:
    office = office_in_both_modes
    knows(office, "Acme")
    ana = office.ana
    ana.starts("Log a call")
    ana.awaits_modal("Log a call")
    ana.fills(account="Acme", notes="agreed the pilot", satisfaction="5 · very happy")
    assert ana.submits() == {}
    assert "Logged: Call with Acme." in ana.reads(ana.awaits_modal("Saved"))
    ana.presses("Edit")
    ana.awaits_modal("Edit the entry")
    ana.fills(notes="agreed the pilot and the price")
    assert ana.submits() == {}
    assert "agreed the pilot and the price" in ana.reads(ana.awaits_modal("Saved"))
    ana.presses("Undo")
    assert "nothing of this entry is on record" in ana.reads(ana.awaits_modal("Saved"))
    assert entry(office).undone_at is not None


def test_an_account_is_added_from_anywhere(office_in_both_modes: Office) -> None:
    office = office_in_both_modes
    ana = office.ana
    ana.starts("Add an account")
    ana.awaits_modal("Add an account")
    ana.fills(
        name="  Blue   Ocean Ltd ", also_called="BOL, the ocean; BOL,, blue ocean ltd", tier="A"
    )
    assert ana.submits() == {}
    card = ana.reads(ana.awaits_modal("Saved"))
    assert "Blue Ocean Ltd" in card
    assert "Tier: A" in card
    assert "Also called: BOL, the ocean" in card
    assert "Manager: @Ana" in card
    ana.closes()
    ana.types("/account the ocean")
    ana.sees("Blue Ocean Ltd")
    assert account_names(office) == ["Blue Ocean Ltd"]


def test_a_name_that_is_taken_says_whose(office: Office) -> None:
    knows(office, "Acme", by="chitra", alias="ACM")
    ana = office.ana
    ana.starts("Add an account")
    ana.fills(name="ACME")
    refused = ana.submits()
    assert set(refused) == {"name"}
    assert "“ACME” is the name of an account already: “Acme”, managed by Chitra." in refused["name"]
    ana.fills(name="Acme Two", also_called="acm")
    refused = ana.submits()
    assert set(refused) == {"also_called"}
    assert "“acm” is the name of an account already: “Acme”" in refused["also_called"]
    ana.fills(also_called=None)
    assert ana.submits() == {}
    assert account_names(office) == ["Acme", "Acme Two"]


@pytest.mark.parametrize("name", ["\u200b", "\u2066\u2069", " \u2063 "])
def test_a_name_that_cannot_be_seen_is_none(office: Office, name: str) -> None:
    office.ana.starts("Add an account")
    office.ana.fills(name=name)
    assert set(office.ana.submits()) == {"name"}
    assert account_names(office) == []


def test_an_account_form_sent_in_twice_makes_one(office: Office) -> None:
    office.ana.starts("Add an account")
    office.ana.fills(name="Acme")
    assert office.ana.submits() == {}
    submission = next(d for d in reversed(office.slack.deliveries) if d.type == "interactive")
    assert "update" in str(office.slack.redeliver(submission))
    assert account_names(office) == ["Acme"]


def test_help_names_the_shortcuts(office: Office) -> None:
    office.ana.types("/rapport help")
    answer = office.ana.direct_messages()[-1]
    for name in SHORTCUTS:
        assert f"*{name}*" in str(answer.blocks)


# Who may


@pytest.mark.parametrize("shortcut", ["Log a call", "Add an account"])
def test_without_a_role_one_is_asked_for_where_nothing_stands(
    office: Office, shortcut: str
) -> None:
    office.max.starts(shortcut)
    assert "you are none of them yet" in office.max.reads(office.max.awaits_modal("Rapport"))
    office.max.presses("Ask to be appointed")
    notice = office.max.reads(office.max.awaits_modal("Rapport"))
    assert "Your request went to this workspace's admins." in notice
    office.settles()
    office.olga.sees("asks to be an account manager")


@pytest.mark.parametrize("shortcut", ["Log a call", "Add an account"])
def test_a_guest_is_refused_where_nothing_stands(office: Office, shortcut: str) -> None:
    office.gus.starts(shortcut)
    notice = office.gus.reads(office.gus.awaits_modal("Rapport"))
    assert "answers only its own full members" in notice
    assert "Ask to be appointed" not in notice
