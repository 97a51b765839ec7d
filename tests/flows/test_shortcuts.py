"""Shortcuts of a message: what anybody said in Slack becomes a record with two clicks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from playground.acts.payloads import view_closed
from playground.messages import Message
from storage.held_lines import HeldLine
from tests.conftest import WEDNESDAY, Office
from tests.flows.on_record import (
    account_names,
    archives,
    complaint,
    entries,
    entry,
    follow_ups,
    knows,
)

FORMS = {
    "Log as interaction": "Log as interaction",
    "File complaint": "File a complaint",
    "Create follow-up": "New follow-up",
}


def said(office: Office, words: str, by: str = "max") -> Message:
    """Words that a colleague has said in #general."""
    message = office.slack.person(by).types(words, channel="#general")
    assert isinstance(message, Message)
    return message


def said_by_an_app(office: Office, **parts: object) -> Message:
    """A message that an app's bot has posted in #general."""
    workspace = office.slack.workspace
    message = Message(
        ts=workspace.next_ts(),
        channel="C0GENERAL",
        user="U0RAPPORT",
        bot_id="B0TICKETS",
        subtype="bot_message",
        text="",
    )
    for name, value in parts.items():
        setattr(message, name, value)
    return workspace.keep(message)


def chosen(office: Office, field: str) -> str:
    """What the open form shows chosen in a list."""
    assert office.ana.modal is not None
    option = office.ana.modal["state"]["values"][field][field].get("selected_option")
    return str(option["text"]["text"]) if option else ""


def held(office: Office) -> list[str]:
    """The texts that Rapport keeps before anything came of them."""
    waiting = select(HeldLine.text).where(HeldLine.settled_at.is_(None)).order_by(HeldLine.id)
    with office.rapport.desk.read() as session:
        return list(session.scalars(waiting))


# From a message


def test_a_message_is_logged_with_two_clicks(office_in_both_modes: Office) -> None:
    office = office_in_both_modes
    knows(office, "Acme")
    message = said(office, "Acme says the pilot went well & wants <more>, 4/5")
    office.ana.starts("Log as interaction", on=message)
    office.ana.awaits_modal("Log as interaction")
    assert office.ana.submits() == {}
    answer = office.ana.sees("Logged: Message with Acme", channel="#general")
    assert "From a message by @Max" in answer.words
    assert answer.buttons == ["Edit", "Undo"]
    office.max.does_not_see("Logged: Message with Acme")
    office.ana.types("/account Acme")
    card = office.ana.direct_messages()[-1]
    assert "@Ana · From a message by @Max" in card.words
    logged = entry(office)
    assert logged.notes == "Acme says the pilot went well & wants <more>, 4/5"
    assert logged.satisfaction is None, "nobody has said a score"
    assert (logged.kind, logged.author_id) == ("message", office.ana.id)
    assert logged.source_author == office.max.id
    assert logged.source_url == (
        f"https://harbour-and-pine.slack.com/archives/C0GENERAL/p{message.ts.replace('.', '')}"
    )


@pytest.mark.parametrize(
    ("said_at", "day"),
    [
        (datetime(2026, 11, 23, 15, 59, tzinfo=UTC), "2026-11-23"),
        (datetime(2026, 11, 23, 16, 1, tzinfo=UTC), "2026-11-24"),
    ],
)
def test_its_day_is_the_one_it_was_said_on_where_it_is_logged(
    office: Office, said_at: datetime, day: str
) -> None:
    """In Manila it is midnight at 16:00 UTC."""
    knows(office, "Acme")
    message = said_by_an_app(office, ts=f"{said_at.timestamp():.0f}.000100", text="Acme called")
    office.ana.starts("Log as interaction", on=message)
    form = office.ana.awaits_modal("Log as interaction")
    assert form["state"]["values"]["occurred_on"]["occurred_on"]["selected_date"] == day
    assert office.ana.submits() == {}
    assert entry(office).occurred_at == said_at


