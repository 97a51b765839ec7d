"""A client gets unhappy, more so, content again: what is logged and filed decides it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot import importing
from playground.delivery.record import Delivery
from storage.accounts import Account
from tests.conftest import Office
from tests.flows.lines import answer_to
from tests.flows.on_record import entries, entry, knows
from tests.flows.unhappy import (
    CARD,
    card,
    cards,
    episodes,
    files,
    logs,
    statuses,
    utc,
)


@pytest.fixture
def at_work(office: Office) -> Office:
    """Ana, in Manila at 18:00 on a Wednesday, has an account, Acme, of which nothing is said."""
    knows(office, "Acme")
    return office


# Opened


def test_a_low_score_opens_one_and_the_answer_says_so(office_in_both_modes: Office) -> None:
    ana = office_in_both_modes.ana
    knows(office_in_both_modes, "Acme")
    logs(office_in_both_modes, "the delivery came late again 2/5")
    shown = card(office_in_both_modes)
    assert "2/5 was logged" in shown.words
    assert "the delivery came late again" in shown.words
    assert shown.buttons == ["Plan a call", "Already on it", "Snooze…", "Close…"]
    answer = ana.sees("Logged: Call with Acme")
    assert "Alert: the client is unhappy. @Ana has a card" in answer.words


def test_a_fall_by_two_opens_one(at_work: Office) -> None:
    logs(at_work, "all is well 5/5", "they were short with me 3/5")
    shown = card(at_work)
    assert "satisfaction fell from 5 to 3/5" in shown.words
    assert "all is well" in shown.words
    assert "they were short with me" in shown.words


@pytest.mark.parametrize("severity", ["High", "Critical"])
def test_a_serious_complaint_opens_one(at_work: Office, severity: str) -> None:
    files(at_work, severity)
    shown = card(at_work)
    assert "a serious complaint was opened" in shown.words
    assert "Open complaints" in shown.words
    assert "parts are broken" in shown.words


@pytest.mark.parametrize("severity", ["Medium", "Low"])
def test_a_lesser_complaint_opens_none(at_work: Office, severity: str) -> None:
    files(at_work, severity)
    at_work.ana.does_not_see(CARD)
    assert episodes(at_work) == []


@pytest.mark.parametrize(
    "lines",
    [
        ["nothing of note"],
        ["so so 3/5"],
        ["all is well 5/5", "fine 4/5", "so so 3/5"],
        ["yesterday they were furious 1/5"],
    ],
    ids=["no score", "a three", "a slow decline", "back-dated behind a good one"],
)
def test_nothing_opens_one_that_doesnt_say_so_by_the_newest_score(
    at_work: Office, lines: list[str]
) -> None:
    if "yesterday" in lines[0]:
        logs(at_work, "all is well 5/5")
    logs(at_work, *lines)
    at_work.ana.does_not_see(CARD)
    assert "Alert" not in at_work.ana.direct_messages()[-1].words
    assert episodes(at_work) == []


def test_logged_by_a_colleague_the_manager_gets_the_card(at_work: Office) -> None:
    logs(at_work, "they shouted at me 1/5", by="chitra")
    assert "they shouted at me" in card(at_work).words
    assert cards(at_work, "chitra") == []
    assert "@Ana has a card with what to do" in at_work.chitra.direct_messages()[-1].words


def test_without_a_manager_the_lead_gets_the_card(office: Office) -> None:
    importing.store(office.rapport.desk, office.slack.team_id, "name\nAcme\n")
    logs(office, "they shouted at me 1/5", by="chitra")
    assert "they shouted at me" in card(office, "ben").words


def test_a_redelivered_line_opens_one_and_gets_the_same_answer(at_work: Office) -> None:
    delivery = at_work.ana.types("/log-call Acme late again 2/5")
    assert isinstance(delivery, Delivery)
    first = at_work.ana.sees("Alert: the client is unhappy.")
    again = at_work.slack.redeliver(delivery)
    assert again["text"] == first.text
    assert "*Alert:* the client is unhappy." in str(again["blocks"])
    at_work.settles()
    assert len(cards(at_work)) == 1
    assert statuses(at_work) == ["open"]


def test_two_low_scores_in_the_same_second_open_one(at_work: Office) -> None:
    ana, chitra = at_work.ana, at_work.chitra
    with ThreadPoolExecutor(2) as both:
        both.submit(ana.types, "/log-call Acme late again 2/5")
        both.submit(chitra.types, "/log-call Acme wrong parts 2/5")
    at_work.settles()
    assert statuses(at_work) == ["open"]
    assert len(cards(at_work)) == 1
    assert "late again" in card(at_work).words
    assert "wrong parts" in card(at_work).words


def test_more_evidence_than_a_message_holds_is_cut(at_work: Office) -> None:
    for number in range(7):
        logs(at_work, f"{number} " + "<!channel> & *they* were very unhappy " * 70 + " 2/5")
    shown = card(at_work)
    assert {*shown.pings} == {"@U0ANA"}
    assert "6 <!channel> & " in shown.words
    assert "1 <!channel>" not in shown.words
    assert shown.buttons == ["Plan a call", "Already on it", "Snooze…", "Close…"]


# Worse


def test_a_lower_score_sends_a_new_card_and_the_old_one_steps_back(at_work: Office) -> None:
    logs(at_work, "late again 2/5")
    first = card(at_work)
    at_work.ana.presses("Already on it", on=first)
    at_work.settles()
    logs(at_work, "they want to leave 1/5")
    newest = card(at_work)
    old, new = cards(at_work)
    assert (old.ts, new.ts) == (first.ts, newest.ts)
    assert "A newer card has taken its place" in old.words
    assert old.buttons == []
    assert "1/5 was logged" in new.words
    assert "Nobody is on it yet" in new.words
    assert new.buttons == ["Plan a call", "Already on it", "Snooze…", "Close…"]


def test_an_equal_score_is_added_to_the_card_that_is_there(at_work: Office) -> None:
    logs(at_work, "late again 2/5")
    at_work.ana.presses("Already on it", on=card(at_work))
    logs(at_work, "still late 2/5")
    (only,) = cards(at_work)
    assert "still late" in only.words
    assert "@Ana is on it" in only.words


def test_another_serious_complaint_sends_a_new_card(at_work: Office) -> None:
    logs(at_work, "late again 1/5")
    files(at_work, "High")
    old, new = cards(at_work)
    assert old.buttons == []
    assert "parts are broken" in new.words


def test_a_complaint_raised_to_critical_opens_one_and_lowered_again_withdraws_it(
    at_work: Office,
) -> None:
    files(at_work, "Medium", by="ana")
    for severity, standing in (("Critical", "open"), ("Low", "withdrawn")):
        shown = answer_to(at_work, "/account Acme")
        at_work.ana.presses("Show", on=shown)
        at_work.ana.awaits_modal("Complaint")
        at_work.ana.presses("Severity")
        at_work.ana.awaits_modal("Change severity")
        at_work.ana.fills(severity=severity)
        assert at_work.ana.submits() == {}
        at_work.ana.closes(whole_stack=True)
        at_work.settles()
        assert statuses(at_work) == [standing]
    (gone,) = cards(at_work)
    assert "Withdrawn" in gone.words
    assert gone.buttons == []


def test_the_card_shows_its_evidence_as_it_is_now(at_work: Office) -> None:
    logs(at_work, "late again 2/5", "so so 3/5")
    files(at_work, "Low")
    (shown,) = cards(at_work)
    assert shown.words.index("so so") < shown.words.index("late again")
    assert "parts are broken · Low · nobody has taken it" in shown.words
    at_work.ben.presses("Take", on=at_work.ben.sees("parts are broken"))
    at_work.settles()
    (shown,) = cards(at_work)
    assert "parts are broken · Low · taken" in shown.words


# Content again


def test_a_good_score_closes_it_and_says_so(at_work: Office) -> None:
    logs(at_work, "late again 2/5")
    logs(at_work, "they were pleased 4/5")
    assert "Alert closed: the client is content again." in at_work.ana.direct_messages()[-1].words
    (closed,) = cards(at_work)
    assert "Closed: a good score was logged" in closed.words
    assert "~*Acme* is unhappy~" in closed.text
    assert closed.buttons == []


def test_a_middling_score_closes_nothing(at_work: Office) -> None:
    logs(at_work, "late again 2/5", "better 3/5")
    assert "Nobody is on it yet" in card(at_work).words


def test_unhappy_again_is_another_one(at_work: Office) -> None:
    logs(at_work, "late again 2/5", "pleased 5/5", "late once more 2/5")
    assert statuses(at_work) == ["closed", "open"]
    closed, opened = cards(at_work)
    assert closed.buttons == []
    assert "late once more" in opened.words


# Taken back and corrected


def test_undoing_the_only_low_score_withdraws_it(at_work: Office) -> None:
    logs(at_work, "late again 2/5")
    shown = card(at_work)
    at_work.ana.presses("Undo", on=at_work.ana.sees("Logged: Call with Acme"))
    at_work.settles()
    (gone,) = cards(at_work)
    assert gone.ts == shown.ts
    assert "Withdrawn: what it rested on was taken back" in gone.words
    assert gone.buttons == []


def test_undoing_one_of_two_low_scores_leaves_it(at_work: Office) -> None:
    logs(at_work, "late again 2/5", "still late 2/5")
    at_work.ana.presses("Undo", on=at_work.ana.sees("Logged: Call with Acme"))
    at_work.settles()
    (left,) = cards(at_work)
    assert "still late" not in left.words
    assert left.buttons == ["Plan a call", "Already on it", "Snooze…", "Close…"]


def test_undoing_the_good_score_opens_it_again(at_work: Office) -> None:
    logs(at_work, "late again 2/5", "pleased 5/5")
    at_work.ana.presses("Undo", on=at_work.ana.sees("Alert closed"))
    at_work.settles()
    (opened,) = cards(at_work)
    assert "Nobody is on it yet" in opened.words
    assert opened.buttons == ["Plan a call", "Already on it", "Snooze…", "Close…"]
    assert statuses(at_work) == ["open"]
    assert episodes(at_work)[0].alarm_at is not None


def test_undoing_a_good_score_after_which_another_stands_opens_nothing(at_work: Office) -> None:
    logs(at_work, "late again 2/5", "pleased 4/5")
    closing = at_work.ana.sees("Alert closed")
    logs(at_work, "delighted 5/5")
    at_work.ana.presses("Undo", on=closing)
    at_work.settles()
    assert statuses(at_work) == ["closed"]


def test_undoing_the_score_before_a_fall_withdraws_it(at_work: Office) -> None:
    logs(at_work, "all is well 5/5")
    before = at_work.ana.sees("Logged: Call with Acme")
    logs(at_work, "they were short with me 3/5")
    assert statuses(at_work) == ["open"]
    at_work.ana.presses("Undo", on=before)
    assert statuses(at_work) == ["withdrawn"]


@pytest.mark.parametrize(
    ("score", "standing", "number_of_cards"),
    [("4 · happy", ["withdrawn"], 1), ("1 · very unhappy", ["open"], 2), (None, ["withdrawn"], 1)],
    ids=["corrected to a good one", "to a worse one", "to none"],
)
def test_a_corrected_score_counts_as_if_said_so_at_once(
    at_work: Office, score: str | None, standing: list[str], number_of_cards: int
) -> None:
    logs(at_work, "late again 2/5")
    at_work.ana.presses("Edit", on=at_work.ana.sees("Logged: Call with Acme"))
    at_work.ana.fills(satisfaction=score)
    assert at_work.ana.submits() == {}
    at_work.settles()
    assert statuses(at_work) == standing
    assert len(cards(at_work)) == number_of_cards


def test_corrected_to_a_less_low_one_it_stays_and_is_measured_anew(at_work: Office) -> None:
    logs(at_work, "late again 1/5")
    at_work.ana.presses("Edit", on=at_work.ana.sees("Logged: Call with Acme"))
    at_work.ana.fills(satisfaction="2 · unhappy")
    assert at_work.ana.submits() == {}
    at_work.settles()
    (episode,) = episodes(at_work)
    assert (episode.status, episode.lowest, episode.card) == ("open", 2, 1)
    assert "2/5 was logged" in card(at_work).words


def test_corrected_words_are_corrected_on_the_card(at_work: Office) -> None:
    logs(at_work, "late again 2/5")
    at_work.ana.presses("Edit", on=at_work.ana.sees("Logged: Call with Acme"))
    at_work.ana.fills(notes="late by two days")
    assert at_work.ana.submits() == {}
    at_work.settles()
    (shown,) = cards(at_work)
    assert "late by two days" in shown.words
    assert "late again" not in shown.words


@pytest.mark.parametrize("entries", [{"notes": "pleased indeed"}, {"satisfaction": "4 · happy"}])
def test_a_good_score_from_before_a_complaint_closes_nothing_when_it_is_corrected(
    at_work: Office, entries: dict[str, str]
) -> None:
    logs(at_work, "pleased 5/5")
    before = at_work.ana.sees("Logged: Call with Acme")
    files(at_work, "Critical")
    at_work.ana.presses("Edit", on=before)
    at_work.ana.fills(**entries)
    assert at_work.ana.submits() == {}
    assert statuses(at_work) == ["open"]


def test_a_score_from_after_a_complaint_closes_it_when_it_is_corrected_to_a_good_one(
    at_work: Office,
) -> None:
    files(at_work, "Critical")
    logs(at_work, "better 3/5")
    at_work.ana.presses("Edit", on=at_work.ana.sees("Logged: Call with Acme"))
    at_work.ana.fills(satisfaction="4 · happy")
    assert at_work.ana.submits() == {}
    at_work.ana.sees("Alert closed")
    assert statuses(at_work) == ["closed"]


def test_moved_to_the_right_account_it_is_that_ones(at_work: Office) -> None:
    knows(at_work, "Borealis", by="chitra")
    logs(at_work, "late again 2/5")
    at_work.ana.presses("Edit", on=at_work.ana.sees("Logged: Call with Acme"))
    at_work.ana.fills(account="Borealis")
    assert at_work.ana.submits() == {}
    at_work.settles()
    assert "Withdrawn" in cards(at_work)[0].words
    assert "late again" in at_work.chitra.sees("Borealis is unhappy").words
    assert statuses(at_work) == ["withdrawn", "open"]


def test_an_account_made_by_the_entry_goes_with_its_alert(office: Office) -> None:
    office.ana.types("/log-call Acme late again 2/5")
    office.ana.presses("Create “Acme”")
    office.settles()
    card(office)
    office.ana.presses("Undo", on=office.ana.sees("Logged: Call with Acme"))
    office.settles()
    assert statuses(office) == ["withdrawn"]
    assert entry(office).undone_at is not None
    with office.rapport.desk.read() as session:
        account = session.get(Account, (office.slack.team_id, entry(office).account_id))
        assert account is not None
        assert account.undone_at is not None


# Where else it stands


def test_my_accounts_are_listed_by_who_needs_attention(at_work: Office) -> None:
    knows(at_work, "Alpha", "Borealis", "Cobalt", "Dune")
    at_work.ana.types("/follow-up Cobalt today 11pm send the offer")
    at_work.ana.types("/complaint Dune the invoice was wrong")
    at_work.ana.sees("Dune")
    at_work.moves_to(utc(11, 26, 16))
    at_work.ana.types("/log-call Borealis shouted 1/5")
    listed = answer_to(at_work, "/account")
    names = ["Borealis", "Dune", "Cobalt", "Acme", "Alpha"]
    places = [listed.words.index(name) for name in names]
    assert places == sorted(places)
    for reason in ("unhappy since", "1 open complaint", "1 follow-up overdue"):
        assert reason in listed.words


def test_the_accounts_card_shows_the_alert_and_the_complaints(at_work: Office) -> None:
    files(at_work, "High")
    shown = answer_to(at_work, "/account Acme")
    assert "Acme · unhappy since" in shown.words
    assert "parts are broken" in shown.words
    assert {"Plan a call", "Already on it", "Show"} <= {*shown.buttons}
    at_work.ana.presses("Already on it", on=shown)
    at_work.settles()
    again = at_work.ana.sees("Manager: @Ana")
    assert "@Ana is on it since" in again.words
    assert again.buttons[:2] == ["Plan a call", "Close…"]
    assert "@Ana is on it since" in cards(at_work)[0].words


def test_logging_without_a_score_asks_nothing_more(at_work: Office) -> None:
    logs(at_work, "agreed the pilot")
    assert len(entries(at_work)) == 1
    assert episodes(at_work) == []
