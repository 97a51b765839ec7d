"""A complaint is taken, handed over, told of, closed and reopened; each press by who may."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bot import complaint_steps
from bot.refusals import Refused
from playground.acts import pressing
from playground.messages import Message
from playground.person import Person
from playground.wire import Json
from storage.complaints import ComplaintStatus, Severity
from tests.conftest import Office
from tests.flows.complaining import (
    CHANNEL,
    CLOSING,
    WORDS,
    alert,
    alert_in_dm,
    chooses_channel,
    files,
    presses,
    thread,
    told,
)
from tests.flows.on_record import archives, changes, complaint, knows


@pytest.fixture
def filed(office: Office) -> Office:
    """A complaint from Acme, Ana's account, filed by Dipu, a third manager; told in #complaints."""
    office.appoints(managers=["ana", "chitra", "dipu"], leads=["ben"])
    knows(office, "Acme")
    chooses_channel(office)
    files(office, by="dipu")
    return office


def test_its_whole_life_is_one_message_with_its_history_in_the_thread(filed: Office) -> None:
    first = alert(filed)
    presses(filed, "Take", "chitra")
    assert "Status: taken by Chitra" in alert(filed).words
    presses(filed, "Note", "olga", note="They are our oldest client")
    presses(filed, "Severity", "chitra", severity="High")
    presses(filed, "Client told", "chitra", told_how="By phone, we are sorry")
    shown = alert(filed)
    assert "taken by Chitra, the client was told" in shown.words
    assert shown.buttons == ["Show details", "Close complaint", "Hand over", "Severity", "Note"]
    presses(
        filed,
        "Close complaint",
        "chitra",
        root_cause="Delivered late",
        corrective_action="New carrier",
    )
    presses(filed, "Reopen", "ana", reason="It came late again")
    presses(filed, "Take", "ana")
    presses(filed, "Close complaint", "ana", **CLOSING)
    last = alert(filed)
    assert last.ts == first.ts
    assert "closed by Ana" in last.words
    assert "Another carrier from now on" in last.words
    assert last.buttons == ["Show details", "Reopen"]
    said = [words.splitlines()[0] for words in thread(filed, last)]
    assert said == [
        "Chitra has taken it.",
        "Olga has added a note.",
        "Chitra has changed its severity: Medium → High.",
        "Chitra has told the client.",
        "Chitra has closed it.",
        "Ana has reopened it: somebody must take it anew.",
        "Ana has taken it.",
        "Ana has closed it.",
    ]
    assert [c.verb for c in changes(filed) if c.noun == "complaint"] == [
        "taken",
        "noted",
        "severity",
        "told",
        "closed",
        "reopened",
        "taken",
        "closed",
    ]


def test_the_thread_holds_the_words_given(filed: Office) -> None:
    presses(filed, "Note", "olga", note="They are our <!channel> oldest client")
    presses(filed, "Take", "chitra")
    presses(filed, "Close complaint", "chitra", **CLOSING)
    note, _taken, closed = thread(filed, alert(filed))
    assert "They are our <!channel> oldest client" in note
    for words in (*CLOSING.values(),):
        assert words.lower() in closed.lower()
    assert thread(filed, alert_in_dm(filed.ana)) == thread(filed, alert(filed))


def test_taking_stops_the_clock_and_says_whose_it_is(filed: Office) -> None:
    presses(filed, "Take", "chitra")
    taken = complaint(filed)
    assert (taken.status, taken.owner_id) == (ComplaintStatus.TAKEN, filed.chitra.id)
    assert (taken.alarm, taken.alarm_at) == (None, None)
    assert "taken by Chitra" in alert_in_dm(filed.ana).words


def test_taken_twice_by_one_it_stays_theirs_and_by_another_names_who_has_it(filed: Office) -> None:
    unpressed = alert(filed)
    filed.chitra.presses("Take", on=unpressed)
    _presses_stale(filed, filed.chitra, unpressed, "Take")
    assert "You have taken this complaint. Nothing was changed." in told(filed, filed.chitra)
    _presses_stale(filed, filed.ana, unpressed, "Take")
    assert "Chitra has taken this complaint. Nothing was changed." in told(filed, filed.ana)
    assert complaint(filed).owner_id == filed.chitra.id
    assert complaint(filed).version == 2


def test_of_two_who_take_it_in_the_same_second_one_has_it(filed: Office) -> None:
    own, together = complaint(filed).id, Barrier(2)

    def take(handle: str) -> str:
        actor = filed.actor(handle, f"{handle} takes")
        together.wait()
        try:
            complaint_steps.take(filed.rapport.desk, actor, own)
        except Refused as refusal:
            return refusal.words
        return "taken"

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(take, ("ana", "chitra")))
    filed.settles()
    assert sorted(words == "taken" for words in results) == [False, True]
    winner = "Ana" if results[0] == "taken" else "Chitra"
    assert f"{winner} has taken this complaint." in min(results, key=lambda said: said == "taken")
    assert f"taken by {winner}" in alert(filed).words


