"""The sample company's last months: everything its people did in Slack, in order of time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from playground.people import Member
from playground.sample.acts import Act
from playground.sample.calls import STORY_DAYS, calls
from playground.sample.complaints import complaints
from playground.sample.hours import Hours
from playground.sample.talk import talk

SEED = 20
"""Any number gives a story; the same number gives the same words."""

_EVENING = time(23, 30)
_SATURDAY = 5


def story(now: datetime, people: Iterable[Member], seed: int = SEED) -> list[Act]:
    """What happened until `now` (aware), the oldest first; all of it lies in the past."""
    hours = _hours(now, people)
    # The words never depend on the day, so that everybody's demo tells the same.
    chance = Random(seed)  # noqa: S311 - for plausible calls, not for secrets
    acts = [*calls(hours, chance), *complaints(hours), *talk(hours)]
    return sorted(acts, key=lambda act: act.at)


def begins(now: datetime, people: Iterable[Member]) -> datetime:
    """When the owner sets everything up, before anything in the story."""
    return _hours(now, people).ago("olga", STORY_DAYS + 1, time(11))


def last_evening(now: datetime) -> datetime:
    """Before the mornings that are still in people's minds: the evening before the last full day.

    At 23:30 UTC nobody between Berlin and Manila has begun the day's work.
    """
    day = now.astimezone(UTC).date() - timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day -= timedelta(days=1)
    return datetime.combine(day - timedelta(days=1), _EVENING, UTC)


def _hours(now: datetime, people: Iterable[Member]) -> Hours:
    return Hours(now.astimezone(UTC), {member.handle: ZoneInfo(member.tz) for member in people})
