"""An admin sets who has which role, where complaints go, and when the reminder comes."""

from __future__ import annotations

from datetime import UTC, datetime, time

from bot import posts
from bot.posts import PostKind
from bot.team_settings import settings_of
from handlers.events import sync_people
from playground.faults import Fault
from playground.people import Member
from storage.people import Person as KnownPerson
from storage.teams import Team
from tests.conftest import Office
from tests.flows.on_record import not_heard_of


def test_an_admin_appoints_and_the_form_remembers(office_in_both_modes: Office) -> None:
    office = office_in_both_modes
    office.olga.types("/rapport settings")
    office.olga.awaits_modal("Rapport settings")
    office.olga.fills(managers=["ana", "dipu"], leads=["ben", "chitra"], digest_at="08:30")
    assert office.olga.submits() == {}
    team, with_roles = _settings(office)
    assert team.digest_at == time(8, 30)
    assert _ids(with_roles, "is_manager") == {office.ana.id, office.dipu.id}
    assert _ids(with_roles, "is_lead") == {office.ben.id, office.chitra.id}
    office.olga.types("/rapport settings")
    assert office.olga.modal is not None
    values = office.olga.modal["state"]["values"]
    assert set(values["managers"]["managers"]["selected_users"]) == {office.ana.id, office.dipu.id}
    assert values["digest_at"]["digest_at"]["selected_time"] == "08:30"


def test_only_owners_and_admins_of_slack_may(office: Office) -> None:
    for someone in (office.ana, office.ben, office.max):
        someone.types("/rapport settings")
        someone.sees("Only owners and admins of this Slack workspace change Rapport's settings")
        assert someone.modal is None


def test_an_admin_dismissed_while_the_form_is_open_changes_nothing(office: Office) -> None:
    office.olga.types("/rapport settings")
    office.slack.change_profile("olga", is_owner=False, is_admin=False)
    office.slack.wait_for(lambda: not _person(office, "olga").is_admin)
    errors = office.olga.submits()
    assert "Only owners and admins" in errors["managers"]


def test_those_who_may_not_see_clients_are_refused_at_the_field(office: Office) -> None:
    before = _settings(office)[1]
    for handle, name in (("gus", "Gus"), ("sten", "Sten"), ("rapport", "Rapport")):
        office.olga.types("/rapport settings")
        office.olga.fills(leads=["ben", handle])
        errors = office.olga.submits()
        assert set(errors) == {"leads"}
        assert name in errors["leads"]
        assert "can't be given client records" in errors["leads"]
        office.olga.closes()
    assert [p.user_id for p in _settings(office)[1]] == [p.user_id for p in before]


def test_someone_slack_cannot_name_is_refused_by_id(office: Office) -> None:
    office.slack.faults.add(Fault("users.info", "http_500", times=1))
    office.olga.types("/rapport settings")
    office.olga.fills(managers=["ana", "sten"])
    errors = office.olga.submits()
    assert set(errors) == {"managers"}
    assert "Try again" in errors["managers"]
    assert office.olga.submits() != {}, "asked again, Slack says that they are a stranger"


def test_a_public_channel_is_joined_and_told(office: Office) -> None:
    _chooses_channel(office, "#complaints")
    office.ana.sees("Rapport will tell this channel of clients' complaints", channel="#complaints")
    assert "U0RAPPORT" in office.slack.workspace.channel("#complaints").members
    assert len(office.ana.messages("#complaints")) == 1


def test_saving_the_same_channel_again_says_nothing(office: Office) -> None:
    _chooses_channel(office, "#complaints")
    office.settles()
    _chooses_channel(office, "#complaints")
    office.settles()
    assert len(office.ana.messages("#complaints")) == 1


def test_a_private_channel_needs_an_invitation_and_then_works(office: Office) -> None:
    _chooses_channel(office, "#leadership")
    told = office.olga.sees("could not be shown")
    assert "/invite @Rapport" in told.words
    assert "#leadership" in told.words
    office.slack.invite("rapport", "#leadership")
    office.ben.sees("Rapport will tell this channel", channel="#leadership")
    assert office.olga.sees("Rapport has been let in since").ts == told.ts


def test_an_invitation_elsewhere_is_taken_in_silence(office: Office) -> None:
    office.slack.invite("rapport", "#general")
    office.slack.wait_for(lambda: any(d.type == "events_api" for d in office.slack.deliveries))
    office.slack.wait_for(lambda: all(d.is_acked for d in office.slack.deliveries))
    office.settles()
    assert office.ana.messages("#general") == []


def test_the_channel_can_be_taken_away_again(office: Office) -> None:
    _chooses_channel(office, "#complaints")
    office.olga.types("/rapport settings")
    office.olga.fills(complaints_channel=None)
    assert office.olga.submits() == {}
    assert _settings(office)[0].complaints_channel is None


def test_channels_shared_with_other_companies_are_not_on_offer(office: Office) -> None:
    office.olga.types("/rapport settings")
    assert office.olga.modal is not None
    select = next(b for b in office.olga.modal["blocks"] if b["block_id"] == "complaints_channel")
    assert select["element"]["filter"]["exclude_external_shared_channels"] is True


