"""The morning's unhappy clients and complaints, below what is due."""

from __future__ import annotations

from datetime import UTC, datetime

from playground.messages import Message
from tests.conftest import Office
from tests.flows.on_record import knows

NINE_IN_MANILA = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
FRIDAY, MONDAY = NINE_IN_MANILA.replace(day=27), NINE_IN_MANILA.replace(day=30)


def unhappy(office: Office, *called: str, by: str = "ana") -> None:
    """Clients of somebody's who are not content."""
    for name in called:
        knows(office, name, by=by)
        office.slack.person(by).types(f"/log-call {name} they are angry 1/5")
    office.settles()


def complain(office: Office, *called: str, by: str = "chitra") -> None:
    """Complaints, filed by somebody else than the account's manager."""
    for name in called:
        office.slack.person(by).types(f"/complaint {name} it came broken")
    office.settles()


def reminders(office: Office, handle: str = "ana") -> list[Message]:
    """The daily messages that a person has had, oldest first."""
    messages = office.slack.person(handle).direct_messages()
    return [m for m in messages if "waiting for you" in m.text or m.text.startswith("All done for")]


def section_of(message: Message, words: str) -> str:
    """The item of a digest that holds these words."""
    return next(str(block) for block in message.blocks if words in str(block))


def test_what_is_due_then_the_unhappy_then_complaints(office: Office) -> None:
    knows(office, "Acme", "Globex")
    unhappy(office, "Initech")
    complain(office, "Acme")
    office.ana.types("/follow-up Acme tomorrow send the contract")
    office.ana.types("/follow-up Globex tomorrow send the offer")
    office.moves_to(NINE_IN_MANILA)
    shown = office.ana.sees("2 follow-ups, 1 unhappy client and 1 complaint are waiting for you")
    order = ["Today", "send the contract", "Unhappy clients", "Initech", "Complaints", "broken"]
    places = [shown.words.index(each) for each in order]
    assert places == sorted(places)
    assert {"Plan a call", "Already on it", "Snooze…", "Show"} <= {*shown.buttons}


def test_an_unhappy_client_or_a_complaint_alone_is_reason_enough(office: Office) -> None:
    unhappy(office, "Initech")
    knows(office, "Acme", by="chitra")
    complain(office, "Acme", by="ana")
    office.moves_to(NINE_IN_MANILA.replace(hour=12))
    office.ana.sees("1 unhappy client is waiting for you")
    office.chitra.sees("1 complaint is waiting for you")


def test_its_buttons_do_what_the_cards_do(office: Office) -> None:
    unhappy(office, "Initech")
    complain(office, "Initech")
    office.moves_to(NINE_IN_MANILA)
    (shown,) = reminders(office)
    office.ana.presses("Already on it", on=shown)
    office.settles()
    (shown,) = reminders(office)
    assert "is on it since" in shown.words
    assert "Already on it" not in shown.buttons
    office.ana.presses("Show", on=shown)
    modal = office.ana.awaits_modal()
    assert "it came broken" in office.ana.reads(modal)


def test_what_is_over_is_struck_through(office: Office) -> None:
    unhappy(office, "Initech")
    knows(office, "Acme")
    complain(office, "Acme")
    office.moves_to(NINE_IN_MANILA)
    office.ana.types("/log-call Initech they are happy again 5/5")
    office.chitra.presses("Undo", on=office.chitra.sees("Filed: complaint from Acme"))
    office.settles()
    (shown,) = reminders(office)
    assert shown.text.startswith("All done for")
    assert "~*Initech*" in section_of(shown, "Initech")
    assert "Withdrawn" in section_of(shown, "it came broken")
    assert shown.buttons == []


