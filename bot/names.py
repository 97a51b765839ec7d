"""The rule that finds an account's name at the start of a line, case and small typos forgiven."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from unicodedata import category

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from storage.names import LONGEST_NAME, SHORTEST_FORGIVEN, Called, fold

LONGEST_IN_WORDS = 30
# More words than these before a `|` are a name only if they look like one.
SHORT_PART = 3
_QUOTES = {'"': '"“”', "“": '”"', "„": "“”", "«": "»", "‘": "’", "'": "'’", "「": "」", "『": "』"}
_AFTER_QUOTE = r"(?=[\s|,:;.!?。、：，؛،।–—-]|$)"
_WORD = re.compile(r"[^\s|]+")
_SIGNS = ",:;.!?–—\\-。、，：；！？،؛؟।॥"
_TAIL = re.compile(rf"(?:['’]s)?[{_SIGNS}]*$")
_PARTING = re.compile(rf"\s*(?:\||[{_SIGNS}]+(?=\s|$)|[。、，：；！？،؛؟।॥])?\s*\|?\s*")
# Scripts that put no space between words: Thai, Lao, Burmese, Khmer, Kana, Han, Hangul.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
_JOINING = ("&", "of", "de", "and", "du", "la", "the", "y", "und")


@dataclass(frozen=True, slots=True)
class Opening:
    """Words at the start of a line that may be a name, and where the rest begins."""

    words: str
    end: int
    folded: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded", fold(self.words))


@dataclass(frozen=True, slots=True)
class Start:
    """The start of a line: every opening it may have, longest first.

    `is_marked` is true when quotes or `|` say where the name ends.
    """

    openings: tuple[Opening, ...]
    is_marked: bool

    def rest(self, line: str, opening: Opening) -> str:
        """The line after an opening, without the signs that only part it from the name."""
        after = _PARTING.match(line, opening.end)
        return line[after.end() :] if after else line[opening.end :]

    def longer_than(self, opening: Opening) -> Start:
        """The openings that hold this one and more."""
        longer = tuple(each for each in self.openings if each.end > opening.end)
        return Start(longer, self.is_marked)


def read_start(line: str) -> Start:
    """Every opening of a line (stripped of white space at both ends)."""
    quoted = _quoted(line)
    if quoted is not None:
        return Start((quoted,), is_marked=True)
    part, bar, _ = line.partition("|")
    if bar and 0 < len(part.strip()) <= LONGEST_NAME and _reads_as_name(part):
        whole = Opening(part.strip(), len(part))
        return Start((whole, *_by_words(part)), is_marked=True)
    return Start(tuple(_by_words(line)), is_marked=False)


def read_whole(words: str) -> Start:
    """Words that are a name and nothing else, in quotes or not."""
    words = words.strip()
    quoted = _quoted(words)
    whole = quoted if quoted and quoted.end >= len(words) else Opening(words, len(words))
    return Start((whole,), is_marked=True)


def _reads_as_name(part: str) -> bool:
    words = part.split()
    return len(words) <= SHORT_PART or _capitalised(words) == len(words) <= LONGEST_IN_WORDS


def _quoted(line: str) -> Opening | None:
    closing = _QUOTES.get(line[:1])
    if closing is None:
        return None
    end = re.compile(f"[{closing}]{_AFTER_QUOTE}").search(line, 2, LONGEST_NAME + 3)
    words = line[1 : end.start()].strip() if end else ""
    return Opening(words, end.end()) if end and words else None


def _by_words(line: str) -> Iterator[Opening]:
    for end in sorted(_ends(line), reverse=True):
        as_typed = line[:end].strip()
        bare = _TAIL.sub("", as_typed)
        yield Opening(as_typed, end)
        if bare and bare != as_typed:
            yield Opening(bare, end)


def _ends(line: str) -> set[int]:
    """Where a name may end: after a word, and anywhere in a script that puts no spaces."""
    ends: set[int] = set()
    for count, word in enumerate(_WORD.finditer(line, 0, LONGEST_NAME)):
        if count == LONGEST_IN_WORDS:
            break
        if word.end() < LONGEST_NAME or len(line) == LONGEST_NAME:
            ends.add(word.end())
        unspaced = _UNSPACED.finditer(line, word.start(), word.end())
        ends.update(char.end() for char in unspaced)
    return ends


def typos_forgiven(length: int) -> int:
    """How many letters of a name may be wrong, missing, swapped or too many."""
    return 0 if length < SHORTEST_FORGIVEN else 1 if length < 8 else 2


def _forgiven(folded: str) -> int:
    # Where a sign is a word, another sign is another name.
    return typos_forgiven(len(folded) // 2 if _UNSPACED.search(folded) else len(folded))


@dataclass(frozen=True, slots=True)
class Misspelling:
    """An opening that is some accounts' name but for so many typos."""

    opening: Opening
    account_ids: set[int]
    typos: int