def test_a_redelivered_press_or_form_changes_nothing(filed: Office) -> None:
    before_all = len(filed.slack.deliveries)
    presses(filed, "Take", "chitra")
    presses(filed, "Severity", "chitra", severity="High")
    presses(filed, "Note", "chitra", note="Once")
    presses(filed, "Hand over", "chitra", to="ana")
    presses(filed, "Client told", "ana", told_how="By phone")
    presses(filed, "Close complaint", "ana", root_cause="Other", corrective_action="None")
    presses(filed, "Reopen", "ana", reason="Not over")
    filed.dipu.presses("Undo")
    filed.settles()
    before = (complaint(filed).version, len(changes(filed)), thread(filed, alert(filed)))
    assert before[0] == 9
    for sent in filed.slack.deliveries[before_all:]:
        filed.slack.redeliver(sent)
        filed.settles()
        now = (complaint(filed).version, len(changes(filed)), thread(filed, alert(filed)))
        assert now == before, sent.payload


# Handing over


def test_whom_it_is_handed_to_hears_and_sees_to_it(filed: Office) -> None:
    presses(filed, "Hand over", "ana", to="chitra", note="You know their warehouse")
    assert complaint(filed).owner_id == filed.chitra.id
    assert complaint(filed).status == ComplaintStatus.TAKEN
    hers = alert_in_dm(filed.chitra)
    assert WORDS in hers.words
    (handed,) = thread(filed, hers)
    assert "Ana has handed it over to Chitra." in handed
    assert "You know their warehouse" in handed


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("max", "Max has no role in Rapport"),
        ("gus", "Gus has no role in Rapport"),
        ("chitra", "Chitra has it already"),
    ],
)
def test_it_is_handed_only_to_somebody_else_who_may_see_it(
    filed: Office, to: str, said: str
) -> None:
    presses(filed, "Hand over", "ana", to="chitra")
    filed.ana.presses("Hand over", on=alert(filed, "ana"))
    filed.ana.fills(to=to, note="please")
    errors = filed.ana.submits()
    assert said in errors["to"]
    assert complaint(filed).owner_id == filed.chitra.id


def test_a_stranger_is_refused_as_the_new_owner(filed: Office) -> None:
    filed.ana.presses("Hand over", on=alert(filed, "ana"))
    filed.ana.fills(to="sten")
    assert "to" in filed.ana.submits()
    assert complaint(filed).owner_id is None


# Severity


def test_the_same_severity_is_refused_at_the_field(filed: Office) -> None:
    filed.dipu.presses("Severity", on=alert(filed, "dipu"))
    assert "It has that severity already" in filed.dipu.submits()["severity"]


def test_a_severity_changed_meanwhile_is_not_taken_back(filed: Office) -> None:
    filed.dipu.presses("Severity", on=alert(filed, "dipu"))
    filed.dipu.fills(severity="High")
    presses(filed, "Severity", "ben", severity="Critical")
    assert "was changed after you had opened the form" in filed.dipu.submits()["severity"]
    assert complaint(filed).severity == Severity.CRITICAL


def test_a_note_meanwhile_does_not_stand_in_the_way(filed: Office) -> None:
    presses(filed, "Take", "chitra")
    filed.chitra.presses("Close complaint", on=alert(filed))
    filed.chitra.fills(**CLOSING)
    presses(filed, "Note", "ben", note="Call me")
    assert filed.chitra.submits() == {}
    assert complaint(filed).status == ComplaintStatus.CLOSED


# Closing


def test_closing_wants_a_cause_an_action_and_how_the_client_was_told(filed: Office) -> None:
    presses(filed, "Take", "chitra")
    filed.chitra.presses("Close complaint", on=alert(filed))
    assert set(filed.chitra.submits()) == {*CLOSING}
    filed.chitra.fills(**{**CLOSING, "corrective_action": "  "})
    assert set(filed.chitra.submits()) == {"corrective_action"}
    filed.chitra.fills(corrective_action="Another carrier", client_told="No", told_how="They left")
    assert filed.chitra.submits() == {}
    closed = complaint(filed)
    assert (closed.root_cause, closed.client_told, closed.told_how, closed.told_at) == (
        "Delivered late",
        False,
        "They left",
        None,
    )
    filed.settles()
    assert "Client told: no" in alert(filed).words


