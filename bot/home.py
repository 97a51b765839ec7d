"""Home: all that a person has to see to, at one moment of the record, what is neediest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from bot import digests
from bot.desk import Desk
from bot.digests import COMING_UP_DAYS, Waiting
from storage import accounts, appointments, complaints, episodes, people, teams
from storage import follow_ups as kept
from storage.attention import Need, first_in_need
from storage.complaints import Complaint
from storage.episodes import Episode
from storage.follow_ups import FollowUp
from storage.people import Person

# How many of each Home shows: all together it keeps clear of Slack's 100 blocks.
FOLLOW_UPS_SHOWN, IN_ONE_GROUP, OTHERS_SHOWN, ACCOUNTS_SHOWN = 20, 10, 5, 10

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class First(Generic[T]):
    """The first few of something, and how many there are of it."""

    items: Sequence[T]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.items)


class Setup(Enum):
    """What an admin has yet to settle before Rapport is of use to everyone."""

    MANAGERS = auto()
    COMPLAINTS_CHANNEL = auto()


@dataclass(frozen=True, slots=True)
class TeamsTrouble:
    """What a lead or an admin sees beside their own: nobody's complaints, others' unhappy clients.

    A complaint whose time is over comes first.
    """

    untaken: First[Complaint]
    unhappy: First[Episode]


@dataclass(frozen=True, slots=True)
class Work:
    """Everything of a person with a role; `open_follow_ups` counts those of any day."""

    overdue: First[FollowUp]
    today: First[FollowUp]
    soon: First[FollowUp]
    open_follow_ups: int
    unhappy: First[Episode]
    complaints: First[Complaint]
    accounts: First[Need]
    team: TeamsTrouble | None
    setup: Setup | None

    @property
    def waiting(self) -> Waiting:
        """What is to be done by today."""
        due = self.overdue.total + self.today.total
        return Waiting(due, self.unhappy.total, self.complaints.total)

    @property
    def more_follow_ups(self) -> int:
        """How many open ones are not among those shown."""
        shown = (self.overdue, self.today, self.soon)
        return self.open_follow_ups - sum(len(each.items) for each in shown)


@dataclass(frozen=True, slots=True)
class Home:
    """A person's Home on a local day; `work` is None for whom Rapport shows no client records.

    `has_asked` tells that they have asked for a role, and nobody has decided.
    """

    person: Person
    day: date
    work: Work | None
    has_asked: bool


def of(desk: Desk, team_id: str, user_id: str) -> Home | None:
    """What a person's Home shows now; None for somebody whom Rapport doesn't know."""
    with desk.read() as session:
        person = people.find(session, team_id, user_id)
        if person is None:
            return None
        day = desk.clock.now().astimezone(person.zone).date()
        if person.has_role:
            return Home(person, day, _work(session, person, day), has_asked=False)
        waiting = appointments.waiting_of(session, team_id, user_id)
        return Home(person, day, None, has_asked=waiting is not None)


def _work(session: Session, person: Person, day: date) -> Work:
    overdue, today, soon = _follow_ups(session, person, day)
    own = sorted(digests.complaints_of(session, person), key=lambda each: not each.waits_for_owner)
    oversees = person.is_lead or person.is_admin
    return Work(
        overdue,
        today,
        soon,
        kept.count_open_for(session, person.team_id, person.user_id),
        _first(digests.unhappy_of(session, person, day)),
        _first(own),
        _accounts(session, person, day),
        _team(session, person, own) if oversees else None,
        _setup(session, person.team_id) if person.is_admin else None,
    )


def _first(found: Sequence[T]) -> First[T]:
    return First(found[:OTHERS_SHOWN], len(found))


def _follow_ups(session: Session, person: Person, day: date) -> list[First[FollowUp]]:
    """Overdue, today's, and those of the days to come, which take the room that is left."""
    tomorrow, yesterday = day + timedelta(days=1), day - timedelta(days=1)
    spans = ((None, yesterday), (day, day), (tomorrow, day + timedelta(days=COMING_UP_DAYS)))
    groups: list[First[FollowUp]] = []
    room, counted = FOLLOW_UPS_SHOWN, 0
    for first, last in spans:
        limit = min(room, IN_ONE_GROUP)
        shown = kept.due_within(session, person.team_id, person.user_id, first, last, limit)
        up_to = kept.count_due(session, person.team_id, person.user_id, last)
        groups.append(First(shown, up_to - counted))
        room, counted = room - len(shown), up_to
    return groups


def _accounts(session: Session, person: Person, day: date) -> First[Need]:
    team_id, user_id = person.team_id, person.user_id
    total = accounts.count_managed_by(session, team_id, user_id)
    return First(first_in_need(session, team_id, user_id, day, ACCOUNTS_SHOWN, 0), total)


def _team(session: Session, person: Person, own: Sequence[Complaint]) -> TeamsTrouble:
    shown_already = {each.id for each in own}
    untaken = complaints.untaken(session, person.team_id)
    others = [each for each in untaken if each.id not in shown_already]
    unhappy = [
        each
        for each in episodes.live_in_team(session, person.team_id)
        if each.manager_id != person.user_id and not each.account.is_archived
    ]
    return TeamsTrouble(
        _first(sorted(others, key=lambda each: not each.is_late)),
        _first(sorted(unhappy, key=lambda each: each.id)),
    )


def _setup(session: Session, team_id: str) -> Setup | None:
    if not people.with_roles(session, team_id):
        return Setup.MANAGERS
    chosen = teams.of(session, team_id).complaints_channel
    return None if chosen else Setup.COMPLAINTS_CHANNEL
