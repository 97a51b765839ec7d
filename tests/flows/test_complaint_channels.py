"""The complaints channel lets Rapport down: complaints are told elsewhere, and admins hear why."""

from __future__ import annotations

import pytest

from playground.faults import Fault
from tests.conftest import Office
from tests.flows.complaint_life import (
    CHANNEL,
    CLIENT,
    alert,
    ends,
    files,
    standing_in,
    steps,
    tells,
)

BOSSES = ("ben", "olga")


def alerts_of(office: Office, handle: str) -> list[str]:
    messages = office.slack.person(handle).direct_messages()
    return [m.words for m in messages if f"Complaint from {CLIENT}" in m.text]


def told(office: Office) -> list[str]:
    """What stands in the channel about complaints."""
    return [m.words for m in standing_in(office, CHANNEL) if "omplaint" in m.text]


@pytest.mark.parametrize("error", ["is_archived", "channel_not_found", "restricted_action"])
def test_a_channel_that_takes_no_alert_is_made_up_for_at_once(office: Office, error: str) -> None:
    channel = tells(office)
    office.slack.faults.add(
        Fault(
            "chat.postMessage",
            "error",
            times=99,
            error=error,
            when=lambda args: args.get("channel") == channel,
        )
    )
    files(office)
    for handle in BOSSES:
        assert len(alerts_of(office, handle)) == 1, handle
    office.olga.sees("could not be shown")
    steps(office, "Take")
    assert "taken by Ana" in alert(office, "ben").words
    thread = [m for m in office.ben.direct_messages() if "has taken it" in m.words]
    assert [m.thread_ts for m in thread] == [alert(office, "ben").ts]


@pytest.mark.parametrize("is_private", [False, True], ids=["public", "private"])
def test_open_complaints_leave_an_archived_channel_at_once(
    office: Office, is_private: bool
) -> None:
    tells(office)
    if is_private:
        office.slack.make_private(CHANNEL)
    files(office)
    assert alerts_of(office, "ben") == []
    office.slack.archive(CHANNEL)
    for handle in BOSSES:
        office.slack.wait_for(lambda handle=handle: len(alerts_of(office, handle)) == 1)  # type: ignore[misc]
    office.olga.sees("could not be shown")
    before = [(m.ts, m.words) for m in standing_in(office, CHANNEL)]
    steps(office, "Take", handle="ben")
    assert [(m.ts, m.words) for m in standing_in(office, CHANNEL)] == before


def test_a_channel_that_is_open_again_catches_up_in_order(office: Office) -> None:
    tells(office)
    files(office)
    office.slack.archive(CHANNEL)
    office.slack.wait_for(lambda: len(alerts_of(office, "ben")) == 1)
    steps(office, "Take", handle="ben")
    steps(office, "Note", handle="ben", note="a second box is on its way")
    office.slack.unarchive(CHANNEL)
    office.chitra.sees("a second box is on its way", channel=CHANNEL)
    office.settles()
    first, *replies = [m for m in standing_in(office, CHANNEL) if m.subtype is None]
    assert "taken by Ben" in first.words
    assert [m.thread_ts for m in replies] == [first.ts] * 2
    assert ["has taken it" in m.words for m in replies] == [True, False]
    office.olga.sees("Rapport has been let in since")


def test_closed_complaints_stay_where_they_are(office: Office) -> None:
    tells(office)
    files(office)
    steps(office, "Take")
    ends(office)
    office.slack.archive(CHANNEL)
    office.olga.sees("could not be shown")
    office.settles()
    assert [alerts_of(office, handle) for handle in BOSSES] == [[], []]


def test_another_channel_that_is_archived_concerns_nobody(office: Office) -> None:
    tells(office)
    files(office)
    before = len(office.olga.direct_messages())
    office.slack.archive("#sales")
    steps(office, "Take")
    assert len(office.olga.direct_messages()) == before
    assert alerts_of(office, "ben") == []


def test_a_channel_made_private_goes_on(office: Office) -> None:
    tells(office)
    files(office)
    office.slack.make_private(CHANNEL)
    steps(office, "Take")
    assert "taken by Ana" in told(office)[0]
    assert "has taken it" in standing_in(office, CHANNEL)[-1].words
    assert alerts_of(office, "ben") == []


def test_a_private_channel_without_us_is_made_up_for_and_caught_up_with(office: Office) -> None:
    channel = tells(office)
    office.slack.make_private(CHANNEL)
    office.slack.workspace.channel(channel).members.discard("U0RAPPORT")
    files(office)
    assert len(alerts_of(office, "olga")) == 1
    assert told(office) == []
    office.slack.invite("rapport", CHANNEL)
    office.slack.wait_for(lambda: len(told(office)) == 1)


def test_a_dismissed_boss_hears_nothing_more(office: Office) -> None:
    files(office)
    assert len(alerts_of(office, "ben")) == 1, "no channel is chosen: leads and admins hear"
    office.appoints(managers=["ana", "chitra"], leads=[])
    steps(office, "Take")
    assert "taken by Ana" not in alert(office, "ben").words
    assert [m for m in office.ben.direct_messages() if m.thread_ts] == []


def test_once_the_channel_is_open_again_nobody_is_told_otherwise(office: Office) -> None:
    tells(office)
    files(office)
    office.slack.archive(CHANNEL)
    office.slack.wait_for(lambda: len(alerts_of(office, "ben")) == 1)
    office.settles()
    assert f"{CHANNEL} can't be reached" in alert(office, "ben").words
    office.slack.unarchive(CHANNEL)
    office.slack.wait_for(lambda: "can't be reached" not in alerts_of(office, "ben")[0])


@pytest.mark.parametrize("role", ["lead", "admin"])
def test_a_boss_who_comes_later_hears_of_what_is_open(office: Office, role: str) -> None:
    files(office)
    assert alerts_of(office, "max") == []
    if role == "lead":
        office.appoints(managers=["ana", "chitra"], leads=["ben", "max"])
    else:
        office.slack.change_profile("max", is_admin=True)
    office.slack.wait_for(lambda: len(alerts_of(office, "max")) == 1)


def test_with_a_channel_chosen_a_new_lead_gets_no_alerts_of_their_own(office: Office) -> None:
    tells(office)
    files(office)
    office.slack.change_profile("max", is_admin=True)
    office.settles()
    assert alerts_of(office, "max") == []


def test_who_answers_for_an_account_now_hears_of_what_nobody_has_taken(office: Office) -> None:
    tells(office)
    files(office)
    assert alerts_of(office, "ben") == []
    office.slack.change_profile("ana", deleted=True)
    office.slack.wait_for(lambda: len(alerts_of(office, "ben")) == 1)
