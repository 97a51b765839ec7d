"""The kind of an interaction, where the line says it: `kind:meeting`."""

import re
from dataclasses import dataclass

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
_MARK = re.compile(START + r"(?:kind|प्रकार|ধরন|uri)\s?:\s*(?P<word>[^\s,;.|!?।]+)")


@dataclass(frozen=True, slots=True)
class KindMark:
    """A kind that was stated and the span of the words that state it."""

    kind: str
    start: int
    end: int


def kind_marks(folded: str) -> list[KindMark]:
    """Every known kind stated in folded text, in order; an unknown one is plain text."""
    found = ((_KINDS.get(plain(match["word"])), match) for match in _MARK.finditer(folded))
    return [KindMark(kind, match.start(), match.end()) for kind, match in found if kind]
