"""The rule that finds an account's name at the start of a line, case and small typos forgiven."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from storage.names import LONGEST_NAME, AccountName, fold

LONGEST_IN_WORDS = 12
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "‘": "’", "'": "'"}
_WORD = re.compile(r"[^\s|]+")
_TAIL = re.compile(r"(?:['’]s)?[,:;.!?–—-]*$")


@dataclass(frozen=True, slots=True)
class Opening:
    """Words at the start of a line that may be a name, and where the rest begins."""

    words: str
    end: int

    @property
    def folded(self) -> str:
        return fold(self.words)


@dataclass(frozen=True, slots=True)
class Start:
    """The start of a line: every opening it may have, longest first.

    `is_marked` is true when quotes or `|` say where the name ends.
    """

    openings: tuple[Opening, ...]
    is_marked: bool

    def rest(self, line: str, opening: Opening) -> str:
        """The line after an opening, without the signs that only part it from the name."""
        return re.sub(r"^\s*(?:[|,:;–—-]+(?=\s|$))?\s*", "", line[opening.end :])


def read_start(line: str) -> Start:
    """Every opening of a line (stripped of white space at both ends)."""
    quoted = _quoted(line)
    if quoted is not None:
        return Start((quoted,), is_marked=True)
    part, bar, _ = line.partition("|")
    if bar and 0 < len(part.strip()) <= LONGEST_NAME and len(part.split()) <= LONGEST_IN_WORDS:
        whole = Opening(part.strip(), len(part))
        return Start((whole, *_by_words(part)), is_marked=True)
    return Start(tuple(_by_words(line)), is_marked=False)


def _quoted(line: str) -> Opening | None:
    closing = _QUOTES.get(line[:1])
    end = line.find(closing, 1) if closing else -1
    if 1 < end <= LONGEST_NAME + 1 and line[1:end].strip():
        return Opening(line[1:end].strip(), end + 1)
    return None


def _by_words(line: str) -> Iterator[Opening]:
    words: list[re.Match[str]] = []
    for word in _WORD.finditer(line, 0, LONGEST_NAME * 2):
        if len(words) == LONGEST_IN_WORDS or word.end() > LONGEST_NAME:
            break
        words.append(word)
    for word in reversed(words):
        as_typed = line[: word.end()].strip()
        bare = _TAIL.sub("", as_typed)
        yield Opening(as_typed, word.end())
        if bare and bare != as_typed:
            yield Opening(bare, word.end())


def typos_forgiven(length: int) -> int:
    """How many letters of a name may be wrong, missing, swapped or too many."""
    return 0 if length < 4 else 1 if length < 8 else 2


def misspelt(start: Start, names: Iterable[AccountName]) -> tuple[Opening, set[int]] | None:
    """The opening that is some account's name but for small typos, and the accounts so called.

    The longest name wins, then the fewest typos; several accounts mean that it is a choice.
    """
    hits: list[tuple[int, int, Opening, int]] = []
    for name in names:
        allowed = typos_forgiven(len(name.folded))
        for opening in start.openings:
            distance = OSA.distance(opening.folded, name.folded, score_cutoff=allowed)
            if distance <= allowed:
                hits.append((-len(name.folded), distance, opening, name.account_id))
    if not hits:
        return None
    hits.sort(key=lambda hit: hit[:2])
    best = hits[0]
    return best[2], {hit[3] for hit in hits if hit[:2] == best[:2]}


def abbreviated(
    start: Start, line: str, names: Sequence[AccountName]
) -> tuple[Opening, set[int], bool] | None:
    """The longest opening made of a name's first words, the accounts so abbreviated, and whether
    the words after it can't belong to another name (no capital follows)."""
    for opening in start.openings:
        whole_words = opening.folded + " "
        accounts = {n.account_id for n in names if n.folded.startswith(whole_words)}
        if accounts:
            following = start.rest(line, opening)[:1]
            return opening, accounts, start.is_marked or not following.isupper()
    return None


def ranked(typed: str, names: Iterable[AccountName], limit: int) -> list[int]:
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
    """The name a line most likely opens with when no account is so called.

    What quotes or `|` mark; else the run of capitalised words; else the first word.
    """
    if start.is_marked:
        return start.openings[0].words
    words = [w.group() for w in _WORD.finditer(line[: LONGEST_NAME * 2])]
    run: list[str] = []
    for word in words[:6]:
        if run and not (word[:1].isupper() or word in ("&", "of", "de", "and")):
            break
        run.append(word)
        if _TAIL.sub("", word) != word:
            break
    while len(run) > 1 and not run[-1][:1].isupper():
        run.pop()
    return _TAIL.sub("", " ".join(run))[:LONGEST_NAME]


def opening_of(start: Start, name: str) -> Opening:
    """The shortest opening that holds a likely name whole."""
    fitting = [o for o in start.openings if len(o.words) >= len(name)]
    return fitting[-1] if fitting else start.openings[0]
