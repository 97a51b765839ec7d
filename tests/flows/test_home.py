"""The Home tab: one's own work at once, what is neediest first, true after every press."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.delivery.homes import LARGEST_BYTES
from bot.delivery.wire import Wire
from bot.delivery.worker import Delivery
from handlers.events import sync_people
from playground.faults import Fault
from storage import people
from storage.accounts import Account, AccountStatus
from storage.complaints import Complaint
from storage.database import PATIENCE_SECONDS
from storage.episodes import Episode, EpisodeStatus
from storage.follow_ups import FollowUp
from storage.names import LONGEST_NAME
from tests.conftest import Office
from tests.faults.adversity import locked
from tests.flows.at_home import labels, looks, presses, words
from tests.flows.complaining import chooses_channel, files
from tests.flows.much_work import fill_with_work
from tests.flows.test_digests import asks, utc

BEGINNINGS = ["Log a call", "File a complaint", "New follow-up", "Add an account"]
FRIDAY = utc(11, 27, 1)


def logs(office: Office, line: str, by: str = "ana", account: str = "Acme") -> None:
    """Somebody logs a call with an account, which is made if it isn't there."""
    person = office.slack.person(by)
    person.types(f'/log-call "{account}" | {line}')
    if any("There is no account called" in m.words for m in person.direct_messages()[-1:]):
        person.presses(f"Create “{account}”")
    office.settles()


def published(office: Office) -> int:
    return len(office.slack.calls("views.publish"))


# What stands there


def test_what_is_due_the_unhappy_the_complaints_then_the_accounts(
    office_in_both_modes: Office,
) -> None:
    office = office_in_both_modes
    asks(office, "ana", "tomorrow send the contract", "Friday send the invoice")
    asks(office, "ana", "next Tuesday call Priya", "2026-12-24 send a card")
    logs(office, "they are angry 1/5", account="Globex")
    files(office, "Acme the delivery came two days late")
    office.moves_to(FRIDAY)
    shown = looks(office)
    order = [
        "Fri, 27 Nov 2026",
        "2 follow-ups, 1 unhappy client and 1 complaint are waiting for you",
        "Overdue · 1",
        "contract",
        "Today · 1",
        "invoice",
        "Unhappy clients · 1",
        "Globex",
        "Complaints · 1",
        "two days late",
        "In the next 7 days · 1",
        "call Priya",
        "… and 1 more follow-up",
        "Your accounts",
    ]
    places = [shown.index(each) for each in order]
    assert places == sorted(places)
    assert labels(office)[:4] == BEGINNINGS
    assert "Settings" not in labels(office), "ana is no admin"


def test_a_manager_with_nothing_to_do_is_told_how_to_begin(office: Office) -> None:
    assert "You have no accounts yet. Log a call" in looks(office)
    assert labels(office) == BEGINNINGS


def test_an_empty_day_says_so(office: Office) -> None:
    logs(office, "all is well")
    assert "Nothing is waiting for you today" in looks(office)


def test_what_is_others_is_not_on_my_home(office: Office) -> None:
    asks(office, "ana", "today send the contract")
    logs(office, "they are angry 1/5", account="Globex")
    shown = looks(office, by="chitra")
    assert "contract" not in shown
    assert "Globex" not in shown


def test_a_lead_sees_the_teams_unhappy_clients_and_what_nobody_has_taken(office: Office) -> None:
    logs(office, "they are angry 1/5", account="Globex")
    files(office, "Globex it came broken")
    office.moves_to(utc(12, 1, 12))
    shown = looks(office, by="ben")
    order = [
        "Complaints in the team that nobody has taken · 1",
        "it came broken",
        "it was to be taken by",
        "Unhappy clients of the team · 1",
        "unhappy since",
    ]
    places = [shown.index(each) for each in order]
    assert places == sorted(places)
    assert "Nothing of your own is waiting for you" in shown
    assert "Complaints in the team" not in looks(office, by="chitra")


def test_someone_without_a_role_asks_for_one_from_home(office: Office) -> None:
    shown = looks(office, by="max")
    assert "You are none of them yet" in shown
    assert "/log-call" in shown
    presses(office, "Ask to be appointed", by="max")
    assert "You have asked to be appointed" in words(office, by="max")
    assert labels(office, by="max") == []
    office.olga.sees("asks to be an account manager", within=10)
    office.olga.presses("Approve")
    assert "You have no accounts yet" in looks(office, by="max", until="no accounts")


