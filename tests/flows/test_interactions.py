"""A call is logged in one line or in the form."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from playground.delivery.record import Delivery
from tests.conftest import Office
from tests.flows.on_record import (
    account_names,
    archives,
    entries,
    entry,
    follow_ups,
    knows,
)


def typed(sent: object) -> Delivery:
    assert isinstance(sent, Delivery)
    return sent


def test_one_line_after_a_meeting_is_on_record(office_in_both_modes: Office) -> None:
    ana = office_in_both_modes.ana
    ana.types("/log-call Acme agreed the pilot 4/5 follow up Friday: send contract")
    ana.sees("There is no account called “Acme” yet.")
    ana.presses("Create “Acme”")
    answer = ana.sees("Logged: Call with Acme")
    assert "Satisfaction: 4 · happy" in answer.words
    assert "Fri, 27 Nov 2026 · send contract" in answer.words
    assert answer.buttons == ["Edit", "Undo"]


def test_the_follow_up_comes_back_on_its_morning(office: Office) -> None:
    office.ana.types("/log-call Acme agreed the pilot 4/5 follow up Friday: send contract")
    office.ana.presses("Create “Acme”")
    office.moves_to(datetime(2026, 11, 27, 1, 0, tzinfo=UTC))
    reminder = office.ana.sees("1 follow-up is waiting for you")
    assert "send contract" in reminder.words
    office.ana.presses("Done", on=reminder)
    office.ana.sees("All done for Fri, 27 Nov 2026.")


@pytest.mark.parametrize(
    ("who", "name", "line", "score", "due"),
    [
        ("ana", "Acme", "agreed the pilot 8/10, follow up Friday 3pm: send contract", 4, 27),
        ("ana", "Sari-Sari", "maayos ang usapan #happy sundan sa Biyernes", 4, 27),
        ("chitra", "रहमान ट्रेडर्स", "बात अच्छी रही ४/५ फॉलो अप शुक्रवार", 4, 27),
        ("dipu", "ঢাকা বেকারি", "কথা হয়েছে ৪/৫ ফলো আপ শুক্রবার", 4, 27),
    ],
)
def test_a_line_in_four_languages_is_understood(
    office: Office, who: str, name: str, line: str, score: int, due: int
) -> None:
    office.appoints(managers=["ana", "chitra", "dipu"], leads=["ben"])
    knows(office, name)
    person = office.slack.person(who)
    person.types(f"/log-call {name} {line}")
    person.sees(f"Logged: Call with {name}.")
    logged, (made,) = entry(office), follow_ups(office)
    assert (logged.notes, logged.satisfaction) == (line, score)
    assert made.due_on == date(2026, 11, due)


def test_kind_and_day_are_understood_and_shown(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Acme yesterday we toured the plant kind:visit")
    answer = office.ana.sees("Logged: Visit with Acme.")
    assert "When: Nov 24, 2026" in answer.words or "yesterday" in answer.words.lower()
    occurred = entry(office).occurred_at.astimezone(office.actor("ana", "").zone)
    assert occurred.date() == date(2026, 11, 24)


def test_a_redelivered_line_stores_nothing_new(office_in_both_modes: Office) -> None:
    office = office_in_both_modes
    knows(office, "Acme")
    sent = typed(office.ana.types("/log-call Acme agreed 4/5 follow up Friday: send contract"))
    assert office.slack.redeliver(sent) == sent.answer
    office.ana.presses("Undo")
    undone = office.ana.sees("Undone: nothing of this entry is on record.")
    again = office.slack.redeliver(sent)
    assert again["text"] == undone.text
    assert len(entries(office)) == len(follow_ups(office)) == 1


def test_a_past_follow_up_is_named_and_set_with_its_button(office: Office) -> None:
    knows(office, "Acme")
    sent = typed(office.ana.types("/log-call Acme agreed, follow up 3 March 2020: send contract"))
    answer = office.ana.sees("No follow-up was made: ")
    assert "is past" in answer.words
    assert follow_ups(office) == []
    office.ana.presses("Set a follow-up", on=answer)
    modal = office.ana.awaits_modal("Edit the entry")
    assert modal["state"]["values"]["follow_up_what"]["follow_up_what"]["value"] == "send contract"
    office.ana.fills(follow_up_on="2026-12-01")
    assert office.ana.submits() == {}
    office.ana.sees("Tue, 1 Dec 2026 · send contract")
    office.ana.does_not_see("No follow-up was made")
    assert "No follow-up was made" not in str(office.slack.redeliver(sent))


def test_a_follow_up_in_the_year_9999_does_not_cost_the_entry(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Acme agreed, follow up 3 March 9999: send contract")
    answer = office.ana.sees("Logged: Call with Acme.")
    assert entry(office).notes == "agreed, follow up 3 March 9999: send contract"
    assert follow_ups(office) == []
    assert "No follow-up was made" in answer.words or "Follow-up" not in answer.words


def test_a_form_submitted_again_after_a_slow_answer_logs_once(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call")
    office.ana.fills(account="Acme", notes="agreed", follow_up_on="2026-12-01")
    assert office.ana.submits() == {}
    sent = next(d for d in office.slack.deliveries if d.payload.get("type") == "view_submission")
    sent.payload["trigger_id"] = "of-the-second-press"
    assert office.slack.redeliver(sent) == {}
    sent.payload["trigger_id"] = "of-the-third-press"
    sent.payload["view"]["state"]["values"]["notes"]["notes"]["value"] = "agreed in part"
    assert "is on record already" in str(office.slack.redeliver(sent)["errors"])
    assert entry(office).notes == "agreed"
    assert len(follow_ups(office)) == 1


FIELDS = {
    "account": "external_select",
    "kind": "static_select",
    "occurred_on": "datepicker",
    "contacts": "plain_text_input",
    "notes": "plain_text_input",
    "satisfaction": "static_select",
    "hat": "static_select",
    "follow_up_what": "plain_text_input",
    "follow_up_on": "datepicker",
    "follow_up_at": "timepicker",
}


def test_the_bare_form_has_every_field_of_the_contract(office: Office) -> None:
    office.ana.types("/log-call")
    modal = office.ana.awaits_modal("Log a call")
    inputs = [block for block in modal["blocks"] if block["type"] == "input"]
    shown = {block["block_id"]: block["element"]["type"] for block in inputs}
    assert modal["callback_id"] == "log_call"
    assert shown == FIELDS
    assert all(block["block_id"] == block["element"]["action_id"] for block in inputs)
    assert list(office.ana.submits()) == ["account"]


def test_the_bare_form_logs_what_is_filled_in(office_in_both_modes: Office) -> None:
    office = office_in_both_modes
    knows(office, "Acme")
    office.ana.types("/log-call")
    office.ana.fills(account="Acme", kind="email", notes="sent the offer", satisfaction="3")
    office.ana.fills(follow_up_on="2026-11-30", follow_up_at="10:30", follow_up_what="ring them")
    assert office.ana.submits() == {}
    answer = office.ana.sees("Logged: E-mail with Acme.")
    assert "Mon, 30 Nov 2026 at 10:30 · ring them" in answer.words
    assert answer.ephemeral_to == office.ana.id
    assert entry(office).notes == "sent the offer"


def test_the_forms_list_offers_names_aliases_and_last_to_create(office: Office) -> None:
    knows(office, "Acme", "Acme Foods", "Zenith", alias="The Peak")
    archives(office, "Acme Foods")
    office.ana.types("/log-call")
    assert office.ana.suggestions("account", "acm") == ["Acme", "Create “acm”"]
    assert office.ana.suggestions("account", "ACMÉ") == ["Acme"]
    assert office.ana.suggestions("account", "Zenthi")[0] == "Zenith"
    assert office.ana.suggestions("account", "the peak")[0] == "Acme"
    assert office.ana.suggestions("account", "") == ["Acme", "Zenith"]
    office.ana.fills(account="Nova Ltd", notes="first call")
    assert office.ana.submits() == {}
    office.ana.sees("Logged: Call with Nova Ltd, a new account of yours.")
    assert account_names(office)[-1] == "Nova Ltd"


def test_a_form_to_create_an_account_made_meanwhile_uses_it(office: Office) -> None:
    office.ana.types("/log-call")
    office.ana.fills(account="Nova Ltd", notes="first call")
    knows(office, "NOVA ltd", by="chitra")
    assert office.ana.submits() == {}
    answer = office.ana.sees("Logged: Call with NOVA ltd.")
    office.ana.presses("Undo", on=answer)
    assert account_names(office) == ["NOVA ltd"]


def test_an_account_without_notes_is_a_call_that_says_so(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Acme")
    office.ana.sees("Notes: none yet. Edit adds them.")
    assert entry(office).notes == ""


HARSH = [
    "\x01\x02 bell \x07 tab\tend",
    "🙂👩🏽‍💻 great 🎉",
    "שלום עולם ‮evil‬ מחר",
    "<!channel> <@U0BEN> <!here>",
    "*bold* _it_ ~no~ `code` ```block```",
    "&lt;b&gt; &amp; <b>",
    "=SUM(A1:A9)",
    "'; DROP TABLE accounts; --",
    '{"blocks":[{"type":"section","text":{"type":"mrkdwn","text":"<!channel>"}}]}',
    "line one\n\nline two\n> quoted",
    "https://example.com/a?b=1&c=2 and me@example.com",
    "é" * 500,
]


@pytest.mark.parametrize("notes", HARSH)
def test_harsh_notes_are_stored_as_typed_and_ping_nobody(office: Office, notes: str) -> None:
    knows(office, "Acme")
    office.ana.types(f"/log-call Acme: {notes}")
    answer = office.ana.sees("Logged: Call with Acme.")
    assert answer.pings == []
    assert entry(office).notes == notes
    office.ana.presses("Edit")
    assert office.ana.submits() == {}
    assert entry(office).notes == notes
    office.ana.types("/account Acme")
    assert office.ana.sees("Last logged").pings == [f"@{office.ana.id}"] * 3
    office.ana.presses("Undo", on=answer)
    assert office.ana.sees("Undone").pings == []


def test_a_form_on_which_the_record_was_moved_on_stays_open(office: Office) -> None:
    knows(office, "Acme", "Zenith")
    office.ana.types("/log-call")
    office.ana.fills(account="Zenith", notes="kept")
    archives(office, "Zenith")
    errors = office.ana.submits()
    assert "is archived" in errors["account"]
    assert entries(office) == []


def test_help_shows_real_examples(office: Office) -> None:
    for word in ("help", "HELP"):
        office.ana.types(f"/log-call {word}")
        shown = office.ana.sees("How to use /log-call")
        assert "follow up Friday: send contract" in shown.words
    assert entries(office) == []
