"""Where outsiders read along, not a word about a client is ever sent, nor left standing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from playground.faults import Fault
from tests.conftest import Office
from tests.flows.complaint_life import (
    CHANNEL,
    CLIENT,
    MARK,
    alert,
    files,
    lives,
    sent_to,
    standing_in,
    steps,
    tells,
)

WITH_OUTSIDERS: dict[str, Callable[[Office], None]] = {
    "shared with another company": lambda office: office.slack.share(CHANNEL),
    "about to be shared": lambda office: office.slack.share_pending(CHANNEL),
    "with a guest": lambda office: office.slack.invite("gus", CHANNEL),
    "with a stranger": lambda office: office.slack.invite("sten", CHANNEL),
    "shared and private": lambda office: _share_in_private(office),
}


def _share_in_private(office: Office) -> None:
    office.slack.make_private(CHANNEL)
    office.slack.share(CHANNEL)


def marked(office: Office) -> list[str]:
    """What stands in the channel with a word of the client's."""
    return [m.words for m in standing_in(office, CHANNEL) if MARK in str((m.text, m.blocks))]


@pytest.mark.parametrize("kind", WITH_OUTSIDERS)
def test_a_whole_life_leaves_nothing_of_the_client_there(office: Office, kind: str) -> None:
    tells(office)
    WITH_OUTSIDERS[kind](office)
    lives(office)
    sent = sent_to(office, CHANNEL)
    assert len(sent) > 12
    assert [each for each in sent if MARK in each] == []
    words = [m.words for m in standing_in(office, CHANNEL)]
    assert any("has taken it" in each for each in words), "the steps are told all the same"
    # And the same search finds every kind of word where insiders alone read.
    inside = str([(m.text, m.blocks) for m in office.ana.direct_messages()])
    for word in ("Works", "what", "note", "handover", "told", "cause", "action", "reason"):
        assert f"{MARK}-{word}" in inside, word


def test_insiders_alone_read_everything(office: Office) -> None:
    tells(office)
    lives(office)
    whole = str([(m.text, m.blocks) for m in standing_in(office, CHANNEL)])
    for word in ("Works", "what", "note", "handover", "told", "cause", "action", "reason"):
        assert f"{MARK}-{word}" in whole, word


@pytest.mark.parametrize("kind", ["shared with another company", "with a guest", "with a stranger"])
def test_what_stood_there_is_taken_out_when_outsiders_come(office: Office, kind: str) -> None:
    tells(office)
    lives(office)
    assert len(marked(office)) > 5
    before = [m.ts for m in standing_in(office, CHANNEL)]
    WITH_OUTSIDERS[kind](office)
    office.slack.wait_for(lambda: not marked(office))
    assert [m.ts for m in standing_in(office, CHANNEL)] == before, "in place, nothing new"


def test_a_colleague_who_becomes_a_guest_reads_nothing_more(office: Office) -> None:
    tells(office)
    files(office)
    assert len(marked(office)) == 1
    office.slack.change_profile("dipu", is_restricted=True)
    office.slack.wait_for(lambda: not marked(office))
    office.slack.change_profile("dipu", is_restricted=False)
    office.slack.wait_for(lambda: len(marked(office)) == 1)


def test_a_channel_that_is_shared_no_longer_tells_everything_again(office: Office) -> None:
    tells(office)
    office.slack.share(CHANNEL)
    files(office)
    assert marked(office) == []
    office.slack.unshare(CHANNEL)
    office.slack.wait_for(lambda: len(marked(office)) == 1)


def test_an_invitation_is_noticed_at_the_next_change(office: Office) -> None:
    tells(office)
    files(office)
    office.slack.share_pending(CHANNEL)
    steps(office, "Take")
    assert marked(office) == []
    assert "ana" in standing_in(office, CHANNEL)[-1].words.casefold()


def test_what_was_missed_while_rapport_was_off_is_found_when_it_connects(office: Office) -> None:
    tells(office)
    lives(office)
    assert len(marked(office)) > 5
    office.slack.workspace.channel(CHANNEL).is_ext_shared = True
    office.rapport.connect()
    office.slack.wait_for(lambda: not marked(office))


def test_what_cannot_be_looked_up_is_left_out_and_told_once_it_can(office: Office) -> None:
    tells(office)
    office.slack.faults.add(Fault("conversations.members", "ratelimited", retry_after=1))
    files(office)
    first = sent_to(office, CHANNEL)
    assert len(first) == 1
    assert MARK not in first[0]
    assert f"Complaint from {CLIENT}" in alert(office).text, "the manager has it at once"
    office.slack.wait_for(lambda: len(marked(office)) == 1)


def test_a_look_that_is_denied_leaves_everything_out(office: Office) -> None:
    tells(office)
    office.slack.faults.add(
        Fault("conversations.members", "error", times=99, error="missing_scope")
    )
    lives(office)
    assert [each for each in sent_to(office, CHANNEL) if MARK in each] == []


@pytest.mark.parametrize("button", ["Take", "Show details"])
def test_a_stranger_who_presses_a_button_there_is_refused(office: Office, button: str) -> None:
    tells(office)
    office.slack.invite("sten", CHANNEL)
    files(office)
    (shown,) = [m for m in standing_in(office, CHANNEL) if "client's complaint" in m.text]
    office.sten.presses(button, on=shown)
    office.sten.sees("answers only its own full members", channel=CHANNEL)
    office.settles()
    assert "Nobody" in str(shown.blocks) or "nobody" in str(shown.blocks)
    assert [each for each in sent_to(office, CHANNEL) if MARK in each] == []
