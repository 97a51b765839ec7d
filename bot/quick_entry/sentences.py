"""Where a sentence or a part of a typed line ends."""

import re

_WORDS = (
    "inc ltd co corp e.g i.e mr mrs ms dr vs approx st pvt jr sr p.m a.m dept est fig vol gmbh "
    "jan feb mar apr jun jul aug sep sept oct nov dec डॉ श्री মো ডা bb gng"
)
_ABBREVIATIONS = frozenset(_WORDS.split())
# A full stop ends a sentence only before a blank: not in "3.30", "acme.com" or "v2.0".
_END = re.compile(r"[।॥|\n\r\u2028\u2029]|[!?]+(?=\s|$)|\.(?=[\s\"')\]]|$)")
_LONGEST_WORD = 8


def sentence_end(folded: str, start: int) -> int:
    """Where the sentence or `|` part that holds `start` ends, its mark left out."""
    for match in _END.finditer(folded, start):
        if match[0] != "." or not _is_abbreviation(folded, match.start()):
            return match.start()
    return len(folded)


def _is_abbreviation(folded: str, dot: int) -> bool:
    word = re.split(r"[\s(,;:]", folded[max(0, dot - _LONGEST_WORD) : dot])[-1]
    is_last = not folded[dot + 1 :].strip(" .") if dot + 3 >= len(folded) else False
    return not is_last and (word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()))
