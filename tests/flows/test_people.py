"""Someone without a role asks for one; admins decide; what Slack says of people counts at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.event import listen

from bot import held_lines, people, schedule
from bot.people import PersonFacts, Standing
from handlers import events
from playground.acts import pressing
from playground.faults import Fault
from playground.messages import Message
from playground.people import Member
from playground.person import Person
from storage.changes import Change
from tests.conftest import Office
from tests.flows.on_record import follow_ups, knows, not_heard_of

LINE = "/log-call Acme agreed the pilot 4/5"


def test_a_member_asks_an_admin_approves_and_the_line_is_logged(
    office_in_both_modes: Office,
) -> None:
    office = office_in_both_modes
    refusal = _asks(office, LINE)
    assert LINE in refusal.words
    request = office.olga.sees("asks to be an account manager in Rapport")
    assert request.buttons == ["Approve", "Decline"]
    office.olga.presses("Approve", on=request)
    approved = office.max.sees("You are an account manager now")
    assert LINE in approved.words
    office.max.presses("Log it now", on=approved)
    office.max.presses("Create “Acme”")
    office.max.sees("Logged: Call with Acme")
    decided = office.olga.sees("Approved by @Olga")
    assert decided.ts == request.ts
    assert decided.buttons == []


def test_who_asked_sees_that_it_is_under_way(office: Office) -> None:
    _asks(office, LINE)
    waiting = office.max.sees("Your request went to this workspace's admins")
    assert waiting.buttons == []


def test_every_admin_is_asked(office: Office) -> None:
    office.slack.change_profile("dipu", is_admin=True)
    _settled_standing(office, "dipu", is_admin=True)
    _asks(office, LINE)
    for admin in (office.olga, office.dipu):
        admin.sees("asks to be an account manager")
    office.ben.does_not_see("asks to be an account manager")


def test_a_declined_request_says_so_and_gives_the_text_back(office: Office) -> None:
    _asks(office, LINE)
    office.olga.presses("Decline", on=office.olga.sees("asks to be"))
    declined = office.max.sees("@Olga declined your request")
    assert LINE in declined.words
    assert declined.buttons == []
    office.olga.sees("Declined by @Olga")
    office.max.types("/log-call again")
    office.max.sees("none of them yet")


def test_the_log_it_now_button_works_once(office: Office) -> None:
    office.ana.types("/log-call Acme hello")
    office.ana.presses("Create “Acme”")
    _asks(office, LINE)
    office.olga.presses("Approve")
    approved = office.max.sees("You are an account manager now")
    office.max.presses("Log it now", on=approved)
    office.max.sees("Logged: Call with Acme")
    office.max.presses("Log it now", on=approved)
    office.max.types("/account Acme")
    card = office.max.direct_messages()[-1]
    assert card.words.count("agreed the pilot 4/5") == 1, "nothing is stored twice"


def test_every_line_typed_meanwhile_is_kept(office: Office) -> None:
    _asks(office, LINE)
    _asks(office, "/follow-up Acme tomorrow send <b>prices</b>")
    requests = [m for m in office.olga.direct_messages() if "asks to be" in m.words]
    assert len(requests) == 1, "asked twice, it is one request"
    office.olga.presses("Approve")
    approved = office.max.sees("The 2 lines you typed were kept")
    assert approved.buttons == ["Log it now", "Add it now"]
    assert "/follow-up Acme tomorrow send <b>prices</b>" in approved.words


def test_two_admins_press_in_the_same_second(office: Office) -> None:
    office.slack.change_profile("dipu", is_admin=True)
    _settled_standing(office, "dipu", is_admin=True)
    _asks(office, LINE)
    presses = [(office.olga, "Approve"), (office.dipu, "Decline")]
    on = {who.id: who.sees("asks to be an account manager") for who, _label in presses}
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda press: press[0].presses(press[1], on=on[press[0].id]), presses))
    office.settles()
    answers = [m for m in office.max.direct_messages() if _is_decision(m)]
    assert len(answers) == 1
    losers = [who for who, _label in presses if _sees_now(who, "has already decided")]
    assert len(losers) == 1
    assert not office.olga.sees("asks to be").buttons


def test_a_decision_pressed_twice_is_one(office: Office) -> None:
    _asks(office, LINE)
    request = office.olga.sees("asks to be")
    first = office.olga.presses("Approve", on=request)
    office.settles()
    assert office.slack.redeliver(first) == {}
    office.settles()
    assert len([m for m in office.max.direct_messages() if _is_decision(m)]) == 1


def test_a_lead_cannot_approve(office: Office) -> None:
    _asks(office, LINE)
    request = office.olga.sees("asks to be")
    surface = office.slack.stage.message_surface(office.ben.member, _kept(office, request))
    block, button = pressing.find_button(surface, "Approve") or ({}, {})
    pressing.press(office.slack.stage, office.ben.member, surface, block, button)
    office.settles()
    assert _role_of(office, "max") == "none"
    assert office.olga.sees("asks to be").buttons == ["Approve", "Decline"]


def test_a_role_given_in_the_settings_answers_the_request(office: Office) -> None:
    _asks(office, LINE)
    office.appoints(managers=["ana", "chitra", "max"], leads=["ben"])
    office.max.sees("You are an account manager now")
    assert office.olga.sees("Approved by @Olga").buttons == []


def test_someone_who_left_meanwhile_is_not_appointed(office: Office) -> None:
    _asks(office, LINE)
    _settled_standing(office, "max", deleted=True)
    office.olga.presses("Approve")
    office.olga.sees("no longer a full member here; nothing was changed")
    assert _role_of(office, "max") == "none"


def test_the_first_digest_comes_on_the_next_working_day(office: Office) -> None:
    _asks(office, LINE)
    office.olga.presses("Approve")
    office.settles()
    person = people.find(office.rapport.desk, office.slack.team_id, office.max.id)
    assert person is not None
    assert person.next_digest_at == datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


def test_a_command_about_something_else_is_not_logged_as_a_call(office: Office) -> None:
    office.max.types("/account Acme")
    office.max.sees("none of them yet")
    office.max.presses("Ask to be appointed")
    office.olga.presses("Approve", on=office.olga.sees("asks to be"))
    assert office.max.sees("You are an account manager now").buttons == []


def test_a_bare_command_asks_too(office: Office) -> None:
    for command in ("/log-call", "/follow-up", "/account", "/rapport status"):
        office.max.types(command)
        assert office.max.sees("none of them yet").buttons == ["Ask to be appointed"]


def test_a_role_lost_while_a_form_is_open_keeps_the_text(office: Office) -> None:
    office.chitra.types("/log-call")
    office.chitra.fills(account="Acme", notes="they want a discount")
    office.appoints(managers=["ana"], leads=["ben"])
    errors = office.chitra.submits()
    assert set(errors) == {"account"}
    assert "none of them yet" in errors["account"]
    assert office.chitra.modal is not None
    assert "they want a discount" in str(office.chitra.modal["state"])


def test_a_button_pressed_after_the_role_was_lost_offers_to_ask(office: Office) -> None:
    office.chitra.types("/log-call Acme hello")
    question = office.chitra.sees("There is no account called")
    office.appoints(managers=["ana"], leads=["ben"])
    office.chitra.presses("Create “Acme”", on=question)
    assert office.chitra.sees("none of them yet").buttons == ["Ask to be appointed"]


def test_who_becomes_a_guest_is_refused_and_gets_no_reminder(office: Office) -> None:
    _settled_standing(office, "ana", is_restricted=True)
    office.ana.types("/log-call Acme secret plan")
    office.ana.sees("answers only its own full members")
    person = people.find(office.rapport.desk, office.slack.team_id, office.ana.id)
    assert person is not None
    assert person.next_digest_at is None
    _settled_standing(office, "ana", is_restricted=False)
    person = people.find(office.rapport.desk, office.slack.team_id, office.ana.id)
    assert person is not None
    assert person.next_digest_at is not None, "back as a member, the reminders go on"


def test_the_deactivated_are_gone(office: Office) -> None:
    _settled_standing(office, "chitra", deleted=True)
    person = people.find(office.rapport.desk, office.slack.team_id, office.chitra.id)
    assert person is not None
    assert not person.has_role
    assert person.next_digest_at is None


def test_a_new_name_and_zone_count_at_once(office: Office) -> None:
    office.slack.change_profile("ana", tz="America/Sao_Paulo", display_name="Anita")
    office.slack.wait_for(lambda: _facts(office, "ana") == ("Anita", "America/Sao_Paulo"))


def test_whom_slack_cannot_name_is_not_trusted_and_keeps_the_text(office: Office) -> None:
    newcomer = _newcomer(office)
    office.slack.faults.add(Fault("users.info", "http_500", times=1))
    newcomer.types("/log-call Acme <b>secret</b> & more")
    refused = newcomer.sees("Slack could not tell who you are")
    assert "/log-call Acme <b>secret</b> & more" in refused.words
    newcomer.types("/rapport help")
    newcomer.sees("Rapport remembers your clients' calls")


@pytest.mark.parametrize("kind", ["timeout", "ratelimited", "lost_answer"])
def test_a_newcomer_is_refused_in_time_whatever_ails_slack(office: Office, kind: str) -> None:
    newcomer = _newcomer(office)
    office.slack.faults.add(Fault("users.info", kind, seconds=2))  # type: ignore[arg-type]
    newcomer.types("/log-call Acme hello")
    newcomer.sees("Slack could not tell who you are")


def test_many_lines_typed_meanwhile_all_have_a_button(office: Office) -> None:
    for n in range(12):
        office.max.types(f"/log-call Acme{n} note number {n}")
    office.max.presses("Ask to be appointed")
    office.settles()
    office.olga.presses("Approve")
    approved = office.max.sees("The 12 lines you typed were kept")
    assert approved.buttons == ["Log it now"] * 12
    assert all(f"note number {n}" in approved.words for n in range(12))


@pytest.mark.parametrize("decision", ["Approve", "Decline"])
def test_long_lines_typed_meanwhile_still_fit_into_the_answer(
    office: Office, decision: str
) -> None:
    for n in range(45):
        words = f"note {n} " * (4500 if n > 39 else 3)
        held_lines.hold(office.rapport.desk, office.actor("max", f"{n}"), "/log-call", words)
    _asks(office, LINE)
    office.olga.presses(decision)
    answer = office.max.sees("You are an account manager" if decision == "Approve" else "declined")
    assert len(answer.blocks) <= 50
    assert "note 44" in answer.words
    assert LINE in answer.words


def test_an_admin_who_is_one_again_is_reminded_again(office: Office) -> None:
    for fields in ({"is_owner": False, "is_admin": False}, {"is_owner": True, "is_admin": True}):
        _settled_standing(office, "olga", **fields)
    assert _known(office, "olga").next_digest_at == datetime(2026, 11, 26, 12, tzinfo=UTC)
    _settled_standing(office, "olga", deleted=True)
    assert _known(office, "olga").next_digest_at is None
    _settled_standing(office, "olga", deleted=False)
    assert _known(office, "olga").next_digest_at == datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_what_someone_who_leaves_had_promised_passes_on(office: Office) -> None:
    knows(office, "Acme")
    knows(office, "Globex", by="chitra")
    office.ana.types("/follow-up Acme Friday send prices")
    office.ana.types("/follow-up Globex Friday send contract")
    _settled_standing(office, "ana", deleted=True)
    heirs = {f.what: f.assignee_id for f in follow_ups(office)}
    assert heirs == {"send prices": office.ben.id, "send contract": office.chitra.id}
    with office.rapport.desk.read() as session:
        handed = session.scalars(select(Change).where(Change.verb == "handed_over")).all()
    assert {(c.details["from"], c.details["to"]) for c in handed} == {
        (office.ana.id, office.ben.id),
        (office.ana.id, office.chitra.id),
    }
    office.moves_to(datetime(2026, 11, 27, 9, tzinfo=UTC))
    office.ben.sees("send prices")
    office.chitra.sees("send contract")


def test_a_ping_that_the_dismissed_never_saw_reaches_who_takes_over(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/follow-up Acme tomorrow 3pm call them")
    office.slack.faults.add(Fault("chat.postMessage", "ratelimited", times=1, retry_after=1))
    office.rapport.desk.clock.move_to(datetime(2026, 11, 26, 7, tzinfo=UTC))
    schedule.tick(office.rapport.desk)
    office.appoints(managers=["chitra"], leads=["ben"])
    office.moves_to(datetime(2026, 11, 26, 7, 1, tzinfo=UTC))
    office.olga.sees("call them")


def test_a_listing_under_way_does_not_overwrite_what_was_heard_since(office: Office) -> None:
    def ana_becomes_a_guest() -> None:
        _settled_standing(office, "ana", is_restricted=True)

    office.slack.faults.add(Fault("users.list", "performed", then=ana_becomes_a_guest))
    desk, client = office.rapport.desk, office.rapport.client
    events.sync_people(desk, client, office.slack.team_id)
    assert _known(office, "ana").standing == "guest"


def test_hearing_again_of_people_who_are_the_same_writes_nothing(office: Office) -> None:
    desk, statements = office.rapport.desk, []
    facts = [
        PersonFacts(f"U1{n:04}", f"Person {n}", None, "Europe/Berlin", Standing.MEMBER)
        for n in range(1000)
    ]
    people.keep(desk, office.slack.team_id, facts)
    listen(desk.database.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    people.keep(desk, office.slack.team_id, facts)
    assert len(statements) <= 20, "a few for each page of 200"
    assert not any("UPDATE" in statement for statement in statements)


@pytest.mark.parametrize(
    ("fault", "answer"),
    [("user_not_found", "answers only its own full members"), ("internal_error", "Acme")],
)
def test_whom_slack_knows_no_more_is_refused_but_its_bad_days_change_nothing(
    office: Office, fault: str, answer: str
) -> None:
    knows(office, "Acme")
    not_heard_of(office, "ana")
    office.slack.faults.add(Fault("users.info", "error", error=fault))
    office.ana.types("/account Acme")
    assert answer in office.ana.direct_messages()[-1].words


def _asks(office: Office, line: str) -> Message:
    office.max.types(line)
    refusal = office.max.sees("none of them yet")
    office.max.presses("Ask to be appointed", on=refusal)
    office.settles()
    return refusal


def _settled_standing(office: Office, handle: str, **fields: object) -> None:
    """Slack says something new of a person, and Rapport has heard it."""
    before = len([d for d in office.slack.deliveries if d.is_acked])
    office.slack.change_profile(handle, **fields)
    office.slack.wait_for(lambda: len([d for d in office.slack.deliveries if d.is_acked]) > before)


def _newcomer(office: Office) -> Person:
    office.slack.workspace.add_member(
        Member("U0NEW", "nina", "Nina Neu", "Europe/Berlin", office.slack.team_id)
    )
    return office.slack.person("nina")


def _is_decision(message: Message) -> bool:
    return "You are an account manager now" in message.words or "declined" in message.words


def _sees_now(who: Person, text: str) -> bool:
    return any(text in message.words for message in who.direct_messages())


def _kept(office: Office, message: Message) -> Message:
    kept = office.slack.workspace.find_message(message.channel, message.ts)
    assert kept is not None
    return kept


def _role_of(office: Office, handle: str) -> str:
    person = people.find(office.rapport.desk, office.slack.team_id, office.slack.person(handle).id)
    assert person is not None
    return "manager" if person.is_manager else "lead" if person.is_lead else "none"


def _known(office: Office, handle: str) -> people.Person:
    return office.actor(handle, "looks").person


def _facts(office: Office, handle: str) -> tuple[str, str]:
    person = people.find(office.rapport.desk, office.slack.team_id, office.slack.person(handle).id)
    assert person is not None
    return person.name, person.tz