def test_what_was_told_is_filled_in_when_it_is_closed(filed: Office) -> None:
    presses(filed, "Take", "chitra")
    presses(filed, "Client told", "chitra", told_how="By phone")
    told_at = complaint(filed).told_at
    filed.chitra.presses("Close complaint", on=alert(filed))
    modal = filed.chitra.awaits_modal("Close the complaint")
    assert modal["state"]["values"]["told_how"]["told_how"]["value"] == "By phone"
    filed.chitra.fills(root_cause="Other", corrective_action="None needed")
    assert filed.chitra.submits() == {}
    assert complaint(filed).told_at == told_at


def test_told_before_but_closed_with_no_it_counts_as_never_told(filed: Office) -> None:
    presses(filed, "Take", "chitra")
    presses(filed, "Client told", "chitra", told_how="By phone")
    presses(filed, "Close complaint", "chitra", **{**CLOSING, "client_told": "No"})
    assert (complaint(filed).client_told, complaint(filed).told_at) == (False, None)


def test_handed_over_to_oneself_it_is_taken(filed: Office) -> None:
    presses(filed, "Hand over", "ben", to="ben")
    presses(filed, "Hand over", "olga", to="olga")
    story = thread(filed, alert(filed))
    assert ["Ben has taken it." in story[0], "Olga has taken it over." in story[1]] == [True] * 2
    assert complaint(filed).owner_id == filed.olga.id


@pytest.mark.parametrize("is_taken_again", [False, True])
def test_a_closing_form_opened_before_a_reopening_is_refused_with_its_text(
    filed: Office, is_taken_again: bool
) -> None:
    presses(filed, "Take", "chitra")
    filed.chitra.presses("Close complaint", on=alert(filed))
    filed.chitra.fills(**CLOSING)
    presses(filed, "Close complaint", "ben", **{**CLOSING, "root_cause": "Other"})
    presses(filed, "Reopen", "ana", reason="Not over")
    if is_taken_again:
        presses(filed, "Take", "chitra")
    said = filed.chitra.submits()["root_cause"]
    assert (
        "was changed after" if is_taken_again else "Ana has opened this complaint again"
    ) in said
    assert filed.chitra.modal is not None, "the text is still there"
    assert complaint(filed).root_cause == "Other"


def test_a_reopened_one_starts_anew(filed: Office) -> None:
    presses(filed, "Take", "chitra")
    presses(filed, "Close complaint", "chitra", **CLOSING)
    presses(filed, "Reopen", "dipu", reason="It came late again")
    again = complaint(filed)
    assert (again.status, again.owner_id, again.client_told) == (
        ComplaintStatus.REOPENED,
        None,
        None,
    )
    assert again.alarm_at is not None
    assert "reopened, nobody has taken it" in alert(filed).words
    assert alert(filed).buttons[1] == "Take"


# Who may


@pytest.mark.parametrize("label", ["Hand over", "Client told", "Close complaint"])
def test_a_colleague_who_has_no_part_in_it_is_told_whom_to_ask(filed: Office, label: str) -> None:
    presses(filed, "Take", "ana")
    filed.chitra.presses(label, on=alert(filed))
    words = told(filed, filed.chitra)
    assert "Only Ana, who has taken it, a lead or an admin can" in words
    assert filed.chitra.modal is None


def test_a_form_opened_before_a_dismissal_is_refused(filed: Office) -> None:
    filed.dipu.presses("Note", on=alert(filed, "dipu"))
    filed.dipu.fills(note="too late")
    filed.appoints(managers=["ana", "chitra"], leads=["ben"])
    assert "Only account managers, leads and admins" in filed.dipu.submits()["note"]
    assert len([c for c in changes(filed) if c.noun == "complaint"]) == 0


@pytest.mark.parametrize("handle", ["max", "gus", "sten"])
def test_no_button_works_for_those_who_may_not_see_it(filed: Office, handle: str) -> None:
    outsider = filed.slack.person(handle)
    pressed = 0
    for prepare in (_nothing, _take, _close):
        prepare(filed)
        for label in alert(filed).buttons:
            _presses_stale(filed, outsider, alert(filed), label)
            pressed += 1
            assert WORDS not in told(filed, outsider)
            assert outsider.modal is None
    assert pressed == 13
    assert complaint(filed).status == ComplaintStatus.CLOSED


def test_an_account_archived_meanwhile_doesnt_stand_in_the_way_of_its_complaint(
    filed: Office,
) -> None:
    archives(filed, "Acme")
    presses(filed, "Take", "chitra")
    presses(filed, "Close complaint", "chitra", **CLOSING)
    assert complaint(filed).status == ComplaintStatus.CLOSED


# Where not everybody may read it


