"""A follow-up that comes again: asked for in a line or a form, done, moved, changed and ended."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time

import pytest

from bot import follow_up_steps
from bot.refusals import Refused
from storage.follow_ups import FollowUp, RepeatUnit
from tests.conftest import Office
from tests.flows.lines import answer_to
from tests.flows.on_record import archives, follow_ups, knows

FRIDAY_MORNING = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)


@pytest.fixture
def at_work(office: Office) -> Office:
    """It is Wednesday, and Ana has an account, Acme."""
    knows(office, "Acme")
    return office


def open_one(office: Office) -> FollowUp:
    """The only follow-up that is open."""
    (only,) = [each for each in follow_ups(office) if each.is_open]
    return only


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("every Friday send the report", "send the report · Fri, 27 Nov 2026 · every week"),
        ("every 2 weeks send the report", "send the report · Wed, 9 Dec 2026 · every 2 weeks"),
        ("every month send the report", "send the report · Fri, 25 Dec 2026 · every month"),
        ("every other Monday at 3pm call", "call · Mon, 30 Nov 2026 at 15:00 · every 2 weeks"),
        ("every day check the queue", "check the queue · Thu, 26 Nov 2026 · every day"),
        ("Friday, every 3 days ask them", "ask them · Fri, 27 Nov 2026 · every 3 days"),
        ("every quarter review terms", "review terms · Thu, 25 Feb 2027 · every 3 months"),
        ("Friday tell them to pay every month", "tell them to pay every month · Fri, 27 Nov 2026"),
    ],
)
def test_a_line_says_how_often(at_work: Office, line: str, shown: str) -> None:
    answer = answer_to(at_work, f"/follow-up Acme {line}")
    assert answer.text.endswith(shown)
    assert answer.buttons == ["Reschedule", "Undo"]


def test_done_makes_the_next_and_says_when(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme every Friday send the report")
    at_work.moves_to(FRIDAY_MORNING)
    digest = ana.sees("1 follow-up is waiting for you")
    ana.presses("Done", on=digest)
    at_work.settles()
    ana.sees("send the report · :white_check_mark: Done · next on Fri, 4 Dec 2026")
    done, following = follow_ups(at_work)
    assert done.next_on == following.due_on == date(2026, 12, 4)
    assert (following.series_id, following.occurrence) == (done.id, 1)
    assert "Fri, 4 Dec 2026 · every week" in answer_to(at_work, "/follow-up").words


def test_a_series_goes_on_and_on_and_keeps_its_hour_and_hat(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme send the report")
    ana.presses("Open the form")
    ana.awaits_modal("New follow-up")
    ana.fills(due_on="2027-01-29", due_at="15:00", hat="Finance")
    ana.fills(repeat_every="1", repeat_unit="Months")
    assert ana.submits() == {}
    ana.sees("send the report · Fri, 29 Jan 2027 at 15:00 · every month · hat: Finance")
    for month, day in ((2, 26), (3, 29), (4, 29)):
        at_work.moves_to(datetime(2027, month, day, 9, 0, tzinfo=UTC))
        ana.presses("Done", on=answer_to(at_work, "/follow-up"))
    # 28 February 2027 is a Sunday, and the series stays on the 29th.
    days = [each.due_on for each in follow_ups(at_work)]
    assert days == [date(2027, 1, 29), date(2027, 3, 1), date(2027, 4, 29), date(2027, 5, 31)]
    last = open_one(at_work)
    assert (last.due_time, last.hat, last.repeat_unit) == (time(15), "finance", RepeatUnit.MONTH)
    assert last.ping_at == last.due_at == datetime(2027, 5, 31, 7, 0, tzinfo=UTC)


def test_each_done_ahead_of_its_day_leaves_a_day_of_its_own(at_work: Office) -> None:
    ana = at_work.ana
    at_work.moves_to(FRIDAY_MORNING)
    ana.types("/follow-up Acme every day check the queue")
    for _time in range(4):
        ana.presses("Done", on=answer_to(at_work, "/follow-up"))
    days = [each.due_on for each in follow_ups(at_work)]
    assert days == [date(2026, 11, 30), *(date(2026, 12, day) for day in (1, 2, 3, 4))]


def test_undo_of_a_done_one_says_where_its_series_ends(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme every Friday send the report")
    saved = ana.sees("Follow-up saved")
    ana.presses("Done", on=answer_to(at_work, "/follow-up"))
    ana.presses("Undo", on=saved)
    refused = ana.sees("Nothing was changed: this one is done, and the next one is due on").words
    assert "Fri, 4 Dec 2026. To end the series, press Reschedule on that one" in refused
    assert [each.status for each in follow_ups(at_work)] == ["done", "open"]
    ana.presses("Reschedule", on=answer_to(at_work, "/follow-up"))
    ana.fills(repeat_every="")
    assert ana.submits() == {}
    ana.presses("Undo", on=saved)
    ana.sees("Undone: the follow-up is withdrawn.")
    assert [each.status for each in follow_ups(at_work)] == ["undone", "open"]


def test_undo_of_an_entry_takes_the_series_with_it(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/log-call Acme agreed the pilot, follow up Friday: send the report")
    logged = ana.sees("Logged: Call with Acme.")
    ana.presses("Reschedule", on=answer_to(at_work, "/follow-up"))
    ana.fills(repeat_every="1", repeat_unit="Weeks")
    assert ana.submits() == {}
    ana.presses("Done", on=answer_to(at_work, "/follow-up"))
    assert open_one(at_work).due_on == date(2026, 12, 4)
    ana.presses("Undo", on=logged)
    ana.sees("Undone: nothing of this entry is on record.")
    assert [each.status for each in follow_ups(at_work)] == ["undone", "undone"]


def test_the_unit_alone_means_every_one(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme send the report")
    ana.presses("Open the form")
    ana.fills(due_on="2026-11-27", repeat_unit="Weeks")
    assert ana.submits() == {}
    ana.sees("Fri, 27 Nov 2026 · every week")


def test_a_number_without_its_unit_is_refused_at_its_field(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme send the report")
    ana.presses("Open the form")
    ana.fills(due_on="2026-11-27", repeat_every="2")
    assert ana.submits() == {"repeat_unit": "Choose days, weeks or months."}
    assert follow_ups(at_work) == []


@pytest.mark.parametrize("number", ["0", "367", "1.5", "-1"])
def test_no_odd_number_of_weeks(at_work: Office, number: str) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme send the report")
    ana.presses("Open the form")
    ana.fills(due_on="2026-11-27", repeat_every=number, repeat_unit="Weeks")
    assert set(ana.submits()) == {"repeat_every"}
    assert follow_ups(at_work) == []


def test_done_pressed_twice_or_sent_again_makes_one_next(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme every Friday send the report")
    listed = answer_to(at_work, "/follow-up")
    stale = answer_to(at_work, "/follow-up")
    delivery = ana.presses("Done", on=listed)
    at_work.slack.redeliver(delivery)
    ana.presses("Done", on=stale)
    ana.sees("You have marked “send the report” as done; nothing was changed.")
    assert len(follow_ups(at_work)) == 2


def test_two_people_done_in_the_same_second_make_one_next(at_work: Office) -> None:
    at_work.ana.types("/follow-up Acme every Friday send the report")
    first = open_one(at_work)
    ready, refused = threading.Barrier(2), []

    def finishes(handle: str) -> None:
        actor = at_work.actor(handle, f"done by {handle}")
        ready.wait(5)
        try:
            follow_up_steps.finish(at_work.rapport.desk, actor, first.id)
        except Refused as refusal:
            refused.append(refusal.words)

    both = [threading.Thread(target=finishes, args=[handle]) for handle in ("ana", "ben")]
    for each in both:
        each.start()
    for each in both:
        each.join(10)
    assert len(refused) == 1
    assert [each.occurrence for each in follow_ups(at_work)] == [0, 1]


def test_moving_one_leaves_the_series(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme every Friday send the report")
    ana.presses("Reschedule")
    ana.awaits_modal("Reschedule")
    ana.fills(due_on="2026-11-30")
    assert ana.submits() == {}
    ana.sees("send the report · Mon, 30 Nov 2026 · every week")
    ana.presses("Done", on=answer_to(at_work, "/follow-up"))
    assert open_one(at_work).due_on == date(2026, 12, 4)


def test_a_snoozed_one_leaves_the_series(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme every Friday send the report")
    ana.presses("Snooze", on=answer_to(at_work, "/follow-up"))
    ana.fills(until="Next week")
    assert ana.submits() == {}
    ana.presses("Done", on=answer_to(at_work, "/follow-up"))
    assert open_one(at_work).due_on == date(2026, 12, 4)


def test_a_snoozed_one_leaves_the_series_its_hour(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme every Friday at 3pm send the report")
    ana.presses("Snooze", on=answer_to(at_work, "/follow-up"))
    ana.fills(until="Next week")
    assert ana.submits() == {}
    assert "Mon, 30 Nov 2026 · every week" in ana.sees("Mon, 30 Nov 2026").words
    ana.presses("Done", on=answer_to(at_work, "/follow-up"))
    assert open_one(at_work).due_time == time(15)


def test_begun_after_todays_reminder_the_next_ones_are_in_their_mornings(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme send the report")
    ana.presses("Open the form")
    ana.fills(due_on="2026-11-25", repeat_every="1", repeat_unit="Weeks")
    assert ana.submits() == {}
    ana.sees("Wed, 25 Nov 2026 at 19:00 · every week")
    ana.presses("Done", on=answer_to(at_work, "/follow-up"))
    following = open_one(at_work)
    assert (following.due_on, following.due_time) == (date(2026, 12, 2), None)


def test_another_rhythm_counts_from_the_day_chosen_with_it(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme every Friday send the report")
    ana.presses("Reschedule")
    ana.fills(due_on="2026-12-01", repeat_every="2")
    assert ana.submits() == {}
    ana.sees("Tue, 1 Dec 2026 · every 2 weeks")
    ana.presses("Done", on=answer_to(at_work, "/follow-up"))
    assert open_one(at_work).due_on == date(2026, 12, 15)


def test_a_series_is_ended_and_begun(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme every Friday send the report")
    ana.presses("Reschedule")
    ana.fills(repeat_every=None)
    assert ana.submits() == {}
    ana.sees("Follow-up saved: Acme · send the report · Fri, 27 Nov 2026")
    ana.does_not_see("every week")
    ana.presses("Reschedule")
    ana.fills(repeat_unit="Days")
    assert ana.submits() == {}
    ana.sees("Fri, 27 Nov 2026 · every day")


def test_one_that_no_longer_comes_again_makes_no_next(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme every Friday send the report")
    ana.presses("Reschedule")
    ana.fills(repeat_every=None)
    assert ana.submits() == {}
    ana.presses("Done", on=answer_to(at_work, "/follow-up"))
    assert len(follow_ups(at_work)) == 1


def test_undo_right_after_making_it(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme every Friday send the report")
    ana.presses("Undo")
    ana.sees("Undone: the follow-up is withdrawn.")
    assert [each.status for each in follow_ups(at_work)] == ["undone"]


def test_an_archived_account_ends_the_series(at_work: Office) -> None:
    ana = at_work.ana
    ana.types("/follow-up Acme every Friday send the report")
    listed = answer_to(at_work, "/follow-up")
    archives(at_work, "Acme")
    ana.presses("Done", on=listed)
    assert [each.status for each in follow_ups(at_work)] == ["done"]
