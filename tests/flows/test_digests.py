"""The morning: each manager's reminder at their own hour, kept true all day, never twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time

import pytest

from bot import schedule
from bot.clock import Clock
from bot.team_settings import SettingsDraft, save_settings
from handlers.process import Rapport
from playground.faults import Fault
from playground.messages import Message
from storage import people
from storage.follow_ups import FollowUp
from tests.conftest import Office, OpenOffice

WAITING = "waiting for you"


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


# Nine o'clock of Thursday, 26 November, in each zone.
NINE_IN_MANILA = utc(11, 26, 1)
NINE_IN_KOLKATA = utc(11, 26, 3, 30)
NINE_IN_DHAKA = utc(11, 26, 3)
NINE_IN_BERLIN = utc(11, 26, 8)
NINE_IN_SAO_PAULO = utc(11, 26, 12)


def asks(office: Office, handle: str, *lines: str, account: str = "Acme") -> None:
    """A person types follow-ups for an account, which is made if it isn't there."""
    person = office.slack.person(handle)
    person.types(f'/log-call "{account}" agreed the pilot')
    if any("There is no account called" in m.words for m in person.direct_messages()[-1:]):
        person.presses(f"Create “{account}”")
    for line in lines:
        person.types(f"/follow-up {account} {line}")
        assert "Follow-up saved" in person.direct_messages()[-1].words


def reminders(office: Office, handle: str = "ana") -> list[Message]:
    """The daily messages that a person has had, oldest first."""
    messages = office.slack.person(handle).direct_messages()
    return [m for m in messages if m.text.endswith(WAITING) or m.text.startswith("All done for")]


def another_process(office: Office, now: datetime) -> Rapport:
    """Rapport once more on the same record, not started."""
    return Rapport(office.rapport.settings, Clock.fixed_now(now))


# What it holds


def test_overdue_today_and_coming_up(office_in_both_modes: Office) -> None:
    office = office_in_both_modes
    asks(office, "ana", "tomorrow send the contract", "Friday send the invoice")
    asks(office, "ana", "next Tuesday call Priya", "2026-12-24 send a card")
    office.moves_to(NINE_IN_MANILA)
    thursday = office.ana.sees("1 follow-up is waiting for you")
    assert "Thu, 26 Nov 2026" in thursday.words
    assert "Overdue" not in thursday.words
    office.moves_to(utc(11, 27, 1))
    friday = office.ana.sees("2 follow-ups are waiting for you")
    words = friday.words
    order = [words.index(each) for each in ("Overdue", "contract", "Today", "invoice", "Coming up")]
    assert order == sorted(order)
    assert "Coming up: 1 in the next 7 days, on Tue, 1 Dec 2026" in words
    assert friday.buttons == ["Done", "Snooze", "Reschedule", "Hand over"] * 2
    assert "Late" not in words


def test_nothing_due_brings_no_message(office: Office) -> None:
    asks(office, "ana", "next Tuesday call Priya")
    before = len(office.ana.direct_messages())
    office.moves_to(utc(11, 27, 12))
    assert len(office.ana.direct_messages()) == before


def test_saturday_and_sunday_are_quiet(office: Office) -> None:
    asks(office, "ana", "2026-11-28 check the stand")
    office.moves_to(utc(11, 29, 15, 59))
    assert reminders(office) == []
    office.moves_to(utc(11, 30, 1))
    monday = office.ana.sees("1 follow-up is waiting for you")
    assert "Overdue" in monday.words


def test_each_has_their_own_hour_in_their_own_zone(office: Office) -> None:
    nine = {
        "ana": NINE_IN_MANILA,
        "dipu": NINE_IN_DHAKA,
        "chitra": NINE_IN_KOLKATA,
        "ben": NINE_IN_BERLIN,
        "olga": NINE_IN_SAO_PAULO,
    }
    office.appoints(managers=["ana", "chitra", "dipu"], leads=["ben"])
    for handle in nine:
        asks(office, handle, f"tomorrow call for {handle}")
    for handle, at in nine.items():
        office.moves_to(at.replace(minute=at.minute - 1) if at.minute else _just_before(at))
        assert reminders(office, handle) == []
        office.moves_to(at)
        assert f"call for {handle}" in reminders(office, handle)[0].words
    office.moves_to(utc(11, 26, 23))
    assert {handle: len(reminders(office, handle)) for handle in nine} == dict.fromkeys(nine, 1)


