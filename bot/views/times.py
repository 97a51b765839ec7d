"""Dates and times as people read them: Slack's tokens for instants, words for a local day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache

from babel.dates import format_date, format_time

from bot.texts import _
from storage.follow_ups import FollowUp

LOCALE = "en_GB"


def instant(at: datetime) -> str:
    """An instant that each reader sees in their own time zone."""
    fallback = f"{day(at.astimezone(UTC).date())} {at.astimezone(UTC):%H:%M} UTC"
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"


# The same few days stand in nearly every message.
@lru_cache(maxsize=1_000)
def day(on: date) -> str:
    """A local day in words, such as Fri, 27 Nov 2026."""
    return str(format_date(on, "EEE, d MMM y", locale=LOCALE))


def due(follow_up: FollowUp, today: date | None = None) -> str:
    """When a follow-up is due, in its owner's own time; on its very day only the time, if any."""
    at = format_time(follow_up.due_time, "HH:mm", locale=LOCALE) if follow_up.due_time else ""
    if follow_up.due_on == today:
        return _("at {time}", time=at) if at else ""
    on = day(follow_up.due_on)
    return _("{day} at {time}", day=on, time=at) if at else on
