"""Satisfaction where a person states it as a score: 4/5, "sat 4", #happy, 🙂; never prose."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from bot.dates.folding import END, START, one_of, plain
from bot.dates.words import MONTHS, UNITS

_HASHTAGS = {
    "happy खुश খুশি masaya": 4,
    "ok okay ठीक ঠিক ঠিকআছে ayos": 3,
    "unhappy नाखुश অখুশি malungkot": 2,
    "angry नाराज़ गुस्सा রাগী রাগান্বিত galit": 1,
}
_SHORTCODES = {
    "smile smiley grinning grin heart_eyes": 5,
    "slightly_smiling_face": 4,
    "neutral_face": 3,
    "slightly_frowning_face white_frowning_face frowning_face": 2,
    "rage pout angry": 1,
}
_CHARACTERS = {"😀😃😄😁😍": 5, "🙂": 4, "😐": 3, "🙁☹": 2, "😡😠": 1}
_VARIANT = "[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*"
MOST_SCORES = 500
_DIGIT = re.compile(r"\d")
_SKIN_TONE = "(?::skin-tone-[2-6]:)?"


@dataclass(frozen=True, slots=True)
class Score:
    """A score from 1 (angry) to 5 (delighted), and the span of the words that state it."""

    value: int
    start: int
    end: int


def scores(folded: str) -> list[Score]:
    """The scores stated in folded text, in order; links must have been blanked out before.

    Of a line with more than `MOST_SCORES`, which nobody types, the first ones.
    """
    matches = islice(_stated().finditer(folded), MOST_SCORES)
    return [Score(_value(match), match.start(), match.end()) for match in matches]


def off_the_scale(folded: str) -> Iterator[tuple[int, int]]:
    """The spans of what seems meant as a score and is none: "9/5", "3.5/5", "sat 0".

    For a text in which no score was found. What may as well be a date is none of them: "12/5".
    """
    if _DIGIT.search(folded):
        for match in islice(_near().finditer(folded), MOST_SCORES):
            yield match.start(), match.end()


def _value(match: re.Match[str]) -> int:
    kind = match.lastgroup or ""
    words = match[kind]
    if kind in ("fifths", "word"):
        return int(re.findall(r"\d", words)[0])
    if kind == "tenths":
        return (int(re.findall(r"\d+", words)[0]) + 1) // 2
    return _marks()[plain(words)]


@cache
def _marks() -> dict[str, int]:
    tags = {plain(tag): value for tags, value in _HASHTAGS.items() for tag in tags.split()}
    codes = {code: value for codes, value in _SHORTCODES.items() for code in codes.split()}
    characters = {sign: value for signs, value in _CHARACTERS.items() for sign in signs}
    return (
        {f"#{tag}": n for tag, n in tags.items()}
        | {f":{c}:": n for c, n in codes.items()}
        | characters
    )


@cache
def _stated() -> re.Pattern[str]:
    tags = one_of(tag for tags in _HASHTAGS for tag in tags.split())
    codes = one_of(code for codes in _SHORTCODES for code in codes.split())
    characters = "".join(_CHARACTERS)
    # The look-aheads spare the look-behinds at the many places where no score can begin.
    kinds = (
        rf"(?=\d\d?\s?/){_NOT_BEFORE_FIGURES}(?:{_FIFTHS}|{_TENTHS}){_NOT_AFTER}",
        rf"(?=[sskसস]){_NOT_BEFORE_WORD}{_STATED_WORD}{_NOT_AFTER}",
        rf"(?=#){START}(?P<tag>#{tags}){END}",
        rf"(?P<code>:{codes}:){_SKIN_TONE}",
        rf"(?P<sign>[{characters}]){_VARIANT}",
    )
    return re.compile("|".join(kinds))


@cache
def _near() -> re.Pattern[str]:
    figures = (
        rf"(?=\d\d?(?:[.,]\d)?\s?/){_NOT_BEFORE_FIGURES}{_NOT_BEFORE_DATE}"
        rf"(?:{_NEAR_FIFTHS}|{_NEAR_TENTHS})"
    )
    word = rf"(?=[sskसস]){_NOT_BEFORE_WORD}{_NEAR_WORD}"
    return re.compile(rf"(?:{figures}|{word}){_NOT_AFTER}{_NOT_AFTER_DATE}")


_COUNTED_THINGS = (
    "sites? stores? shops? branch(?:es)? offices? people users? seats? licen[cs]es? "
    "units? modules? teams? contracts? tickets? issues? invoices? orders? items? pieces? "
    "pcs servers? machines? locations? boxes pallets? customers? clients? accounts? "
    "pages? slides? steps? phases? parts? floors? rooms? times lots? samples? questions? "
    "points? tasks? साइट साइटें दुकानें दुकान यूनिट लोग इकाई সাইট দোকান ইউনিট জন লোক tao "
    "tindahan sangay piraso"
)
_THINGS = "(?:" + "|".join([*_COUNTED_THINGS.split(), one_of(UNITS), one_of(MONTHS)]) + ")"
_BEFORE = (
    "page part step phase slide item module floor room version "
    "on by dated due until since before after from "
    "jan feb mar apr may jun jul aug sep oct nov dec"
)
_CURRENCIES = "$€£¥₹৳₱"
_NOT_BEFORE_FIGURES = (
    rf"{START}(?<![/=@#%+{_CURRENCIES}])(?<!\d[.,:-])(?<![{_CURRENCIES}]\s)"
    + "".join(rf"(?<!\b{word}\s)" for word in _BEFORE.split())
)
_FIFTHS, _TENTHS = r"(?P<fifths>[1-5]\s?/\s?5)", r"(?P<tenths>(?:10|[1-9])\s?/\s?10)"
_NOT_AFTER = rf"(?![\w%°])(?!\s?/)(?![.,:-]\d)(?!\s*(?:of\b|(?:19|20)\d\d\b|{_THINGS}{END}))"
_WORDS = one_of(["satisfaction", "sat", "संतुष्टि", "সন্তুষ্টি", "kasiyahan"])
_STATED_WORD = rf"(?P<word>{_WORDS}\s{{0,3}}[:=]?\s{{0,3}}[1-5](?:\s?/\s?5)?)"
_NOT_BEFORE_WORD = START + "".join(
    rf"(?<!\b{word}\s)" for word in ("on", "this", "next", "last", "we", "i", "they", "he", "she")
)
# Whole figures may name a day or a house, so they count only as a part of their own: "cross, 9/5".
_PARTS_BEGIN = r"(?:(?<![\s\S])|(?<=[|,;.!?।(\n])|(?<=[|,;.!?।(\n]\s))"
_PARTS_END = r"(?=\s*(?:[|,;.!?।)\n]|\Z))"
_NEAR_FIFTHS = rf"(?:{_PARTS_BEGIN}[6-9]\s?/\s?5{_PARTS_END}|(?:0|\d[.,]\d)\s?/\s?5)"
_NEAR_TENTHS = rf"(?:{_PARTS_BEGIN}11\s?/\s?10{_PARTS_END}|(?:0|\d[.,]\d)\s?/\s?10)"
_LONG_WORDS = one_of(["satisfaction", "संतुष्टि", "সন্তুষ্টি", "kasiyahan"])
# "Sat 9" is mostly a Saturday.
_NEAR_WORD = (
    rf"(?:{_LONG_WORDS}\s{{0,3}}[:=]?|sat\s{{0,3}}[:=])\s{{0,3}}"
    r"(?:\d[.,]\d|\d\d?(?:[.,]\d)?\s?/\s?(?:5|10)|[06-9]|10)"
)
_NOT_BEFORE_DATE = "".join(
    rf"(?<!\b{word}\s)" for word in ("to", "at", "for", "the", "till", "sa", "noong", "ng", "nang")
)
_DAYS_OWN = one_of(["को", "तक", "से", "তারিখ", "তারিখে"])
_NOT_AFTER_DATE = rf"(?!\s*(?:[ap]\.?m\b|{_DAYS_OWN}{END}))"
