"""A line whose account is unclear waits, whole, for one press."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest

from playground.delivery.record import Delivery
from tests.conftest import Office
from tests.flows.on_record import (
    account_names,
    account_of,
    archives,
    entries,
    entry,
    follow_ups,
    knows,
)

LINE = "agreed the pilot 4/5 follow up Friday: send contract"


def typed(sent: object) -> Delivery:
    assert isinstance(sent, Delivery)
    return sent


def test_an_unknown_account_is_created_once_however_often_it_is_pressed(
    office_in_both_modes: Office,
) -> None:
    office = office_in_both_modes
    sent = typed(office.ana.types(f"/log-call Acme {LINE}"))
    asked = office.ana.sees("There is no account called “Acme” yet.")
    assert f"/log-call Acme {LINE}" in asked.words
    assert asked.buttons == ["Create “Acme”", "Open the form"]
    assert entries(office) == []
    pressed = office.ana.presses("Create “Acme”", on=asked)
    answer = office.ana.sees("Logged: Call with Acme, a new account of yours.")
    assert answer.ts == asked.ts
    office.slack.redeliver(pressed)
    again = office.slack.redeliver(sent)
    assert again["text"] == answer.text
    assert (entry(office).notes, account_names(office)) == (LINE, ["Acme"])
    assert len(follow_ups(office)) == 1


def test_a_line_typed_again_after_undo_of_the_first_is_a_new_one(office: Office) -> None:
    first = typed(office.ana.types(f"/log-call Acme {LINE}"))
    office.ana.presses("Create “Acme”")
    office.ana.presses("Undo")
    assert "Undone" in office.slack.redeliver(first)["text"]
    office.ana.types(f"/log-call Acme {LINE}")
    office.ana.presses("Create “Acme”")
    assert account_names(office) == ["Acme"]
    assert [each.undone_at is None for each in entries(office)] == [False, True]


def test_the_one_meant_is_picked_and_the_text_kept(office: Office) -> None:
    knows(office, "Meridian Holdings")
    office.ana.types(f"/log-call Meridien Finance Group {LINE}")
    asked = office.ana.sees("There is no account called “Meridien Finance Group” yet.")
    office.ana.presses("Meridian Holdings", on=asked)
    office.ana.sees("Logged: Call with Meridian Holdings.")
    assert (entry(office).notes, account_names(office)) == (LINE, ["Meridian Holdings"])


def test_the_form_opens_with_what_was_understood_and_the_whole_text(office: Office) -> None:
    knows(office, "Zenith")
    office.ana.types(f"/log-call Acme {LINE}")
    office.ana.presses("Open the form")
    values = office.ana.awaits_modal("Log a call")["state"]["values"]
    assert values["notes"]["notes"]["value"] == f"Acme {LINE}"
    assert values["satisfaction"]["satisfaction"]["selected_option"]["value"] == "4"
    assert values["follow_up_on"]["follow_up_on"]["selected_date"] == "2026-11-27"
    office.ana.fills(account="Zenith")
    assert office.ana.submits() == {}
    office.ana.sees("Logged: Call with Zenith.")
    office.ana.does_not_see("There is no account called")
    assert len(follow_ups(office)) == 1


def test_a_form_sent_in_after_its_line_was_logged_is_told_so(office: Office) -> None:
    office.ana.types(f"/log-call Acme {LINE}")
    asked = office.ana.sees("There is no account")
    office.ana.presses("Open the form", on=asked)
    office.ana.fills(account="Acme", notes="something else")
    office.ana.presses("Create “Acme”", on=asked)
    errors = office.ana.submits()
    assert "on record already" in " ".join(errors.values())
    assert entry(office).notes == LINE


def test_a_long_text_is_kept_whole_through_the_form(office: Office) -> None:
    knows(office, "Zenith")
    text = "Nova " + "told a long story " * 2_000
    office.ana.types(f"/log-call {text}")
    office.ana.presses("Open the form")
    office.ana.fills(account="Zenith")
    assert office.ana.submits() == {}
    assert entry(office).notes == text.strip()


def test_an_ambiguous_name_is_a_choice(office: Office) -> None:
    knows(office, "Delta Airlines", alias="Delta")
    knows(office, "Delta Foods", alias="Delta")
    office.ana.types(f"/log-call Delta {LINE}")
    asked = office.ana.sees("“Delta” fits more than one account. Which one is meant?")
    assert asked.buttons == ["Delta Airlines", "Delta Foods", "Open the form"]
    assert entries(office) == []
    pressed = office.ana.presses("Delta Foods", on=asked)
    office.ana.sees("Logged: Call with Delta Foods.")
    office.slack.redeliver(pressed)
    assert (account_of(office, entry(office)), entry(office).notes) == ("Delta Foods", LINE)


def test_an_archived_account_is_brought_back_and_the_line_logged(office: Office) -> None:
    knows(office, "Acme")
    archives(office, "Acme")
    office.ana.types(f"/log-call Acme {LINE}")
    asked = office.ana.sees("Acme is archived, so nothing was stored.")
    assert entries(office) == []
    pressed = office.ana.presses("Bring it back and save", on=asked)
    office.ana.sees("Logged: Call with Acme.")
    office.slack.redeliver(pressed)
    assert entry(office).notes == LINE
    office.ana.types("/account Acme")
    office.ana.sees("Status: active")


def test_an_archived_account_is_not_brought_back_for_a_line_that_lacks_its_day(
    office: Office,
) -> None:
    knows(office, "Acme")
    archives(office, "Acme")
    office.ana.types("/follow-up Acme send the contract")
    office.ana.presses("Bring it back and save")
    office.ana.sees("There is no day in that line.")
    office.ana.types("/account Acme")
    office.ana.sees("Status: archived")
    office.ana.types("/follow-up Acme Friday send the contract")
    office.ana.presses("Bring it back and save")
    office.ana.sees("Follow-up saved: Acme · send the contract")
    office.ana.types("/account Acme")
    office.ana.sees("Status: active")


def test_who_has_lost_their_role_sees_nothing_by_an_old_button(office: Office) -> None:
    knows(office, "Acme One", "Acme Two")
    office.ana.types("/log-call Acme agreed")
    asked = office.ana.sees("fits more than one account")
    opened = office.ana.presses("Open the form", on=asked)
    office.ana.closes()
    pressed = office.ana.presses("Acme One", on=asked)
    office.ben.types("/account Acme One")
    office.ben.presses("Edit")
    office.ben.fills(notes="they are for sale")
    assert office.ben.submits() == {}
    office.appoints(managers=["chitra"], leads=["ben"])
    for old in (pressed, opened):
        office.slack.redeliver(old)
        office.ana.sees("Only account managers, leads and admins work with client records")
        office.ana.does_not_see("they are for sale")
        assert office.ana.modal is None


def test_a_line_logged_days_later_means_the_days_of_when_it_was_typed(office: Office) -> None:
    line = "/log-call Acme good talk. follow up tomorrow 3pm: send the offer"
    sent = typed(office.ana.types(line))
    office.moves_to(datetime(2026, 11, 27, 10, 0, tzinfo=UTC))
    pressed = office.ana.presses("Create “Acme”")
    answer = office.ana.sees("Logged: Call with Acme")
    assert "No follow-up was made" in answer.words
    assert "is past" in answer.words
    assert "Set a follow-up" in answer.buttons
    assert entry(office).occurred_at.date() == date(2026, 11, 25)
    office.slack.redeliver(pressed)
    assert "No follow-up was made" in str(office.slack.redeliver(sent))
    assert follow_ups(office) == []


def test_a_follow_up_line_whose_day_has_gone_by_is_not_made(office: Office) -> None:
    office.ana.types("/follow-up Acme tomorrow send the offer")
    office.moves_to(datetime(2026, 11, 30, 10, 0, tzinfo=UTC))
    office.ana.presses("Create “Acme”")
    office.ana.sees("This day is past. Choose today or a later one.")
    assert (follow_ups(office), account_names(office)) == ([], [])


def test_two_people_create_the_same_account_in_the_same_second(office: Office) -> None:
    people = [office.ana, office.chitra]
    asked = []
    for person in people:
        person.types(f"/log-call Acme Group agreed with {person.member.handle}")
        asked.append(person.sees("There is no account called “Acme Group” yet."))
    together = Barrier(2)

    def press(number: int) -> None:
        together.wait(5)
        people[number].presses("Create “Acme Group”", on=asked[number])

    with ThreadPoolExecutor(2) as both:
        list(both.map(press, range(2)))
    for person in people:
        person.sees("Logged: Call with Acme Group")
    assert account_names(office) == ["Acme Group"]
    assert sorted(each.notes for each in entries(office)) == [
        "agreed with ana",
        "agreed with chitra",
    ]
    assert sorted(each.made_account for each in entries(office)) == [False, True]


@pytest.mark.parametrize("line", ["|", '""', ":::", "— —"])
def test_a_line_without_a_name_asks_for_one(office: Office, line: str) -> None:
    office.ana.types(f"/log-call {line}")
    asked = office.ana.sees("Start with the account's name")
    assert asked.buttons == ["Open the form"]
    assert entries(office) == []


@pytest.mark.parametrize(
    "line",
    [
        "x" * 40_000,
        "=SUM(A1)",
        "<!channel>",
        "🙂",
        "'; DROP TABLE accounts; --",
        "שלום עולם",
        "\x07\x08ab",
    ],
)
def test_harsh_lines_come_back_whole_and_ping_nobody(office: Office, line: str) -> None:
    sent = typed(office.ana.types(f"/log-call {line}"))
    assert sent.is_acked
    asked = office.ana.sees("your text is kept")
    assert asked.pings == []
    assert entries(office) == []
    office.ana.presses("Open the form", on=asked)
    office.ana.fills(account="Acme")
    assert office.ana.submits() == {}
    assert entry(office).notes == line


def test_anothers_line_is_not_theirs_to_act_on(office: Office) -> None:
    office.ana.types(f"/log-call Acme {LINE}")
    asked = office.ana.sees("There is no account")
    held = asked.blocks[-1]["elements"][0]["value"]
    office.chitra.types("/log-call Nova agreed")
    theirs = office.chitra.sees("There is no account called “Nova” yet.")
    kept = office.slack.workspace.find_message(theirs.channel, theirs.ts)
    assert kept is not None
    kept.blocks[-1]["elements"][0]["value"] = held
    office.chitra.presses("Create “Nova”", on=theirs)
    office.chitra.sees("That line is no longer waiting. Type it again, please.")
    assert entries(office) == []
