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


def plan_next(person: Person, team: Team, now: datetime) -> None:
    """Set the first digest hour still to come."""
    person.next_digest_at = next_digest_at(now, person.zone, team.digest_at)


def plan(person: Person, team: Team, now: datetime, zone_before: ZoneInfo | None = None) -> None:
    """Fit the plan to the person's zone and the team's hour, which may have changed.

    The local day it was planned for is kept, in the new zone too: one whose new hour is already
    over is due now, and what was due before stays due, so that no day's digest is lost and none
    comes before the first that was promised.
    """
    planned = person.next_digest_at
    if planned is None:
        plan_next(person, team, now)
    elif planned > now:
        day = next_working_day(planned.astimezone(zone_before or person.zone).date())
        hour = at_local(day, team.digest_at, person.zone)
        if hour > now:
            person.next_digest_at = hour
        elif day == now.astimezone(person.zone).date():
            person.next_digest_at = now
        else:
            plan_next(person, team, now)


def plan_from_tomorrow(person: Person, team: Team, now: datetime) -> None:
    """Never today: the first digest after an appointment is the next working day's."""
    tomorrow = now.astimezone(person.zone).date() + timedelta(days=1)
    person.next_digest_at = at_local(next_working_day(tomorrow), team.digest_at, person.zone)


def plan_if_unplanned(person: Person, team: Team, now: datetime) -> None:
    """Whoever has something to do gets a digest, appointed or not."""
    if person.next_digest_at is None:
        plan_next(person, team, now)
