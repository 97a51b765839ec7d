"""What people do with complaints, in the words of the tests."""

from __future__ import annotations

from playground.delivery.record import Delivery
from playground.messages import Message
from playground.person import Person
from tests.conftest import Office

CHANNEL = "#complaints"
WORDS = "the delivery came two days late"
CLOSING = {
    "root_cause": "Delivered late",
    "corrective_action": "Another carrier from now on",
    "client_told": "Yes",
    "told_how": "By phone, to Mr Lee",
}


def chooses_channel(office: Office, channel: str | None = CHANNEL) -> None:
    """Olga, the owner, says where complaints are told."""
    office.olga.types("/rapport settings")
    office.olga.fills(complaints_channel=channel)
    assert office.olga.submits() == {}
    office.settles()


def files(office: Office, line: str = f"Acme {WORDS}", by: str = "ana") -> Delivery:
    """A complaint in one line, told to everybody who is to hear of it."""
    sent = office.slack.person(by).types(f"/complaint {line}")
    assert isinstance(sent, Delivery)
    office.settles()
    return sent


def alert(office: Office, reader: str = "chitra", channel: str = CHANNEL) -> Message:
    """The newest alert that somebody sees in a channel."""
    return office.slack.person(reader).sees("Complaint from", channel=channel)


def presses(office: Office, label: str, by: str, **entries: str) -> None:
    """Somebody presses a button of the alert in the channel and fills in what it asks for."""
    person = office.slack.person(by)
    person.presses(label, on=alert(office, by))
    if entries:
        person.fills(**entries)
        assert person.submits() == {}
    office.settles()


def alert_in_dm(person: Person) -> Message:
    """The newest alert that somebody got in a direct message."""
    alerts = [m for m in person.direct_messages() if "Complaint from" in m.words]
    assert alerts, f"{person.member.handle} got no alert"
    return alerts[-1]


def thread(office: Office, under: Message) -> list[str]:
    """The replies in an alert's thread, oldest first."""
    kept = office.slack.workspace.messages[under.channel]
    replies = [m for m in kept if m.thread_ts == under.ts and m.is_reply]
    return [m.words for m in sorted(replies, key=lambda m: float(m.ts))]


def told(office: Office, person: Person) -> str:
    """What somebody has just been told, for their eyes only."""
    everything = office.slack.workspace.messages.values()
    said = [m for messages in everything for m in messages if m.ephemeral_to == person.id]
    return max(said, key=lambda m: float(m.ts)).words