def test_another_day_can_be_chosen(office: Office) -> None:
    knows(office, "Acme")
    office.ana.starts("Log as interaction", on=said(office, "Acme called"))
    office.ana.fills(occurred_on="2026-11-20")
    assert office.ana.submits() == {}
    assert entry(office).occurred_at == datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def test_a_message_is_filed_as_a_complaint_with_two_clicks(office_in_both_modes: Office) -> None:
    office = office_in_both_modes
    knows(office, "Acme")
    office.ana.starts("File complaint", on=said(office, "Acme got the wrong pallets again"))
    office.ana.awaits_modal("File a complaint")
    assert office.ana.submits() == {}
    answer = office.ana.sees("Filed: complaint from Acme", channel="#general")
    assert "Acme got the wrong pallets again" in answer.words
    assert "From a message by Max" in answer.words
    office.settles()
    alert = office.ana.sees("Complaint from Acme", channel="")
    assert "From a message by Max" in alert.words


def test_a_message_becomes_a_follow_up_with_two_clicks(office_in_both_modes: Office) -> None:
    office = office_in_both_modes
    knows(office, "Acme")
    office.ana.starts("Create follow-up", on=said(office, "Acme wants the new price list"))
    office.ana.awaits_modal("New follow-up")
    assert office.ana.submits() == {}
    answer = office.ana.sees("Follow-up saved: Acme", channel="#general")
    assert "Acme wants the new price list · Thu, 26 Nov 2026" in answer.words
    assert "From a message by @Max" in answer.words
    (made,) = follow_ups(office)
    assert (made.source_author, made.assignee_id) == (office.max.id, office.ana.id)
    assert made.source_url is not None


def test_undo_of_what_came_of_a_message(office: Office) -> None:
    knows(office, "Acme")
    message = said(office, "Acme wants the new price list")
    for shortcut, undone in (
        ("Log as interaction", "Undone: nothing of this entry is on record."),
        ("File complaint", "Undone"),
        ("Create follow-up", "Undone: the follow-up is withdrawn."),
    ):
        office.ana.starts(shortcut, on=message)
        assert office.ana.submits() == {}
        office.ana.presses("Undo")
        office.ana.sees(undone, channel="#general")
    assert "Acme wants the new price list" in office.max.sees("price list").words


@pytest.mark.parametrize("shortcut", FORMS)
def test_a_long_message_is_kept_whole(office: Office, shortcut: str) -> None:
    knows(office, "Acme")
    words = "Acme: " + "the pallets were wet and the boxes torn; " * 250 + "the end."
    office.ana.starts(shortcut, on=said(office, words))
    form = office.ana.awaits_modal(FORMS[shortcut])
    assert "the end." in office.ana.reads(form)
    assert office.ana.submits() == {}
    kept = {
        "Log as interaction": lambda: entry(office).notes,
        "File complaint": lambda: complaint(office).what,
        "Create follow-up": lambda: follow_ups(office)[0].what,
    }
    assert kept[shortcut]() == words


@pytest.mark.parametrize("shortcut", ["Log as interaction", "File complaint"])
def test_the_longest_message_fits_the_form_whatever_is_in_it(office: Office, shortcut: str) -> None:
    """An emoji takes twelve times the bytes of a letter."""
    knows(office, "Acme")
    words = "Acme " + "\N{ANGRY FACE}" * 39_000 + " the end."
    office.ana.starts(shortcut, on=said_by_an_app(office, text=words))
    form = office.ana.awaits_modal(FORMS[shortcut])
    assert "characters are not shown." in office.ana.reads(form)
    assert office.ana.submits() == {}
    office.ana.presses("Edit")
    office.ana.awaits_modal()
    office.ana.fills(
        **{"Log as interaction": {"hat": "Sales"}}.get(shortcut, {"category": "Price"})
    )
    assert office.ana.submits() == {}
    assert (entry(office).notes if entries(office) else complaint(office).what) == words


