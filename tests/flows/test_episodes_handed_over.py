"""An unhappy client whose manager leaves, whose account rests, or who is nobody's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from storage.accounts import Account, AccountStatus
from storage.episodes import Episode
from storage.people import Person, Standing
from tests.conftest import Office
from tests.flows.lines import answer_to
from tests.flows.on_record import archives, knows
from tests.flows.unhappy import card, cards, episodes, logs

NINE_IN_MANILA = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


@pytest.fixture
def unhappy(office: Office) -> Office:
    """Acme is Ana's and unhappy; it is Wednesday, 18:00 in Manila."""
    knows(office, "Acme")
    logs(office, "late again 2/5")
    card(office)
    return office


def only(office: Office) -> Episode:
    (episode,) = episodes(office)
    return episode


def restores(office: Office, name: str) -> None:
    """An account that is worked again."""
    with office.rapport.desk.write() as session:
        account = session.scalars(select(Account).where(Account.name == name)).one()
        account.status = AccountStatus.ACTIVE


def is_nobodys(office: Office, name: str) -> None:
    """An account without a manager."""
    with office.rapport.desk.write() as session:
        session.scalars(select(Account).where(Account.name == name)).one().manager_id = None


def has_no_bosses(office: Office) -> None:
    """Nobody is a lead or an admin any more."""
    with office.rapport.desk.write() as session:
        for person in session.scalars(select(Person)):
            person.is_lead = False
            if person.is_admin:
                person.standing = Standing.MEMBER


def becomes_admin(office: Office, handle: str) -> None:
    office.slack.change_profile(handle, is_admin=True)
    office.slack.wait_for(lambda: is_admin(office, handle))


def is_admin(office: Office, handle: str) -> bool:
    return office.actor(handle, "looks").person.is_admin


# An account that rests


def test_the_alarm_of_an_archived_account_waits_until_it_is_worked_again(unhappy: Office) -> None:
    due = only(unhappy).alarm_at
    assert due is not None
    archives(unhappy, "Acme")
    unhappy.moves_to(due + timedelta(days=3))
    unhappy.ben.does_not_see("Nobody has answered")
    assert only(unhappy).alarm_at == due
    restores(unhappy, "Acme")
    unhappy.moves_to(due + timedelta(days=3, minutes=1))
    unhappy.ben.sees("Nobody has answered for 24 working hours")


def test_the_morning_leaves_archived_accounts_out(unhappy: Office) -> None:
    knows(unhappy, "Globex")
    unhappy.ana.types("/log-call Globex they shouted 1/5")
    archives(unhappy, "Acme")
    unhappy.moves_to(NINE_IN_MANILA)
    morning = unhappy.ana.sees("waiting for you").words
    assert "Globex" in morning
    assert "Acme" not in morning


# Somebody leaves


def test_somebody_elses_being_on_it_outlives_its_manager(unhappy: Office) -> None:
    episode = only(unhappy)
    assert episode.alarm_at is not None
    unhappy.moves_to(episode.alarm_at)
    unhappy.ben.presses("Already on it", on=unhappy.ben.sees("Nobody has answered"))
    unhappy.appoints(managers=["chitra"], leads=["ben"])
    unhappy.settles()
    (passed,) = cards(unhappy, "olga")
    assert "@Ben is on it since" in passed.words
    episode = only(unhappy)
    assert (episode.status, episode.alarm_at) == ("acknowledged", None)
    assert episode.manager_id == unhappy.olga.id


def test_what_its_manager_was_on_is_to_be_answered_anew(unhappy: Office) -> None:
    unhappy.ana.presses("Already on it", on=card(unhappy))
    unhappy.appoints(managers=["chitra"], leads=["ben"])
    unhappy.settles()
    episode = only(unhappy)
    assert (episode.status, episode.acknowledged_by, episode.acknowledged_at) == (
        "open",
        None,
        None,
    )
    assert episode.alarm_at is not None


def test_when_who_is_on_it_leaves_its_manager_gets_a_card_anew(unhappy: Office) -> None:
    episode = only(unhappy)
    assert episode.alarm_at is not None
    unhappy.moves_to(episode.alarm_at)
    unhappy.ben.presses("Already on it", on=unhappy.ben.sees("Nobody has answered"))
    unhappy.slack.change_profile("ben", deleted=True)
    unhappy.slack.wait_for(lambda: only(unhappy).status == "open")
    unhappy.settles()
    older, newer = cards(unhappy)
    assert "A newer card has taken its place" in older.words
    assert "Nobody is on it yet." in newer.words
    assert only(unhappy).alarm_at is not None


# Nobody is there


def test_a_client_that_nobody_answers_for_finds_its_lead_once_there_is_one(office: Office) -> None:
    has_no_bosses(office)
    knows(office, "Acme")
    is_nobodys(office, "Acme")
    answer = answer_to(office, "/log-call Acme they want to leave 1/5").words
    assert "nobody here answers for it" in answer
    assert "None" not in answer
    episode = only(office)
    assert episode.manager_id is None
    assert episode.alarm_at is not None
    office.moves_to(episode.alarm_at + timedelta(minutes=1))
    again = only(office).alarm_at
    assert again is not None
    becomes_admin(office, "max")
    office.moves_to(again + timedelta(minutes=1))
    assert "Acme is unhappy" in card(office, "max").words
    assert only(office).manager_id == office.max.id


def test_with_no_lead_to_tell_it_is_told_to_the_first_who_comes(unhappy: Office) -> None:
    has_no_bosses(unhappy)
    due = only(unhappy).alarm_at
    assert due is not None
    unhappy.moves_to(due + timedelta(minutes=1))
    episode = only(unhappy)
    assert episode.escalated_at is None
    assert episode.alarm_at is not None
    becomes_admin(unhappy, "max")
    unhappy.moves_to(episode.alarm_at)
    unhappy.max.sees("Nobody has answered for 24 working hours")
    assert "It is @Ana's." in unhappy.max.direct_messages()[-1].words


def test_a_manager_who_leaves_with_nobody_behind_leaves_it_to_who_comes(unhappy: Office) -> None:
    has_no_bosses(unhappy)
    unhappy.slack.change_profile("ana", deleted=True)
    unhappy.slack.wait_for(lambda: only(unhappy).manager_id is None)
    becomes_admin(unhappy, "max")
    alarm_at = only(unhappy).alarm_at
    assert alarm_at is not None
    unhappy.moves_to(alarm_at)
    assert "Nobody is on it yet." in card(unhappy, "max").words
