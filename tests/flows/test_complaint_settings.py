"""An admin says which causes a complaint may have, and how soon somebody must take it."""

from __future__ import annotations

import pytest

from bot.complaint_causes import DEFAULT_ROOT_CAUSES
from bot.team_settings import SettingsDraft, as_settings, settings_of
from playground.wire import Json
from storage.complaints import ComplaintStatus
from tests.conftest import Office
from tests.flows.complaining import CLOSING, alert, chooses_channel, files
from tests.flows.on_record import changes, complaint, knows


@pytest.fixture
def taken(office: Office) -> Office:
    """A complaint that Chitra has taken."""
    knows(office, "Acme")
    chooses_channel(office)
    files(office)
    office.chitra.presses("Take", on=alert(office))
    office.settles()
    return office


def settings(office: Office) -> SettingsDraft:
    return as_settings(*settings_of(office.rapport.desk, office.actor("olga", "looks")))


def sets(office: Office, **entries: str | None) -> Json:
    """Olga fills in the settings; gives the errors by field."""
    office.olga.types("/rapport settings")
    office.olga.fills(**entries)
    return office.olga.submits()


def offered(office: Office) -> list[str]:
    """The causes in the closing form that Chitra opens."""
    office.chitra.presses("Close complaint", on=alert(office))
    modal = office.chitra.awaits_modal("Close the complaint")
    select = next(block for block in modal["blocks"] if block["block_id"] == "root_cause")
    return [option["text"]["text"] for option in select["element"]["options"]]


def test_a_complaint_is_closed_with_one_of_the_workspaces_own_causes(taken: Office) -> None:
    assert offered(taken) == list(DEFAULT_ROOT_CAUSES)
    taken.chitra.closes()
    assert sets(taken, root_causes="  Rain \n\nSnow\nrain\n  Fog   and mist ") == {}
    assert settings(taken).root_causes == ("Rain", "Snow", "Fog and mist")
    assert offered(taken) == ["Rain", "Snow", "Fog and mist"]
    taken.chitra.fills(**{**CLOSING, "root_cause": "Fog and mist"})
    assert taken.chitra.submits() == {}
    assert complaint(taken).root_cause == "Fog and mist"


def test_a_form_that_is_open_closes_with_what_it_offers(taken: Office) -> None:
    taken.chitra.presses("Close complaint", on=alert(taken))
    taken.chitra.fills(**CLOSING)
    assert sets(taken, root_causes="Rain\nSnow") == {}
    assert taken.chitra.submits() == {}
    assert complaint(taken).status == ComplaintStatus.CLOSED
    assert complaint(taken).root_cause == CLOSING["root_cause"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("x" * 71, "is too long: 70 characters at most"),
        ("\n".join(f"cause {n}" for n in range(101)), "At most 100 causes"),
    ],
)
def test_a_list_that_no_form_could_offer_is_refused(office: Office, typed: str, said: str) -> None:
    assert said in sets(office, root_causes=typed)["root_causes"]
    assert settings(office).root_causes == DEFAULT_ROOT_CAUSES


@pytest.mark.parametrize("typed", [None, " \n "])
def test_at_least_one_cause_is_needed(office: Office, typed: str | None) -> None:
    assert set(sets(office, root_causes=typed)) == {"root_causes"}


def test_hours_are_shown_as_they_were_set_and_saved_again_they_stay(office: Office) -> None:
    assert sets(office, acknowledge_critical="0.33", acknowledge_low="13.5") == {}
    stored = settings(office)
    assert (stored.acknowledge_critical, stored.acknowledge_low) == (20, 810)
    assert sets(office, digest_at="10:00") == {}
    assert settings(office).minutes == stored.minutes
    assert [c.verb for c in changes(office) if c.noun == "team"] == ["acknowledge_within"]


def test_two_admins_at_once_keep_what_each_has_changed(office: Office) -> None:
    office.slack.change_profile("max", is_admin=True)
    office.slack.wait_for(lambda: office.actor("max", "looks").person.is_admin)
    office.olga.types("/rapport settings")
    office.max.types("/rapport settings")
    office.olga.fills(root_causes="Rain")
    office.max.fills(acknowledge_high="2")
    assert office.olga.submits() == {}
    assert office.max.submits() == {}
    stored = settings(office)
    assert (stored.root_causes, stored.acknowledge_high) == (("Rain",), 120)


def test_the_button_for_the_settings_is_for_admins(office: Office) -> None:
    knows(office, "Acme")
    files(office)
    prompt = next(m for m in office.olga.direct_messages() if "Choose a channel" in m.buttons)
    office.slack.change_profile("olga", is_owner=False, is_admin=False)
    office.slack.wait_for(lambda: not office.actor("olga", "looks").person.is_admin)
    office.olga.presses("Choose a channel", on=prompt)
    office.olga.sees("Only owners and admins of this Slack workspace change Rapport's settings")
    assert office.olga.modal is None
