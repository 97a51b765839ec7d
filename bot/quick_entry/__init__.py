"""One typed line becomes an entry: its score, its kind, when it took place and what to do next.

The grammar is the contract's "Quick entry", rules 2 to 6; the account has been taken off before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from bot import dates
from bot.dates.folding import fold
from bot.quick_entry.follow_ups import (
    BLANK,
    FollowUpDraft,
    PastDate,
    Undated,
    due,
    follow_up_in,
    is_in_clause,
    what_to_do,
)
from bot.quick_entry.kinds import DEFAULT_KIND, KindMark, kind_marks
from bot.quick_entry.markers import is_date_of_marker
from bot.quick_entry.repeats import repeated_in
from bot.quick_entry.satisfaction import Score, off_the_scale, scores
from bot.working_time import at_local

__all__ = [
    "ALL_READ",
    "Entry",
    "FollowUpDraft",
    "PastDate",
    "Unread",
    "read_entry",
    "read_follow_up",
    "warm",
]

_LINK = re.compile(
    r"(?:https?://|www\.)[^\s|<>]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+"
    r"|(?<![\w.-])[\w-]{1,63}\.(?:com|net|org|io|co|app|dev)\b(?!\s*@)"
)
# Stands for each character of a link, which is text but holds no score and no date.
_LINKED = "\x01"
_NOON = time(12)


@dataclass(frozen=True, slots=True)
class Unread:
    """What seems meant for Rapport and says nothing to it, as typed; "" for none.

    score: where none is stated, one off the scale: 9/5. kind: a kind that there isn't.
    """

    score: str = ""
    kind: str = ""


ALL_READ = Unread()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a line says. All times are aware, in UTC.

    notes: the text as typed. kind: `call` unless stated. satisfaction: 1 to 5, the last one stated.
    occurred_at: now unless the notes open with a past day; noon of that day if they say no time.
    follow_up: the first one with a date to come. follow_up_past: the date of one that has gone by,
    of which none is made. follow_up_what: what to do of a follow-up that couldn't be made because
    its date is past, missing or none that exists; else "". lacks_day: whether such words were meant
    for Rapport and no day in them could be read. unread: what else seems meant for Rapport.
    """

    notes: str
    kind: str
    occurred_at: datetime
    satisfaction: int | None
    follow_up: FollowUpDraft | None
    follow_up_past: datetime | None
    follow_up_what: str
    lacks_day: bool
    unread: Unread = ALL_READ


def read_entry(text: str, *, now: datetime, tz: ZoneInfo) -> Entry:
    """Read the text of `/log-call` after the account. Never raises, whatever was typed.

    `now` is aware; `tz` is the writer's zone.
    """
    folded = _LINK.sub(lambda link: _LINKED * len(link[0]), fold(text))
    stated, marks = scores(folded), kind_marks(folded)
    kinds = [mark for mark in marks if mark.kind]
    spans = [(score.start, score.end) for score in stated]
    masked = _hidden(folded, spans + [(mark.start, mark.end) for mark in kinds])
    asked = follow_up_in(text, masked, now=now, tz=tz)
    return Entry(
        notes=text,
        kind=kinds[-1].kind if kinds else DEFAULT_KIND,
        occurred_at=_occurred_at(masked, now, tz),
        satisfaction=stated[-1].value if stated else None,
        follow_up=asked if isinstance(asked, FollowUpDraft) else None,
        follow_up_past=asked.due_at if isinstance(asked, PastDate) else None,
        follow_up_what=asked.what if isinstance(asked, PastDate | Undated) else "",
        lacks_day=isinstance(asked, Undated) and asked.is_meant,
        unread=_unread(text, masked, stated, marks),
    )


def read_follow_up(text: str, *, now: datetime, tz: ZoneInfo) -> FollowUpDraft | PastDate | None:
    """Read the text of `/follow-up` after the account, `<when> <what>`, in any order.

    One that opens with "every 2 weeks" or the like comes again.

    PastDate if the date has gone by; None if there is no date, or one that doesn't exist.
    """
    repeated = repeated_in(text, now=now, tz=tz)
    line = repeated.line if repeated else text
    found = repeated.when if repeated else dates.find(text, now=now, tz=tz)
    if found is None:
        return None
    draft = due(found, what_to_do(line[: found.start], line[found.end :]), now, tz)
    if repeated and isinstance(draft, FollowUpDraft):
        return replace(draft, repeat=repeated.repeat)
    return None if isinstance(draft, Undated) else draft


def warm() -> None:
    """Build every pattern, so that the first person to type a line doesn't wait for it (0.4 s)."""
    dates.warm()
    read_entry("yesterday, follow up Friday 3pm", now=datetime.now(UTC), tz=ZoneInfo("UTC"))


def _unread(text: str, masked: str, stated: Sequence[Score], marks: Sequence[KindMark]) -> Unread:
    near = () if stated else off_the_scale(masked)
    score = next((span for span in near if not is_in_clause(masked, span[0])), (0, 0))
    no_kinds = [mark for mark in marks if not mark.kind]
    return Unread(
        score=text[slice(*score)],
        kind=text[no_kinds[-1].word : no_kinds[-1].end] if no_kinds else "",
    )


def _occurred_at(masked: str, now: datetime, tz: ZoneInfo) -> datetime:
    """When it took place: what the notes open with, if that is past; else now."""
    opening = masked[: dates.REACH].replace(BLANK, " ")
    when = dates.find_at_start(opening, now=now, tz=tz, past=True)
    if when is None or is_date_of_marker(masked, when.end):
        return now.astimezone(UTC)
    if when.at is None and when.on >= now.astimezone(tz).date():
        return now.astimezone(UTC)
    try:
        return min(at_local(when.on, when.at or _NOON, tz), now.astimezone(UTC))
    except OverflowError:
        return now.astimezone(UTC)


def _hidden(folded: str, spans: list[tuple[int, int]]) -> str:
    """`folded` with the spans blanked out, every other character in its place."""
    pieces, last = [], 0
    for start, end in sorted(spans):
        pieces += [folded[last:start], BLANK * (end - max(start, last))]
        last = max(end, last)
    return "".join([*pieces, folded[last:]])
