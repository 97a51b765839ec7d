"""A complaint that nobody takes: its manager is warned before the time is over, then the lead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from playground.person import Person
from storage.accounts import Account
from storage.complaints import Alarm, Severity
from tests.conftest import Office, OpenOffice
from tests.flows.complaining import CLOSING, alert, chooses_channel, files, presses, thread
from tests.flows.on_record import changes, complaint, complaints, knows

WARNED = "Nobody has taken the complaint from Acme yet"
ESCALATED = "Nobody has taken the complaint from Acme in time"


def thursday(hour: int, minute: int = 0) -> datetime:
    """UTC; Manila, where Ana is, is eight hours ahead: her day is 1:00 to 10:00."""
    return datetime(2026, 11, 26, hour, minute, tzinfo=UTC)


def monday(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 30, hour, minute, tzinfo=UTC)


def to_the_minute(instant: datetime) -> datetime:
    """The office's clock runs on: what was filed at an instant was filed a moment later."""
    return instant.replace(second=0, microsecond=0)


@pytest.fixture
def filed(office: Office) -> Office:
    """A complaint from Ana's Acme, filed when her Wednesday ends: a day's time is all Thursday."""
    knows(office, "Acme")
    chooses_channel(office)
    files(office, by="chitra")
    return office


def hears(person: Person, words: str) -> int:
    """How many messages tell somebody so."""
    return sum(words in message.words for message in person.direct_messages())


def test_the_manager_is_warned_then_the_lead_hears_then_it_is_taken(filed: Office) -> None:
    filed.moves_to(thursday(7, 44))
    assert hears(filed.ana, WARNED) == 0
    filed.moves_to(thursday(7, 45))
    warning = filed.ana.sees(WARNED)
    assert warning.buttons == ["Take", "Hand over", "Show details"]
    assert "It should be taken by Nov 26, 2026 6:00 PM" in warning.words
    filed.moves_to(thursday(9, 59))
    assert hears(filed.ben, ESCALATED) == 0
    filed.moves_to(thursday(10, 0))
    escalated = filed.ben.sees(ESCALATED)
    assert "Its account manager is Ana." in escalated.words
    assert hears(filed.olga, ESCALATED) == 0, "the lead is there to hear"
    assert "nobody has taken it; it was to be taken by" in alert(filed).words
    story = thread(filed, alert(filed))
    assert ["Nobody has taken it yet" in story[0], "in time" in story[1]] == [True, True]
    assert "Told: Ana." in story[0]
    assert "Told: Ben." in story[1]
    filed.ben.presses("Take", on=escalated)
    filed.settles()
    for person, words in ((filed.ana, WARNED), (filed.ben, ESCALATED)):
        over = person.sees(words)
        assert over.buttons == []
        assert "~:" in over.text, "it is struck through"
    assert "taken by Ben" in alert(filed).words


def test_each_alarm_rings_once(filed: Office) -> None:
    filed.moves_to(thursday(7, 45))
    filed.moves_to(thursday(8, 0))
    filed.moves_to(thursday(10, 0))
    filed.moves_to(thursday(10, 0) + timedelta(days=30))
    assert (hears(filed.ana, WARNED), hears(filed.ben, ESCALATED)) == (1, 1)
    assert (complaint(filed).alarm, complaint(filed).alarm_at) == (None, None)


@pytest.mark.parametrize("label", ["Take", "Hand over"])
def test_what_is_taken_in_time_rings_nowhere(filed: Office, label: str) -> None:
    presses(filed, label, "ana", **({"to": "chitra"} if label == "Hand over" else {}))
    filed.moves_to(thursday(12))
    assert (hears(filed.ana, WARNED), hears(filed.ben, ESCALATED)) == (0, 0)


def test_what_is_withdrawn_rings_nowhere(filed: Office) -> None:
    filed.chitra.presses("Undo")
    filed.moves_to(thursday(12))
    assert (hears(filed.ana, WARNED), hears(filed.ben, ESCALATED)) == (0, 0)


