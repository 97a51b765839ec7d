"""When a person's next digest is due, whatever changes about their hour, zone or role."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.working_time import at_local, next_working_day
from storage.people import Person
from storage.teams import Team


def next_digest_at(after: datetime, zone: ZoneInfo, hour: time) -> datetime:
    """The first working day's digest hour, local, that comes after an aware instant."""
    today = after.astimezone(zone).date()
    for day in (next_working_day(today), next_working_day(today + timedelta(days=1))):
        instant = at_local(day, hour, zone)
        if instant > after:
            return instant
    raise AssertionError("a later day's hour is always later")


def plan(person: Person, team: Team, now: datetime) -> None:
    """Set or move the person's next digest to the first one still to come."""
    person.next_digest_at = next_digest_at(now, person.zone, team.digest_at)


def plan_from_tomorrow(person: Person, team: Team, now: datetime) -> None:
    """As plan, but never today: the first digest after an appointment is the next working day's."""
    zone = person.zone
    end_of_today = at_local(now.astimezone(zone).date() + timedelta(days=1), time(0, 0), zone)
    person.next_digest_at = next_digest_at(
        end_of_today - timedelta(microseconds=1), zone, team.digest_at
    )


def plan_if_unplanned(person: Person, team: Team, now: datetime) -> None:
    """Whoever has something to do gets a digest, appointed or not."""
    if person.next_digest_at is None:
        plan(person, team, now)
