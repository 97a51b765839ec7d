"""A complaint is filed in a line or a form, told at once, corrected and taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bot.complaints import file_line
from bot.texts import escape
from playground.delivery.record import Delivery
from storage.complaints import Category, ComplaintStatus, Severity
from tests.conftest import Office
from tests.flows.complaining import (
    CHANNEL,
    WORDS,
    alert,
    alert_in_dm,
    chooses_channel,
    files,
    thread,
    told,
)
from tests.flows.on_record import account_names, archives, complaint, complaints, knows


@pytest.fixture
def at_work(office: Office) -> Office:
    """Ana has an account, Acme; complaints are told in #complaints."""
    knows(office, "Acme")
    chooses_channel(office)
    return office


# In a line


def test_a_line_files_at_once_and_the_channel_hears(office_in_both_modes: Office) -> None:
    office = office_in_both_modes
    knows(office, "Acme")
    chooses_channel(office)
    files(office)
    answer = office.ana.sees("Filed: complaint from Acme · Medium")
    assert WORDS in answer.words
    assert answer.buttons == ["Edit", "Undo"]
    shown = alert(office)
    assert WORDS in shown.words
    assert "nobody has taken it; to be taken by Nov 26, 2026 3:30 PM" in shown.words
    assert "Account manager: Ana" in shown.words
    assert shown.buttons == ["Show details", "Take", "Hand over", "Severity", "Note"]
    assert shown.pings == [], "nobody is called: who must hear gets a direct message"


def test_the_accounts_manager_hears_in_a_direct_message(at_work: Office) -> None:
    files(at_work, by="chitra")
    assert WORDS in alert_in_dm(at_work.ana).words
    assert "Show details" not in [b for m in at_work.ben.direct_messages() for b in m.buttons]


def test_without_a_channel_leads_and_admins_hear_and_are_asked_for_one(office: Office) -> None:
    knows(office, "Acme")
    files(office)
    assert "An admin does that: /rapport settings." in alert_in_dm(office.ben).words
    asked = alert_in_dm(office.olga)
    assert "no complaints channel is chosen yet" in asked.words
    assert "no complaints channel" not in alert_in_dm(office.ana).words
    office.olga.presses("Choose a channel", on=asked)
    office.olga.awaits_modal("Rapport settings")
    office.olga.fills(complaints_channel=CHANNEL)
    assert office.olga.submits() == {}
    office.settles()
    assert WORDS in alert(office).words, "what is open is told there too"
    assert "no complaints channel" not in alert_in_dm(office.olga).words
    assert "no complaints channel" not in alert_in_dm(office.ben).words


def test_a_channel_chosen_later_hears_of_open_ones_with_their_story(office: Office) -> None:
    knows(office, "Acme")
    files(office)
    office.chitra.types("/complaint Acme second one")
    office.settles()
    mine = alert_in_dm(office.ana)
    office.ana.presses("Take", on=mine)
    office.settles()
    chooses_channel(office)
    shown = [m for m in office.chitra.messages(CHANNEL) if "Complaint from" in m.words]
    assert len(shown) == 2
    assert "taken by Ana" in shown[1].words
    assert thread(office, shown[1]) == ["Ana has taken it.\nAna has taken it."]


def test_help_and_a_bare_command(at_work: Office) -> None:
    at_work.ana.types("/complaint help")
    assert "/complaint Acme the delivery came two days late" in told(at_work, at_work.ana)
    at_work.ana.types("/complaint")
    at_work.ana.awaits_modal("File a complaint")
    at_work.ana.fills(account="Acme", what="the lid is broken", severity="High", category="Service")
    assert at_work.ana.submits() == {}
    at_work.ana.sees("Filed: complaint from Acme · High")
    filed = complaint(at_work)
    assert (filed.severity, filed.category) == (Severity.HIGH, Category.SERVICE)
    at_work.settles()
    assert "About: Service" in alert(at_work).words


def test_the_form_wants_an_account_and_what_happened(at_work: Office) -> None:
    at_work.ana.types("/complaint")
    assert set(at_work.ana.submits()) == {"account", "what"}
    at_work.ana.fills(account="Acme", what="   ")
    assert set(at_work.ana.submits()) == {"what"}
    assert complaints(at_work) == []


