"""An unhappy client's card is answered with its buttons; unanswered, the lead hears."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot import episode_actions
from bot.refusals import Refused
from bot.views import blocks
from playground.messages import Message
from tests.conftest import Office
from tests.flows.lines import answer_to
from tests.flows.on_record import archives, changes, follow_ups, knows
from tests.flows.unhappy import card, cards, episodes, files, logs, statuses, utc

# From Wednesday 18:00 in Manila: nine hours on Thursday, nine on Friday, six on Monday.
UNANSWERED = utc(11, 30, 7)


@pytest.fixture
def unhappy(office: Office) -> Office:
    """Acme is Ana's and unhappy; it is Wednesday, 18:00 in Manila."""
    knows(office, "Acme")
    logs(office, "late again 2/5")
    card(office)
    return office


def only_card(office: Office, by: str = "ana") -> Message:
    office.settles()
    (only,) = cards(office, by)
    return only


def snoozes(office: Office, **entries: object) -> None:
    """Ana snoozes the card's alert."""
    office.ana.presses("Snooze…", on=card(office))
    office.ana.awaits_modal("Snooze the alert")
    office.ana.fills(**entries)
    assert office.ana.submits() == {}
    office.settles()


def closes(office: Office, reason: str, by: str = "ana", on: Message | None = None) -> None:
    person = office.slack.person(by)
    person.presses("Close…", on=on or card(office))
    person.awaits_modal("Close the alert")
    person.fills(reason=reason)
    assert person.submits() == {}
    office.settles()


# Already on it


def test_already_on_it_is_said_on_the_card_and_stops_the_clock(unhappy: Office) -> None:
    unhappy.ana.presses("Already on it", on=card(unhappy))
    taken = only_card(unhappy)
    assert "@Ana is on it since" in taken.words
    assert taken.buttons == ["Plan a call", "Close…"]
    unhappy.moves_to(utc(12, 4, 12))
    unhappy.ben.does_not_see("Nobody has answered")


def test_pressed_twice_it_is_done_once_and_said_so(unhappy: Office) -> None:
    stale = answer_to(unhappy, "/account Acme")
    unhappy.ana.presses("Already on it", on=card(unhappy))
    unhappy.ana.presses("Already on it", on=stale)
    unhappy.ana.sees("You are already on it, so nothing was changed.")
    assert [change.verb for change in changes(unhappy)].count("acknowledged") == 1


def test_a_redelivered_press_is_no_second_one(unhappy: Office) -> None:
    delivery = unhappy.ana.presses("Already on it", on=card(unhappy))
    unhappy.slack.redeliver(delivery)
    unhappy.ana.does_not_see("nothing was changed")
    assert [change.verb for change in changes(unhappy)].count("acknowledged") == 1


def test_a_second_person_is_told_who_is_on_it(unhappy: Office) -> None:
    stale = answer_to(unhappy, "/account Acme", by="ben")
    unhappy.ana.presses("Already on it", on=card(unhappy))
    unhappy.ben.presses("Already on it", on=stale)
    unhappy.ben.sees("Ana is on it since Wed, 25 Nov 2026; nothing was changed.")


def test_of_two_in_the_same_second_one_is_on_it(unhappy: Office) -> None:
    desk, (episode,) = unhappy.rapport.desk, episodes(unhappy)

    def take(handle: str) -> str:
        try:
            episode_actions.acknowledge(
                desk, unhappy.actor(handle, f"at-once-{handle}"), episode.id
            )
        except Refused as refusal:
            return refusal.words
        return "taken"

    with ThreadPoolExecutor(2) as both:
        said = sorted(both.map(take, ("ana", "ben")), reverse=True)
    assert said[0] == "taken"
    assert "is on it since" in said[1]
    assert statuses(unhappy) == ["acknowledged"]


def test_on_a_superseded_card_nothing_can_be_pressed_but_the_account_knows(
    unhappy: Office,
) -> None:
    stale = answer_to(unhappy, "/account Acme")
    unhappy.ana.presses("Already on it", on=card(unhappy))
    logs(unhappy, "they want to leave 1/5")
    unhappy.ana.presses("Already on it", on=stale)
    unhappy.settles()
    old, new = cards(unhappy)
    assert old.buttons == []
    assert "@Ana is on it" in new.words


def test_on_a_later_page_of_the_reminder_it_can_be_answered_too(unhappy: Office) -> None:
    ana, others = unhappy.ana, [f"Client {number}" for number in range(5)]
    knows(unhappy, *others)
    for name in others:
        ana.types(f'/log-call "{name}" late again 2/5')
    unhappy.moves_to(utc(11, 26, 1))
    ana.presses("1 more", on=ana.sees("6 unhappy clients are waiting for you"))
    assert "Acme · unhappy since" in ana.reads(ana.awaits_modal())
    ana.presses("Plan a call")
    ana.awaits_modal("Plan a call")
    assert ana.submits() == {}
    assert "@Ana is on it since" in ana.reads(ana.awaits_modal())
    assert statuses(unhappy) == ["acknowledged"] + ["open"] * 5


