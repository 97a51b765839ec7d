"""Finding accounts by what people call them: at the start of a line, or as they type."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot import names
from bot.desk import Desk
from bot.names import Opening, Start
from bot.refusals import Refused
from bot.texts import _, escape
from storage import accounts as kept
from storage import names as kept_names
from storage.accounts import Account
from storage.direct import Source
from storage.names import LONGEST_NAME, fold

OFFERED = 5
# Openings of a line that are tried as a shortened or misspelt name, and names compared with them.
TRIED = 8
LIKELY = 40


class WhichAccount(Refused):
    """A line whose account is unknown or ambiguous: `choices` are offered, or `new_name` is made.

    `rest` is the line after the words taken for the name.
    """

    def __init__(
        self, words: str, choices: Sequence[Account], new_name: str | None, rest: str = ""
    ) -> None:
        super().__init__(words, field="account")
        self.choices = list(choices)
        self.new_name = new_name
        self.rest = rest


def at_start_of(session: Session, team_id: str, line: str) -> tuple[Account, str]:
    """The account whose name or alias opens a line, and the rest of the line.

    The longest known name wins; then a name's first words, if they fit one account alone; then a
    name with small typos. Raises WhichAccount when it is a choice or unknown.
    """
    line = line.strip()
    start = names.read_start(line)
    if not start.openings:
        raise _nameless()
    found = _meant(session, team_id, start, line)
    if found is None:
        raise _unknown(session, team_id, line, start)
    opening, ids = found
    rest = start.rest(line, opening)
    return _the_one(session, team_id, opening.words, ids, rest), rest


def id_at_start_of(desk: Desk, team_id: str, line: str) -> tuple[int, str]:
    """As at_start_of, for who looks at the account later. Raises WhichAccount."""
    line = line.strip()
    start = names.read_start(line)
    with desk.glance() as connection:
        found = _meant(connection, team_id, start, line) if start.openings else None
    if found is not None and len(found[1]) == 1:
        opening, ids = found
        return ids.pop(), start.rest(line, opening)
    with desk.read() as session:
        account, rest = at_start_of(session, team_id, line)
        return account.id, rest


def called(session: Session, team_id: str, words: str) -> Account:
    """The account that these words, and no others, name. Raises WhichAccount."""
    line, start = words.strip(), names.read_whole(words)
    found = _meant(session, team_id, start, line)
    if found is None:
        raise _unknown(session, team_id, line, start)
    return _the_one(session, team_id, start.openings[0].words, *found[1:])


def _meant(
    source: Source, team_id: str, start: Start, line: str
) -> tuple[Opening, set[int]] | None:
    """The words taken for a name, and the accounts so called."""
    return _exactly(source, team_id, start) or _loosely(source, team_id, start, line)


def _exactly(source: Source, team_id: str, start: Start) -> tuple[Opening, set[int]] | None:
    called = kept_names.called_exactly(source, team_id, (o.folded for o in start.openings))
    for opening in start.openings:
        ids = {name.account_id for name in called if name.folded == opening.folded}
        if ids:
            return _or_longer(source, team_id, start, opening, ids)
    return None


def _or_longer(
    source: Source, team_id: str, start: Start, opening: Opening, ids: set[int]
) -> tuple[Opening, set[int]]:
    """A longer name that begins with the same words may be meant, misspelt: then it is a choice."""
    rest = start.longer_than(opening)
    if not rest.openings:
        return opening, ids
    longer = kept_names.starting_with(source, team_id, opening.folded + " ")
    meant = names.misspelt(rest, longer)
    if meant is None:
        return opening, ids
    if meant.typos == 0:
        return meant.opening, meant.account_ids
    return opening, ids | meant.account_ids


def _loosely(
    source: Source, team_id: str, start: Start, line: str
) -> tuple[Opening, set[int]] | None:
    short = _abbreviated(source, team_id, start, line)
    wrong = _misspelt(source, team_id, start, is_last_hope=short is None)
    if wrong and (short is None or len(wrong.opening.words) > len(short.opening.words)):
        return wrong.opening, wrong.account_ids
    if short is None or (len(short.account_ids) == 1 and not short.is_certain):
        return None
    return short.opening, short.account_ids


def _abbreviated(
    source: Source, team_id: str, start: Start, line: str
) -> names.Abbreviation | None:
    """The longest opening made of a name's first words."""
    for opening in start.openings[-TRIED:]:
        called = kept_names.starting_with(source, team_id, opening.folded + " ", LIKELY)
        if called:
            return names.abbreviation(start, line, opening, called)
    return None


def _misspelt(
    source: Source, team_id: str, start: Start, is_last_hope: bool
) -> names.Misspelling | None:
    by_length = sorted({opening.folded for opening in start.openings}, key=len)[:TRIED]
    by_a_letter = names.misspelt(start, kept_names.misspelling(source, team_id, by_length))
    if by_a_letter or not is_last_hope:
        return by_a_letter
    most = by_length[len(by_length) // 2]
    return names.misspelt(start, kept_names.resembling(source, team_id, most, LIKELY))


def _the_one(session: Session, team_id: str, words: str, ids: set[int], rest: str = "") -> Account:
    found = sorted(kept.with_ids(session, team_id, ids), key=lambda a: (a.name, a.id))
    active = [account for account in found if not account.is_archived]
    choices = active or found
    if len(choices) == 1:
        return choices[0]
    raise WhichAccount(
        _(
            "“{words}” fits more than one account. Which one is meant?",
            words=escape(words),
        ),
        choices[:OFFERED],
        None,
        rest,
    )


def _nameless() -> WhichAccount:
    words = _(
        'Start with the account\'s name, such as `Acme` or `"Blue Ocean Ltd"`; then say the rest.'
    )
    return WhichAccount(words, [], None)


def _unknown(session: Session, team_id: str, line: str, start: Start) -> WhichAccount:
    name = names.likely_name(line, start)
    if not name:
        return _nameless()
    similar = search(session, team_id, name, OFFERED) or (
        search(session, team_id, name.split()[0], OFFERED)
    )
    exact_name = kept.named(session, team_id, fold(name))
    return WhichAccount(
        _("There is no account called “{name}” yet.", name=escape(name)),
        similar,
        None if exact_name else name,
        start.rest(line, names.opening_of(start, name)),
    )


def search(session: Session, team_id: str, typed: str, limit: int) -> list[Account]:
    """Accounts whose name or alias fits what was typed, the best first."""
    folded = fold(typed)[:LONGEST_NAME]
    if not folded:
        return []
    candidates = kept_names.starting_with(session, team_id, folded, 3 * limit)
    # What begins with the letters typed comes first, so more is looked for only if that is little.
    if len({name.account_id for name in candidates}) < limit:
        candidates += kept_names.misspelling(session, team_id, [folded])
        candidates += kept_names.resembling(session, team_id, folded, LIKELY)
    ids = names.ranked(typed, candidates, limit)
    by_id = {account.id: account for account in kept.with_ids(session, team_id, ids)}
    return [by_id[account_id] for account_id in ids if account_id in by_id]