def test_a_link_keeps_its_address(office: Office) -> None:
    knows(office, "Acme")
    words = (
        "Acme sent <https://acme.example/t/7|the ticket>, see <http://acme.example|acme.example>"
    )
    office.ana.starts("File complaint", on=said_by_an_app(office, text=words))
    assert office.ana.submits() == {}
    assert complaint(office).what == (
        "Acme sent the ticket (https://acme.example/t/7), see acme.example"
    )


def test_a_message_in_a_thread_is_linked_in_its_thread(office: Office) -> None:
    knows(office, "Acme")
    head = said(office, "news of the day")
    reply = office.max.types("Acme signs tomorrow", thread_of=head)
    assert isinstance(reply, Message)
    office.ana.starts("Log as interaction", on=reply)
    assert office.ana.submits() == {}
    assert entry(office).source_url == (
        f"https://harbour-and-pine.slack.com/archives/C0GENERAL/p{reply.ts.replace('.', '')}"
        f"?thread_ts={head.ts}&cid=C0GENERAL"
    )


def test_a_message_of_an_app_is_read_from_its_blocks(office: Office) -> None:
    knows(office, "Acme")
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "Ticket <7>"}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "*Acme*: printer &amp; scanner"}},
    ]
    office.ana.starts("File complaint", on=said_by_an_app(office, blocks=blocks))
    form = office.ana.awaits_modal("File a complaint")
    assert form["state"]["values"]["what"]["what"]["value"] == (
        "Ticket <7>\n*Acme*: printer & scanner"
    )
    assert office.ana.submits() == {}
    office.ana.sees("Filed: complaint from Acme")


def test_a_file_without_words_is_known_by_its_name(office: Office) -> None:
    knows(office, "Acme")
    message = office.max.uploads("damage.jpg", channel="#general")
    office.ana.starts("File complaint", on=message)
    form = office.ana.awaits_modal("File a complaint")
    assert form["state"]["values"]["what"]["what"]["value"] == "damage.jpg"
    assert chosen(office, "account") == ""


@pytest.mark.parametrize(
    ("words", "account"),
    [
        ("the people of Acme's call again", "Acme"),
        ("(ACME) is late", "Acme"),
        ("Blue Ocean Ltd. wants a quote", "Blue Ocean Ltd"),
        ("blue wants a quote", "Blue"),
        ("the big blue ones pay late", "Blue Ocean Ltd"),
        ("Blue and Acme both complain", ""),
        ("nobody is named here", ""),
        ("Acmeville is a town", ""),
        ("Umbrella is archived", ""),
        ("it is on the table", ""),
        ("IT is unhappy", "IT"),
        ("", ""),
    ],
)
def test_the_account_is_found_in_the_message(office: Office, words: str, account: str) -> None:
    knows(office, "Acme", "Blue", "Umbrella", "IT")
    knows(office, "Blue Ocean Ltd", alias="the big blue ones")
    archives(office, "Umbrella")
    message = said_by_an_app(office, text=words)
    office.ana.starts("Log as interaction", on=message)
    office.ana.awaits_modal("Log as interaction")
    assert chosen(office, "account") == account


@pytest.mark.parametrize("shortcut", FORMS)
def test_an_account_archived_meanwhile_is_said_at_its_field(office: Office, shortcut: str) -> None:
    knows(office, "Acme")
    office.ana.starts(shortcut, on=said(office, "Acme wants the new price list"))
    office.ana.awaits_modal(FORMS[shortcut])
    archives(office, "Acme")
    refused = office.ana.submits()
    assert set(refused) == {"account"}
    assert "Acme is archived, so nothing was stored." in refused["account"]
    office.ana.awaits_modal(FORMS[shortcut])


@pytest.mark.parametrize("shortcut", FORMS)
def test_a_client_not_known_yet_is_made_on_the_way(office: Office, shortcut: str) -> None:
    office.ana.starts(shortcut, on=said(office, "Zeta wants the new price list"))
    office.ana.fills(account="Zeta Ltd")
    assert office.ana.submits() == {}
    office.ana.sees("Zeta Ltd", channel="#general")
    office.ana.presses("Undo")
    office.ana.sees("Undone", channel="#general")
    assert account_names(office) == []