# Plan a call


def test_a_planned_call_is_a_follow_up_and_answers_the_card(unhappy: Office) -> None:
    ana = unhappy.ana
    ana.presses("Plan a call", on=card(unhappy))
    view = ana.awaits_modal("Plan a call")
    assert "Acme · unhappy since" in ana.reads(view)
    assert ana.submits() == {}
    saved = ana.sees("Follow-up saved: Acme")
    assert "Call Acme: find out what went wrong" in saved.words
    assert "Thu, 26 Nov 2026" in saved.words
    assert "@Ana is on it since" in only_card(unhappy).words
    (made,) = follow_ups(unhappy)
    assert made.assignee_id == ana.id


def test_a_call_can_be_planned_after_somebody_is_on_it(unhappy: Office) -> None:
    unhappy.ana.presses("Already on it", on=card(unhappy))
    unhappy.settles()
    answered = episodes(unhappy)[0].acknowledged_at
    unhappy.ana.presses("Plan a call", on=card_again(unhappy))
    unhappy.ana.awaits_modal("Plan a call")
    unhappy.ana.fills(due_on="2026-11-27", due_at="15:00")
    assert unhappy.ana.submits() == {}
    unhappy.ana.sees("Fri, 27 Nov 2026 at 15:00")
    assert episodes(unhappy)[0].acknowledged_at == answered


def card_again(office: Office) -> Message:
    return cards(office)[-1]


def test_a_call_form_sent_in_twice_makes_one(unhappy: Office) -> None:
    unhappy.ana.presses("Plan a call", on=card(unhappy))
    unhappy.ana.awaits_modal("Plan a call")
    unhappy.ana.submits()
    unhappy.slack.redeliver(unhappy.slack.deliveries[-1])
    assert len(follow_ups(unhappy)) == 1


def test_a_call_on_a_past_day_is_refused_at_its_field(unhappy: Office) -> None:
    unhappy.ana.presses("Plan a call", on=card(unhappy))
    unhappy.ana.awaits_modal("Plan a call")
    unhappy.ana.fills(due_on="2026-11-24")
    assert unhappy.ana.submits() == {"due_on": "This day is past. Choose today or a later one."}
    assert statuses(unhappy) == ["open"]


def test_no_call_is_planned_with_an_archived_account(unhappy: Office) -> None:
    unhappy.ana.presses("Plan a call", on=card(unhappy))
    unhappy.ana.awaits_modal("Plan a call")
    archives(unhappy, "Acme")
    (refused,) = unhappy.ana.submits().values()
    assert "Acme is archived, so nothing was stored." in refused
    assert follow_ups(unhappy) == []


# Snooze


def test_snoozed_it_sleeps_and_is_open_again_on_its_morning(unhappy: Office) -> None:
    snoozes(unhappy, until="In 3 working days", reason="their boss is on leave")
    asleep = only_card(unhappy)
    said = "Snoozed by @Ana until Mon, 30 Nov 2026: their boss is on leave"
    assert said in asleep.words
    assert asleep.buttons == ["Already on it", "Close…"]
    unhappy.moves_to(utc(11, 30, 0, 59))
    assert said in only_card(unhappy).words
    unhappy.moves_to(utc(11, 30, 1))
    assert "Acme · unhappy since" in unhappy.ana.sees("1 unhappy client is waiting").words
    awake = only_card(unhappy)
    assert awake.ts == asleep.ts
    assert "Nobody is on it yet." in awake.words
    assert awake.buttons == ["Plan a call", "Already on it", "Snooze…", "Close…"]
    unhappy.moves_to(utc(12, 2, 7, 1))
    unhappy.ben.sees("Nobody has answered for 24 working hours")


@pytest.mark.parametrize(
    ("entries", "errors"),
    [
        ({}, {"reason": "Please complete this required field."}),
        ({"until": "The day below", "reason": "a fair"}, {"due_on": "Choose the day."}),
        (
            {"due_on": "2026-11-24", "reason": "a fair"},
            {"due_on": "This day is past. Choose today or a later one."},
        ),
        (
            {"due_on": "2026-11-25", "reason": "a fair"},
            {"due_on": "Choose a day after today: today it is open anyway."},
        ),
        (
            {"due_on": "2030-01-01", "reason": "a fair"},
            {"due_on": "An unhappy client can't wait longer than three months."},
        ),
    ],
    ids=["no reason", "no day", "a past day", "today", "too far"],
)
def test_a_snooze_that_says_too_little_is_refused_at_its_field(
    unhappy: Office, entries: dict[str, str], errors: dict[str, str]
) -> None:
    unhappy.ana.presses("Snooze…", on=card(unhappy))
    unhappy.ana.awaits_modal("Snooze the alert")
    unhappy.ana.fills(**entries)
    assert unhappy.ana.submits() == errors
    assert statuses(unhappy) == ["open"]


