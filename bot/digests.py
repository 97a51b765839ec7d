"""Digests: each morning one message with what is overdue, due today, and coming up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot import digest_plan, people, posts
from bot.desk import Desk
from bot.people import Actor
from bot.posts import PostKind
from bot.refusals import Refused
from bot.texts import _
from bot.working_time import at_local, is_working_day
from storage import digests as kept
from storage import follow_ups as kept_follow_ups
from storage import people as kept_people
from storage import teams
from storage.digests import Digest, DigestItem, Section
from storage.follow_ups import FollowUp
from storage.people import Person

# A tick is at most a minute late in itself; what comes later than this was missed and says so.
LATE_AFTER = timedelta(minutes=15)
COMING_UP_DAYS = 7
SHOWN_AT_ONCE = 10


Items = list[tuple[DigestItem, FollowUp]]


@dataclass(frozen=True, slots=True)
class DigestContents:
    """A digest's first items as they are now, in their fixed order.

    `waiting` counts all that are still to do, `more` those of them that are not among `items`.
    """

    digest: Digest
    items: Items
    waiting: int
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
    with desk.read() as session:
        waiting = [
            (p.team_id, p.user_id) for p in kept_people.digest_due(session, desk.clock.now())
        ]
    for team_id, user_id in waiting:
        with desk.write() as session:
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
    due = kept_follow_ups.due_for(session, person.team_id, person.user_id, today)
    if not due:
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
    session.add_all(_items(digest, due, today))
    posts.want(
        session,
        person.team_id,
        PostKind.DIGEST,
        digest.id,
        person.user_id,
        at=desk.machine_now(),
        key=f"digest:{person.user_id}:{today.isoformat()}",
    )


def _items(digest: Digest, due: list[FollowUp], today: date) -> list[DigestItem]:
    return [
        DigestItem(
            team_id=digest.team_id,
            digest_id=digest.id,
            position=position,
            record_id=follow_up.id,
            section=Section.OVERDUE if follow_up.due_on < today else Section.TODAY,
        )
        for position, follow_up in enumerate(due)
    ]


def contents(session: Session, team_id: str, digest_id: int) -> DigestContents | None:
    """A digest as its message shows it at this moment; None when there is no such digest."""
    digest = kept.find(session, team_id, digest_id)
    if digest is None:
        return None
    waiting, more = kept.count_waiting(session, digest, SHOWN_AT_ONCE)
    return DigestContents(digest, kept.items(session, digest, 0, SHOWN_AT_ONCE), waiting, more)


def rest_of(desk: Desk, actor: Actor, digest_id: int, page: int = 0) -> DigestPage:
    """What the actor's own digest has no room for, SHOWN_AT_ONCE at a time.

    Raises Refused when the digest is another's or gone.
    """
    people.require_role(actor)
    with desk.read() as session:
        digest = kept.find(session, actor.team_id, digest_id)
        if digest is None or digest.user_id != actor.user_id:
            raise Refused(_("That reminder is not yours. `/follow-up` lists what you have to do."))
        beyond = kept.count(session, digest) - SHOWN_AT_ONCE
        pages = max(1, -(-beyond // SHOWN_AT_ONCE))
        number = min(page, pages - 1)
        items = kept.items(session, digest, (number + 1) * SHOWN_AT_ONCE, SHOWN_AT_ONCE)
        return DigestPage(digest, items, number, pages)


def next_due(session: Session) -> datetime | None:
    """When the next digest is due."""
    return kept_people.next_digest(session)