def test_an_admin_sees_the_next_step_of_the_setup(office: Office) -> None:
    assert "Next step: choose the channel that hears of complaints" in looks(office, by="olga")
    presses(office, "Open settings", by="olga")
    office.olga.awaits_modal()
    office.olga.fills(complaints_channel="#complaints")
    assert office.olga.submits() == {}
    assert "Next step" not in words(office, by="olga")
    assert "Settings" in labels(office, by="olga")


def test_without_anybody_appointed_the_first_step_is_to_appoint(office: Office) -> None:
    office.appoints(managers=[], leads=[])
    assert "First step: say who your account managers and leads are" in looks(office, by="olga")


@pytest.mark.parametrize("outsider", ["gus", "sten"])
def test_guests_and_people_of_other_companies_are_told_why_there_is_nothing(
    office: Office, outsider: str
) -> None:
    logs(office, "they are angry 1/5")
    assert "answers only its own full members" in looks(office, by=outsider)
    assert labels(office, by=outsider) == []


def test_a_clients_words_ping_nobody_and_long_ones_are_cut(office: Office) -> None:
    asks(office, "ana", "today <!channel> & " + "ask again " * 200, account="R&D <One>")
    looks(office)
    home = office.ana.home
    assert home is not None
    line = next(b["text"]["text"] for b in home["blocks"] if "ask again" in str(b))
    assert "&lt;!channel&gt; &amp; ask" in line
    assert "R&amp;D &lt;One&gt;" in line
    assert len(line) < 500


def test_an_archived_account_is_not_among_the_accounts(office: Office) -> None:
    logs(office, "they are angry 1/5", account="Globex")
    with office.rapport.desk.write() as session:
        session.execute(update(Account).values(status=AccountStatus.ARCHIVED))
    assert "Globex" not in looks(office)


def test_with_much_of_everything_it_keeps_to_slacks_hundred_blocks(office: Office) -> None:
    """Fifty of each of what is hers, and of what is the team's."""
    office.appoints(managers=["chitra"], leads=["ana"])
    with office.rapport.desk.write() as session:
        fill_with_work(session, office.slack.team_id, office.ana.id, FRIDAY, 50)
        fill_with_work(session, office.slack.team_id, office.chitra.id, FRIDAY, 50)
    office.moves_to(FRIDAY)
    shown = looks(office)
    for said in (
        "100 follow-ups, 50 unhappy clients and 50 complaints are waiting for you",
        "Overdue · 50",
        "Today · 50",
        "In the next 7 days · 50",
        "… and 130 more follow-ups: /follow-up lists all",
        "Unhappy clients · 50",
        "Complaints · 50",
        "Complaints in the team that nobody has taken · 50",
        "Unhappy clients of the team · 50",
        "Your accounts, those that need you first · 50",
        "… and 40 more: /account lists your accounts",
    ):
        assert said in shown
    assert office.ana.home is not None
    assert 90 < len(office.ana.home["blocks"]) <= 100


# Pressed


def test_done_is_gone_from_home_and_struck_through_in_the_reminder(office: Office) -> None:
    asks(office, "ana", "Friday send the invoice")
    office.moves_to(FRIDAY)
    looks(office)
    presses(office, "Done", about="invoice")
    assert "invoice" not in words(office)
    assert "Nothing is waiting for you" in words(office)
    office.ana.sees("All done for")


def test_pressed_twice_it_is_done_once(office: Office) -> None:
    asks(office, "ana", "Friday send the invoice", "Friday call Priya")
    office.moves_to(FRIDAY)
    looks(office)
    pressed = presses(office, "Done", about="invoice")
    office.slack.redeliver(pressed)
    assert office.ana.modal is None
    assert "call Priya" in words(office)
    assert "invoice" not in words(office)