def test_what_gets_worse_while_it_is_snoozed_wakes_at_once(unhappy: Office) -> None:
    snoozes(unhappy, until="Next week", reason="a fair")
    files(unhappy, "Critical")
    old, new = cards(unhappy)
    assert old.buttons == []
    assert "Nobody is on it yet." in new.words


def test_a_snooze_form_for_what_somebody_took_meanwhile_is_refused(unhappy: Office) -> None:
    theirs = answer_to(unhappy, "/account Acme", by="ben")
    unhappy.ana.presses("Snooze…", on=card(unhappy))
    unhappy.ana.awaits_modal("Snooze the alert")
    unhappy.ana.fills(reason="a fair")
    unhappy.ben.presses("Already on it", on=theirs)
    (refused,) = unhappy.ana.submits().values()
    assert "Ben is on it since Wed, 25 Nov 2026; nothing was changed." in refused


# Close


def test_closed_with_a_reason_it_says_who_and_why(unhappy: Office) -> None:
    closes(unhappy, "they <got> a refund & a cake")
    closed = only_card(unhappy)
    assert "Closed by @Ana" in closed.words
    assert "they <got> a refund & a cake" in closed.words
    assert closed.buttons == []
    unhappy.moves_to(utc(12, 4, 12))
    unhappy.ben.does_not_see("Nobody has answered")


def test_closed_without_a_reason_is_refused(unhappy: Office) -> None:
    unhappy.ana.presses("Close…", on=card(unhappy))
    unhappy.ana.awaits_modal("Close the alert")
    assert [*unhappy.ana.submits()] == ["reason"]
    assert statuses(unhappy) == ["open"]


@pytest.mark.parametrize("button", ["Plan a call", "Already on it", "Snooze…", "Close…"])
def test_pressed_after_it_was_closed_it_says_by_whom_and_when(unhappy: Office, button: str) -> None:
    stale = answer_to(unhappy, "/account Acme")
    theirs = answer_to(unhappy, "/account Acme", by="ben")
    closes(unhappy, "all is well", by="ben", on=theirs)
    unhappy.ana.presses(button, on=stale)
    unhappy.ana.sees("This alert was closed by Ben on Wed, 25 Nov 2026; nothing was changed.")
    assert unhappy.ana.modal is None
    assert statuses(unhappy) == ["closed"]


def test_a_form_for_what_a_good_score_closed_meanwhile_is_refused(unhappy: Office) -> None:
    unhappy.ana.presses("Close…", on=card(unhappy))
    unhappy.ana.awaits_modal("Close the alert")
    unhappy.ana.fills(reason="it is fine")
    logs(unhappy, "they are happy now 5/5", by="chitra")
    (refused,) = unhappy.ana.submits().values()
    assert "This alert was closed by Chitra on Wed, 25 Nov 2026" in refused


def test_what_a_person_has_closed_the_same_score_doesnt_open_again(unhappy: Office) -> None:
    closes(unhappy, "they got a refund")
    unhappy.ana.presses("Edit", on=unhappy.ana.sees("Logged: Call with Acme"))
    unhappy.ana.fills(notes="late again, by a day")
    assert unhappy.ana.submits() == {}
    assert statuses(unhappy) == ["closed"]


# Whose it is


@pytest.mark.parametrize("button", ["Plan a call", "Already on it", "Snooze…", "Close…"])
def test_another_manager_may_not_answer_it(unhappy: Office, button: str) -> None:
    unhappy.chitra.presses(button, on=answer_to(unhappy, "/account Acme", by="chitra"))
    unhappy.chitra.sees("This alert is Ana's to answer; nothing was changed.")
    assert unhappy.chitra.modal is None
    assert statuses(unhappy) == ["open"]


@pytest.mark.parametrize("handle", ["ben", "olga"])
def test_a_lead_and_an_admin_may(unhappy: Office, handle: str) -> None:
    boss = unhappy.slack.person(handle)
    boss.presses("Already on it", on=answer_to(unhappy, "/account Acme", by=handle))
    boss.sees("is on it since")
    assert statuses(unhappy) == ["acknowledged"]