def test_a_form_sent_in_twice_makes_one_record(office: Office) -> None:
    knows(office, "Acme")
    message = said(office, "Acme called, follow up yesterday: send the price list")
    office.ana.starts("Log as interaction", on=message)
    assert office.ana.submits() == {}
    submission = next(d for d in reversed(office.slack.deliveries) if d.type == "interactive")
    office.slack.redeliver(submission)
    assert len(entries(office)) == 1
    office.ana.does_not_see("No follow-up was made")


def test_the_same_message_can_be_logged_again_on_purpose(office: Office) -> None:
    knows(office, "Acme")
    message = said(office, "Acme called")
    for _time in range(2):
        office.ana.starts("Log as interaction", on=message)
        assert office.ana.submits() == {}
    assert len(entries(office)) == 2


# Closed unsaved


@pytest.mark.parametrize("shortcut", FORMS)
def test_nothing_stays_of_a_message_whose_form_is_closed(office: Office, shortcut: str) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Initech the offer")
    office.ana.starts(shortcut, on=said(office, "Acme is unhappy"))
    office.ana.awaits_modal(FORMS[shortcut])
    assert held(office) == ["Initech the offer", "Acme is unhappy"]
    office.ana.closes()
    assert held(office) == ["Initech the offer"]


def test_a_form_left_open_for_a_day_is_forgotten_with_the_next(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/log-call Initech the offer")
    message = said(office, "Acme is unhappy")
    office.ana.starts("File complaint", on=message)
    office.ana.awaits_modal("File a complaint")
    office.moves_to(WEDNESDAY + timedelta(days=1, minutes=1))
    office.max.types("hello", channel="#general")
    office.ben.starts("File complaint", on=said(office, "Acme calls"))
    assert held(office) == ["Initech the offer", "Acme calls"]
    (refused,) = office.ana.submits().values()
    assert "If it is a message, choose its shortcut again." in refused


def test_another_persons_message_is_not_forgotten(office: Office) -> None:
    knows(office, "Acme")
    office.ana.starts("File complaint", on=said(office, "Acme is unhappy"))
    form = office.ana.awaits_modal("File a complaint")
    closed = view_closed(office.slack.stage.slack, office.ben.member, form, is_cleared=False)
    office.slack.stage.courier.send("interactive", closed, accepts_answer=False)
    assert held(office) == ["Acme is unhappy"]


# Who may


@pytest.mark.parametrize("shortcut", FORMS)
def test_a_guest_is_refused(office: Office, shortcut: str) -> None:
    knows(office, "Acme")
    message = office.ana.types("Acme signs tomorrow", channel="#sales")
    assert isinstance(message, Message)
    office.gus.starts(shortcut, on=message)
    office.gus.sees("answers only its own full members", channel="#sales")
    assert office.gus.modal is None


@pytest.mark.parametrize("shortcut", FORMS)
def test_without_a_role_one_is_asked_for_beside_the_message(office: Office, shortcut: str) -> None:
    office.max.starts(shortcut, on=said(office, "Acme called"))
    office.max.sees("you are none of them yet", channel="#general")
    office.max.presses("Ask to be appointed")
    office.max.sees("Your request went to this workspace's admins.", channel="#general")
    office.settles()
    office.olga.sees("asks to be an account manager")


def test_a_held_message_is_no_line_that_waits_for_an_appointment(office: Office) -> None:
    knows(office, "Acme")
    office.ana.starts("Log as interaction", on=said(office, "Acme called"))
    office.ana.closes()
    office.appoints(managers=["chitra"], leads=["ben"])
    office.ana.types("/follow-up")
    office.ana.presses("Ask to be appointed")
    office.settles()
    office.olga.presses("Approve")
    office.settles()
    answer = office.ana.sees("You are an account manager now")
    assert "Acme called" not in answer.words