def test_the_hour_of_the_reminder_counts_from_now_on(office: Office) -> None:
    office.ana.types("/log-call Acme hello follow up Friday: send contract")
    office.ana.presses("Create “Acme”")
    office.olga.types("/rapport settings")
    office.olga.fills(digest_at="07:00")
    assert office.olga.submits() == {}
    office.moves_to(datetime(2026, 11, 26, 23, 0, 1, tzinfo=UTC))
    office.ana.sees("send contract")
    assert any("waiting for you" in m.words for m in office.ana.direct_messages())


def test_the_hour_is_required(office: Office) -> None:
    office.olga.types("/rapport settings")
    office.olga.fills(digest_at=None)
    assert set(office.olga.submits()) == {"digest_at"}


def test_a_settings_form_sent_twice_changes_once(office: Office) -> None:
    office.olga.types("/rapport settings")
    office.olga.fills(complaints_channel="#complaints", managers=["ana"])
    office.olga.submits()
    sent = office.slack.deliveries[-1]
    office.settles()
    assert office.slack.redeliver(sent) == {}
    office.settles()
    assert len(office.ana.messages("#complaints")) == 1


def test_a_form_opened_before_somebody_was_appointed_does_not_dismiss_them(office: Office) -> None:
    office.olga.types("/rapport settings")
    office.olga.awaits_modal("Rapport settings")
    office.appoints(managers=["ana", "chitra", "max"], leads=["ben", "dipu"])
    office.olga.fills(managers=["ana"], digest_at="10:00")
    assert office.olga.submits() == {}
    team, with_roles = _settings(office)
    assert team.digest_at == time(10, 0)
    assert _ids(with_roles, "is_manager") == {office.ana.id, office.max.id}
    assert _ids(with_roles, "is_lead") == {office.ben.id, office.dipu.id}


def test_with_more_managers_than_slack_remembers_a_stale_form_is_refused(office: Office) -> None:
    team_id, many = office.slack.team_id, [f"U0MANAGER{n:03}" for n in range(250)]
    members = [Member(each, each.lower(), each, "Europe/Berlin", team_id) for each in many]
    for member in members:
        office.slack.workspace.add_member(member)
    sync_people(office.rapport.desk, office.rapport.client, team_id)
    office.appoints(managers=["ana", *(m.handle for m in members)], leads=["ben"])
    office.olga.types("/rapport settings")
    office.olga.awaits_modal("Rapport settings")
    office.appoints(managers=["ana", "max", *(m.handle for m in members)], leads=["ben"])
    office.olga.fills(digest_at="10:00")
    assert "Somebody changed these settings" in office.olga.submits()["managers"]
    office.olga.closes()
    office.olga.types("/rapport settings")
    office.olga.fills(digest_at="10:00")
    assert office.olga.submits() == {}
    assert office.max.id in _ids(_settings(office)[1], "is_manager")


def test_a_manager_who_left_does_not_stand_in_the_way_of_other_settings(office: Office) -> None:
    office.slack.change_profile("chitra", deleted=True)
    office.slack.wait_for(lambda: not _person(office, "chitra").is_insider)
    office.olga.types("/rapport settings")
    office.olga.fills(digest_at="10:00")
    assert office.olga.submits() == {}


def test_saving_asks_slack_only_about_people_it_does_not_know(office: Office) -> None:
    not_heard_of(office, "ana", "chitra", "ben", "max")
    office.olga.types("/rapport settings")
    office.olga.fills(managers=["ana", "chitra", "max"])
    before = len(office.slack.calls("users.info"))
    assert office.olga.submits() == {}
    assert len(office.slack.calls("users.info")) == before


def test_status_is_for_those_with_a_role_and_faults_for_admins(office: Office) -> None:
    office.ana.types("/rapport status")
    office.ana.sees("Every message has been delivered.")
    _chooses_channel(office, "#leadership")
    office.olga.sees("could not be shown")
    office.olga.types("/rapport status")
    assert "could not be shown" in office.olga.direct_messages()[-1].words
    office.ana.types("/rapport status")
    assert "could not be shown" not in office.ana.direct_messages()[-1].words


def test_status_counts_only_this_workspaces_messages(office: Office) -> None:
    desk = office.rapport.desk
    with desk.write() as session:
        posts.want(session, "T0OTHER", PostKind.HELP, 1, "U0SOMEONE", at=desk.machine_now())
    office.ana.types("/rapport status")
    office.ana.sees("Every message has been delivered.")


def _chooses_channel(office: Office, channel: str) -> None:
    office.olga.types("/rapport settings")
    office.olga.fills(complaints_channel=channel)
    assert office.olga.submits() == {}
    office.settles()


def _settings(office: Office) -> tuple[Team, list[KnownPerson]]:
    return settings_of(office.rapport.desk, office.actor("olga", "looks"))


def _person(office: Office, handle: str) -> KnownPerson:
    return office.actor(handle, "looks").person


def _ids(persons: list[KnownPerson], role: str) -> set[str]:
    return {person.user_id for person in persons if getattr(person, role)}