@pytest.mark.parametrize("button", ["Snooze", "Reschedule"])
def test_a_form_opened_from_home_shows_it_anew_once_it_is_saved(
    office: Office, button: str
) -> None:
    asks(office, "ana", "Friday send the invoice")
    office.moves_to(FRIDAY)
    assert "Today · 1" in looks(office)
    before = published(office)
    presses(office, button, about="invoice")
    assert published(office) == before, "nothing has changed yet"
    if button == "Reschedule":
        office.ana.fills(due_on="2026-11-30")
    assert office.ana.submits() == {}
    assert "Today · 1" not in words(office)
    assert "In the next 7 days · 1" in words(office)
    assert "Mon, 30 Nov 2026" in words(office)


def test_an_unhappy_client_is_answered_from_home(office: Office) -> None:
    logs(office, "they are angry 1/5")
    assert "nobody is on it yet" in looks(office)
    presses(office, "Already on it", about="Acme")
    assert "is on it since" in words(office)
    presses(office, "Close…", about="Acme")
    office.ana.fills(reason="Priya is content again")
    assert office.ana.submits() == {}
    assert "Unhappy clients" not in words(office)


def test_a_complaint_is_taken_then_closed_from_its_details(office: Office) -> None:
    chooses_channel(office)
    logs(office, "all is well")
    files(office, "Acme it came broken")
    assert "nobody has taken it; to be taken by" in looks(office)
    presses(office, "Take", about="it came broken")
    assert "Medium · taken" in words(office)
    presses(office, "Show", about="it came broken")
    office.ana.awaits_modal("Complaint")
    office.ana.presses("Severity")
    office.ana.fills(severity="high")
    assert office.ana.submits() == {}
    assert "High · taken" in words(office)
    assert "Unhappy clients · 1" in words(office), "a serious complaint opens an alert"
    office.ana.presses("Close complaint")
    office.ana.fills(
        root_cause="Delivered late",
        corrective_action="Another carrier",
        client_told="Yes",
        told_how="By phone",
    )
    assert office.ana.submits() == {}
    assert "Complaints · 1" not in words(office)


def test_someone_elses_take_shows_when_home_is_opened_next(office: Office) -> None:
    logs(office, "all is well")
    files(office, "Acme it came broken")
    looks(office)
    alert = [m for m in office.ben.direct_messages() if "Complaint from" in m.words][-1]
    office.ben.presses("Take", on=alert)
    presses(office, "Take", about="it came broken")
    office.ana.awaits_modal("Rapport")
    assert "Complaints · 1" not in words(office), "refused, it is shown as it is"


def test_all_follow_ups_open_as_a_list_that_keeps_home_true(office: Office) -> None:
    asks(office, "ana", *(f"2026-12-{10 + n} item {n}" for n in range(12)))
    assert "… and 12 more follow-ups" in looks(office)
    presses(office, "Show all")
    office.ana.awaits_modal("Open follow-ups")
    office.ana.presses("Next")
    office.ana.presses("Previous")
    office.ana.presses("Done")
    assert "… and 11 more follow-ups" in words(office)
    office.ana.presses("Done")
    assert "… and 10 more follow-ups" in words(office)


def test_an_accounts_card_lies_on_home_and_its_buttons_work(office: Office) -> None:
    logs(office, "they are angry 1/5 follow up tomorrow: say sorry")
    looks(office)
    presses(office, "Show", about="Acme")
    office.ana.awaits_modal("Account")
    office.ana.presses("Done")
    card = office.ana.awaits_modal("Account")
    assert "Follow-ups: none open" in office.ana.reads(card)
    assert "In the next 7 days" not in words(office)
    office.ana.presses("Already on it")
    assert "is on it since" in office.ana.reads(office.ana.awaits_modal("Account"))
    assert "is on it since" in words(office)
    office.ana.presses("Edit")
    office.ana.awaits_modal("Edit the entry")
    office.ana.fills(satisfaction="5")
    assert office.ana.submits() == {}
    assert "5/5" in office.ana.reads(office.ana.awaits_modal("Account"))
    assert "Unhappy clients" not in words(office)


def test_an_entry_undone_on_the_card_takes_its_account_along(office: Office) -> None:
    logs(office, "they are angry 1/5")
    looks(office)
    presses(office, "Show", about="Acme")
    office.ana.presses("Undo")
    assert "no longer on record" in office.ana.reads(office.ana.awaits_modal("Rapport"))
    assert "You have no accounts yet" in words(office)


# Begun


