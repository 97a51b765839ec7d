"""A complaint that presses anew is told where people look; an update alone would call nobody."""

from __future__ import annotations

import pytest

from bot import complaint_steps
from playground.messages import Message
from tests.conftest import Office
from tests.flows.complaining import chooses_channel
from tests.flows.complaint_life import (
    CHANNEL,
    MARK,
    alert,
    ends,
    files,
    sent_to,
    standing_in,
    steps,
    tells,
)
from tests.flows.on_record import complaint

BROADCAST = "thread_broadcast"


def news(office: Office, channel: str = CHANNEL) -> list[Message]:
    """The replies that stand in the channel too."""
    return [m for m in standing_in(office, channel) if m.subtype == BROADCAST]


@pytest.fixture
def closed(office: Office) -> Office:
    """A complaint told in #complaints, taken and closed."""
    tells(office)
    files(office)
    steps(office, "Note", note="They are angry")
    steps(office, "Take")
    ends(office)
    return office


def test_what_is_reopened_stands_in_the_channel_again(closed: Office) -> None:
    assert news(closed) == [], "what is being seen to is told in the thread alone"
    steps(closed, "Reopen", reason="It came again")
    (told,) = news(closed)
    assert "has reopened it" in told.words
    assert "It came again" in told.words
    assert told.is_reply


@pytest.mark.parametrize(
    ("grades", "count"),
    [(["High"], 1), (["High", "Critical"], 2), (["Low"], 0), (["Critical", "High"], 1)],
)
def test_what_becomes_serious_stands_in_the_channel(
    office: Office, grades: list[str], count: int
) -> None:
    tells(office)
    files(office)
    for severity in grades:
        steps(office, "Severity", severity=severity)
    assert len(news(office)) == count


def test_made_serious_in_the_form_it_stands_in_the_channel_too(office: Office) -> None:
    tells(office)
    files(office)
    office.chitra.presses("Edit")
    office.chitra.fills(severity="High")
    assert office.chitra.submits() == {}
    office.settles()
    assert ["has corrected it" in m.words for m in news(office)] == [True]


def test_nothing_of_the_clients_is_told_where_outsiders_read(closed: Office) -> None:
    closed.slack.share(CHANNEL)
    closed.settles()
    before = len(sent_to(closed, CHANNEL))
    steps(closed, "Reopen", reason=f"{MARK}-reason")
    assert ["has reopened it" in m.words for m in news(closed)] == [True]
    assert not [said for said in sent_to(closed, CHANNEL)[before:] if MARK in said]


def test_a_channel_chosen_later_gets_the_story_in_the_thread_alone(office: Office) -> None:
    files(office)
    steps(office, "Severity", severity="High")
    chooses_channel(office)
    story = [m for m in standing_in(office, CHANNEL) if m.is_reply]
    assert ["changed its severity" in m.words for m in story] == [True]
    assert news(office) == []


def test_reopened_after_its_channel_died_the_leads_and_admins_hear(closed: Office) -> None:
    closed.slack.archive(CHANNEL)
    actor = closed.actor("ben", "notes it")
    complaint_steps.note(closed.rapport.desk, actor, complaint(closed).id, "They called again")
    closed.olga.sees("could not be shown")
    assert not [m for m in closed.ben.direct_messages() if MARK in m.text]
    steps(closed, "Reopen", reason="It came again")
    for handle in ("ben", "olga"):
        assert "reopened, nobody has taken it" in alert(closed, handle).words
