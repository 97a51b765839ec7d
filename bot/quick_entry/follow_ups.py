"""What a line asks to be done later, and when: "follow up Friday 3pm: send pricing"."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import dates
from bot.dates import When
from bot.dates.folding import END, START, fold, one_of
from bot.dates.words import is_near_day
from bot.quick_entry.markers import Marker, filler, is_date_of_marker, markers
from bot.quick_entry.sentences import sentence_end
from bot.recurrence import Repeat
from bot.working_time import at_local, next_working_day

DEFAULT_TIME = time(9)
# "today" typed after 09:00 has missed the day's digest: it comes at the end of the day instead.
LATER_TODAY = time(17)
_MOST_MARKERS = 20
_NEAR = 60
_SENTENCE_ENDS = ".!?।|\n"
_DEFAULT_LABEL = "Follow up"
_WORD = re.compile(r"[^\W\d_]+")
_LABELLED = re.compile(r"[^:.!?]{1,30}:")


@dataclass(frozen=True, slots=True)
class FollowUpDraft:
    """Something to do at `due_at` (aware, UTC); `timed` if it pings then, without the digest.

    With a `repeat` it comes again.
    """

    what: str
    due_at: datetime
    timed: bool
    repeat: Repeat | None = None


@dataclass(frozen=True, slots=True)
class PastDate:
    """Something asked for on a date that has gone by: nothing is made of it, the answer says so."""

    what: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Undated:
    """Words that ask for a follow-up and name no day, or one that doesn't exist.

    `is_meant` where they can't be mere prose: a day seems to be named, or a colon stands there.
    """

    what: str
    is_meant: bool


def follow_up_in(
    text: str, masked: str, *, now: datetime, tz: ZoneInfo
) -> FollowUpDraft | PastDate | Undated | None:
    """The first dated follow-up of a line, else the first past or undated one.

    None without a marker. `masked` is `text` folded, its links and scores blanked out.
    """
    fallback: PastDate | Undated | None = None
    read_until = 0
    for marker in _first_markers(masked):
        if marker.start < read_until:
            continue
        read_until = sentence_end(masked, marker.end)
        found = _clause(text, masked, marker, read_until, now, tz)
        if isinstance(found, FollowUpDraft):
            return found
        fallback = fallback or found
    return fallback


def is_in_clause(masked: str, place: int) -> bool:
    """Whether a place lies in the clause of a marker, where figures name a day."""
    found = (marker for marker in _first_markers(masked) if marker.start <= place)
    return any(place < sentence_end(masked, marker.end) for marker in found)


def _first_markers(masked: str) -> list[Marker]:
    return [marker for marker, _ in zip(markers(masked), range(_MOST_MARKERS), strict=False)]


def _clause(
    text: str, masked: str, marker: Marker, end: int, now: datetime, tz: ZoneInfo
) -> FollowUpDraft | PastDate | Undated:
    span = masked[marker.end : end]
    found = dates.search(span.replace(BLANK, " "), now=now, tz=tz)
    if found is None and (earlier := _date_before(masked, marker, now, tz)):
        what = what_to_do(_without_blanked(text[marker.end : end], span), "", marker)
        return due(earlier, what, now, tz)
    kept = _without_blanked(text[marker.end : end], span)
    before, after = (kept[: found.start], kept[found.end :]) if found else (kept, "")
    what = what_to_do(before, after, marker)
    if isinstance(found, When):
        return due(found, what, now, tz)
    return Undated(what, is_meant=found is not None or _is_meant(masked, marker, end))


def _is_meant(masked: str, marker: Marker, end: int) -> bool:
    """Whether a clause is addressed to Rapport: "follow up Frday", "next: call them"."""
    clause = masked[marker.start : min(end, marker.end + _NEAR)]
    words = _WORD.findall(clause[marker.end - marker.start :])
    return bool(_LABELLED.match(clause)) or any(map(is_near_day, words))


def _date_before(masked: str, marker: Marker, now: datetime, tz: ZoneInfo) -> When | None:
    """ "शुक्रवार को फॉलो अप": Hindi and Bengali put the day right before what is to be done."""
    before = masked[max(0, marker.start - _NEAR) : marker.start].replace(BLANK, " ")
    opening = before[max(before.rfind(end) for end in _SENTENCE_ENDS) + 1 :]
    when = dates.find(opening, now=now, tz=tz)
    return when if when and is_date_of_marker(opening + masked[marker.start :], when.end) else None


def due(when: When, what: str, now: datetime, tz: ZoneInfo) -> FollowUpDraft | PastDate | Undated:
    """The draft of a follow-up: 09:00 unless a time was named, a working day unless a day was."""
    try:
        on = when.on if when.names_day else next_working_day(when.on)
        due_at = at_local(on, when.at or DEFAULT_TIME, tz)
        if due_at > now:
            return FollowUpDraft(what, due_at, timed=when.at is not None)
        if when.at is None and on == now.astimezone(tz).date():
            return FollowUpDraft(what, _later_today(now, tz), timed=True)
        return PastDate(what, due_at)
    except OverflowError:
        return Undated(what, is_meant=True)


def _later_today(now: datetime, tz: ZoneInfo) -> datetime:
    evening = at_local(now.astimezone(tz).date(), LATER_TODAY, tz)
    return max(evening, now + timedelta(hours=1))


def what_to_do(before: str, after: str, marker: Marker | None = None) -> str:
    """The words around the date as a reminder; a rest that needs its verb gets the marker's."""
    rest = " ".join(f"{_trimmed(before)} {_trimmed(after)}".split())
    label = marker.label if marker else _DEFAULT_LABEL
    if not rest:
        return label
    return f"{label} {rest}" if _NEEDS_VERB.match(fold(rest)) else rest


def _trimmed(words: str) -> str:
    """`words` without the small words and marks that held the date, at either end."""
    kept = words.strip()
    while (shorter := _once_trimmed(kept)) != kept:
        kept = shorter
    return kept


def _once_trimmed(words: str) -> str:
    match = filler().search(fold(words))
    return (words[: match.start()] + words[match.end() :]).strip() if match else words


def _without_blanked(text: str, masked: str) -> str:
    """`text` with a blank wherever the mask has one, so that a score is no part of what to do."""
    return "".join(
        " " if hidden == BLANK else sign for sign, hidden in zip(text, masked, strict=True)
    )


# A character that nobody types and no pattern of ours knows stands for what was read already.
BLANK = "\x00"
_PREPOSITIONS = (
    "about with w/ on re regarding for at by if in after before once when instead again "
    "sa kay tungkol para si sila siya ang kung ulit muli"
)
_NEEDS_VERB = re.compile(START + one_of(_PREPOSITIONS.split()) + END)
