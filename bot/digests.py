"""Digests: each morning one message with what is due and coming up, and with who is unhappy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot import digest_plan, people, posts
from bot.desk import Desk
from bot.due_teams import in_each_team
from bot.people import Actor
from bot.posts import PostKind
from bot.refusals import Refused
from bot.responsible import bosses
from bot.texts import _
from bot.working_time import at_local, is_working_day
from storage import digests as kept
from storage import episodes, needs, teams
from storage import follow_ups as kept_follow_ups
from storage import people as kept_people
from storage.complaints import Complaint
from storage.digests import Digest, DigestItem, Record, Section
from storage.episodes import Episode, EpisodeStatus
from storage.people import Person

# A tick is at most a minute late in itself; what comes later than this was missed and says so.
LATE_AFTER = timedelta(minutes=15)
COMING_UP_DAYS = 7
SHOWN_AT_ONCE = 10
# How much of each the message itself shows: all together it keeps clear of Slack's 50 blocks.
FOLLOW_UPS_SHOWN, OTHERS_SHOWN = 10, 5
# More than anybody sees to in a day; of what is beyond, Home tells how much it is.
MOST_COMPLAINTS = 500

# An item's heading and its record as it is now.
Items = list[tuple[Section, Record]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much of a digest is still to do, of each kind."""

    follow_ups: int
    unhappy: int
    complaints: int

    @property
    def all(self) -> int:
        return self.follow_ups + self.unhappy + self.complaints


@dataclass(frozen=True, slots=True)
class DigestContents:
    """A digest's first items as they are now, in their fixed order.

    `waiting` counts all that are still to do, `more` those of them that are not among `items`.
    """

    digest: Digest
    items: Items
    waiting: Waiting
    more: int


@dataclass(frozen=True, slots=True)
class DigestPage:
    """Some of the items that a digest's message has no room for; pages are numbered from 0."""

    digest: Digest
    items: Items
    number: int
    pages: int


def make_due(desk: Desk) -> int:
    """Make the digest of everyone whose hour has come; gives how many were looked at."""
    return in_each_team(desk, kept_people.teams_with_digests_due, _make_some)


def _make_some(desk: Desk, team_id: str) -> int:
    with desk.read() as session:
        now = desk.clock.now()
        waiting = [each.user_id for each in kept_people.digest_due(session, team_id, now)]
    for user_id in waiting:
        with desk.write(team_id) as session:
            person = kept_people.find(session, team_id, user_id)
            if person is not None:
                _make_for(desk, session, person)
    return len(waiting)


def _make_for(desk: Desk, session: Session, person: Person) -> None:
    now, planned = desk.clock.now(), person.next_digest_at
    if planned is None or planned > now:
        return
    if not person.has_role:
        person.next_digest_at = None
        return
    team = teams.of(session, person.team_id)
    today = now.astimezone(person.zone).date()
    hour = at_local(today, team.digest_at, person.zone)
    digest_plan.plan_next(person, team, now)
    if not is_working_day(today) or hour > now:
        return
    if kept.of_day(session, person.team_id, person.user_id, today) is None:
        _make(desk, session, person, today, is_late=now - max(planned, hour) > LATE_AFTER)


def _make(desk: Desk, session: Session, person: Person, today: date, is_late: bool) -> None:
    items = _items(session, person, today)
    if not items:
        return
    last = kept.freeze_last(session, person.team_id, person.user_id)
    if last is not None:
        posts.show_anew(session, person.team_id, PostKind.DIGEST, [last.id])
    count, first = kept_follow_ups.coming_up(
        session, person.team_id, person.user_id, today, today + timedelta(days=COMING_UP_DAYS)
    )
    digest = Digest(
        team_id=person.team_id,
        user_id=person.user_id,
        local_date=today,
        made_at=desk.clock.now(),
        is_late=is_late,
        is_frozen=False,
        coming_up=count,
        coming_up_first=first,
    )
    session.add(digest)
    session.flush()
    session.add_all(_placed(digest, items))
    posts.want(
        session,
        person.team_id,
        PostKind.DIGEST,
        digest.id,
        person.user_id,
        at=desk.machine_now(),
        key=f"digest:{person.user_id}:{today.isoformat()}",
    )


