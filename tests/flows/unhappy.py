"""A client that is unhappy: what brings the manager a card, and what the card then says."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from playground.messages import Message
from storage.episodes import Episode
from tests.conftest import Office

CARD = ":warning: Acme is unhappy"


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def logs(office: Office, *lines: str, by: str = "ana") -> None:
    """Somebody logs calls with Acme, one after the other, all delivered."""
    for line in lines:
        office.slack.person(by).types(f"/log-call Acme {line}")
        office.settles()


def files(
    office: Office, severity: str, by: str = "chitra", what: str = "parts are broken"
) -> None:
    """Somebody files a complaint of Acme's in the form."""
    person = office.slack.person(by)
    person.types("/complaint")
    person.awaits_modal("File a complaint")
    person.fills(account="Acme", what=what, severity=severity)
    assert person.submits() == {}
    office.settles()


def card(office: Office, by: str = "ana") -> Message:
    """The newest card in somebody's direct messages."""
    return office.slack.person(by).sees(CARD)


def cards(office: Office, by: str = "ana") -> list[Message]:
    """Every message about the unhappy client in somebody's direct messages, oldest first."""
    seen = office.slack.person(by).direct_messages()
    return [message for message in seen if "Acme is unhappy" in message.text.replace("*", "")]


def episodes(office: Office) -> list[Episode]:
    """Every episode on record, oldest first."""
    with office.rapport.desk.read() as session:
        return list(session.scalars(select(Episode).order_by(Episode.id)))


def statuses(office: Office) -> list[str]:
    return [str(episode.status) for episode in episodes(office)]
