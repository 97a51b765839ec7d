"""Home: all that a person has to see to, at one moment of the record, what is neediest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from sqlalchemy.orm import Session

from bot.desk import Desk
from bot.digests import COMING_UP_DAYS, Waiting
from bot.responsible import bosses
from storage import accounts, appointments, homes, needs, people, teams
from storage import follow_ups as kept
from storage.attention import Need, first_in_need
from storage.complaints import Complaint
from storage.episodes import Episode
from storage.follow_ups import FollowUp
from storage.needs import First
from storage.people import Person


@dataclass(frozen=True, slots=True)
class Room:
    """How many of each thing Home shows; a group is what is overdue, today's, or to come."""

    follow_ups: int
    in_group: int
    others: int
    accounts: int

    def halved(self) -> Room:
        """Half of each, one at least."""
        each = (self.follow_ups, self.in_group, self.others, self.accounts)
        return Room(*(max(1, count // 2) for count in each))


# All together they keep clear of Slack's 100 blocks.
ROOM = Room(follow_ups=20, in_group=10, others=5, accounts=10)


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
        return max(0, self.open_follow_ups - sum(len(each.items) for each in shown))


@dataclass(frozen=True, slots=True)
class Home:
    """A person's Home on a local day; `work` is None for whom Rapport shows no client records.

    `has_asked` tells that they have asked for a role, and nobody has decided.
    """

    person: Person
    day: date
    work: Work | None
    has_asked: bool


def opened(desk: Desk, team_id: str, user_id: str, content: str | None) -> None:
    """Somebody looks at their Home, where something with this hash stands, or nothing of ours."""
    with desk.write(team_id) as session:
        homes.look_at(session, team_id, user_id, content, desk.machine_now())


def want(desk: Desk, team_id: str, user_id: str) -> None:
    """Ask that a person's Home show the truth, if they have ever looked at it."""
    with desk.write(team_id) as session:
        homes.want(session, team_id, user_id)


def of(desk: Desk, team_id: str, user_id: str, room: Room = ROOM) -> Home | None:
    """What a person's Home shows now; None for somebody whom Rapport doesn't know."""
    with desk.read() as session:
        person = people.find(session, team_id, user_id)
        if person is None:
            return None
        day = desk.clock.now().astimezone(person.zone).date()
        if person.has_role:
            return Home(person, day, _work(session, person, day, room), has_asked=False)
        waiting = appointments.waiting_of(session, team_id, user_id)
        return Home(person, day, None, has_asked=waiting is not None)


def _work(session: Session, person: Person, day: date, room: Room) -> Work:
    overdue, today, soon = _follow_ups(session, person, day, room)
    oversees = person.is_lead or person.is_admin
    is_first_boss = oversees and _is_first_boss(session, person)
    own = needs.complaints_of(session, person, is_first_boss=is_first_boss, limit=room.others)
    return Work(
        overdue,
        today,
        soon,
        kept.count_open_for(session, person.team_id, person.user_id),
        needs.unhappy_of(session, person, day, room.others),
        own,
        _accounts(session, person, day, room),
        _team(session, person, is_first_boss, room) if oversees else None,
        _setup(session, person.team_id) if person.is_admin else None,
    )


def _is_first_boss(session: Session, person: Person) -> bool:
    first = next(iter(bosses(session, person.team_id)), None)
    return first is not None and first.user_id == person.user_id


def _follow_ups(session: Session, person: Person, day: date, room: Room) -> list[First[FollowUp]]:
    """Overdue, today's, and those of the days to come, which take the room that is left."""
    tomorrow, yesterday = day + timedelta(days=1), day - timedelta(days=1)
    spans = ((None, yesterday), (day, day), (tomorrow, day + timedelta(days=COMING_UP_DAYS)))
    groups: list[First[FollowUp]] = []
    left, counted = room.follow_ups, 0
    for first, last in spans:
        limit = min(left, room.in_group)
        shown = kept.due_within(session, person.team_id, person.user_id, first, last, limit)
        up_to = kept.count_due(session, person.team_id, person.user_id, last)
        groups.append(First(shown, max(0, up_to - counted)))
        left, counted = left - len(shown), up_to
    return groups


def _accounts(session: Session, person: Person, day: date, room: Room) -> First[Need]:
    team_id, user_id = person.team_id, person.user_id
    total = accounts.count_managed_by(session, team_id, user_id)
    return First(first_in_need(session, team_id, user_id, day, room.accounts, 0), total)


def _team(session: Session, person: Person, is_first_boss: bool, room: Room) -> TeamsTrouble:
    limit = room.others
    return TeamsTrouble(
        needs.untaken_of_others(session, person, is_first_boss=is_first_boss, limit=limit),
        needs.unhappy_of_others(session, person, limit),
    )


def _setup(session: Session, team_id: str) -> Setup | None:
    if not people.with_roles(session, team_id):
        return Setup.MANAGERS
    chosen = teams.of(session, team_id).complaints_channel
    return None if chosen else Setup.COMPLAINTS_CHANNEL
