"""What playground/README.md promises, held against what there is."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from playground.blocks.form_state import HOLDINGS
from playground.blocks.shapes import BLOCKS
from playground.company import sample_company
from playground.delivery.subscriptions import SCOPES, subscription
from playground.faults import FaultKind
from playground.messages import Message
from playground.people import Member
from playground.person import Person
from playground.server import Playground
from playground.web_api.methods import METHODS
from tests.playground.conftest import WHOLE_MANIFEST, RawClient
from tests.playground.events import told
from tests.playground.test_flows import button, field, modal, section
from tests.playground.test_main import README

PICK = {"type": "external_select", "action_id": "pick", "min_query_length": 1}
CARD = [
    section("card", accessory=PICK),
    {"type": "actions", "elements": [button("Go", "go")]},
]


def part(heading: str) -> str:
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", README.read_text("utf-8"), re.M | re.S)
    assert found is not None
    return found[1]


def first_cells(text: str, table: int = 0) -> set[str]:
    """The names in the first column of a table."""
    tables = re.findall(r"(?:^\|.*\n)+", text, re.M)
    rows = tables[table].splitlines()[2:]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])}


def test_the_methods() -> None:
    assert first_cells(part("Methods")) == set(METHODS)


def test_the_faults() -> None:
    assert first_cells(part("Trouble on demand")) == set(get_args(FaultKind))


def test_the_blocks_and_elements() -> None:
    text = part("Blocks and elements")
    for surface, row in zip(BLOCKS, ("modal", "Home tab", "message"), strict=True):
        (line,) = re.findall(rf"^\| {row}.*$", text, re.M)
        assert set(re.findall(r"`(\w+)`", line)) == set(BLOCKS[surface])
    (listed,) = re.findall(r"Elements that hold a value: (.*?);", text)
    assert set(re.findall(r"`(\w+)`", listed)) == set(HOLDINGS)


def test_what_a_person_and_the_house_can_do() -> None:
    person: list[str] = []
    house: list[str] = []
    for row in re.findall(r"^\| (?:write|act|look|run).*$", part("In tests"), re.M):
        is_house = row.startswith("| run")
        names = re.findall(r"`(?:slack\.)?(\w+)`", row)
        (house if is_house else person).extend(names)
    assert len(person) > 20
    assert [name for name in person if not hasattr(Person, name)] == []
    assert [name for name in house if not hasattr(Playground, name)] == []


@pytest.fixture
def eventful() -> Playground:
    """A workspace where everything has happened once, and nobody took it."""
    with Playground(sample_company(), WHOLE_MANIFEST, event_retries=(), patience=0.01) as slack:
        slack.invite("rapport", "#sales")
        _people_act(slack)
        _the_house_is_run(slack)
        _the_app_is_used(slack)
        slack.deliver_to("http://127.0.0.1:1/")
        slack.verify_url()
        slack.check_certificate()
        slack.uninstall()
    return slack


def _people_act(slack: Playground) -> None:
    ana = slack.person("ana")
    ana.opens_home()
    greeting = ana.types("hello")
    assert isinstance(greeting, Message)
    ana.deletes(on=greeting)
    message = ana.types("@rapport hello", channel="#sales")
    assert isinstance(message, Message)
    ana.types("and again", thread_of=message, also_to_channel=True)
    for again in (False, True):
        ana.reacts("wave", on=message, again=again)
        ana.pins(on=message, again=again)
    ana.edits("hello", on=message)
    ana.deletes(on=message)
    ana.uploads("notes.txt", channel="#sales")
    slack.change_profile("ana", tz="UTC")


def _the_house_is_run(slack: Playground) -> None:
    slack.welcome(Member("U0NEW", "new", "Nell Newman", "UTC", slack.team_id))
    slack.remove("ben", "#sales")
    slack.bot_writes("#sales", "deployed")
    for name in ("#sales", "#board"):
        if name == "#board":
            slack.create_channel("board", is_private=True)
            slack.invite("rapport", name)
        slack.archive(name)
        slack.unarchive(name)
        slack.share(name)
        slack.unshare(name)
        slack.rename_channel(name, name.removeprefix("#") + "s")
    slack.create_channel("open")
    slack.person("ben").types("quiet", channel="#general")
    slack.remove("rapport", "#boards")
    slack.make_private("#saless")


def _the_app_is_used(slack: Playground) -> None:
    call, ana = RawClient(slack, {}), slack.person("ana")
    call("chat.postMessage", channel="C0SALES", text="card", blocks=CARD)
    call("chat.meMessage", channel="C0SALES", text="waves")
    file = call("files.getUploadURLExternal", filename="a", length=1)
    slack.slack.uploads.redeem(file["upload_url"].rpartition("/")[2], b"a")
    call("files.completeUploadExternal", files=[{"id": file["file_id"]}])
    call("files.delete", file=file["file_id"])
    card = ana.sees("card")
    ana.presses("Go", on=card)
    ana.suggestions("pick", "a", on=card)
    ana.starts("Quote it", on=card)
    ana.starts("Open the form")
    ana.types("/echo", channel="#general")
    view = modal(field("name", {"type": "plain_text_input"}), notify_on_close=True)
    for _ in range(2):
        call("views.open", trigger_id=slack.slack.triggers.give(ana.id), view=view)
        ana.fills(name="Acme")
        ana.submits()
        ana.closes(whole_stack=True)
    call("conversations.join", channel="C0GENERAL")
    call("conversations.create", name="mine")
    mine = slack.workspace.channel("#mine")
    slack.invite("ana", "#mine")
    call("conversations.leave", channel=mine.id)


def test_the_events_are_those_that_happen(eventful: Playground) -> None:
    happened = {subscription(event) for event in told(eventful)}
    assert happened == set(SCOPES)
    assert first_cells(part("Events")) == set(SCOPES)


def test_the_subtypes_are_those_that_happen(eventful: Playground) -> None:
    happened = {e["subtype"] for e in told(eventful, "message") if "subtype" in e}
    assert first_cells(part("Events"), table=1) == happened


def test_the_payloads_are_those_that_happen(eventful: Playground) -> None:
    happened = set()
    for delivery in eventful.deliveries:
        kind = delivery.payload.get("type", "ssl_check")
        happened.add("command" if "command" in delivery.payload else kind)
    documented = first_cells(part("Payloads")) | {"command", "event_callback"}
    assert documented == happened
