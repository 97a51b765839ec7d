"""A follow-up is handed to a colleague: whose day it is then, and who hears of it."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from tests.conftest import Office
from tests.flows.lines import answer_to
from tests.flows.on_record import changes, follow_ups, knows


@pytest.fixture
def at_work(office: Office) -> Office:
    """It is Wednesday, 18:00 in Manila and 15:30 in Kolkata; Ana has an account, Acme."""
    knows(office, "Acme")
    return office


def hands_over(office: Office, to: str, note: str | None = None, by: str = "ana") -> None:
    """The newest item with the button is given away."""
    person = office.slack.person(by)
    person.presses("Hand over")
    person.awaits_modal("Hand over")
    person.fills(assignee=to, note=note)
    assert person.submits() == {}
    office.settles()


def test_whom_it_is_given_to_is_told_and_has_its_buttons(at_work: Office) -> None:
    answer_to(at_work, "/follow-up Acme Friday send the contract")
    answer_to(at_work, "/follow-up")
    hands_over(at_work, "chitra", "You know <them> best.")
    at_work.ana.sees("You have no open follow-ups.")
    told = at_work.chitra.sees("@Ana handed this over to you:")
    assert "Acme · send the contract · Fri, 27 Nov 2026" in told.words
    assert "You know <them> best." in told.words
    assert told.buttons == ["Done", "Snooze", "Reschedule", "Hand over"]
    at_work.ana.does_not_see("handed this over")
    at_work.chitra.presses("Done", on=told)
    at_work.settles()
    assert at_work.chitra.sees("handed this over to you").buttons == []
    (change,) = [each for each in changes(at_work) if each.verb == "handed_over"]
    assert change.details == {
        "from": at_work.ana.id,
        "to": at_work.chitra.id,
        "note": "You know <them> best.",
    }


def test_a_lead_who_hands_it_over_tells_both(at_work: Office) -> None:
    answer_to(at_work, "/follow-up Acme Friday send the contract")
    answer_to(at_work, "/account Acme", "ben")
    hands_over(at_work, "chitra", by="ben")
    assert at_work.chitra.sees("@Ben handed this over to you:").buttons
    given = at_work.ana.sees("@Ben handed this over to @Chitra:")
    assert "Passed on to @Chitra" in given.words
    assert given.buttons == []


def test_handed_on_the_earlier_message_says_so(at_work: Office) -> None:
    answer_to(at_work, "/follow-up Acme Friday send the contract")
    answer_to(at_work, "/follow-up")
    hands_over(at_work, "chitra")
    at_work.chitra.sees("handed this over to you")
    hands_over(at_work, "ben", by="chitra")
    first = at_work.chitra.sees("@Ana handed this over to you:")
    assert "Passed on to @Ben" in first.words
    assert first.buttons == []
    assert at_work.ben.sees("@Chitra handed this over to you:").buttons


def test_a_named_time_is_the_new_persons_own(at_work: Office) -> None:
    answer_to(at_work, "/follow-up Acme Friday 3pm call them")
    answer_to(at_work, "/follow-up")
    hands_over(at_work, "chitra")
    (given,) = follow_ups(at_work)
    assert given.due_time == time(15)
    assert given.due_at == given.ping_at == datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
    at_work.moves_to(datetime(2026, 11, 27, 9, 31, tzinfo=UTC))
    assert ":alarm_clock:" in at_work.chitra.sees(":alarm_clock:").words
    at_work.ana.does_not_see(":alarm_clock:")


def test_due_today_after_their_reminder_they_are_told_today(at_work: Office) -> None:
    answer_to(at_work, "/follow-up Acme send the contract")
    at_work.ana.presses("Open the form")
    at_work.ana.fills(due_on="2026-11-26")
    assert at_work.ana.submits() == {}
    at_work.moves_to(datetime(2026, 11, 26, 6, 0, tzinfo=UTC))
    answer_to(at_work, "/follow-up")
    hands_over(at_work, "chitra")
    (given,) = follow_ups(at_work)
    assert given.due_time == time(17), "their own reminder of the day was at 9:00"
    at_work.moves_to(datetime(2026, 11, 26, 11, 31, tzinfo=UTC))
    at_work.chitra.sees(":alarm_clock:")


def test_a_ping_already_shown_says_who_has_it_now(at_work: Office) -> None:
    answer_to(at_work, "/follow-up Acme today 9pm call them")
    at_work.moves_to(datetime(2026, 11, 25, 13, 1, tzinfo=UTC))
    at_work.ana.sees(":alarm_clock:")
    hands_over(at_work, "chitra")
    over = at_work.ana.sees("Passed on to @Chitra")
    assert over.buttons == []
    at_work.ana.does_not_see(":alarm_clock:")


@pytest.mark.parametrize("handle", ["max", "gus", "rapport"])
def test_it_is_given_to_nobody_without_a_role(at_work: Office, handle: str) -> None:
    ana = at_work.ana
    answer_to(at_work, "/follow-up Acme Friday send the contract")
    answer_to(at_work, "/follow-up")
    ana.presses("Hand over")
    ana.fills(assignee=handle)
    refused = ana.submits()
    assert set(refused) == {"assignee"}
    assert "has no role in Rapport" in refused["assignee"]
    assert follow_ups(at_work)[0].assignee_id == ana.id


def test_it_is_not_given_to_whose_it_is(at_work: Office) -> None:
    ana = at_work.ana
    answer_to(at_work, "/follow-up Acme Friday send the contract")
    answer_to(at_work, "/follow-up")
    ana.presses("Hand over")
    ana.fills(assignee="ana")
    assert ana.submits() == {"assignee": "It is theirs already. Choose somebody else."}


def test_done_while_the_form_is_open(at_work: Office) -> None:
    ana = at_work.ana
    answer_to(at_work, "/follow-up Acme Friday send the contract")
    answer_to(at_work, "/follow-up")
    ana.presses("Hand over")
    ana.fills(assignee="chitra")
    at_work.ben.presses("Done", on=answer_to(at_work, "/account Acme", "ben"))
    refused = ana.submits()
    assert refused == {
        "assignee": "Ben has marked “send the contract” as done; nothing was changed."
    }


def test_sent_in_twice_it_is_handed_over_once(at_work: Office) -> None:
    answer_to(at_work, "/follow-up Acme Friday send the contract")
    answer_to(at_work, "/follow-up")
    hands_over(at_work, "chitra")
    submission = next(d for d in reversed(at_work.slack.deliveries) if d.type == "interactive")
    at_work.slack.redeliver(submission)
    at_work.settles()
    assert len([each for each in changes(at_work) if each.verb == "handed_over"]) == 1
    told = [m for m in at_work.chitra.direct_messages() if "handed this over" in m.words]
    assert len(told) == 1


def test_the_reminder_of_whose_it_was_says_who_has_it_now(at_work: Office) -> None:
    answer_to(at_work, "/follow-up Acme Friday send the contract")
    answer_to(at_work, "/follow-up Acme Friday send the invoice")
    at_work.moves_to(datetime(2026, 11, 27, 1, 0, tzinfo=UTC))
    at_work.ana.sees("2 follow-ups are waiting for you")
    hands_over(at_work, "chitra")
    reminder = at_work.ana.sees("1 follow-up is waiting for you")
    assert "Passed on to @Chitra" in reminder.words
    assert reminder.buttons == ["Done", "Snooze", "Reschedule", "Hand over"]
    at_work.moves_to(datetime(2026, 11, 27, 3, 31, tzinfo=UTC))
    assert "send the" in at_work.chitra.sees("1 follow-up is waiting for you").words


def test_the_next_of_a_series_is_whoever_has_it_now(at_work: Office) -> None:
    answer_to(at_work, "/follow-up Acme every Friday send the contract")
    answer_to(at_work, "/follow-up")
    hands_over(at_work, "chitra")
    at_work.chitra.presses("Done")
    at_work.settles()
    at_work.chitra.sees("Done · next on Fri, 4 Dec 2026")
    assert [each.assignee_id for each in follow_ups(at_work)] == [at_work.chitra.id] * 2
