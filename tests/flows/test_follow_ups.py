"""A follow-up is asked for in a line, put off, moved, done; it tells its owner at its time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from playground.delivery.record import Delivery
from playground.messages import Message
from tests.conftest import Office, OpenOffice
from tests.flows.lines import answer_to
from tests.flows.on_record import account_names, knows


def wednesday(hour: int, minute: int = 0) -> datetime:
    """UTC; Manila is eight hours ahead."""
    return datetime(2026, 11, 25, hour, minute, tzinfo=UTC)


THURSDAY_MORNING = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
FRIDAY_MORNING = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)


@pytest.fixture
def at_work(office: Office) -> Office:
    """Ana has an account, Acme, and nothing to do."""
    office.ana.types("/log-call Acme agreed the pilot")
    office.ana.presses("Create “Acme”")
    office.ana.sees("Logged: Call with Acme")
    return office


# Asked for in a line


def test_undo_leaves_an_account_that_another_had_made_by_then(office: Office) -> None:
    office.ana.types("/follow-up Zeta Friday send the contract")
    office.ana.presses("Open the form")
    office.ana.fills(account="Zeta Ltd", due_on="2026-11-27")
    knows(office, "ZETA ltd", by="chitra")
    assert office.ana.submits() == {}
    office.ana.sees("Follow-up saved: ZETA ltd")
    office.ana.presses("Undo")
    office.ana.sees("Undone: the follow-up is withdrawn.")
    assert account_names(office) == ["ZETA ltd"]


def test_a_line_makes_one_and_says_how_it_comes_back(office_in_both_modes: Office) -> None:
    ana = office_in_both_modes.ana
    ana.types('/follow-up "Acme" Friday send the contract')
    ana.presses("Create “Acme”")
    answer = ana.sees("Follow-up saved: Acme · send the contract · Fri, 27 Nov 2026")
    assert "It will be in your reminder that morning." in answer.words
    assert answer.buttons == ["Reschedule", "Undo"]


def test_a_named_time_is_told_at_that_time(at_work: Office) -> None:
    answer = answer_to(at_work, "/follow-up Acme today 9pm send the draft")
    assert "send the draft · Wed, 25 Nov 2026 at 21:00" in answer.words
    assert "You will be told at that time." in answer.words


def test_a_weekend_day_says_on_which_morning_it_comes_back(at_work: Office) -> None:
    answer = answer_to(at_work, "/follow-up Acme 2026-11-28 check the fair's stand")
    assert "Sat, 28 Nov 2026" in answer.words
    assert "It will be in your reminder on Mon, 30 Nov 2026." in answer.words


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Acme send the contract", "There is no day in that line."),
        ("Acme yesterday send the contract", "That day or time is past."),
        ("Acme today 3pm send the contract", "That day or time is past."),
        ("Acme 31 February send the contract", "That day or time doesn't exist."),
        ("Acme 1 Jan 9999 send the contract", "Choose a day before the year 2100."),
    ],
)
def test_a_line_without_a_day_to_come_is_completed_in_the_form(
    at_work: Office, line: str, said: str
) -> None:
    ana = at_work.ana
    answer = answer_to(at_work, f"/follow-up {line}")
    assert said in answer.words
    assert f"/follow-up {line}" in answer.words
    ana.presses("Open the form")
    ana.awaits_modal("New follow-up")
    ana.fills(due_on="2026-11-27", due_at="15:00")
    assert ana.submits() == {}
    saved = ana.sees("Follow-up saved: Acme")
    assert "send the contract" in saved.words
    assert "Fri, 27 Nov 2026 at 15:00" in saved.words


def test_the_form_refuses_a_past_day_and_time_at_their_fields(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme send the contract")
    ana.presses("Open the form")
    ana.awaits_modal("New follow-up")
    ana.fills(due_on="2026-11-24")
    assert ana.submits() == {"due_on": "This day is past. Choose today or a later one."}
    ana.fills(due_on="2026-11-25", due_at="17:59")
    assert ana.submits() == {"due_at": "This time is past. Choose a later one."}
    ana.fills(due_at="18:30")
    assert ana.submits() == {}
    ana.sees("Wed, 25 Nov 2026 at 18:30")


def test_today_without_a_time_is_told_today(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme send the contract")
    ana.presses("Open the form")
    ana.awaits_modal("New follow-up")
    ana.fills(due_on="2026-11-25")
    assert ana.submits() == {}
    ana.sees("Wed, 25 Nov 2026 at 19:00")
    at_work.moves_to(wednesday(11, 1))
    assert ana.sees(":alarm_clock:").buttons == [
        "Done",
        "Snooze",
        "Reschedule",
        "Hand over",
    ]


def test_an_unknown_name_offers_to_make_the_account(at_work: Office) -> None:
    ana = at_work.ana
    answer = answer_to(at_work, "/follow-up Zephyr Works Friday send the contract")
    assert "Zephyr Works Friday send the contract" in answer.words
    ana.sees("There is no account called “Zephyr")


def test_a_name_that_fits_two_is_a_choice_and_the_line_goes_on(at_work: Office) -> None:
    ana = at_work.ana
    for name in ("Borealis Foods", "Borealis Works"):
        ana.types(f'/log-call "{name}" first call')
        ana.presses(f"Create “{name}”")
        ana.sees(name)
    ana.types("/follow-up Borealis Friday 3pm send pricing")
    ana.presses("Borealis Works")
    ana.sees("Follow-up saved: Borealis Works · send pricing · Fri, 27 Nov 2026 at 15:00")


def test_a_redelivered_line_makes_nothing_new_and_gets_the_same_answer(at_work: Office) -> None:
    delivery = at_work.ana.types("/follow-up Acme Friday send the contract")
    assert isinstance(delivery, Delivery)
    first = at_work.ana.sees("Follow-up saved")
    again = at_work.slack.redeliver(delivery)
    assert again["text"] == first.text
    answer = answer_to(at_work, "/follow-up")
    assert "You have 1 open follow-up" in answer.words


def test_peoples_words_ping_nobody_and_come_back_as_typed(at_work: Office) -> None:
    answer = answer_to(at_work, "/follow-up Acme Friday <!channel> *_~ =SUM(A1) & <b>")
    assert answer.pings == []
    assert "<!channel> *_~ =SUM(A1) & <b>" in answer.words


def test_undo_takes_it_back_and_the_account_it_made(office: Office) -> None:
    ana = office.ana
    ana.types('/follow-up "Acme" Friday send the contract')
    ana.presses("Create “Acme”")
    ana.sees("Follow-up saved")
    ana.presses("Undo")
    ana.sees("Undone: the follow-up is withdrawn.")
    assert "You have no open follow-ups." in answer_to(office, "/follow-up").words
    ana.types("/account Acme")
    ana.sees("There is no account called “Acme”")


# The list


def test_nothing_open_says_how_to_make_one(office: Office) -> None:
    answer = answer_to(office, "/follow-up")
    assert "You have no open follow-ups." in answer.words
    assert "/follow-up Acme Friday 3pm send the contract" in answer.words


def test_done_in_the_list_takes_it_off_the_list(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme Friday send the contract")
    ana.types("/follow-up Acme Monday send the invoice")
    listed = answer_to(at_work, "/follow-up")
    assert "You have 2 open follow-ups" in listed.words
    ana.presses("Done", on=listed)
    listed = ana.sees("You have 1 open follow-up")
    assert "send the invoice" in listed.words
    assert "send the contract" not in listed.words


def test_snoozed_from_the_list_the_list_shows_it_at_its_new_day(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme Friday send the contract")
    listed = answer_to(at_work, "/follow-up")
    ana.presses("Snooze", on=listed)
    ana.awaits_modal("Snooze")
    ana.fills(until="Next week", reason="they are at a fair")
    assert ana.submits() == {}
    listed = ana.sees("You have 1 open follow-up")
    assert "send the contract · Mon, 30 Nov 2026" in listed.words
    assert listed.buttons == ["Done", "Snooze", "Reschedule", "Hand over"]


def test_a_long_list_is_turned_page_by_page_and_its_buttons_work(at_work: Office) -> None:
    ana = at_work.ana
    for number in range(25):
        ana.types(f"/follow-up Acme Friday task {number:02}")
    listed = answer_to(at_work, "/follow-up")
    assert "task 09" in listed.words
    assert "task 10" not in listed.words
    ana.presses("15 more", on=listed)
    view = ana.awaits_modal("Open follow-ups")
    assert "task 10" in ana.reads(view)
    assert "Page 2 of 3" in ana.reads(view)
    ana.presses("Next")
    assert "task 24" in ana.reads(ana.awaits_modal("Open follow-ups"))
    ana.presses("Done")
    shown = ana.reads(ana.awaits_modal("Open follow-ups"))
    assert "task 20" not in shown
    assert "Page 3 of 3" in shown
    ana.presses("Reschedule")
    ana.awaits_modal("Reschedule")
    ana.fills(due_on="2026-12-24")
    assert ana.submits() == {}
    shown = ana.reads(ana.awaits_modal("Open follow-ups"))
    assert "task 21 · Thu, 24 Dec 2026" in shown
    assert "Page 3 of 3" in shown
    ana.presses("Previous")
    ana.presses("Previous")
    shown = ana.reads(ana.awaits_modal("Open follow-ups"))
    assert "task 00" in shown
    assert "Page 1 of 3" in shown


# On the account's card


def test_done_on_the_card_leaves_the_card(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme Friday send the contract")
    card = answer_to(at_work, "/account Acme")
    assert "send the contract" in card.words
    ana.presses("Done", on=card)
    card = ana.sees("Follow-ups: none open")
    assert "Manager: @Ana" in card.words


def test_rescheduled_on_the_card_the_card_shows_the_new_day(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme Friday send the contract")
    card = answer_to(at_work, "/account Acme")
    ana.presses("Reschedule", on=card)
    ana.awaits_modal("Reschedule")
    ana.fills(due_on="2026-12-01", due_at="14:30")
    assert ana.submits() == {}
    card = ana.sees("send the contract · Tue, 1 Dec 2026 at 14:30")
    assert "Manager: @Ana" in card.words


# Snooze and reschedule


@pytest.mark.parametrize(
    ("until", "day"),
    [
        ("Tomorrow", "Thu, 26 Nov 2026"),
        ("In 3 working days", "Mon, 30 Nov 2026"),
        ("Next week", "Mon, 30 Nov 2026"),
    ],
)
def test_snoozed_on_a_wednesday(at_work: Office, until: str, day: str) -> None:
    assert f"Put off to {day}" in snoozed_ping(at_work, until).words


def snoozed_ping(office: Office, until: str) -> Message:
    """The ping of a follow-up that ana snoozes an hour from now."""
    ana = office.ana
    ana.types("/follow-up Acme in 1 hour send the draft")
    at = office.rapport.desk.clock.now()
    office.moves_to(at.replace(hour=at.hour + 1, minute=1))
    ping = ana.sees(":alarm_clock:")
    ana.presses("Snooze", on=ping)
    ana.awaits_modal("Snooze")
    ana.fills(until=until)
    assert ana.submits() == {}
    return ana.sees("Put off to")


@pytest.mark.parametrize(
    ("until", "day"),
    [
        ("Tomorrow", "Mon, 30 Nov 2026"),
        ("In 3 working days", "Wed, 2 Dec 2026"),
        ("Next week", "Mon, 30 Nov 2026"),
    ],
)
def test_snoozed_on_a_friday_skips_the_weekend(
    open_office: OpenOffice, until: str, day: str
) -> None:
    office = open_office(now=datetime(2026, 11, 27, 6, 0, tzinfo=UTC))
    office.ana.types("/log-call Acme agreed the pilot")
    office.ana.presses("Create “Acme”")
    assert f"Put off to {day}" in snoozed_ping(office, until).words


def test_a_day_picked_in_the_snooze_form_is_the_one_that_counts(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme Friday send the contract")
    listed = answer_to(at_work, "/follow-up")
    ana.presses("Snooze", on=listed)
    ana.awaits_modal("Snooze")
    ana.fills(until="The day below")
    assert ana.submits() == {"due_on": "Choose the day."}
    ana.fills(due_on="2026-11-24")
    assert ana.submits() == {"due_on": "This day is past. Choose today or a later one."}
    ana.fills(until="Tomorrow", due_on="2026-12-03")
    assert ana.submits() == {}
    ana.sees("send the contract · Thu, 3 Dec 2026")


def test_rescheduled_without_a_time_it_waits_for_the_digest(at_work: Office) -> None:
    ana = at_work.ana
    answer = answer_to(at_work, "/follow-up Acme Friday 3pm send the contract")
    ana.presses("Reschedule", on=answer)
    ana.awaits_modal("Reschedule")
    ana.fills(due_on="2026-11-26", due_at=None)
    assert ana.submits() == {}
    ana.sees("Follow-up saved: Acme · send the contract · Thu, 26 Nov 2026")
    at_work.moves_to(THURSDAY_MORNING)
    ana.sees("1 follow-up is waiting for you")
    at_work.moves_to(datetime(2026, 11, 27, 0, 0, tzinfo=UTC))
    ana.does_not_see(":alarm_clock:")


def test_rescheduling_to_a_past_day_is_refused_at_its_field(at_work: Office) -> None:
    ana = at_work.ana
    answer = answer_to(at_work, "/follow-up Acme Friday 3pm send the contract")
    ana.presses("Reschedule", on=answer)
    ana.awaits_modal("Reschedule")
    ana.fills(due_on="2026-11-24")
    assert ana.submits() == {"due_on": "This day is past. Choose today or a later one."}
    ana.fills(due_on="2026-11-25", due_at="08:00")
    assert ana.submits() == {"due_at": "This time is past. Choose a later one."}


def test_a_redelivered_form_moves_it_once(at_work: Office) -> None:
    ana = at_work.ana
    answer = answer_to(at_work, "/follow-up Acme Friday 3pm send the contract")
    ana.presses("Reschedule", on=answer)
    ana.awaits_modal("Reschedule")
    ana.fills(due_on="2026-11-30")
    ana.submits()
    moved = ana.sees("Mon, 30 Nov 2026 at 15:00")
    submission = at_work.slack.deliveries[-1]
    at_work.slack.redeliver(submission)
    assert ana.sees("Mon, 30 Nov 2026 at 15:00").ts == moved.ts


# Pings


def test_a_ping_comes_at_its_time_once_and_is_struck_through_when_done(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme today 9pm send the draft")
    at_work.moves_to(wednesday(12, 59))
    ana.does_not_see(":alarm_clock:")
    at_work.moves_to(wednesday(13, 0))
    ping = ana.sees(":alarm_clock: Acme · send the draft · Wed, 25 Nov 2026 at 21:00")
    before = len(ana.direct_messages())
    at_work.moves_to(wednesday(14, 0))
    assert len(ana.direct_messages()) == before
    ana.presses("Done", on=ping)
    at_work.settles()
    done = ana.sees(":white_check_mark: Done")
    assert done.ts == ping.ts
    assert done.buttons == []
    assert "~*Acme* · send the draft~" in done.text


def test_a_ping_missed_while_off_comes_once_rapport_is_back(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme today 9pm send the draft")
    at_work.rapport.desk.clock.move_to(wednesday(15, 30))
    at_work.moves_to(wednesday(15, 31))
    ana.sees(":alarm_clock: Acme · send the draft · Wed, 25 Nov 2026 at 21:00")


def test_a_rescheduled_ping_comes_at_the_new_time_and_the_old_one_says_so(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme today 9pm send the draft")
    at_work.moves_to(wednesday(13, 0))
    first = ana.sees(":alarm_clock:")
    ana.presses("Reschedule", on=first)
    ana.awaits_modal("Reschedule")
    ana.fills(due_at="22:00")
    assert ana.submits() == {}
    at_work.settles()
    first = ana.sees("Put off to Wed, 25 Nov 2026 at 22:00")
    assert first.buttons == []
    at_work.moves_to(wednesday(14, 0))
    second = ana.sees(":alarm_clock: Acme · send the draft · Wed, 25 Nov 2026 at 22:00")
    assert second.ts != first.ts
    ana.presses("Done", on=second)
    at_work.settles()
    finished = [
        message for message in ana.direct_messages() if ":white_check_mark: Done" in message.words
    ]
    assert {message.ts for message in finished} == {first.ts, second.ts}


def test_done_before_its_time_never_pings(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme today 9pm send the draft")
    ana.presses("Done", on=answer_to(at_work, "/follow-up"))
    at_work.moves_to(wednesday(14, 0))
    ana.does_not_see(":alarm_clock:")


def test_a_withdrawn_ping_says_so(at_work: Office) -> None:
    ana = at_work.ana
    answer = answer_to(at_work, "/follow-up Acme today 9pm send the draft")
    at_work.moves_to(wednesday(13, 0))
    ping = ana.sees(":alarm_clock:")
    ana.presses("Undo", on=answer)
    at_work.settles()
    assert ana.sees("· Withdrawn").ts == ping.ts


# Pressed when it no longer fits


def test_pressed_twice_it_is_done_once(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme today 9pm send the draft")
    at_work.moves_to(wednesday(13, 0))
    ping = ana.sees(":alarm_clock:")
    stale = answer_to(at_work, "/follow-up")
    ana.presses("Done", on=ping)
    at_work.settles()
    ana.presses("Done", on=stale)
    ana.sees("You have marked “send the draft” as done; nothing was changed.")


def test_a_redelivered_press_is_no_second_one(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme today 9pm send the draft")
    delivery = ana.presses("Done", on=answer_to(at_work, "/follow-up"))
    at_work.slack.redeliver(delivery)
    ana.does_not_see("nothing was changed")


@pytest.mark.parametrize("button", ["Done", "Snooze", "Reschedule", "Hand over"])
def test_pressed_on_what_was_taken_back(at_work: Office, button: str) -> None:
    ana = at_work.ana
    answer = answer_to(at_work, "/follow-up Acme Friday send the contract")
    stale = answer_to(at_work, "/follow-up")
    ana.presses("Undo", on=answer)
    ana.sees("Undone: the follow-up is withdrawn.")
    ana.presses(button, on=stale)
    ana.sees("“send the contract” was taken back; nothing was changed.")
    assert ana.modal is None


def test_finished_while_the_snooze_form_is_open(at_work: Office) -> None:
    ana, ben = at_work.ana, at_work.ben
    ana.types("/follow-up Acme Friday send the contract")
    ana.presses("Snooze", on=answer_to(at_work, "/follow-up"))
    ana.awaits_modal("Snooze")
    ben.presses("Done", on=answer_to(at_work, "/account Acme", "ben"))
    refused = "Ben has marked “send the contract” as done; nothing was changed."
    assert ana.submits() == {"until": refused}


# Whose it is


def test_another_manager_may_not_change_it(at_work: Office) -> None:
    at_work.ana.types("/follow-up Acme Friday send the contract")
    chitra = at_work.chitra
    for button in ("Done", "Snooze", "Reschedule", "Hand over"):
        card = answer_to(at_work, "/account Acme", "chitra")
        chitra.presses(button, on=card)
        chitra.sees("This follow-up is Ana's. They, the account's manager, a lead or an admin")
        assert chitra.modal is None
    assert "You have 1 open follow-up" in answer_to(at_work, "/follow-up").words


@pytest.mark.parametrize("handle", ["ben", "olga"])
def test_a_lead_and_an_admin_may(at_work: Office, handle: str) -> None:
    at_work.ana.types("/follow-up Acme Friday send the contract")
    boss = at_work.slack.person(handle)
    boss.presses("Done", on=answer_to(at_work, "/account Acme", handle))
    boss.sees("Follow-ups: none open")
    assert "You have no open follow-ups." in answer_to(at_work, "/follow-up").words


def test_the_accounts_manager_may_change_what_another_does_for_it(at_work: Office) -> None:
    at_work.chitra.types("/follow-up Acme Friday send the contract")
    at_work.ana.presses("Done", on=answer_to(at_work, "/account Acme"))
    at_work.ana.sees("Follow-ups: none open")


def test_snoozed_by_another_it_is_the_owners_tomorrow(open_office: OpenOffice) -> None:
    """At 17:00 UTC it is Thursday in Manila, and Wednesday still in São Paulo."""
    office = open_office(now=wednesday(17, 0))
    office.ana.types("/log-call Acme agreed the pilot")
    office.ana.presses("Create “Acme”")
    office.ana.types("/follow-up Acme in 10 days send the contract")
    office.olga.presses("Snooze", on=answer_to(office, "/account Acme", "olga"))
    office.olga.awaits_modal("Snooze")
    assert office.olga.submits() == {}
    office.olga.sees("send the contract · Fri, 27 Nov 2026")


def test_the_hat_of_an_entry_goes_on_to_its_follow_up_and_is_shown(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/log-call")
    ana.fills(account="Acme", notes="talked of the invoice", hat="Finance")
    ana.fills(follow_up_what="send it again", follow_up_on="2026-11-27")
    assert ana.submits() == {}
    listed = answer_to(at_work, "/follow-up")
    assert "send it again · Fri, 27 Nov 2026 · hat: Finance" in listed.words
