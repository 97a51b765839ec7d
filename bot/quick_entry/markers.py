"""The words that ask for a follow-up, in four languages, and those that say there is to be none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.dates.folding import END, START, one_of

_GAP = r"[\s\u200c\u200d-]{0,3}"
_VERB, _LABEL = 0, 1
# Each row: the marker, and what a reminder is called when the line says no more than the marker.
_MARKERS = {
    "follow_up": (rf"follow{_GAP}up|f/u", "Follow up"),
    "call_back": (r"call(?:\s+(?:him|her|them|me|us))?[\s-]?back|callback|কল ব্যাক", "Call back"),
    "remind": (r"remind\s+(?:me|us)", "Follow up"),
    "next": (r"next(?:\s+steps?)?\s?:", "Follow up"),
    "hindi": (rf"फ[़]?[ॉो]लो{_GAP}अप", "फॉलो अप"),
    "hindi_remind": (r"याद\s+दिला(?:ना|ओ|एं|एँ|इए|\s+देना|\s+दो)|अगला(?:\s+कदम)?\s?:", "फॉलो अप"),
    "bengali": (rf"ফলো{_GAP}আপ", "ফলো আপ"),
    "bengali_remind": (
        r"মনে\s+করিয[়]?ে\s+(?:দিও|দিয[়]?ো|দিন|দেবেন|দাও)|পরবর্তী(?:\s+পদক্ষেপ)?\s?:",
        "ফলো আপ",
    ),
    "filipino": (r"sundan", "Sundan"),
    "filipino_remind": (
        r"(?:ipa)?paalala(?:han\s+(?:mo\s+)?ako)?|susunod(?:\s+na\s+hakbang)?\s?:",
        "Follow up",
    ),
}
_STEMS = ("follow", "f/u", "back", "কল", "remind", "next", "दिला", "लो", "अगला", "ফলো", "মনে")
_MORE_STEMS = ("পরবর্তী", "sundan", "paalala", "susunod")

# "follow up not needed", "फॉलो अप की ज़रूरत नहीं", "ফলো আপ দরকার নেই"
_NONE_AFTER = re.compile(
    r"\s*(?:(?:is\s+|was\s+)?(?:not|isn't|never)\s+(?:be\s+)?(?:needed|required|necessary|wanted)\b|"
    r"(?:करने\s+)?(?:की\s+)?(?:कोई\s+)?(?:ज[़]?रूरत\s+|आवश्यकता\s+)?(?:नहीं|मत|न(?=\s))|"
    r"(?:करना|करो|करें)\s+(?:मत|नहीं)|"
    r"(?:করার\s+|এর\s+|করা\s+|করতে\s+হবে\s+|করবেন\s+|কোরো\s+|করো\s+|করবো\s+)?"
    r"(?:কোনো\s+)?(?:দরকার\s+|প্রযোজন\s+|লাগবে\s+)?(?:নেই|না|নয়)(?![\u0980-\u09fb]))"
)
# "no need to call back", "don't follow up", "huwag sundan": only small words may stand between.
_NONE_BEFORE = re.compile(
    r"(?<!\bif\s)\b(?:no|not|don't|dont|do\s+not|doesn't|does\s+not|didn't|never|without|needn't|won't|"
    r"huwag|wag|hindi|di|walang)(?:(?:[^\S\r\n]+|-)(?:longer|more|further|need|needs|needed|want|wants|have|any|a|an|to|"
    r"for|of|immediate|please|na|kailangan|kailangang|ng|ang|mag|i|nang|muna)){0,4}(?:[^\S\r\n]+|-)$"
)
_NEGATION_REACH = 60


@dataclass(frozen=True, slots=True)
class Marker:
    """Words that ask for a follow-up, their span, and the label of a reminder that says no more."""

    label: str
    start: int
    end: int


def markers(folded: str) -> Iterator[Marker]:
    """The markers in folded text, in order, without those that are denied."""
    if not any(stem in folded for stem in (*_STEMS, *_MORE_STEMS)):
        return
    for match in _pattern().finditer(folded):
        if not _is_denied(folded, match):
            kind = match.lastgroup or ""
            yield Marker(_MARKERS[kind][_LABEL], match.start(), match.end())


def is_date_of_marker(folded: str, end: int) -> bool:
    """Whether a date that ends at `end` belongs to the Hindi or Bengali marker right after it."""
    return _date_first().match(folded, end) is not None


def _is_denied(folded: str, match: re.Match[str]) -> bool:
    before = folded[max(0, match.start() - _NEGATION_REACH) : match.start()]
    return bool(_NONE_BEFORE.search(before) or _NONE_AFTER.match(folded, match.end()))


@cache
def _pattern() -> re.Pattern[str]:
    kinds = "|".join(f"(?P<{name}>{row[_VERB]})" for name, row in _MARKERS.items())
    # The look-ahead spares the rest at the many places where no marker can begin.
    return re.compile(rf"(?=[fcrnफयअফমপকspi]){START}(?:{kinds})(?:(?<=:)|{END})")


@cache
def _date_first() -> re.Pattern[str]:
    verb_last = "|".join(_MARKERS[kind][_VERB] for kind in ("hindi", "bengali"))
    return re.compile(rf"[\s,]*(?:(?:को|तक|के\s+लिए)\s+)?(?:{verb_last}){END}")


@cache
def filler() -> re.Pattern[str]:
    """Words at either end of a reminder that only say that it is one: "to", "कि", "na"."""
    opening = one_of(["to", "that", "कि", "যে", "na", "ng"]) + r"|para(?!\s+(?:sa|kay)\b)"
    return re.compile(rf"^(?:(?:(?:{opening}){END}|{_DOING}{END}|[\s,;:.–—-])+)|(?:[\s,;:.–—-])+$")


_DOING = one_of(
    (
        *("करना है", "करना", "करनी है", "करें", "करेंगे", "करूंगा", "करूँगा", "करूंगी", "कर लेना"),
        *("করতে হবে", "করবে", "করব", "করবো", "করবেন", "করুন", "করা", "করো"),
        *("tayo", "natin", "namin", "ko"),
    )
)