def test_a_form_sent_twice_files_once(at_work: Office) -> None:
    at_work.ana.types("/complaint")
    at_work.ana.fills(account="Acme", what=WORDS)
    assert at_work.ana.submits() == {}
    sent = at_work.slack.deliveries[-1]
    at_work.slack.redeliver(sent)
    at_work.settles()
    assert complaint(at_work).what == WORDS
    assert len([m for m in at_work.chitra.messages(CHANNEL) if WORDS in m.words]) == 1


def test_a_redelivered_line_files_once_and_gets_the_same_answer(at_work: Office) -> None:
    sent = files(at_work)
    first = at_work.ana.sees("Filed: complaint")
    assert at_work.slack.redeliver(sent)["text"] == first.text
    at_work.settles()
    assert len(complaints(at_work)) == 1
    assert len([m for m in at_work.chitra.messages(CHANNEL) if WORDS in m.words]) == 1


def test_eight_deliveries_of_a_line_at_once_file_one(at_work: Office) -> None:
    actor, together = at_work.actor("ana", "the same request"), Barrier(8)

    def file(_n: int) -> int:
        together.wait()
        return file_line(at_work.rapport.desk, actor, f"Acme {WORDS}").complaint.id

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(file, range(8)))) == 1
    at_work.settles()
    assert len(complaints(at_work)) == 1
    assert len([m for m in at_work.chitra.messages(CHANNEL) if WORDS in m.words]) == 1


# What can't be filed as typed waits


def test_an_unknown_account_is_made_on_the_way(at_work: Office) -> None:
    files(at_work, f"Zephyr {WORDS}")
    asked = at_work.ana.sees("There is no account called “Zephyr")
    assert f"/complaint Zephyr {WORDS}" in asked.words
    assert complaints(at_work) == []
    at_work.ana.presses("Open the form", on=asked)
    at_work.ana.awaits_modal("File a complaint")
    at_work.ana.fills(account="Zephyr", what=WORDS)
    assert at_work.ana.submits() == {}
    at_work.ana.sees("Filed: complaint from Zephyr, a new account of yours")
    assert account_names(at_work) == ["Acme", "Zephyr"]
    at_work.ana.presses("Undo")
    at_work.ana.sees("Undone: this complaint is withdrawn.")
    assert account_names(at_work) == ["Acme"], "what it had made is gone with it"


def test_one_press_files_for_the_account_meant(at_work: Office) -> None:
    knows(at_work, "Borealis Foods", "Borealis Works")
    files(at_work, f"Borealis {WORDS}")
    pressed = at_work.ana.presses("Borealis Works")
    answer = at_work.ana.sees("Filed: complaint from Borealis Works · Medium")
    at_work.slack.redeliver(pressed)
    assert complaint(at_work).what == WORDS
    assert answer.buttons == ["Edit", "Undo"]


@pytest.mark.parametrize("line", ["Acme", '"Acme"', "Acme |"])
def test_a_line_without_what_happened_is_completed_in_the_form(at_work: Office, line: str) -> None:
    files(at_work, line)
    assert "Say what happened" in told(at_work, at_work.ana)
    at_work.ana.presses("Open the form")
    at_work.ana.awaits_modal("File a complaint")
    at_work.ana.fills(what=WORDS)
    assert at_work.ana.submits() == {}
    at_work.ana.sees("Filed: complaint from Acme · Medium")
    assert complaint(at_work).what == WORDS


def test_an_archived_account_is_brought_back_or_another_picked(at_work: Office) -> None:
    archives(at_work, "Acme")
    files(at_work)
    at_work.ana.sees("Acme is archived")
    at_work.ana.presses("Bring it back and save")
    at_work.ana.sees("Filed: complaint from Acme · Medium")


def test_a_form_for_an_account_archived_meanwhile_keeps_the_text(at_work: Office) -> None:
    at_work.ana.types("/complaint")
    at_work.ana.fills(account="Acme", what=WORDS)
    archives(at_work, "Acme")
    assert "is archived" in at_work.ana.submits()["account"]
    assert complaints(at_work) == []


def test_a_colleague_without_a_role_asks_for_one_and_the_line_waits(at_work: Office) -> None:
    files(at_work, by="max")
    assert "Only account managers, leads and admins" in told(at_work, at_work.max)
    at_work.max.presses("Ask to be appointed")
    at_work.settles()
    at_work.olga.presses("Approve")
    at_work.settles()
    at_work.max.presses("File it now")
    at_work.max.sees("Filed: complaint from Acme · Medium")