def _just_before(at: datetime) -> datetime:
    return at.replace(hour=at.hour - 1, minute=59)


# Kept true


def test_it_is_updated_in_place_as_items_are_finished_and_put_off(office: Office) -> None:
    ana = office.ana
    asks(office, "ana", "tomorrow send the contract", "tomorrow send the invoice")
    office.moves_to(NINE_IN_MANILA)
    first = ana.sees("2 follow-ups are waiting for you")
    ana.presses("Done", on=first)
    office.settles()
    second = ana.sees("1 follow-up is waiting for you")
    assert "~*Acme* · send the contract~ · :white_check_mark: Done" in str(second.blocks)
    ana.presses("Snooze", on=second)
    ana.awaits_modal("Snooze")
    assert ana.submits() == {}
    office.settles()
    third = ana.sees("All done for Thu, 26 Nov 2026.")
    assert "send the invoice · Put off to Fri, 27 Nov 2026" in third.words
    assert third.buttons == []
    assert first.ts == second.ts == third.ts


def test_rescheduled_from_the_reminder_it_is_struck_through_and_pings(office: Office) -> None:
    ana = office.ana
    asks(office, "ana", "tomorrow send the contract")
    office.moves_to(NINE_IN_MANILA)
    ana.presses("Reschedule", on=ana.sees(WAITING))
    ana.awaits_modal("Reschedule")
    ana.fills(due_at="16:00")
    assert ana.submits() == {}
    office.settles()
    still = ana.sees("1 follow-up is waiting for you")
    assert "send the contract · at 16:00" in still.words
    office.moves_to(utc(11, 26, 8))
    ping = ana.sees(":alarm_clock: Acme · send the contract")
    ana.presses("Done", on=ping)
    office.settles()
    ana.sees("All done for Thu, 26 Nov 2026.")


def test_long_words_fit_into_one_message(office: Office) -> None:
    asks(office, "ana", *(f"tomorrow 9am <task {n}> {'& <more> ' * 900}" for n in range(10)))
    office.moves_to(NINE_IN_MANILA)
    shown = office.ana.sees("10 follow-ups are waiting for you")
    assert len(shown.buttons) == 40
    assert all(f"<task {n}>" in shown.words for n in range(10))
    pings = [m for m in office.ana.direct_messages() if ":alarm_clock:" in m.text]
    assert [len(ping.buttons) for ping in pings] == [4] * 10


def test_what_another_surface_finishes_is_struck_through(office: Office) -> None:
    ana = office.ana
    asks(office, "ana", "tomorrow send the contract")
    office.moves_to(NINE_IN_MANILA)
    ana.types("/follow-up")
    ana.presses("Done", on=ana.sees("You have 1 open follow-up"))
    office.settles()
    ana.sees("All done for Thu, 26 Nov 2026.")


def test_a_withdrawn_item_says_so(office: Office) -> None:
    asks(office, "ana", "tomorrow send the contract")
    office.moves_to(NINE_IN_MANILA)
    office.ana.presses("Undo", on=office.ana.sees("Follow-up saved"))
    office.settles()
    assert "send the contract · Withdrawn" in reminders(office)[0].words


def test_done_and_pressed_again_says_who_did_it(office: Office) -> None:
    ana = office.ana
    asks(office, "ana", "tomorrow send the contract")
    office.moves_to(NINE_IN_MANILA)
    reminder = ana.sees(WAITING)
    office.slack.faults.add(Fault("chat.update", "ratelimited", times=1, retry_after=60))
    ana.presses("Done", on=reminder)
    ana.presses("Done", on=reminder)
    ana.sees("You have marked “send the contract” as done; nothing was changed.")