def test_what_somebody_else_sees_to_by_now_is_passed_on(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/follow-up Acme tomorrow send the contract")
    complain(office, "Acme")
    office.moves_to(NINE_IN_MANILA)
    (shown,) = reminders(office)
    assert "1 follow-up and 1 complaint are waiting" in shown.text
    office.chitra.presses("Take", on=_alert(office, "ben"))
    office.settles()
    (shown,) = reminders(office)
    assert "1 follow-up is waiting" in shown.text
    assert "Passed on to <@U0CHITRA>" in section_of(shown, "it came broken")
    office.ana.presses("Hand over", on=shown)
    office.ana.fills(assignee="chitra")
    assert office.ana.submits() == {}
    office.settles()
    (shown,) = reminders(office)
    assert shown.text.startswith("All done for")
    assert "Passed on to <@U0CHITRA>" in section_of(shown, "send the contract")
    office.moves_to(FRIDAY.replace(hour=4))
    assert "1 follow-up and 1 complaint are waiting" in reminders(office, "chitra")[0].text


def test_a_snoozed_one_comes_back_with_its_morning(office: Office) -> None:
    unhappy(office, "Initech")
    office.ana.presses("Snooze…")
    office.ana.fills(until="Next week", reason="they are on holiday")
    assert office.ana.submits() == {}
    office.moves_to(FRIDAY)
    assert reminders(office) == []
    office.moves_to(MONDAY)
    assert "1 unhappy client is waiting for you" in reminders(office)[0].text


def test_one_put_off_from_the_digest_waits_no_longer(office: Office) -> None:
    unhappy(office, "Initech")
    office.moves_to(NINE_IN_MANILA)
    office.ana.presses("Snooze…", on=reminders(office)[0])
    office.ana.fills(until="Next week", reason="they are on holiday")
    assert office.ana.submits() == {}
    office.settles()
    (shown,) = reminders(office)
    assert shown.text.startswith("All done for")
    assert "Snoozed by" in shown.words
    assert shown.buttons == []


def test_what_nobody_has_taken_waits_for_who_answers_for_the_account(office: Office) -> None:
    knows(office, "Acme")
    office.appoints(managers=["ana", "chitra", "dipu"], leads=["ben"])
    knows(office, "Orphan", by="dipu")
    office.appoints(managers=["ana", "chitra"], leads=["ben"])
    complain(office, "Acme", "Orphan")
    office.moves_to(NINE_IN_MANILA.replace(hour=12))
    assert "Acme" in reminders(office, "ana")[0].words
    assert "Orphan" in reminders(office, "ben")[0].words, "dipu has no role any more"
    assert "Acme" not in reminders(office, "ben")[0].words
    assert reminders(office, "chitra") == []


def test_what_the_message_has_no_room_for_is_all_one_button_away(office: Office) -> None:
    clients = [f"Client {n}" for n in range(7)]
    unhappy(office, *clients)
    complain(office, *clients)
    for number in range(12):
        office.ana.types(f"/follow-up Client 0 tomorrow task {number:02}")
    office.moves_to(NINE_IN_MANILA)
    (shown,) = reminders(office)
    assert "12 follow-ups, 7 unhappy clients and 7 complaints are waiting" in shown.text
    assert len(shown.blocks) < 50
    inside = shown.words
    office.ana.presses("6 more", on=shown)
    rest = office.ana.reads(office.ana.awaits_modal())
    for number in range(12):
        assert (f"task {number:02}" in inside) != (f"task {number:02}" in rest), number
    for name in clients:
        said = [text.split("Complaints")[0] for text in (inside, rest)]
        assert any(f"{name} · unhappy since" in text for text in (*said, rest)), name
    assert [text.count("unhappy since") for text in (inside, rest)] == [5, 2]
    assert [text.count("it came broken") for text in (inside, rest)] == [5, 2]


def test_the_next_freezes_these_too(office: Office) -> None:
    unhappy(office, "Initech")
    complain(office, "Initech")
    for day in (NINE_IN_MANILA, FRIDAY):
        office.moves_to(day)
    old, new = reminders(office)
    assert old.buttons == []
    assert "Show" in new.buttons


def _alert(office: Office, handle: str) -> Message:
    person = office.slack.person(handle)
    return next(m for m in person.direct_messages() if "Complaint from" in m.text)