@pytest.mark.parametrize("handle", ["gus", "sten"])
@pytest.mark.parametrize("verb", ["plan_call", "acknowledge", "snooze", "close"])
def test_an_outsider_who_presses_a_button_hears_a_refusal(
    unhappy: Office, verb: str, handle: str
) -> None:
    shared = unhappy.slack.workspace.channel("#partner-acme")
    shared.members |= {"U0RAPPORT", "U0GUS"}
    (episode,) = episodes(unhappy)
    press = blocks.button("Press", f"alert.{verb}", str(episode.id))
    unhappy.rapport.client.chat_postMessage(
        channel=shared.id, text="A card", blocks=[blocks.actions(press)]
    )
    outsider = unhappy.slack.person(handle)
    outsider.presses("Press")
    outsider.sees("answers only its own full members", channel="#partner-acme")
    assert outsider.modal is None
    assert statuses(unhappy) == ["open"]


def test_who_has_no_role_may_not_answer_it(unhappy: Office) -> None:
    (episode,) = episodes(unhappy)
    with pytest.raises(Refused, match="Only account managers, leads and admins"):
        episode_actions.acknowledge(
            unhappy.rapport.desk, unhappy.actor("max", "no role"), episode.id
        )


def test_once_it_has_passed_on_both_managers_may_answer_it(unhappy: Office) -> None:
    unhappy.appoints(managers=["chitra"], leads=["ben"])
    unhappy.appoints(managers=["ana", "chitra"], leads=["ben"])
    unhappy.olga.presses("Already on it", on=only_card(unhappy, "olga"))
    closes(unhappy, "they got a refund", on=answer_to(unhappy, "/account Acme"))
    assert statuses(unhappy) == ["closed"]


def test_the_manager_is_dismissed_and_the_card_passes_on(unhappy: Office) -> None:
    unhappy.ana.presses("Already on it", on=card(unhappy))
    unhappy.appoints(managers=["chitra"], leads=["ben"])
    unhappy.settles()
    passed = only_card(unhappy, "olga")
    assert "Nobody is on it yet." in passed.words
    assert passed.buttons == ["Plan a call", "Already on it", "Snooze…", "Close…"]
    (episode,) = episodes(unhappy)
    assert episode.manager_id == unhappy.olga.id
    assert episode.status == "open"


def test_the_manager_leaves_slack_and_the_lead_gets_the_card(unhappy: Office) -> None:
    unhappy.slack.change_profile("ana", deleted=True)
    passed = unhappy.ben.sees(":warning: Acme is unhappy")
    unhappy.ben.presses("Already on it", on=passed)
    unhappy.settles()
    assert "@Ben is on it" in only_card(unhappy, "ben").words


# Unanswered


def test_unanswered_for_24_working_hours_the_lead_hears_once(unhappy: Office) -> None:
    unhappy.moves_to(UNANSWERED.replace(hour=6, minute=59))
    unhappy.ben.does_not_see("Nobody has answered")
    unhappy.moves_to(UNANSWERED)
    told = unhappy.ben.sees("Nobody has answered for 24 working hours: Acme is unhappy")
    assert "It is @Ana's." in told.words
    assert "late again" in told.words
    assert "the lead was told" in only_card(unhappy).words
    unhappy.moves_to(utc(12, 9, 12))
    assert len([m for m in unhappy.ben.direct_messages() if "Nobody has" in m.words]) == 1


def test_once_answered_what_the_lead_was_told_is_struck_through(unhappy: Office) -> None:
    unhappy.moves_to(UNANSWERED)
    told = unhappy.ben.sees("Nobody has answered")
    unhappy.ana.presses("Already on it", on=cards(unhappy)[-1])
    unhappy.settles()
    answered = unhappy.ben.sees("is on it since")
    assert answered.ts == told.ts
    assert answered.buttons == []
    assert "~*Acme* is unhappy~" in answered.text


def test_the_lead_can_answer_where_they_hear_of_it(unhappy: Office) -> None:
    unhappy.moves_to(UNANSWERED)
    unhappy.ben.presses("Already on it", on=unhappy.ben.sees("Nobody has answered"))
    unhappy.settles()
    assert "@Ben is on it since" in cards(unhappy)[-1].words


def test_worse_after_the_lead_knew_the_clock_runs_anew(unhappy: Office) -> None:
    unhappy.moves_to(UNANSWERED)
    unhappy.ben.sees("Nobody has answered")
    logs(unhappy, "they want to leave 1/5", by="chitra")
    # From Monday 15:00: three hours, then Tuesday, Wednesday, and three on Thursday.
    unhappy.moves_to(utc(12, 3, 3, 59))
    before = [m for m in unhappy.ben.direct_messages() if "Nobody has answered" in m.words]
    assert before == []
    unhappy.moves_to(utc(12, 3, 4, 5))
    unhappy.ben.sees("Nobody has answered for 24 working hours: Acme is unhappy: 1/5")


def test_of_an_archived_account_the_lead_hears_nothing(unhappy: Office) -> None:
    archives(unhappy, "Acme")
    unhappy.moves_to(utc(12, 4, 12))
    unhappy.ben.does_not_see("Nobody has answered")
