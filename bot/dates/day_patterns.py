"""The patterns that find a day in folded text, most specific first."""

import re
from functools import cache

from bot.dates.folding import END, START, one_of
from bot.dates.words import (
    GUARDED_WEEKDAYS,
    MONTHS,
    NUMBERS,
    ORDINALS,
    PARTS_OF_DAY,
    UNITS,
    WEEKDAYS,
)

_MONTH = one_of(MONTHS)
_PART = one_of(PARTS_OF_DAY)
_WEEKDAY = one_of(WEEKDAYS) + "(?:ে|ের|तक)?"
_ANY_WEEKDAY = one_of({**WEEKDAYS, **GUARDED_WEEKDAYS}) + "(?:ে|ের)?"
# A bare weekday that opens Bengali notes is when it was: the language needs no preposition.
_BENGALI_WEEKDAY = one_of(word for word in WEEKDAYS if "\u0980" <= word[0] <= "\u09ff") + "ে?"
_NUMBER = rf"(?:\d{{1,9}}|{one_of(NUMBERS)})"
_ONE_COUNT = rf"{_NUMBER}\s*{one_of(UNITS)}"
_FRACTION = rf"\d{{1,4}}[.,]\d{{1,2}}\s*{one_of(UNITS)}"
_SUM = rf"{_ONE_COUNT}(?:(?:\s+and)?\s+\d{{1,4}}\s*{one_of(UNITS)}){{0,2}}"
_COUNTED = f"(?:{_FRACTION}|{_SUM})"
_NEXT = one_of(["next", "the next", "अगले", "आगामी", "आने वाले", "আগামী", "পরের", "সামনের"])
_LAST = one_of(
    ["last", "past", "this past", "पिछले", "बीते", "গত", "noong", "nung", "noon", "nitong"]
)
_NEXT_FILIPINO = r"(?:sa\s+)?(?:susunod|darating)\s+na"
_WEEK, _HI_MONTH = r"(?:हफ[़]?्ते|सप्ताह)(?:\s+में)?", r"महीने(?:\s+में)?"
_NEXT_WEEK = (
    rf"(?:(?:early\s+|later?\s+)?next\s+week|अगले\s+{_WEEK}|"
    rf"(?:আগামী|পরের|সামনের)\s+সপ্তাহে?|{_NEXT_FILIPINO}\s+linggo)"
)
_LAST_WEEK = (
    rf"(?:last\s+week|पिछले\s+{_WEEK}|গত\s+সপ্তাহে?|"
    r"(?:noong|nung|nitong)\s+(?:isang\s+|nakaraang\s+)?linggo|nakaraang\s+linggo)"
)
_AGO = one_of(
    ["ago", "पहले", "আগে", "na ang nakalipas", "na ang nakaraan", "ang nakalipas", "ang nakaraan"]
)
_FROM_NOW_BEFORE = one_of(
    (
        *(
            "in",
            "after",
            "within",
            "in about",
            "within the next",
            "in the next",
            "sa loob ng",
            "sa",
        ),
        *("makalipas ang", "pagkatapos ng", "pagkalipas ng", "matapos ang"),
    )
)
_FROM_NOW_AFTER = one_of(
    (
        *("from now", "from today", "later", "mula ngayon", "में", "बाद", "के बाद", "के अंदर", "के भीतर"),
        *("পর", "পরে", "মধ্যে", "বাদে"),
    )
)
_ON = one_of(
    ["on", "by", "before", "until", "till", "this", "coming", "this coming", "next", "the"]
)
_ON_FILIPINO = one_of(["sa", "ngayong", "sa darating na", "sa susunod na", "susunod na"])
_OPENING = r"(?<![^\s,:–—-])(?:(?<=^)|(?<=^\s)|(?<=^[,:–—-])|(?<=^[,:–—-]\s))"
_ORDINAL_END = "(?:st|nd|rd|th|শে|ই|লা|রা|ঠা|তারিখে?)"
_DAY_FIGURE = rf"(?:ika-?\s?)?\d{{1,2}}{_ORDINAL_END}?{END}"
_YEAR = r"(?:,?\s+(?:ng\s+)?\d{4,9})"
# What may follow "the 28th": a noun would make it a count ("the 2nd offer").
_PHRASE_END = r"(?=\s*(?:$|[,:;|!?।)–—-]|\.(?!\d)|(?:at|to|about|with|re|for|para|tungkol|को)\b))"