def test_with_rapport_off_over_both_alarms_only_the_lead_hears(filed: Office) -> None:
    filed.rapport.desk.clock.move_to(thursday(12))
    filed.moves_to(thursday(12))
    assert (hears(filed.ana, WARNED), hears(filed.ben, ESCALATED)) == (0, 1)


def test_the_weekend_is_no_working_time(open_office: OpenOffice) -> None:
    office = open_office(now=datetime(2026, 11, 27, 9, 30, tzinfo=UTC))  # Friday 17:30 in Manila
    _files_critical(office, "ana")
    assert to_the_minute(complaint(office).acknowledge_by) == monday(1, 30)
    office.moves_to(monday(1, 15))
    assert hears(office.ana, WARNED) == 0
    office.moves_to(monday(1, 16))
    assert hears(office.ana, WARNED) == 1
    office.moves_to(monday(1, 31))
    assert hears(office.ben, ESCALATED) == 1


def test_nine_oclock_is_nine_oclock_after_the_clocks_went_back(open_office: OpenOffice) -> None:
    office = open_office(now=datetime(2026, 10, 23, 15, 30, tzinfo=UTC))  # Friday 17:30 in Berlin
    _files_critical(office, "ben")
    half_past_nine = datetime(2026, 10, 26, 8, 30, tzinfo=UTC)
    assert to_the_minute(complaint(office).acknowledge_by) == half_past_nine
    office.moves_to(half_past_nine - timedelta(minutes=14))
    assert hears(office.ben, WARNED) == 1
    office.moves_to(half_past_nine + timedelta(minutes=1))
    assert hears(office.olga, ESCALATED) == 1, "the lead himself is late: an admin hears"


def test_more_serious_rings_at_once_when_its_time_is_over_by_then(filed: Office) -> None:
    filed.moves_to(thursday(3))
    presses(filed, "Severity", "chitra", severity="Critical")
    filed.moves_to(thursday(3, 0) + timedelta(seconds=1))
    assert (hears(filed.ana, WARNED), hears(filed.ben, ESCALATED)) == (0, 1)


def test_less_serious_gives_more_time_and_says_so_anew(filed: Office) -> None:
    filed.moves_to(thursday(7, 45))
    presses(filed, "Severity", "chitra", severity="Low")
    assert filed.ana.sees(WARNED).buttons == [], "what was said of the time doesn't hold any more"
    filed.moves_to(thursday(10))
    assert hears(filed.ben, ESCALATED) == 0
    filed.moves_to(datetime(2026, 11, 27, 5, 30, tzinfo=UTC))
    assert hears(filed.ana, WARNED) == 2
    filed.moves_to(datetime(2026, 11, 27, 10, 0, tzinfo=UTC))
    assert hears(filed.ben, ESCALATED) == 1


def test_what_the_lead_has_heard_isnt_told_again_for_being_more_serious(filed: Office) -> None:
    filed.moves_to(thursday(10))
    presses(filed, "Severity", "chitra", severity="Critical")
    filed.moves_to(thursday(12))
    assert (hears(filed.ana, WARNED), hears(filed.ben, ESCALATED)) == (1, 1)
    assert complaint(filed).alarm is None


def test_what_the_lead_has_heard_stays_their_alarm_until_somebody_takes_it(filed: Office) -> None:
    filed.moves_to(thursday(10))
    was_due = complaint(filed).acknowledge_by
    for severity in ("Critical", "Low"):
        presses(filed, "Severity", "chitra", severity=severity)
        assert filed.ben.sees(ESCALATED).buttons == ["Take", "Hand over", "Show details"]
    assert complaint(filed).acknowledge_by == was_due, "what is late stays late"
    presses(filed, "Take", "ana")
    assert filed.ben.sees(ESCALATED).buttons == []


