"""An entry is corrected, by its author or a lead, and taken back with all that it made."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.conftest import WEDNESDAY, Office, OpenOffice
from tests.flows.on_record import (
    account_names,
    account_of,
    archives,
    changes,
    entries,
    entry,
    follow_ups,
    knows,
)


def test_undo_takes_back_all_that_the_entry_made(office: Office) -> None:
    office.ana.types("/log-call Acme agreed, follow up Friday: send contract")
    office.ana.presses("Create “Acme”")
    office.moves_to(datetime(2026, 11, 27, 1, 0, tzinfo=UTC))
    office.ana.sees("send contract", channel="")
    answer = office.ana.sees("Logged: Call with Acme")
    office.ana.presses("Undo", on=answer)
    undone = office.ana.sees("Undone: nothing of this entry is on record.")
    assert undone.buttons == []
    assert "/log-call Acme | agreed, follow up Friday: send contract" in undone.words
    office.settles()
    office.ana.sees("Withdrawn")
    assert account_names(office) == []
    assert entry(office).undone_at is not None
    assert [each.status for each in follow_ups(office)] == ["undone"]


def test_undone_text_can_be_typed_again(office: Office) -> None:
    office.ana.types("/log-call Blue Ocean Ltd agreed")
    office.ana.presses("Create “Blue Ocean Ltd”")
    office.ana.presses("Undo")
    office.ana.sees("Undone")
    office.ana.types("/log-call Blue Ocean Ltd | agreed")
    office.ana.presses("Create “Blue Ocean Ltd”")
    office.ana.sees("Logged: Call with Blue Ocean Ltd")
    assert entries(office)[-1].notes == "agreed"


def test_undo_leaves_an_account_that_others_use(office: Office) -> None:
    office.ana.types("/log-call Acme agreed")
    office.ana.presses("Create “Acme”")
    office.chitra.types("/log-call Acme they called me too, follow up Friday: invoice")
    office.chitra.presses("Undo")
    office.chitra.types("/follow-up Acme Friday send the price list")
    office.chitra.presses("Undo")
    office.chitra.types("/follow-up Acme Friday send the offer")
    office.ana.presses("Undo")
    office.ana.sees("Undone")
    assert account_names(office) == ["Acme"]


def test_undone_twice_it_stays_undone(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Acme agreed")
    answer = office.ana.sees("Logged")
    pressed = office.ana.presses("Undo", on=answer)
    first = entry(office).undone_at
    office.slack.redeliver(pressed)
    office.ana.sees("Undone")
    assert entry(office).undone_at == first
    assert entry(office).undone_by == office.ana.id


def test_undo_is_for_the_author_a_lead_or_an_admin(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Acme agreed")
    office.chitra.types("/account Acme")
    office.chitra.presses("Undo")
    office.chitra.sees("Only @Ana, who logged it, or a lead or admin can change this entry.")
    office.chitra.presses("Edit")
    assert office.chitra.modal is None
    assert entry(office).undone_at is None
    office.ben.types("/account Acme")
    office.ben.presses("Undo")
    office.ben.sees("Undone")
    assert entry(office).undone_by == office.ben.id


def test_edit_corrects_everything_and_its_answer(office: Office) -> None:
    knows(office, "Acme", "Zenith")
    office.ana.types("/log-call Acme agreed 4/5 follow up Friday 3pm: send contract")
    answer = office.ana.sees("Logged: Call with Acme.")
    office.ana.presses("Edit", on=answer)
    values = office.ana.awaits_modal("Edit the entry")["state"]["values"]
    assert values["account"]["account"]["selected_option"]["text"]["text"] == "Acme"
    assert values["notes"]["notes"]["value"] == "agreed 4/5 follow up Friday 3pm: send contract"
    assert values["satisfaction"]["satisfaction"]["selected_option"]["value"] == "4"
    assert values["occurred_on"]["occurred_on"]["selected_date"] == "2026-11-25"
    assert values["follow_up_on"]["follow_up_on"]["selected_date"] == "2026-11-27"
    assert values["follow_up_at"]["follow_up_at"]["selected_time"] == "15:00"
    assert values["follow_up_what"]["follow_up_what"]["value"] == "send contract"
    office.ana.fills(account="Zenith", kind="meeting", satisfaction="2", hat="finance")
    office.ana.fills(contacts="Ravi", notes="they are cross", follow_up_on="2026-12-02")
    office.ana.fills(follow_up_at=None, follow_up_what="call Ravi")
    assert office.ana.submits() == {}
    corrected = office.ana.sees("Logged: Meeting with Zenith.")
    assert corrected.ts == answer.ts
    for shown in ("2 · unhappy", "Ravi", "Finance", "they are cross", "Wed, 2 Dec 2026"):
        assert shown in corrected.words
    (follow_up,) = follow_ups(office)
    assert (follow_up.what, follow_up.due_time) == ("call Ravi", None)
    assert follow_up.account_id == entry(office).account_id
    assert account_of(office, entry(office)) == "Zenith"


def test_an_edit_to_a_new_account_makes_it_and_drops_the_misnamed_one(office: Office) -> None:
    office.ana.types("/log-call Amce agreed, follow up Friday: send contract")
    office.ana.presses("Create “Amce”")
    office.ana.presses("Edit")
    office.ana.fills(account="Acme Corporation")
    assert office.ana.submits() == {}
    office.ana.sees("Logged: Call with Acme Corporation, a new account of yours.")
    assert account_names(office) == ["Acme Corporation"]
    office.ana.presses("Undo")
    office.ana.sees("Undone")
    assert account_names(office) == []


def test_an_emptied_follow_up_is_withdrawn_and_a_new_one_made(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Acme agreed, follow up Friday: send contract")
    office.ana.presses("Edit")
    office.ana.fills(follow_up_on=None, follow_up_what=None)
    assert office.ana.submits() == {}
    assert [each.status for each in follow_ups(office)] == ["undone"]
    office.ana.presses("Edit")
    office.ana.fills(follow_up_on="2026-12-01", follow_up_what="ring them")
    assert office.ana.submits() == {}
    office.ana.sees("Tue, 1 Dec 2026 · ring them")


def test_a_second_follow_up_can_be_set_when_the_first_is_done(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Acme agreed, follow up Friday: send contract")
    answer = office.ana.sees("Logged")
    office.ana.types("/follow-up")
    office.ana.presses("Done")
    office.ana.presses("Edit", on=answer)
    office.ana.fills(follow_up_on="2026-12-01", follow_up_what="ring them")
    assert office.ana.submits() == {}
    corrected = office.ana.sees("ring them")
    assert "send contract · done" in corrected.words
    assert [each.what for each in follow_ups(office)] == ["send contract", "ring them"]


def test_an_edit_after_undo_is_refused_with_the_text_kept(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Acme agreed")
    answer = office.ana.sees("Logged")
    office.ana.presses("Edit", on=answer)
    office.ben.types("/account Acme")
    office.ben.presses("Undo")
    errors = office.ana.submits()
    assert "was undone" in " ".join(errors.values())
    assert office.ana.modal is not None


def test_a_form_opened_before_anothers_edit_does_not_take_it_back(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Acme " + "agreed at length " * 300)
    answer = office.ana.sees("Logged")
    office.ana.presses("Edit", on=answer)
    office.ben.types("/account Acme")
    office.ben.presses("Edit")
    office.ben.fills(notes="Ben's longer version " + "of it all " * 290)
    assert office.ben.submits() == {}
    corrected = entry(office).notes
    office.ana.fills(notes="my own words")
    errors = office.ana.submits()
    assert "was changed after you had opened the form" in errors["notes"]
    modal = office.ana.awaits_modal("Edit the entry")
    assert modal["state"]["values"]["notes"]["notes"]["value"] == "my own words"
    assert entry(office).notes == corrected
    office.ana.closes()
    office.ana.presses("Edit", on=answer)
    office.ana.fills(satisfaction="4")
    assert office.ana.submits() == {}
    assert (entry(office).notes, entry(office).satisfaction) == (corrected, 4)


@pytest.mark.parametrize("change", ["Done", "Reschedule"])
def test_a_form_opened_before_its_follow_up_changed_leaves_it_so(
    office: Office, change: str
) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Acme agreed, follow up Friday: send contract")
    office.ana.presses("Edit")
    office.ben.types("/account Acme")
    office.ben.presses(change)
    if change == "Reschedule":
        office.ben.fills(due_on="2026-12-14")
        assert office.ben.submits() == {}
    (changed,) = follow_ups(office)
    office.ana.fills(satisfaction="4")
    assert list(office.ana.submits()) == ["notes"]
    (kept,) = follow_ups(office)
    assert (kept.status, kept.due_on) == (changed.status, changed.due_on)
    assert entry(office).satisfaction is None


def test_a_follow_ups_text_beyond_the_forms_limit_is_kept_whole(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Acme agreed. follow up Friday: " + "word " * 400)
    (made,) = follow_ups(office)
    office.ana.presses("Edit")
    office.ana.fills(satisfaction="4")
    assert office.ana.submits() == {}
    assert len(made.what) > 1_000
    assert [each.what for each in follow_ups(office)] == [made.what]


def test_a_leads_edit_counts_by_the_owners_clock(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Acme agreed, follow up Friday 3pm: send contract")
    (before,) = follow_ups(office)
    office.ben.types("/account Acme")
    office.ben.presses("Edit")
    # 16:00 is to come in Ben's Berlin and over in Ana's Manila, where it is 18:00.
    office.ben.fills(follow_up_on="2026-11-25", follow_up_at="16:00")
    assert list(office.ben.submits()) == ["follow_up_at"]
    assert follow_ups(office)[0].due_at == before.due_at
    office.ben.fills(follow_up_at="19:00")
    assert office.ben.submits() == {}
    (moved,) = follow_ups(office)
    assert moved.due_at == moved.ping_at == datetime(2026, 11, 25, 11, 0, tzinfo=UTC)


def test_a_follow_up_that_a_lead_adds_is_the_authors(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Acme agreed")
    office.ben.types("/account Acme")
    office.ben.presses("Edit")
    office.ben.fills(follow_up_on="2026-11-27", follow_up_at="10:00", follow_up_what="ring them")
    assert office.ben.submits() == {}
    (made,) = follow_ups(office)
    assert (made.assignee_id, made.created_by) == (office.ana.id, office.ben.id)
    assert made.due_at == datetime(2026, 11, 27, 2, 0, tzinfo=UTC)


def test_undo_keeps_who_took_back_what_and_who_had_done_it(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Acme agreed, follow up Friday: send contract")
    answer = office.ana.sees("Logged")
    office.ben.types("/account Acme")
    office.ben.presses("Done")
    pressed = office.ana.presses("Undo", on=answer)
    office.slack.redeliver(pressed)
    assert [each.status for each in follow_ups(office)] == ["undone"]
    undone = [each for each in changes(office) if each.verb == "undone"]
    assert {(each.noun, each.actor_id) for each in undone} == {
        ("interaction", office.ana.id),
        ("follow_up", office.ana.id),
    }
    assert len(undone) == 2
    assert [each.details for each in undone if each.noun == "follow_up"] == [
        {"status": "done", "closed_by": office.ben.id}
    ]


def test_a_redelivered_edit_changes_nothing_more(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Acme agreed")
    office.ana.presses("Edit")
    office.ana.fills(notes="agreed twice", follow_up_on="2026-12-01")
    assert office.ana.submits() == {}
    sent = next(d for d in office.slack.deliveries if d.payload.get("type") == "view_submission")
    office.ana.presses("Edit")
    office.ana.fills(notes="agreed thrice")
    assert office.ana.submits() == {}
    office.slack.redeliver(sent)
    assert entry(office).notes == "agreed thrice"
    assert len(follow_ups(office)) == 1


def test_days_that_cannot_be_stand_refused_at_their_field(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Acme agreed")
    office.ana.presses("Edit")
    office.ana.fills(follow_up_on="2026-11-20", notes="a long story")
    assert list(office.ana.submits()) == ["follow_up_on"]
    office.ana.fills(follow_up_on=None, follow_up_what="ring them")
    assert list(office.ana.submits()) == ["follow_up_on"]
    office.ana.fills(follow_up_on="2026-11-25", follow_up_at="09:00")
    assert list(office.ana.submits()) == ["follow_up_at"]
    office.ana.fills(follow_up_at=None, occurred_on="2026-11-26")
    assert list(office.ana.submits()) == ["occurred_on"]
    office.ana.fills(occurred_on="0001-01-01")
    assert list(office.ana.submits()) == ["occurred_on"]
    modal = office.ana.awaits_modal("Edit the entry")
    assert modal["state"]["values"]["notes"]["notes"]["value"] == "a long story"
    assert entry(office).notes == "agreed"


@pytest.mark.parametrize("length", [3_001, 40_000])
def test_notes_beyond_a_forms_limit_keep_their_end(office: Office, length: int) -> None:
    knows(office, "Acme")
    notes = ("मिला " * length)[:2_999] + " " + ("the end goes on " * length)
    notes = notes[:length].strip()
    office.ana.types(f"/log-call Acme {notes}")
    assert entry(office).notes == notes
    office.ana.presses("Edit")
    modal = office.ana.awaits_modal("Edit the entry")
    assert "this part is kept as it is" in office.ana.reads(modal)
    office.ana.fills(satisfaction="5")
    assert office.ana.submits() == {}
    assert entry(office).notes == notes
    assert entry(office).satisfaction == 5
    office.ana.presses("Undo")
    office.ana.sees("Undone")


def test_an_entry_of_an_archived_account_can_still_be_corrected(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Acme agreed")
    archives(office, "Acme")
    office.ana.presses("Edit")
    office.ana.fills(notes="agreed in part")
    assert office.ana.submits() == {}
    assert entry(office).notes == "agreed in part"


def test_yesterdays_call_keeps_its_hour_when_it_is_edited(open_office: OpenOffice) -> None:
    office = open_office(now=WEDNESDAY + timedelta(hours=1))
    knows(office, "Acme")
    office.ana.types("/log-call Acme agreed")
    before = entry(office).occurred_at
    office.ana.presses("Edit")
    assert office.ana.submits() == {}
    assert entry(office).occurred_at == before
    office.ana.presses("Edit")
    office.ana.fills(occurred_on="2026-11-20")
    assert office.ana.submits() == {}
    zone = office.actor("ana", "").zone
    assert entry(office).occurred_at.astimezone(zone).date() == date(2026, 11, 20)