def test_a_call_logged_from_home_stands_there(office: Office) -> None:
    looks(office)
    presses(office, "Log a call")
    office.ana.awaits_modal("Log a call")
    office.ana.fills(account="Acme", notes="they are angry", satisfaction="1")
    assert office.ana.submits() == {}
    assert "Unhappy clients · 1" in words(office)
    office.ana.presses("Undo")
    assert "You have no accounts yet" in words(office), "undone where it was saved"


def test_a_complaint_filed_from_home_stands_there(office: Office) -> None:
    logs(office, "all is well")
    looks(office)
    presses(office, "File a complaint")
    office.ana.fills(account="Acme", what="it came broken", severity="low")
    assert office.ana.submits() == {}
    assert "it came broken · Low" in words(office)


def test_a_follow_up_made_from_home_can_be_moved_and_undone_there(office: Office) -> None:
    logs(office, "all is well")
    looks(office)
    presses(office, "New follow-up")
    office.ana.fills(account="Acme", what="send the contract", due_on="2026-11-26")
    assert office.ana.submits() == {}
    assert "send the contract" in words(office)
    office.ana.presses("Reschedule")
    office.ana.fills(due_on="2026-11-27")
    assert office.ana.submits() == {}
    assert "Fri, 27 Nov 2026" in words(office)
    assert "Follow-up saved" in office.ana.reads(office.ana.awaits_modal("Saved"))
    office.ana.presses("Undo")
    assert "withdrawn" in office.ana.reads(office.ana.awaits_modal("Saved"))
    assert "send the contract" not in words(office)


def test_an_account_added_from_home_stands_there(office: Office) -> None:
    looks(office)
    presses(office, "Add an account")
    office.ana.fills(name="Blue Ocean")
    assert office.ana.submits() == {}
    assert "Blue Ocean" in words(office)


# Looked at again


def test_opened_again_unchanged_nothing_is_sent(office: Office) -> None:
    looks(office)
    before = published(office)
    looks(office)
    office.slack.wait_for(lambda: office.slack.deliveries[-1].is_acked)
    assert published(office) == before


def test_what_changed_elsewhere_shows_when_home_is_opened_next(office: Office) -> None:
    looks(office)
    asks(office, "ana", "tomorrow send the contract")
    assert "contract" not in words(office)
    assert "contract" in looks(office, until="contract")


# Others' doing


@pytest.mark.parametrize("managers", [["chitra"], ["ana", "chitra"]])
def test_a_role_taken_or_given_shows_at_once(office: Office, managers: list[str]) -> None:
    asks(office, "ana", "tomorrow send the contract")
    looks(office)
    office.appoints(managers=["chitra"], leads=["ben"])
    assert "You are none of them yet" in words(office)
    assert labels(office) == ["Ask to be appointed"]
    office.appoints(managers=managers, leads=["ben"])
    assert ("You are none of them yet" in words(office)) == ("ana" not in managers)


def test_an_admin_who_is_none_any_more_sees_nothing_of_the_team(office: Office) -> None:
    logs(office, "they are angry 1/5", account="Globex")
    assert "Globex" in looks(office, by="olga")
    office.slack.change_profile("olga", is_admin=False, is_owner=False)
    office.slack.wait_for(lambda: "Globex" not in words(office, by="olga"))


@pytest.mark.parametrize("heard_from", ["the event", "the list of people", "their next command"])
def test_a_new_guests_home_is_emptied_however_it_is_heard(office: Office, heard_from: str) -> None:
    asks(office, "ana", "tomorrow send the contract")
    looks(office)
    if heard_from == "the event":
        office.slack.change_profile("ana", is_restricted=True)
    else:
        office.ana.member.is_restricted = True
    if heard_from == "the list of people":
        sync_people(office.rapport.desk, office.rapport.client, office.slack.team_id)
    if heard_from == "their next command":
        is_not_heard_of_for_days(office, "ana")
        office.ana.types("/account")
    office.slack.wait_for(lambda: "answers only its own full members" in words(office))
    assert labels(office) == []


def is_not_heard_of_for_days(office: Office, handle: str) -> None:
    """Slack is asked about somebody again with the next that they do."""
    with office.rapport.desk.write() as session:
        person = people.find(session, office.slack.team_id, office.slack.person(handle).id)
        assert person is not None
        person.fetched_at -= timedelta(days=2)


