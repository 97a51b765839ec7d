"""The kind of an interaction, where the line says it: `kind:meeting`."""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.dates.folding import START, plain

DEFAULT_KIND = "call"
_WORDS = {
    "call": "call phone phone-call telephone कॉल फोन फ़ोन কল ফোন tawag",
    "meeting": "meeting meet मीटिंग बैठक মিটিং বৈঠক pulong miting",
    "email": "email e-mail mail ईमेल ई-मेल मेल ইমেইল ই-মেইল মেইল",
    "presentation": "presentation demo pitch प्रस्तुति प्रेजेंटेशन डेमो উপস্থাপনা প্রেজেন্টেশন ডেমো presentasyon",
    "fair": "fair trade-fair exhibition expo मेला प्रदर्शनी মেলা প্রদর্শনী perya eksibisyon",
    "fax": "fax फैक्स फ़ैक्स ফ্যাক্স",
    "visit": "visit site-visit दौरा मुलाकात मुलाक़ात ভিজিট সফর bisita dalaw",
    "message": "message msg chat sms text संदेश मैसेज মেসেজ বার্তা mensahe",
}
_KINDS = {plain(word): kind for kind, words in _WORDS.items() for word in words.split()}
_MARK = re.compile(START + r"(?:kind|प्रकार|ধরন|uri)\s?:\s*(?P<word>[^\s,;.|!?।()\[\]{}\"“”]+)")
_PARTS_BOUNDS = "|,;.!?।()\n"
# Shorter words are a letter or two from too many others.
_SHORTEST_MISSPELT = 5
_NEARLY = 80  # per cent of the letters


@dataclass(frozen=True, slots=True)
class KindMark:
    """A kind that was stated and the span of the words that state it; "" if there is none such.

    `word` is where the kind's own word begins.
    """

    kind: str
    start: int
    word: int
    end: int


def kind_marks(folded: str) -> list[KindMark]:
    """Every kind stated in folded text, in order."""
    marks = (
        KindMark(_kind(match["word"]), match.start(), match.start("word"), match.end())
        for match in _MARK.finditer(folded)
    )
    return [mark for mark in marks if mark.kind or _is_meant(mark, folded)]


def _kind(word: str) -> str:
    return _KINDS.get(plain(word), "")


def _is_meant(mark: KindMark, folded: str) -> bool:
    """Whether a kind is asked for: "kind:dinner", but not "kind: words of praise"."""
    if not folded[mark.word].isalpha():
        return False
    if folded[mark.word - 1] == ":":
        return True
    before, after = folded[: mark.start].rstrip(" ")[-1:], folded[mark.end :].lstrip(" ")[:1]
    # Both are "" at the line's own bounds, which are a part's too.
    stands_alone = before in _PARTS_BOUNDS and after in _PARTS_BOUNDS
    return stands_alone or (before in _PARTS_BOUNDS and _is_misspelt(folded[mark.word : mark.end]))


def _is_misspelt(word: str) -> bool:
    kinds = [kind for kind in _KINDS if len(kind) >= _SHORTEST_MISSPELT]
    found = process.extractOne(plain(word), kinds, scorer=fuzz.ratio, score_cutoff=_NEARLY)
    return found is not None