def test_the_next_freezes_the_last_and_old_items_update_one_message(office: Office) -> None:
    ana = office.ana
    asks(office, "ana", "tomorrow send the contract")
    for day in (26, 27, 30):
        office.moves_to(utc(11, day, 1))
    office.moves_to(utc(12, 1, 1))
    shown = reminders(office)
    assert len(shown) == 4
    assert [len(message.buttons) for message in shown] == [0, 0, 0, 4]
    before = len(office.slack.calls("chat.update"))
    ana.presses("Done", on=shown[-1])
    office.settles()
    assert len(office.slack.calls("chat.update")) - before == 1
    assert [m.text for m in reminders(office)] == [
        "1 follow-up is waiting for you",
        "1 follow-up is waiting for you",
        "1 follow-up is waiting for you",
        "All done for Tue, 1 Dec 2026.",
    ]


def test_done_between_the_making_and_the_sending(office: Office) -> None:
    asks(office, "ana", "tomorrow send the contract", "tomorrow send the invoice")
    _make_without_sending(office, NINE_IN_MANILA)
    office.ana.types("/follow-up")
    office.ana.presses("Done", on=office.ana.sees("You have 2 open follow-ups"))
    office.settles()
    shown = office.ana.sees("1 follow-up is waiting for you")
    assert "send the contract · :white_check_mark: Done" in shown.words


def test_all_done_between_the_making_and_the_sending_brings_no_message(office: Office) -> None:
    asks(office, "ana", "tomorrow send the contract")
    _make_without_sending(office, NINE_IN_MANILA)
    office.ana.types("/follow-up")
    office.ana.presses("Done", on=office.ana.sees("You have 1 open follow-up"))
    office.settles()
    assert reminders(office) == []


def test_what_slack_could_not_take_yesterday_is_not_sent_today(office: Office) -> None:
    asks(office, "ana", "tomorrow send the contract")
    office.slack.faults.add(Fault("chat.postMessage", "ratelimited", times=1, retry_after=1))
    _make_without_sending(office, NINE_IN_MANILA)
    _make_without_sending(office, utc(11, 27, 1))
    office.settles()
    office.slack.wait_for(lambda: len(reminders(office)) == 1)
    assert "Fri, 27 Nov 2026" in reminders(office)[0].words


def _make_without_sending(office: Office, at: datetime) -> None:
    """Another process makes what is due, and doesn't deliver it."""
    other = another_process(office, at)
    schedule.tick(other.desk)
    other.desk.database.close()
    office.rapport.desk.clock.move_to(at)


# Many items


def _forty(office: Office) -> None:
    asks(office, "ana", *(f"tomorrow task {number:02}" for number in range(40)))
    office.moves_to(NINE_IN_MANILA)


def test_forty_items_are_ten_and_thirty_more(office: Office) -> None:
    ana = office.ana
    _forty(office)
    reminder = ana.sees("40 follow-ups are waiting for you")
    assert "task 09" in reminder.words
    assert "task 10" not in reminder.words
    ana.presses("30 more", on=reminder)
    view = ana.awaits_modal("Thu, 26 Nov 2026")
    words = ana.reads(view)
    assert "task 10" in words
    assert "task 19" in words
    assert "Page 1 of 3" in words
    ana.presses("Next")
    ana.presses("Next")
    words = ana.reads(ana.awaits_modal("Thu, 26 Nov 2026"))
    assert "task 39" in words
    assert "Page 3 of 3" in words
    ana.presses("Done")
    words = ana.reads(ana.awaits_modal("Thu, 26 Nov 2026"))
    assert "task 30 · :white_check_mark: Done" in words
    assert "Page 3 of 3" in words
    office.settles()
    ana.closes()
    reminder = ana.sees("39 follow-ups are waiting for you")
    assert "29 more" in reminder.buttons