def test_wound_back_and_forth_it_warns_once_more_in_a_message_of_its_own(filed: Office) -> None:
    filed.moves_to(thursday(7, 45))
    for severity in ("Low", "Medium"):
        presses(filed, "Severity", "chitra", severity=severity)
    filed.moves_to(thursday(7, 46))
    warnings = [m.buttons for m in filed.ana.direct_messages() if WARNED in m.words]
    assert warnings == [[], ["Take", "Hand over", "Show details"]]
    told = [c.details["told"] for c in changes(filed) if c.verb == "warned"]
    assert told == [[filed.ana.id], [filed.ana.id]]


def test_with_nobody_there_to_hear_it_is_told_to_the_next_who_comes(filed: Office) -> None:
    filed.appoints(managers=["chitra"], leads=[])
    filed.slack.change_profile("olga", is_owner=False, is_admin=False)
    filed.slack.wait_for(lambda: not filed.actor("olga", "looks").person.has_role)
    filed.moves_to(thursday(12))
    assert complaint(filed).alarm == Alarm.ESCALATE
    filed.slack.change_profile("olga", is_admin=True)
    filed.slack.wait_for(lambda: filed.actor("olga", "looks again").person.has_role)
    filed.moves_to(datetime(2026, 11, 27, 12, 0, tzinfo=UTC))
    assert (hears(filed.olga, ESCALATED), complaint(filed).alarm) == (1, None)


def test_a_reopened_one_is_warned_of_anew(filed: Office) -> None:
    filed.moves_to(thursday(10))
    presses(filed, "Take", "ana")
    presses(filed, "Close complaint", "ana", **CLOSING)
    presses(filed, "Reopen", "chitra", reason="It came late again")
    assert to_the_minute(complaint(filed).clock_from) == thursday(10)
    assert complaint(filed).alarm == Alarm.WARN
    assert filed.ben.sees(ESCALATED).buttons == [], "what was late before stays over"
    filed.moves_to(datetime(2026, 11, 27, 10, 0, tzinfo=UTC))
    assert (hears(filed.ana, WARNED), hears(filed.ben, ESCALATED)) == (2, 2)


def test_for_an_account_without_a_manager_the_lead_is_warned(office: Office) -> None:
    knows(office, "Acme")
    chooses_channel(office)
    with office.rapport.desk.write() as session:
        session.scalars(select(Account)).one().manager_id = None
    files(office, by="chitra")  # 11:00 in Berlin, where Ben is
    office.moves_to(thursday(8, 46))
    assert hears(office.ben, WARNED) == 1
    office.moves_to(thursday(10, 1))
    assert (hears(office.ben, ESCALATED), hears(office.olga, ESCALATED)) == (0, 1)


def test_the_hours_are_the_workspaces_own_for_those_filed_from_then_on(filed: Office) -> None:
    filed.olga.types("/rapport settings")
    filed.olga.fills(acknowledge_medium="4.5", acknowledge_critical="0.25")
    assert filed.olga.submits() == {}
    files(filed, "Acme the second", by="chitra")
    before, after = complaints(filed)
    assert before.acknowledge_by == thursday(10)
    assert after.acknowledge_by == thursday(5, 30)


@pytest.mark.parametrize("hours", ["0", "0.2", "91", "-3", "NaN", "soon"])
def test_hours_out_of_bounds_are_refused_at_their_field(office: Office, hours: str) -> None:
    office.olga.types("/rapport settings")
    office.olga.fills(acknowledge_low=hours)
    assert set(office.olga.submits()) == {"acknowledge_low"}


def _files_critical(office: Office, manager: str) -> None:
    knows(office, "Acme", by=manager)
    chooses_channel(office)
    office.chitra.types("/complaint")
    office.chitra.fills(account="Acme", what="everything is broken", severity="Critical")
    assert office.chitra.submits() == {}
    office.settles()
    assert complaint(office).severity == Severity.CRITICAL
