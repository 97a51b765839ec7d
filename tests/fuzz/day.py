"""A day in the office in which Slack has occasion to send whatever Rapport listens to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bot import importing
from playground.acts.pressing import press
from playground.acts.stage import Surface
from playground.blocks.form_state import interactive_elements
from playground.messages import Message
from playground.person import Person
from playground.wire import Json
from tests.conftest import WEDNESDAY, Office

CLIENTS = ("Acme", "Borealis Shipping", "Müller & Töchter", "আলো ট্রেডার্স")
# Two that a line can't tell apart, and one that nobody works with any more.
MORE = "name,manager,status\nNorth Wind Ltd,U0ANA,\nNorth Wind GmbH,U0ANA,\nOld Mill,,archived\n"
# More than stand on one page.
MANY = 24
ONE_EACH = (
    "/log-call Acme they rang, follow up 1 March 2020",
    "/log-call Nobody Knows said hello",
    "/log-call Nobody Else | said hello again",
    "/log-call North Wind said hello",
    "/log-call Old Mill said hello",
    "/follow-up Acme send it some day",
    "/complaint Unheard Of nothing came",
    "/account Acme",
    "/account Unheard",
    "/account North Wind",
    "/account Old Mill",
    "/account",
    "/follow-up",
    "/log-call",
    "/complaint",
    "/prospect Acme",
    "/rapport status",
    "/rapport import",
    "/log-call help",
)
# What a person without an imagination enters, by the kind of element.
_ENTERED: dict[str, Any] = {
    "plain_text_input": "as they said",
    "number_input": "2",
    "users_select": "chitra",
    "multi_users_select": ["chitra"],
    "datepicker": "2026-12-24",
    "timepicker": "15:30",
}


def goes_by(office: Office) -> None:
    """Everybody types, presses and submits; what was sent is in `office.slack.deliveries`."""
    _settle_in(office)
    _type(office)
    office.moves_to(WEDNESDAY + timedelta(days=2))
    for line in ONE_EACH:
        office.ana.types(line)
        _close(office.ana)
    _outsiders_type(office)
    _start_shortcuts(office)
    _events(office)
    for handle in ("ana", "ben", "chitra", "olga", "max"):
        office.slack.person(handle).opens_home()
    office.settles()
    _press_everything(office)


def _settle_in(office: Office) -> None:
    office.slack.invite(office.slack.workspace.app.user_id, "#complaints")
    office.olga.types("/rapport settings")
    office.olga.fills(complaints_channel="#complaints")
    office.olga.submits()
    for client in CLIENTS:
        office.ana.types(f'/log-call "{client}" the first call with them 4/5')
        office.ana.presses("held_line.create")
    shops = "".join(f"Shop {number},U0ANA,\n" for number in range(MANY))
    importing.store(office.rapport.desk, office.slack.team_id, MORE + shops)
    office.settles()


def _type(office: Office) -> None:
    for client in CLIENTS:
        office.ana.types(f'/log-call "{client}" wet pallets again 1/5, follow up tomorrow 3pm')
        office.chitra.types(f'/complaint "{client}" the delivery came nine crates short')
        office.ana.types(f'/follow-up "{client}" every 2 weeks send the figures')
    for number in range(MANY):
        office.ana.types(f'/follow-up "Acme" tomorrow send part {number}')
        office.ana.types(f'/log-call "Borealis Shipping" part {number} was sent')
    office.settles()


def _outsiders_type(office: Office) -> None:
    for person in (office.max, office.dipu):
        person.types("/log-call Acme from somebody without a role")
        person.presses("appointment.ask")
    office.gus.types("/log-call Acme from a guest")
    office.sten.types("/account Acme", channel="#partner-acme")
    office.max.types("dear Rapport")
    office.settles()


def _start_shortcuts(office: Office) -> None:
    said = office.max.types("Acme is *angry*: <late> again", channel="#general")
    assert isinstance(said, Message)
    for name in ("log_interaction", "file_complaint", "create_follow_up"):
        office.ana.starts(name, on=said)
        office.ana.closes()
        office.ana.starts(name, on=said)
        _fill_in(office.ana)
    for name in ("log_call", "new_account"):
        office.ana.starts(name)
        _fill_in(office.ana)


def _events(office: Office) -> None:
    office.slack.change_profile("dipu", tz="Asia/Kolkata")
    office.slack.share("#general")
    office.slack.unshare("#general")
    for channel in ("#sales", "#leadership"):
        office.slack.invite(office.slack.workspace.app.user_id, channel)
        office.slack.archive(channel)
        office.slack.unarchive(channel)
    office.slack.invite("gus", "#complaints")
    office.settles()


def _press_everything(office: Office) -> None:
    """Each kind of button once, whoever has it; what takes a record away comes last."""
    seen: set[str] = set()
    for takes_away in (False, False, True):
        for handle in ("olga", "ana", "chitra", "ben", "max"):
            person = office.slack.person(handle)
            while _presses_one(person, seen, takes_away):
                _fill_in(person)
                office.settles()


def _presses_one(person: Person, seen: set[str], takes_away: bool) -> bool:
    """Press the first button of a kind that nobody has pressed yet, if there is one."""
    for surface, block, element in _buttons(person):
        kind = f"{element['action_id']} in a {'message' if surface.message else 'view'}"
        if kind not in seen and (takes_away or not element["action_id"].endswith(".undo")):
            seen.add(kind)
            press(person._hands, person.member, surface, block, element)
            return True
    return False


def _buttons(person: Person) -> Iterator[tuple[Surface, Json, Json]]:
    """What stands in front of somebody: their modal, their Home, their messages."""
    stage = person._hands
    views = [view for view in (person.modal, person.home) if view]
    read = [*person.messages("#complaints"), *person.direct_messages()]
    surfaces = [stage.view_surface(view) for view in views]
    surfaces += [stage.message_surface(person.member, m) for m in reversed(read) if m.blocks]
    for surface in surfaces:
        for block, element in interactive_elements(surface.blocks):
            if element["type"] == "button":
                yield surface, block, element


def _fill_in(person: Person) -> None:
    """Fill in whatever a form still lacks and send it; a card is left open, to be pressed on."""
    if person.modal is None or not person.modal["submit"]:
        return
    for block, element in interactive_elements(person.modal["blocks"]):
        held = person.modal["state"]["values"].get(block["block_id"], {})
        if not any(held.get(element["action_id"], {}).get(key) for key in _HOLDS):
            _enter(person, block, element)
    person.submits()
    _close(person)


_HOLDS = ("value", "selected_option", "selected_date", "selected_user", "selected_users")


def _enter(person: Person, block: Json, element: Json) -> None:
    name, kind = block["block_id"], element["type"]
    if kind == "external_select":
        person.offers(name, "ac")
        person.chooses(name, "Acme")
    elif kind in ("static_select", "radio_buttons"):
        person.chooses(name, element["options"][0]["text"]["text"])
    elif kind in _ENTERED:
        person.chooses(name, _ENTERED[kind])


def _close(person: Person) -> None:
    if person.modal is not None:
        person.closes(whole_stack=True)