def _items(session: Session, person: Person, today: date) -> list[tuple[Section, int]]:
    """What a person's reminder of a day holds: first what its message shows, then the rest."""
    due = kept_follow_ups.due_for(session, person.team_id, person.user_id, today)
    follow_ups = [
        (Section.OVERDUE if each.due_on < today else Section.TODAY, each.id) for each in due
    ]
    unhappy = [(Section.UNHAPPY, each.id) for each in unhappy_of(session, person, today)]
    complaints = [(Section.COMPLAINTS, each.id) for each in complaints_of(session, person)]
    return [
        *follow_ups[:FOLLOW_UPS_SHOWN],
        *unhappy[:OTHERS_SHOWN],
        *complaints[:OTHERS_SHOWN],
        *follow_ups[FOLLOW_UPS_SHOWN:],
        *unhappy[OTHERS_SHOWN:],
        *complaints[OTHERS_SHOWN:],
    ]


def unhappy_of(session: Session, person: Person, today: date) -> list[Episode]:
    """The unhappy clients a person has to see to; not those they have put off to a later day.

    Those that nobody is on come first, then the newest.
    """
    live = episodes.live_of_manager(session, person.team_id, person.user_id)
    worked = [each for each in live if not each.account.is_archived]
    due = [each for each in worked if not is_put_off(each, today)]
    return sorted(due, key=lambda each: (each.status != EpisodeStatus.OPEN, -each.id))


def is_put_off(episode: Episode, day: date) -> bool:
    """Whether an episode is snoozed until after a local day."""
    if episode.status != EpisodeStatus.SNOOZED or episode.snoozed_until is None:
        return False
    return episode.snoozed_until > day


def complaints_of(session: Session, person: Person) -> list[Complaint]:
    """What a person has taken, then what they answer for and nobody has: MOST_COMPLAINTS."""
    found = needs.complaints_of(
        session, person, is_first_boss=_is_first_boss(session, person), limit=MOST_COMPLAINTS
    )
    return sorted(found.items, key=lambda each: (each.owner_id is None, each.id))


def _is_first_boss(session: Session, person: Person) -> bool:
    """Whether they answer for the accounts that nobody manages (see bot.responsible)."""
    if not (person.is_lead or person.is_admin):
        return False
    first = next(iter(bosses(session, person.team_id)), None)
    return first is not None and first.user_id == person.user_id


def _placed(digest: Digest, items: list[tuple[Section, int]]) -> list[DigestItem]:
    return [
        DigestItem(
            team_id=digest.team_id,
            digest_id=digest.id,
            position=position,
            record_id=record_id,
            section=section,
        )
        for position, (section, record_id) in enumerate(items)
    ]


def contents(session: Session, team_id: str, digest_id: int) -> DigestContents | None:
    """A digest as its message shows it at this moment; None when there is no such digest."""
    digest = kept.find(session, team_id, digest_id)
    if digest is None:
        return None
    shown, _beyond = _room(session, digest)
    counts = (
        kept.count_follow_ups(session, digest, shown),
        kept.count_unhappy(session, digest, shown),
        kept.count_complaints(session, digest, shown),
    )
    return DigestContents(
        digest,
        _from(session, digest, 0, shown),
        Waiting(*(each.all for each in counts)),
        sum(each.beyond for each in counts),
    )


def _room(session: Session, digest: Digest) -> tuple[int, int]:
    """How many of a digest's items its message shows, and how many it has no room for."""
    held = kept.count_by_section(session, digest)
    unhappy, complaints = held.get(Section.UNHAPPY, 0), held.get(Section.COMPLAINTS, 0)
    follow_ups = sum(held.values()) - unhappy - complaints
    shown = min(follow_ups, FOLLOW_UPS_SHOWN) + min(unhappy, OTHERS_SHOWN)
    shown += min(complaints, OTHERS_SHOWN)
    return shown, sum(held.values()) - shown


def _from(session: Session, digest: Digest, start: int, count: int) -> Items:
    items = kept.items(session, digest, start, count)
    records = kept.records(session, digest.team_id, items)
    return [(item.section, records[item.record_id]) for item in items if item.record_id in records]


def rest_of(desk: Desk, actor: Actor, digest_id: int, page: int = 0) -> DigestPage:
    """What the actor's own digest has no room for, SHOWN_AT_ONCE at a time.

    Raises Refused when the digest is another's or gone.
    """
    people.require_role(actor)
    with desk.read() as session:
        digest = kept.find(session, actor.team_id, digest_id)
        if digest is None or digest.user_id != actor.user_id:
            raise Refused(_("That reminder is not yours. `/follow-up` lists what you have to do."))
        shown, beyond = _room(session, digest)
        pages = max(1, -(-beyond // SHOWN_AT_ONCE))
        number = min(page, pages - 1)
        items = _from(session, digest, shown + number * SHOWN_AT_ONCE, SHOWN_AT_ONCE)
        return DigestPage(digest, items, number, pages)


def next_due(session: Session) -> datetime | None:
    """When the next digest is due."""
    return kept_people.next_digest(session)