def test_in_a_channel_with_outsiders_colleagues_take_it_and_see_all(filed: Office) -> None:
    filed.slack.share(CHANNEL)
    filed.settles()
    shown = filed.chitra.sees("A client's complaint", channel=CHANNEL)
    assert shown.buttons == ["Take", "Show details"]
    assert "Acme" not in shown.words
    filed.chitra.presses("Show details", on=shown)
    assert WORDS in filed.chitra.reads(filed.chitra.awaits_modal("Complaint"))
    filed.chitra.closes()
    filed.chitra.presses("Take", on=shown)
    filed.settles()
    taken = filed.chitra.sees("A client's complaint", channel=CHANNEL)
    assert "taken by Chitra" in taken.words
    assert taken.buttons == ["Show details"]


def test_a_dead_channel_is_named_to_those_who_hear_instead(filed: Office) -> None:
    filed.slack.archive(CHANNEL)
    files(filed, "Acme the second", by="chitra")
    for person in (filed.ben, filed.olga):
        instead = person.sees("the second")
        assert "#complaints can't be reached, so the leads and admins get this." in instead.words
        assert "Take" in instead.buttons


# In the modal of all details


def test_the_details_show_its_story_and_follow_what_is_done_there(filed: Office) -> None:
    filed.chitra.presses("Show details", on=alert(filed))
    shown = filed.chitra.awaits_modal("Complaint")
    assert WORDS in filed.chitra.reads(shown)
    assert _labels(shown) == ["Take", "Note"], "only what its reader may do"
    filed.chitra.presses("Take")
    shown = filed.chitra.awaits_modal("Complaint")
    assert "Chitra has taken it." in filed.chitra.reads(shown)
    filed.chitra.presses("Note")
    filed.chitra.fills(note="I call them today")
    assert filed.chitra.submits() == {}
    shown = filed.chitra.awaits_modal("Complaint")
    assert "I call them today" in filed.chitra.reads(shown)
    filed.settles()
    assert "taken by Chitra" in alert(filed).words


def test_the_filer_edits_and_withdraws_it_from_the_details(filed: Office) -> None:
    filed.dipu.presses("Show details", on=alert(filed, "dipu"))
    filed.dipu.presses("Edit")
    filed.dipu.awaits_modal("Edit the complaint")
    filed.dipu.fills(what="three days late")
    assert filed.dipu.submits() == {}
    assert "three days late" in filed.dipu.reads(filed.dipu.awaits_modal("Complaint"))
    filed.dipu.presses("Withdraw")
    assert "withdrawn" in filed.dipu.reads(filed.dipu.awaits_modal("Complaint"))
    filed.settles()
    assert "withdrawn" in alert(filed).words


# Those who leave


def test_of_what_is_withdrawn_no_words_stay_in_the_thread(filed: Office) -> None:
    presses(filed, "Note", by="chitra", note="ZEBRA said they would sue")
    there = alert(filed)
    assert any("ZEBRA" in reply.words for reply in filed.chitra.thread(there))
    filed.dipu.presses("Show details", on=there)
    filed.dipu.presses("Withdraw")
    filed.settles()
    said = [there.words for there in (alert(filed), *filed.chitra.thread(alert(filed)))]
    assert not any("ZEBRA" in words or WORDS in words for words in said)


@pytest.mark.parametrize("how", ["dismissed", "deactivated"])
def test_what_somebody_who_leaves_had_taken_passes_on(filed: Office, how: str) -> None:
    presses(filed, "Take", "chitra")
    if how == "dismissed":
        filed.appoints(managers=["ana", "dipu"], leads=["ben"])
        heir = filed.olga
    else:
        filed.slack.change_profile("chitra", deleted=True)
        filed.slack.wait_for(lambda: complaint(filed).owner_id != filed.chitra.id)
        heir = filed.ana
    filed.settles()
    assert complaint(filed).owner_id == heir.id
    assert f"taken by {heir.member.shown_name}" in alert(filed, "olga").words
    replies = thread(filed, alert_in_dm(heir))
    said = {"dismissed": "Olga has taken it over.", "deactivated": "handed it over to Ana."}
    assert said[how] in replies[-1]


def _nothing(_office: Office) -> None:
    return None


def _take(office: Office) -> None:
    presses(office, "Take", "chitra")


def _close(office: Office) -> None:
    presses(office, "Close complaint", "chitra", **CLOSING)


def _presses_stale(office: Office, person: Person, message: Message, label: str) -> None:
    """The press on a message that has changed since, or that the person should not have seen."""
    stage = office.slack.stage
    surface = stage.message_surface(person.member, message)
    found = pressing.find_button(surface, label)
    assert found is not None
    assert pressing.press(stage, person.member, surface, *found).is_acked
    office.settles()


def _labels(modal: Json) -> list[str]:
    rows = [block["elements"] for block in modal["blocks"] if block["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row]
