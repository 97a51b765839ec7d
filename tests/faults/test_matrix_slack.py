"""Every way in which a call to Slack can fail, for every method by which people are shown things.

A row is one method: all its troubles strike at once, each on somebody of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from slack_sdk import WebClient

from handlers.events import sync_people
from playground.faults import Fault
from playground.people import Member
from playground.person import Person
from storage import people
from tests.faults import promises
from tests.faults.company import Company
from tests.faults.process import SLACK_SECONDS, until

KINDS = (
    "ratelimited",
    "http_500",
    "http_503",
    "fatal_error",
    "timeout",
    "reset",
    "reset_after",
    "half_body",
    "lost_answer",
    "slow",
)
# The bot's patience with Slack, and how long Slack takes in these troubles.
PATIENCE, TOO_LONG = 1.0, 1.6


class Row:
    """A method, reached by what one person does; by default `chat.postMessage`."""

    method = "chat.postMessage"

    def __init__(self, company: Company, person: Person) -> None:
        self._company = company
        self._person = person
        self._what = f"the thing of {person.id}"

    def prepares(self) -> None:
        """What must have been shown before the trouble comes."""

    def acts(self) -> None:
        """What makes the bot call the method."""
        self._company.owes(self._what, self._person.id)

    def is_call(self, args: Mapping[str, Any]) -> bool:
        """Whether a call of the method is about this person."""
        return self._what in str(args)

    def is_shown(self) -> bool:
        """Whether the person sees, once, what they are to see."""
        return [self._what in each.words for each in self._person.direct_messages()] == [True]


class Update(Row):
    method = "chat.update"

    def prepares(self) -> None:
        super().acts()

    def acts(self) -> None:
        assert self._person.presses("Done").is_acked

    def is_shown(self) -> bool:
        return super().is_shown() and self._person.direct_messages()[0].buttons == []


class History(Row):
    method = "conversations.history"

    def acts(self) -> None:
        lost = Fault("chat.postMessage", "lost_answer", when=super().is_call)
        self._company.slack.faults.add(lost)
        super().acts()

    def is_call(self, args: Mapping[str, Any]) -> bool:
        (own,) = {each.channel for each in self._person.direct_messages()}
        return bool(args["channel"] == own)


class Open(Row):
    method = "conversations.open"

    def is_call(self, args: Mapping[str, Any]) -> bool:
        return self._person.id in str(args)


class Home(Row):
    method = "views.publish"

    def acts(self) -> None:
        self._person.opens_home()

    def is_call(self, args: Mapping[str, Any]) -> bool:
        return bool(args["user_id"] == self._person.id)

    def is_shown(self) -> bool:
        home = self._person.home
        return home is not None and "Log a call" in self._person.reads(home)


@pytest.mark.parametrize("row", [Row, Update, History, Open, Home], ids=lambda row: row.method)
def test_every_trouble_with(company: Company, row: type[Row]) -> None:
    cells = {kind: row(company, person) for kind, person in hired(company)}
    bot = company.hires(**{SLACK_SECONDS: str(PATIENCE)})
    bot.serves()
    for cell in cells.values():
        cell.prepares()
    if row is Update:
        until(lambda: len(company.posts()) == len(KINDS), 20)
    promises.is_settled(company)
    laid = {kind: trouble(company, kind, cell) for kind, cell in cells.items()}
    for cell in cells.values():
        cell.acts()
    until(lambda: all(fault.fired for fault in laid.values()), 20)
    promises.are_kept(company)
    assert [kind for kind, cell in cells.items() if not cell.is_shown()] == []
    assert {kind: fault.fired for kind, fault in laid.items()} == dict.fromkeys(KINDS, 1)


def trouble(company: Company, kind: Any, cell: Row) -> Fault:
    fault = Fault(cell.method, kind, seconds=TOO_LONG, when=cell.is_call)
    return company.slack.faults.add(fault)


def hired(company: Company) -> list[tuple[str, Person]]:
    """A manager for each kind of trouble, known to the record."""
    slack = company.slack
    for number, kind in enumerate(KINDS):
        slack.welcome(Member(f"U0NEW{number}", kind, kind, "Europe/Berlin", slack.team_id))
    sync_people(company.desk, WebClient(slack.bot_token, base_url=slack.api_url), slack.team_id)
    with company.desk.write(slack.team_id) as session:
        for number in range(len(KINDS)):
            manager = people.find(session, slack.team_id, f"U0NEW{number}")
            assert manager is not None
            manager.is_manager = True
    return [(kind, slack.person(kind)) for kind in KINDS]