PATTERNS = {"ago": _AGO, "last": START + _LAST + END, "month": _MONTH, "next_week": _NEXT_WEEK}
NUMERIC = r"\d{1,2}([/.])\d{1,2}(?:\1(?:\d{4,9}|\d\d))?"
COUNT_AND_UNIT = rf"(?P<count>{_NUMBER})\s*(?P<unit>{one_of(UNITS)}){END}"

_BOTH_WAYS = {
    "iso": r"\d{4,9}-\d{1,2}-\d{1,2}",
    "numeric": r"(?<![/.\d])\d{1,2}([/.])\d{1,2}\1(?:\d{4,9}|\d\d)(?![/.]?\d)",
    "calendar": rf"(?:(?:(?:on|by|before|until|sa)\s+)?{_WEEKDAY},?\s+(?:the\s+)?)?(?:"
    rf"{_DAY_FIGURE}(?:\s+(?:of|ng))?[\s-]+{_MONTH}(?:ের|ে)?{END}{_YEAR}?|"
    rf"{_MONTH}\.?\s+{_DAY_FIGURE}(?![:.]\d){_YEAR}?)",
    "last_week": _LAST_WEEK,
    "last_month": r"last\s+month|पिछले\s+"
    + _HI_MONTH
    + r"|গত\s+মাসে?|(?:noong\s+)?nakaraang\s+buwan",
    "two_days_back": r"(?:the\s+)?day\s+before\s+yesterday|গত\s+পরশু|noong\s+makalawa",
    "yesterday": r"yesterday|last\s+night|গতকাল|kahapon|kagabi|noong\s+isang\s+araw",
    "today": rf"today|tonight|earlier\s+today|this\s+{_PART}|आज|আজকে|আজ|ngayong\s+(?:araw|{_PART})|"
    rf"ngayon|kaninang\s+{_PART}|kanina|mamayang\s+{_PART}|mamayang(?=\s+\d)|mamaya",
    "two_days_off": r"परसों|পরশু",
    "one_day_off": r"कल|কালকে|কাল",
}
_PAST_ONLY = {
    "counted": rf"{_COUNTED}\s+{_AGO}",
    "weekday": rf"(?:(?:on|last|on\s+last|this\s+past|noong|nung|noon|nitong|पिछले|बीते|গত)\s+)"
    rf"{_ANY_WEEKDAY}|{_WEEKDAY}(?=\s+को)|{_BENGALI_WEEKDAY}",
}
_FUTURE_ONLY = {
    "weekday_next_week": rf"{_NEXT_WEEK}[\s,]+(?:on\s+|sa\s+)?{_ANY_WEEKDAY}|"
    rf"{_WEEKDAY},?\s+(?:of\s+)?{_NEXT_WEEK}",
    "week_of_month": rf"(?:the\s+)?{one_of(ORDINALS)}\s+(?:week|linggo)\s+(?:of|in|ng)\s+"
    rf"{_MONTH}{_YEAR}?|"
    rf"{_MONTH}\s+के\s+{one_of(ORDINALS)}\s+{_WEEK}|{_MONTH}(?:র|ের)?\s+{one_of(ORDINALS)}\s+সপ্তাহে?",
    "end_of_named_month": rf"(?:the\s+)?(?:end\s+of|late|late\s+in)\s+{_MONTH}{_YEAR}?|"
    rf"katapusan\s+ng\s+{_MONTH}|{_MONTH}\s+के\s+(?:अंत|आखिर)(?:\s+(?:में|तक))?|{_MONTH}(?:র|ের)?\s+শেষে",
    "end_of_week": r"(?:the\s+)?end\s+of\s+(?:the\s+|this\s+)?week|eow|"
    r"(?:हफ[़]?्ते|सप्ताह)\s+के\s+(?:अंत|आखिर)(?:\s+(?:में|तक))?|সপ্তাহের\s+শেষে|"
    r"katapusan\s+ng\s+linggo",
    "end_of_month": r"(?:the\s+)?end\s+of\s+(?:the\s+|this\s+)?month|eom|month[\s-]end|"
    r"(?:इस\s+)?महीने\s+के\s+(?:अंत|आखिर)(?:\s+(?:में|तक))?|(?:এই\s+)?মাসের\s+শেষে|katapusan\s+ng\s+buwan",
    "end_of_year": r"(?:the\s+)?end\s+of\s+(?:the\s+|this\s+)?year|साल\s+के\s+अंत(?:\s+(?:में|तक))?|"
    r"বছরের\s+শেষে|katapusan\s+ng\s+taon",
    "week_after_next": r"(?:the\s+)?week\s+after\s+next",
    "next_week_alone": _NEXT_WEEK,
    "next_month": rf"next\s+month|अगले\s+{_HI_MONTH}|(?:আগামী|পরের|সামনের)\s+মাসে?|"
    rf"{_NEXT_FILIPINO}\s+buwan",
    "next_year": rf"next\s+year|अगले\s+साल|(?:আগামী|পরের)\s+বছরে?|{_NEXT_FILIPINO}\s+taon",
    "two_days_on": r"(?:the\s+)?day\s+after\s+tomorrow|(?:sa\s+)?makalawa|samakalawa|আগামী\s+পরশু",
    "tomorrow": r"tomorrow|tmrw|tmr|आने\s+वाले\s+कल|আগামীকাল|আগামী\s+কাল|bukas",
    "counted": rf"{_COUNTED}\s+{_AGO}|{_FROM_NOW_BEFORE}\s+{_COUNTED}(?:\s+{_FROM_NOW_AFTER})?|"
    rf"{_COUNTED}\s+{_FROM_NOW_AFTER}|{_OPENING}{_COUNTED}",
    "weekday": rf"(?:{_LAST}|{_ON}|{_ON_FILIPINO})\s+{_ANY_WEEKDAY}|(?:{_NEXT}\s+)?{_WEEKDAY}|"
    rf"{_OPENING}{one_of(['sat', 'sun'])}",
    "day_of_month": rf"(?:the|on|by)\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th){_PHRASE_END}|"
    r"(?:sa\s+)?ika-?\s?\d{1,2}(?=\s*(?:$|[,:;]))|\d{1,2}\s*(?:तारीख|তারিখে?)",
    "within_month": rf"(?:in|by|during|early|early\s+in|mid|mid-|middle\s+of|this|next|sa|"
    rf"sa\s+kalagitnaan\s+ng)[\s-]*(?<=[\s-]){_MONTH}(?!\.?\s+(?:ika-?\s?)?\d{{1,2}}(?!\d)){_YEAR}?|"
    rf"{_MONTH}\s+में|{_MONTH}(?:তে|ে|\s+মাসে)",
    "numeric_short": rf"(?:{_ON}\s+|sa\s+|{_OPENING})\d{{1,2}}/\d{{1,2}}(?![/.,]?\d)(?!\s*%)",
}
_AFTERWORDS = r"(?:\s+(?:को|तक|तारीख)(?![\u0900-\u0963]))?"
_ORDER_PAST = {**_PAST_ONLY, **_BOTH_WAYS}
_ORDER_FUTURE = {**_FUTURE_ONLY, **_BOTH_WAYS}
_FIRST = ("iso", "numeric", "calendar", "last_week", "last_month", "two_days_back", "yesterday")


@cache
def day_pattern(past: bool) -> re.Pattern[str]:
    """All kinds of day phrases as one pattern; the outermost group that matched names the kind."""
    kinds = _ORDER_PAST if past else _ORDER_FUTURE
    names = [*_FIRST, *(name for name in kinds if name not in _FIRST)]
    return re.compile(
        START
        + "(?:"
        + "|".join(_group(name, kinds[name]) for name in names)
        + ")"
        + END
        + _AFTERWORDS
    )


def _group(name: str, pattern: str) -> str:
    # Back-references count groups, and several patterns are joined here: name the one that is used.
    named = pattern.replace("([/.])", f"(?P<{name}_mark>[/.])").replace(r"\1", f"(?P={name}_mark)")
    return f"(?P<{name}>{named})"
