"""Times of day in words: "3pm", "at 10", "शाम 5 बजे", "সকাল ১০টায়", "alas tres ng hapon", "EOD"."""

import re
from dataclasses import dataclass
from datetime import time
from functools import cache

from bot.dates.folding import END, START, one_of, plain
from bot.dates.words import AFTERNOON, EVENING, MORNING, NIGHT, NOON, NUMBERS, PARTS_OF_DAY

END_OF_DAY = time(17)
PART_TIMES = {
    MORNING: time(9),
    NOON: time(12),
    AFTERNOON: time(14),
    EVENING: time(18),
    NIGHT: time(20),
}
_HOUR_WORD = re.compile(START + one_of(NUMBERS) + f"(?:{END}|(?=टा|টা))")
_PART = re.compile(START + one_of(PARTS_OF_DAY) + END)
# "at 3" said by someone at work is the afternoon; "at 8" is the morning.
_EARLIEST_WORKING_HOUR = 7
_MINUTES_BEFORE_OR_AFTER = {
    "साढे": 30,
    "সাডে": 30,
    "सवा": 15,
    "সোযা": 15,
    "पौने": -15,
    "পৌনে": -15,
    "y medya": 30,
}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day that was read; `vague` if only "morning" was said. `at` is None for 25:00."""

    at: time | None
    vague: bool
    start: int
    end: int


def find_clock(text: str, start: int, end: int) -> Clock | None:
    """The first time of day in folded `text[start:end]` that can stand by itself."""
    match = _alone().search(text, start, end)
    return _read(match) if match else None


def clock_after(text: str, start: int, end: int) -> Clock | None:
    """The time of day that follows a day ending at `start`, as in "Friday, in the afternoon"."""
    match = _after_a_day().match(text, start, end)
    return _read(match) if match else None


def _read(match: re.Match[str]) -> Clock:
    kind = match.lastgroup or ""
    words = match[kind]
    vague = kind == "part" and _part(words) == MORNING
    at = PART_TIMES[_part(words)] if kind == "part" else _READERS[kind](words)
    return Clock(at, vague, match.start(), match.end())


def _end_of_day(_words: str) -> time:
    return END_OF_DAY


def _with_meridiem(words: str) -> time | None:
    hour, minute = _figures(words)
    if not 1 <= hour <= 12:
        return None
    is_afternoon = bool(re.search(r"\bp\.?m|\dp", words))
    return _time(hour % 12 + (12 if is_afternoon else 0), minute)


def _on_the_dial(words: str) -> time | None:
    hour, minute = _figures(words)
    return _time(hour if re.search(r"\b0\d", words) else _at_work(hour), minute)


def _with_words(words: str) -> time | None:
    """A Hindi, Bengali or Filipino time: perhaps a part of the day, an hour, a half or quarter."""
    hour, minute = _figures(words) if re.search(r"\d", words) else (_hour_word(words), 0)
    part = _find_part(words)
    hour = _at_work(hour) if part is None else _in_part(hour, part)
    spoken = plain(words)
    shift = next((m for word, m in _MINUTES_BEFORE_OR_AFTER.items() if word in spoken), 0)
    minutes = hour * 60 + minute + shift
    return _time(*divmod(minutes, 60))


_READERS = {
    "eod": _end_of_day,
    "meridiem": _with_meridiem,
    "dial": _on_the_dial,
    "bare": _on_the_dial,
    "spoken": _with_words,
}


def _time(hour: int, minute: int) -> time | None:
    return time(hour, minute) if 0 <= hour < 24 and 0 <= minute < 60 else None


def _at_work(hour: int) -> int:
    return hour + 12 if 1 <= hour < _EARLIEST_WORKING_HOUR else hour


def _in_part(hour: int, part: int) -> int:
    if part == MORNING or (part == NIGHT and hour == 12):
        return hour % 12
    if part in (NOON, AFTERNOON) and hour in (11, 12):
        return hour
    return hour + 12 if hour < 12 else hour


def _figures(words: str) -> tuple[int, int]:
    hour, minute = re.findall(r"\d+", words + " 0")[:2]
    return int(hour), int(minute)


def _hour_word(words: str) -> int:
    match = _HOUR_WORD.search(words)
    return NUMBERS[plain(match[0])] if match else 0


def _find_part(words: str) -> int | None:
    match = _PART.search(words)
    return PARTS_OF_DAY[plain(match[0])] if match else None


def _part(words: str) -> int:
    found = _find_part(words)
    return NOON if found is None else found


@cache
def _alone() -> re.Pattern[str]:
    lead = r"(?:(?:at|by|@|ng|nang|alas)\s*)?"
    part = _or(
        rf"in\s+the\s+{_english_part()}",
        "noon|midday",
        rf"{one_of(['सुबह', 'दोपहर', 'शाम', 'रात'])}\s+(?:को|में)",
        one_of(["সকালে", "দুপুরে", "বিকেলে", "বিকালে", "সন্ধ্যায়", "রাতে"]),
        rf"sa\s+{one_of(['umaga', 'tanghali', 'hapon', 'gabi'])}",
    )
    return re.compile(START + lead + _named(part, after_a_day=False) + END)


@cache
def _after_a_day() -> re.Pattern[str]:
    lead = r"[\s,]*(?:(?:at|by|@|around|in\s+the|ng|nang|sa|को|की)\s*)*"
    return re.compile(
        lead + START + _named(one_of(PARTS_OF_DAY), after_a_day=True) + r"(?:\s+(?:को|में))?" + END
    )


def _named(part: str, *, after_a_day: bool) -> str:
    kinds = {
        "eod": r"eod|cob|end\s+of\s+(?:the\s+)?(?:working\s+)?day|close\s+of\s+business",
        "meridiem": r"\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm|[ap]\.m\.?)",
        "spoken": _spoken(),
        "dial": r"\d{1,2}:\d\d(?!:?\d)|\d{1,2}\.[0-5]\d(?!\d)(?=\s*" + _PHRASE_END + ")"
        if after_a_day
        else r"\d{1,2}:\d\d(?!:?\d)",
        "bare": r"(?:(?<=at\s)|(?<=@)|(?<=@\s))\d{1,2}(?:\s*o'?clock)?(?=\s*" + _PHRASE_END + ")",
        "part": part,
    }
    return "(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in kinds.items()) + ")"


# What may follow "at 3": anything else makes it a count, as in "at 3 sites".
_PHRASE_END = (
    r"(?:$|[,:;|!?।)–—-]|\.(?!\d)|w/|(?:to|about|with|on|re|for|and|tomorrow|today|next|this|"
    r"mon|tue|wed|thu|fri|sat|sun|sa|bukas|para|tungkol|को)\w*\b)"
)


def _spoken() -> str:
    part, number = one_of(PARTS_OF_DAY), rf"(?:\d{{1,2}}(?:[:.]\d\d)?|{one_of(NUMBERS)})"
    quarter = one_of(["साढ़े", "सवा", "पौने", "সাড়ে", "সোয়া", "পৌনে"])
    filipino_part = rf"(?:\s+(?:ng|nang|sa)\s+{one_of(['umaga', 'tanghali', 'hapon', 'gabi'])})"
    filipino_hour = rf"(?:a\s?las?|ala)[\s-]*{number}(?:\s+y\s+medya)?"
    return _or(
        rf"(?:{part}\s+(?:को\s+|के\s+)?)?(?:{quarter}\s+)?{number}\s*बजे(?:\s+तक)?",
        rf"(?:{part}\s+)?(?:{quarter}\s+)?{number}\s*(?:টায|ঘটিকায)[়]?",
        rf"{part}\s+(?:{quarter}\s+)?{number}\s*টা(?:র)?",
        rf"{filipino_hour}{filipino_part}?",
        rf"\d{{1,2}}(?::\d\d)?{filipino_part}",
    )


def _english_part() -> str:
    return "(?:morning|afternoon|evening)"


def _or(*patterns: str) -> str:
    return "(?:" + "|".join(patterns) + ")"
