"""Lines that people type, and what they are answered."""

from __future__ import annotations

from playground.messages import Message
from tests.conftest import Office


def answer_to(office: Office, line: str, by: str = "ana") -> Message:
    """The newest message to a person after they typed a line."""
    person = office.slack.person(by)
    person.types(line)
    return person.direct_messages()[-1]
