"""Typed text made comparable character for character, and patterns of words in our scripts."""

import re
import unicodedata
from collections.abc import Iterable

# Vowel signs are no \w for `re`, so \b would cut Hindi and Bengali words in two. Dandas end words.
_LETTERS = r"\w\u0900-\u0963\u0970-\u097f\u0980-\u09ff\u200c\u200d"
START = rf"(?<![{_LETTERS}])"
END = rf"(?![{_LETTERS}])(?!'s)"
_NUKTA = "\u093c\u09bc"


def fold(text: str) -> str:
    """`text` in lower case with ASCII digits and plain apostrophes, each character in its place."""
    return text.replace("İ", "i").lower().translate(_FOLDED)


def one_of(words: Iterable[str]) -> str:
    """A pattern of any of `words`, the longest first; any blanks, dots below may be left out."""
    longest_first = sorted({_plain(word) for word in words}, key=len, reverse=True)
    return "(?:" + "|".join(_tolerant(word) for word in longest_first) + ")"


def plain(word: str) -> str:
    """A matched word as the vocabulary's keys have it: one blank between words, no dots below."""
    return _plain(" ".join(word.split()))


def _plain(word: str) -> str:
    bare = unicodedata.normalize("NFC", fold(word))
    return "".join(sign for sign in bare if sign not in _NUKTA)


def _tolerant(word: str) -> str:
    return "".join(_sign(sign) for sign in word)


def _sign(sign: str) -> str:
    if sign == " ":
        return r"\s+"
    return re.escape(sign) + (f"[{_NUKTA}]?" if sign in _DOTTED else "")


_DIGITS = {ord(zero) + n: str(n) for zero in "०০" for n in range(10)}
_DOTTED_LETTERS = dict(zip(range(0x958, 0x960), "कखगजडढफय", strict=True)) | {
    0x9DC: "ড",
    0x9DD: "ঢ",
    0x9DF: "য",
}
_DOTTED = frozenset(_DOTTED_LETTERS.values())
_FOLDED: dict[int, str] = {**_DIGITS, **_DOTTED_LETTERS, ord("’"): "'"}