@pytest.mark.parametrize(
    "words",
    [
        "<!channel> & <b> *bold* _under_ ~through~ `code` =SUM(A1)",
        "ক্লায়েন্ট খুশি নন 😡 ‮gnorw",
        "```not code```",
        "1; DROP TABLE complaints",
    ],
)
def test_peoples_words_ping_nobody_and_come_back_as_typed(at_work: Office, words: str) -> None:
    files(at_work, f"Acme {words}")
    assert complaint(at_work).what == words
    for shown in (alert(at_work), alert_in_dm(at_work.ana)):
        assert shown.pings == []
        assert escape(words) in shown.blocks[1]["text"]["text"]


# Corrected and taken back


def test_edit_corrects_it_everywhere_and_the_thread_says_what(at_work: Office) -> None:
    knows(at_work, "Borealis")
    files(at_work)
    at_work.ana.presses("Edit")
    at_work.ana.awaits_modal("Edit the complaint")
    at_work.ana.fills(account="Borealis", what="three days late", severity="Critical")
    assert at_work.ana.submits() == {}
    at_work.settles()
    at_work.ana.sees("Filed: complaint from Borealis · Critical")
    shown = alert(at_work)
    assert "Complaint from Borealis · Critical" in shown.words
    assert "three days late" in shown.words
    (corrected,) = thread(at_work, shown)
    assert "Ana has corrected it." in corrected
    assert "How serious: Medium → Critical" in corrected
    assert "Account: Acme → Borealis" in corrected


def test_an_edit_form_opened_before_anothers_change_is_refused(at_work: Office) -> None:
    files(at_work)
    at_work.ana.presses("Edit")
    at_work.ana.awaits_modal("Edit the complaint")
    at_work.ben.presses("Severity", on=alert(at_work, "ben"))
    at_work.ben.fills(severity="Low")
    assert at_work.ben.submits() == {}
    at_work.ana.fills(what="three days late")
    errors = at_work.ana.submits()
    assert "was changed after you had opened the form" in errors["account"]
    assert complaint(at_work).what == WORDS


def test_a_long_text_is_kept_whole_and_its_end_survives_an_edit(at_work: Office) -> None:
    whole = "word " * 900 + "the end"
    files(at_work, f"Acme {whole}")
    assert complaint(at_work).what == whole
    at_work.ana.presses("Edit")
    at_work.ana.awaits_modal("Edit the complaint")
    at_work.ana.fills(severity="High")
    assert at_work.ana.submits() == {}
    assert (complaint(at_work).what, complaint(at_work).severity) == (whole, Severity.HIGH)
    at_work.settles()
    at_work.chitra.presses("Show details", on=alert(at_work))
    modal = at_work.chitra.awaits_modal("Complaint")
    assert "the end" in at_work.chitra.reads(modal)


def test_undo_withdraws_it_where_it_was_told(at_work: Office) -> None:
    files(at_work)
    at_work.ana.presses("Undo")
    undone = at_work.ana.sees("Undone: this complaint is withdrawn.")
    assert f"/complaint Acme | {WORDS}" in undone.words
    assert undone.buttons == []
    at_work.settles()
    shown = alert(at_work)
    assert "withdrawn" in shown.words
    assert WORDS not in shown.words
    assert shown.buttons == []
    assert complaint(at_work).status == ComplaintStatus.WITHDRAWN
    assert complaint(at_work).alarm_at is None


def test_undo_again_from_an_old_answer_says_that_it_is_undone(at_work: Office) -> None:
    files(at_work)
    old = at_work.ana.sees("Filed: complaint")
    pressed = at_work.ana.presses("Undo")
    at_work.slack.redeliver(pressed)
    assert isinstance(pressed, Delivery)
    again = dict(pressed.payload, trigger_id="9.9.again")
    pressed.payload = again
    at_work.slack.redeliver(pressed)
    assert "You have withdrawn this complaint." in told(at_work, at_work.ana)
    assert old.buttons == ["Edit", "Undo"]
    assert complaint(at_work).version == 2


def test_a_complaint_counts_as_use_of_an_account(at_work: Office) -> None:
    at_work.ana.types("/log-call Zeta first call")
    at_work.ana.presses("Create “Zeta”")
    logged = at_work.ana.sees("Logged: Call with Zeta")
    files(at_work, f"Zeta {WORDS}", by="chitra")
    at_work.ana.presses("Undo", on=logged)
    assert account_names(at_work) == ["Acme", "Zeta"]