def test_snoozed_on_a_page_of_the_rest_both_show_it(office: Office) -> None:
    ana = office.ana
    _forty(office)
    ana.presses("30 more", on=ana.sees(WAITING))
    ana.awaits_modal("Thu, 26 Nov 2026")
    ana.presses("Next")
    ana.presses("Snooze")
    ana.awaits_modal("Snooze")
    ana.fills(until="In 3 working days")
    assert ana.submits() == {}
    words = ana.reads(ana.awaits_modal("Thu, 26 Nov 2026"))
    assert "task 20 · Put off to Tue, 1 Dec 2026" in words
    assert "Page 2 of 3" in words
    office.settles()
    ana.closes()
    ana.sees("39 follow-ups are waiting for you")


def test_pressed_on_a_page_that_went_stale_it_is_refused_above_the_page(office: Office) -> None:
    ana = office.ana
    asks(office, "ana", *(f"tomorrow task {number:02}" for number in range(12)))
    office.moves_to(NINE_IN_MANILA)
    ana.presses("2 more", on=ana.sees(WAITING))
    ana.awaits_modal("Thu, 26 Nov 2026")
    with office.rapport.desk.write() as session:
        task = session.query(FollowUp).filter(FollowUp.what == "task 10").one()
        task.status, task.closed_by = "done", office.ben.id  # type: ignore[assignment]
    ana.presses("Done")
    notice = ana.awaits_modal("Rapport")
    assert "Ben has marked “task 10” as done" in ana.reads(notice)


def test_anothers_reminder_is_not_opened(office: Office) -> None:
    """Chitra's client sends ana's button, as it never would."""
    _forty(office)
    pressed = office.ana.presses("30 more", on=office.ana.sees(WAITING))
    forged = {**pressed.payload, "trigger_id": "1.2.forged"}
    forged["user"] = {**forged["user"], "id": office.chitra.id}
    office.slack.stage.courier.send("interactive", forged, accepts_answer=False)
    office.ana.sees("That reminder is not yours.")  # the button's answer goes to where it stands
    assert office.chitra.modal is None


# Late, and never twice


def test_off_at_nine_it_comes_when_back_that_day_and_says_it_is_late(office: Office) -> None:
    asks(office, "ana", "tomorrow send the contract")
    office.rapport.desk.clock.move_to(utc(11, 26, 5))
    office.moves_to(utc(11, 26, 5, 1))
    late = office.ana.sees("1 follow-up is waiting for you")
    assert "Late: Rapport was off at your usual hour" in late.words
    assert "made this at Nov 26, 2026 1:00 PM" in late.words
    office.moves_to(utc(11, 26, 10))
    assert len(reminders(office)) == 1


def test_a_tick_that_is_a_minute_behind_is_not_late(office: Office) -> None:
    asks(office, "ana", "tomorrow send the contract")
    office.rapport.desk.clock.move_to(utc(11, 26, 1, 1))
    office.moves_to(utc(11, 26, 1, 2))
    assert "Late" not in office.ana.sees(WAITING).words


def test_off_for_days_there_is_one_for_today_only(office: Office) -> None:
    asks(office, "ana", "tomorrow send the contract", "Friday send the invoice")
    office.rapport.desk.clock.move_to(utc(12, 2, 3))
    office.moves_to(utc(12, 2, 3, 1))
    (only,) = reminders(office)
    assert "Wed, 2 Dec 2026" in only.words
    assert "Late" in only.words
    office.moves_to(utc(12, 2, 23))
    assert len(reminders(office)) == 1


def test_back_before_the_hour_it_waits_for_the_hour(office: Office) -> None:
    """Off on Thursday at nine; back on Friday at seven."""
    asks(office, "ana", "tomorrow send the contract")
    office.rapport.desk.clock.move_to(utc(11, 26, 23))
    office.moves_to(utc(11, 27, 0, 59))
    assert reminders(office) == []
    office.moves_to(utc(11, 27, 1))
    assert "Late" not in office.ana.sees(WAITING).words


