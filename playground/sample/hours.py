"""Each person's working hours before now: when somebody of the story may have done something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BEGINS, ENDS = time(9), time(17, 45)
_SATURDAY = 5


@dataclass(frozen=True)
class Hours:
    """Monday to Friday, BEGINS to ENDS, on the clock of each person; all instants are UTC."""

    now: datetime
    zones: Mapping[str, ZoneInfo]

    def ago(self, who: str, working_days: int, at: time) -> datetime:
        """So many of this person's working days ago, at a time of their clock.

        0 is today, or the next working day if today is none: it may be still to come.
        """
        day = self.now.astimezone(self.zones[who]).date()
        while not _is_working_day(day):
            day += timedelta(days=1)
        for _ in range(working_days):
            day = _working_day_before(day)
        return self._instant(who, day, at)

    def after(self, who: str, instant: datetime, hours: float) -> datetime:
        """When so many of this person's working hours have passed since an instant."""
        left, at = timedelta(hours=hours), instant
        while True:
            day = at.astimezone(self.zones[who]).date()
            begins, ends = self._instant(who, day, BEGINS), self._instant(who, day, ENDS)
            at = max(at, begins)
            if _is_working_day(day) and at + left <= ends:
                return at + left
            if _is_working_day(day):
                left -= max(ends - at, timedelta())
            at = self._instant(who, day + timedelta(days=1), time(0))

    def lately(self, who: str, hours: float) -> datetime:
        """The last instant at which this person was at work, so many hours ago or more."""
        latest = self.now - timedelta(hours=hours)
        day = latest.astimezone(self.zones[who]).date()
        while not _is_working_day(day) or self._instant(who, day, BEGINS) > latest:
            day -= timedelta(days=1)
        return min(latest, self._instant(who, day, ENDS))

    def at_work_last(self, people: Iterable[str], hours: float) -> str:
        """Who of these people was at work last, so many hours ago or more."""
        return max(people, key=lambda who: self.lately(who, hours))

    def _instant(self, who: str, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zones[who]).astimezone(UTC)


def _is_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY


def _working_day_before(day: date) -> date:
    day -= timedelta(days=1)
    while not _is_working_day(day):
        day -= timedelta(days=1)
    return day