def misspelt(start: Start, names: Iterable[Called]) -> Misspelling | None:
    """The opening that is some account's name but for small typos, and the accounts so called.

    The longest name wins, then the fewest typos; several accounts mean that it is a choice. A full
    stop or the like at a name's end is no typo.
    """
    openings = [(opening.folded, opening) for opening in start.openings]
    hits: list[tuple[int, int, Opening, int]] = []
    for name in names:
        allowed, bare = _forgiven(name.folded), _TAIL.sub("", name.folded)
        for words, opening in openings:
            if abs(len(words) - len(name.folded)) > allowed + 2:
                continue
            typos = OSA.distance(words, name.folded, score_cutoff=allowed)
            if words == bare:
                typos = 0
            if typos <= allowed:
                hits.append((-len(name.folded), typos, opening, name.account_id))
    if not hits:
        return None
    best = min(hits, key=lambda hit: hit[:2])
    return Misspelling(best[2], {hit[3] for hit in hits if hit[:2] == best[:2]}, best[1])


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """An opening made of the first words of some accounts' names.

    `is_certain` is false when the words after it may belong to another, unknown name.
    """

    opening: Opening
    account_ids: set[int]
    is_certain: bool


def abbreviation(
    start: Start, line: str, opening: Opening, names: Sequence[Called]
) -> Abbreviation:
    """What an opening stands for, given the names that begin with its words."""
    following = start.rest(line, opening)[:1]
    # A capital goes on with a name; where there are no capitals, nothing tells.
    may_go_on = following.isalpha() and not following.islower()
    return Abbreviation(
        opening, {name.account_id for name in names}, start.is_marked or not may_go_on
    )


def ranked(typed: str, names: Iterable[Called], limit: int) -> list[int]:
    """Account ids by how well one of their names fits what was typed, the best first."""
    folded = fold(typed)
    best: dict[int, float] = {}
    for name in names:
        fit = _fit(folded, name.folded)
        best[name.account_id] = max(best.get(name.account_id, 0.0), fit)
    by_fit = sorted(best, key=lambda account_id: (-best[account_id], account_id))
    return [account_id for account_id in by_fit if best[account_id] >= 60][:limit]


def _fit(typed: str, name: str) -> float:
    if name == typed:
        return 200.0
    if name.startswith(typed):
        return 150.0 - len(name) / 100
    return fuzz.WRatio(typed, name)


def likely_name(line: str, start: Start) -> str:
    """The name a line most likely opens with when no account is so called; "" for mere signs.

    What quotes or `|` mark; else the run of capitalised words; else the first word.
    """
    if start.is_marked:
        return _unless_mere_signs(shown_name(start.openings[0].words))
    words = [w.group() for w in _WORD.finditer(line, 0, LONGEST_NAME * 2)]
    run = " ".join(words[: _capitalised(words[:6])])
    return _unless_mere_signs(shown_name(_TAIL.sub("", run))[:LONGEST_NAME])


def _unless_mere_signs(name: str) -> str:
    return name if any(category(char)[0] not in "PZC" for char in name) else ""


def _capitalised(words: Sequence[str]) -> int:
    """How many of the first words make a name, by their capitals; the first one always does."""
    count = 0
    for number, word in enumerate(words):
        if number and not (word[:1].isupper() or word in _JOINING):
            break
        count = number + 1
        if _TAIL.sub("", word) != word:
            break
    while count > 1 and not words[count - 1][:1].isupper():
        count -= 1
    return count


def shown_name(words: str) -> str:
    """A name as it is kept: single spaces, nothing that can't be seen."""
    kept = "".join(c for c in words if c.isprintable() or c.isspace() or c in "\u200c\u200d")
    return " ".join(kept.split())


def opening_of(start: Start, name: str) -> Opening:
    """The shortest opening that holds a likely name whole."""
    fitting = [o for o in start.openings if len(o.words) >= len(name)]
    return fitting[-1] if fitting else start.openings[0]