def test_back_on_a_saturday_it_waits_for_monday(office: Office) -> None:
    asks(office, "ana", "tomorrow send the contract")
    office.rapport.desk.clock.move_to(utc(11, 28, 3))
    office.moves_to(utc(11, 28, 3, 1))
    assert reminders(office) == []
    office.moves_to(utc(11, 30, 1))
    assert "Late" not in office.ana.sees(WAITING).words


def test_restarts_make_no_second_one(office: Office) -> None:
    asks(office, "ana", "tomorrow send the contract")
    office.moves_to(NINE_IN_MANILA)
    for minute in (1, 30, 59):
        again = another_process(office, utc(11, 26, 1, minute))
        schedule.tick(again.desk)
        assert again.delivery.deliver_due() == 0
        again.desk.database.close()
    assert len(reminders(office)) == 1


def test_two_processes_on_one_record_send_one(office: Office) -> None:
    asks(office, "ana", "tomorrow send the contract", "tomorrow 9am call Priya")
    other = another_process(office, NINE_IN_MANILA)
    office.rapport.desk.clock.move_to(NINE_IN_MANILA)
    for desk in (office.rapport.desk, other.desk, office.rapport.desk):
        schedule.tick(desk)
    other.delivery.deliver_due()
    office.settles()
    other.desk.database.close()
    assert len(reminders(office)) == 1
    pings = [m for m in office.ana.direct_messages() if ":alarm_clock:" in m.text]
    assert len(pings) == 1


def test_two_processes_in_the_same_moment_send_one(office: Office) -> None:
    asks(office, "ana", *(f"tomorrow 9am call {name}" for name in ("Priya", "Rui", "Tomoko")))
    others = [another_process(office, NINE_IN_MANILA) for _each in range(4)]
    together = threading.Barrier(len(others))

    def run(rapport: Rapport) -> None:
        together.wait()
        schedule.tick(rapport.desk)
        rapport.delivery.deliver_due()

    with ThreadPoolExecutor(len(others)) as pool:
        list(pool.map(run, others))
    office.rapport.desk.clock.move_to(NINE_IN_MANILA)
    office.settles()
    for other in others:
        other.desk.database.close()
    assert len(reminders(office)) == 1
    pings = [m.text for m in office.ana.direct_messages() if ":alarm_clock:" in m.text]
    assert len(pings) == len(set(pings)) == 3


def test_flying_from_manila_to_sao_paulo_on_one_date(office: Office) -> None:
    asks(office, "ana", "tomorrow send the contract")
    office.moves_to(NINE_IN_MANILA)
    office.slack.change_profile("ana", tz="America/Sao_Paulo")
    _awaits_zone(office, "ana", "America/Sao_Paulo")
    office.moves_to(utc(11, 26, 23))
    assert len(reminders(office)) == 1
    office.moves_to(utc(11, 27, 12))
    assert len(reminders(office)) == 2


def test_flying_from_sao_paulo_to_manila_the_day_is_not_lost(office: Office) -> None:
    """At 08:00 in São Paulo olga has had no reminder; in Manila it is 19:00 of the same day."""
    asks(office, "olga", "tomorrow sign the budget")
    office.moves_to(utc(11, 26, 11))
    office.slack.change_profile("olga", tz="Asia/Manila")
    _awaits_zone(office, "olga", "Asia/Manila")
    office.moves_to(utc(11, 26, 11, 1))
    (shown,) = reminders(office, "olga")
    assert "Late" not in shown.words
    office.moves_to(utc(11, 26, 15))
    assert len(reminders(office, "olga")) == 1


def _awaits_zone(office: Office, handle: str, tz: str) -> None:
    desk, slack = office.rapport.desk, office.slack

    def is_there() -> bool:
        with desk.read() as session:
            person = people.find(session, slack.team_id, slack.person(handle).id)
            return person is not None and person.tz == tz

    slack.wait_for(is_there)