# In bad weather


def test_a_press_makes_no_call_to_slack_and_what_it_wants_is_shown_later(office: Office) -> None:
    asks(office, "ana", "tomorrow send the contract")
    looks(office)
    office.rapport.delivery.stop(5)
    before = published(office)
    assert presses(office, "Done", about="contract").is_acked
    assert published(office) == before
    delivery = Delivery(office.rapport.desk, Wire(office.rapport.client), pace=0)
    delivery.serve(office.slack.team_id)
    assert delivery.deliver_due() >= 1
    home = office.ana.home
    assert home is not None
    assert "contract" not in office.ana.reads(home)


def test_refused_it_is_wanted_unless_the_record_is_out_of_reach(
    office: Office, record: str
) -> None:
    asks(office, "ana", "tomorrow send the contract")
    looks(office)
    with locked(record):
        started = time.monotonic()
        assert presses(office, "Done", about="contract").is_acked
        assert time.monotonic() - started < 2 * PATIENCE_SECONDS, "it has waited twice"
    assert "can't be reached" in office.ana.reads(office.ana.awaits_modal("Rapport"))
    assert "contract" in words(office)


def test_what_is_done_while_home_is_on_its_way_is_shown_after_it(office: Office) -> None:
    asks(office, "ana", "tomorrow send the contract", "tomorrow call Priya", "tomorrow ask Raj")
    looks(office)
    before = published(office)
    office.slack.faults.add(
        Fault(
            "views.publish", "performed", then=lambda: presses(office, "Done", about="call Priya")
        )
    )
    presses(office, "Done", about="contract")
    shown = words(office)
    assert "ask Raj" in shown
    assert "contract" not in shown
    assert "call Priya" not in shown
    assert published(office) == before + 2


def test_what_changes_nothing_is_not_sent(office: Office) -> None:
    asks(office, "ana", *(f"2026-12-{10 + n} item {n}" for n in range(12)))
    looks(office)
    before = published(office)
    presses(office, "Show all")
    office.ana.presses("Next")
    office.ana.presses("Snooze")
    office.ana.closes()
    office.ana.closes()
    presses(office, "Add an account")
    office.ana.fills(name="\u200b")
    assert office.ana.submits()
    office.settles()
    assert published(office) == before


def test_a_home_too_large_for_slack_shows_fewer(office: Office) -> None:
    office.appoints(managers=["chitra"], leads=["ana"])
    with office.rapport.desk.write() as session:
        fill_with_work(session, office.slack.team_id, office.ana.id, FRIDAY, 30)
        fill_with_work(session, office.slack.team_id, office.chitra.id, FRIDAY, 30)
        session.execute(update(FollowUp).values(what="\N{GRINNING FACE}" * 1500))
        session.execute(update(Complaint).values(what="\N{GRINNING FACE}" * 1500))
        session.execute(update(Account).values(name="\N{GRINNING FACE}" * LONGEST_NAME))
        session.execute(update(Episode).values(snooze_reason="\N{GRINNING FACE}" * 500))
    office.moves_to(FRIDAY)
    shown = looks(office)
    assert "Overdue · 30" in shown
    assert len(json.dumps(office.ana.home)) < LARGEST_BYTES + 1000


def test_a_client_that_nobody_is_on_stands_before_those_that_somebody_is_on(
    office: Office,
) -> None:
    with office.rapport.desk.write() as session:
        fill_with_work(session, office.slack.team_id, office.ana.id, FRIDAY, 6)
        oldest = sorted(session.scalars(select(Episode.id)))[:5]
        session.execute(
            update(Episode)
            .where(Episode.id.in_(oldest))
            .values(status=EpisodeStatus.ACKNOWLEDGED, acknowledged_by=office.ana.id)
            .values(acknowledged_at=FRIDAY)
        )
    assert "nobody is on it yet" in looks(office)


def test_where_nothing_of_ours_stands_home_is_shown_though_nothing_has_changed(
    office: Office,
) -> None:
    looks(office)
    before = published(office)
    office.slack.emit("app_home_opened", user=office.ana.id, tab="home", channel="D0ANA")
    office.slack.wait_for(lambda: office.slack.deliveries[-1].is_acked)
    office.settles()
    assert published(office) == before + 1