def test_a_new_hour_after_todays_was_sent_sends_no_second(office: Office) -> None:
    asks(office, "ana", "tomorrow send the contract")
    office.moves_to(NINE_IN_MANILA)
    _choose_hour(office, time(15, 0))
    office.moves_to(utc(11, 26, 12))
    assert len(reminders(office)) == 1
    office.moves_to(utc(11, 27, 7))
    assert len(reminders(office)) == 2


def test_an_earlier_hour_that_is_over_sends_todays_at_once(office: Office) -> None:
    _choose_hour(office, time(17, 0))
    asks(office, "ana", "tomorrow send the contract")
    office.moves_to(utc(11, 26, 4))
    assert reminders(office) == []
    _choose_hour(office, time(9, 0))
    office.moves_to(utc(11, 26, 4, 1))
    assert len(reminders(office)) == 1


def _choose_hour(office: Office, hour: time) -> None:
    draft = SettingsDraft(
        managers=(office.ana.id, office.chitra.id),
        leads=(office.ben.id,),
        complaints_channel=None,
        digest_at=hour,
    )
    save_settings(office.rapport.desk, office.actor("olga", f"hour {hour}"), draft)


@pytest.mark.parametrize(
    ("start", "morning"),
    [
        (utc(10, 23, 10), utc(10, 26, 1, 30)),
        (datetime(2027, 3, 26, 10, tzinfo=UTC), datetime(2027, 3, 29, 0, 30, tzinfo=UTC)),
    ],
)
def test_over_berlins_nights_at_half_past_two(
    open_office: OpenOffice, start: datetime, morning: datetime
) -> None:
    """Friday 11:00 or 12:00; the clocks change on Sunday; Monday's comes at 02:30, once."""
    office = open_office(now=start)
    _choose_hour(office, time(2, 30))
    asks(office, "ben", "in 1 day call the bank")
    office.moves_to(morning.replace(minute=29))
    assert reminders(office, "ben") == []
    office.moves_to(morning)
    assert len(reminders(office, "ben")) == 1
    office.moves_to(morning.replace(hour=20))
    assert len(reminders(office, "ben")) == 1


# People


def test_the_first_after_an_appointment_is_the_next_working_days(open_office: OpenOffice) -> None:
    """Appointed on Friday at 08:30 in Manila, half an hour before the hour."""
    office = open_office(now=utc(11, 27, 0, 30))
    asks(office, "ana", "today 11pm send the contract")
    office.moves_to(utc(11, 27, 14))
    assert reminders(office) == []
    office.moves_to(utc(11, 30, 1))
    assert len(reminders(office)) == 1


def test_what_the_dismissed_had_promised_passes_to_the_admin(office: Office) -> None:
    asks(office, "ana", "tomorrow send the contract", "tomorrow 9pm call Priya")
    office.appoints(managers=["chitra"], leads=["ben"])
    office.moves_to(NINE_IN_SAO_PAULO)
    assert reminders(office, "ana") == []
    passed = office.olga.sees("2 follow-ups are waiting for you")
    assert "send the contract" in passed.words
    office.moves_to(utc(11, 26, 13))
    assert "call Priya" in office.olga.sees(":alarm_clock:").words
    office.olga.presses("Done", on=passed)
    office.settles()
    office.olga.sees("1 follow-up is waiting for you")


def test_whoever_was_dismissed_hears_nothing_more(office: Office) -> None:
    asks(office, "ana", "tomorrow send the contract")
    office.moves_to(NINE_IN_MANILA)
    shown = office.ana.sees(WAITING)
    office.appoints(managers=["chitra"], leads=["ben"])
    before = len(office.slack.calls("chat.update"))
    office.olga.types("/follow-up")
    office.olga.presses("Done", on=office.olga.sees("You have 1 open follow-up"))
    office.settles()
    assert len(office.slack.calls("chat.update")) == before
    office.ana.presses("Done", on=shown)
    office.ana.sees("Only account managers, leads and admins work with client records")
