"""Accounts: found by what people call them, made, shown; one manager each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot import names
from bot.desk import Desk
from bot.names import Opening, Start
from bot.people import Actor, require_role
from bot.refusals import Refused
from bot.texts import _, escape
from storage import accounts as kept
from storage import follow_ups, interactions
from storage import names as kept_names
from storage.accounts import Account, AccountStatus
from storage.follow_ups import FollowUp
from storage.interactions import Interaction
from storage.names import LONGEST_NAME, fold

OFFERED = 5
# Openings of a line that are tried as a shortened or misspelt name, and names compared with them.
TRIED = 8
LIKELY = 40
PAGE = 20


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


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made by the entry that needs it."""

    name: str


class ArchivedAccount(Refused):
    """A line about an account that is no longer worked."""

    def __init__(self, account: Account) -> None:
        super().__init__(
            _(
                "*{name}* is archived, so nothing was stored. Bring it back (its card, "
                "`/account {name}`, has a button for that) or pick another account.",
                name=escape(account.name),
            ),
            field="account",
        )
        self.account = account


@dataclass(frozen=True, slots=True)
class Card:
    """What the account's card shows."""

    account: Account
    aliases: list[str]
    latest: list[Interaction]
    open_follow_ups: list[FollowUp]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A page of a manager's accounts and how many there are."""

    accounts: list[Account]
    total: int
    page: int = 0


def at_start_of(session: Session, team_id: str, line: str) -> tuple[Account, str]:
    """The account whose name or alias opens a line, and the rest of the line.

    The longest known name wins; then a name's first words, if they fit one account alone; then a
    name with small typos. Raises WhichAccount when it is a choice or unknown.
    """
    line = line.strip()
    start = names.read_start(line)
    if not start.openings:
        raise _nameless()
    found = _exactly(session, team_id, start) or _loosely(session, team_id, start, line)
    if found is None:
        raise _unknown(session, team_id, line, start)
    opening, ids = found
    rest = start.rest(line, opening)
    return _the_one(session, team_id, opening.words, ids, rest), rest


def _exactly(session: Session, team_id: str, start: Start) -> tuple[Opening, set[int]] | None:
    called = kept_names.called_exactly(session, team_id, (o.folded for o in start.openings))
    for opening in start.openings:
        ids = {name.account_id for name in called if name.folded == opening.folded}
        if ids:
            return _or_longer(session, team_id, start, opening, ids)
    return None


def _or_longer(
    session: Session, team_id: str, start: Start, opening: Opening, ids: set[int]
) -> tuple[Opening, set[int]]:
    """A longer name that begins with the same words may be meant, misspelt: then it is a choice."""
    rest = start.longer_than(opening)
    if not rest.openings:
        return opening, ids
    longer = kept_names.starting_with(session, team_id, opening.folded + " ")
    meant = names.misspelt(rest, longer)
    if meant is None:
        return opening, ids
    if meant.typos == 0:
        return meant.opening, meant.account_ids
    return opening, ids | meant.account_ids


def _loosely(
    session: Session, team_id: str, start: Start, line: str
) -> tuple[Opening, set[int]] | None:
    short = _abbreviated(session, team_id, start, line)
    wrong = _misspelt(session, team_id, start, is_last_hope=short is None)
    if wrong and (short is None or len(wrong.opening.words) > len(short.opening.words)):
        return wrong.opening, wrong.account_ids
    if short is None or (len(short.account_ids) == 1 and not short.is_certain):
        return None
    return short.opening, short.account_ids


def _abbreviated(
    session: Session, team_id: str, start: Start, line: str
) -> names.Abbreviation | None:
    """The longest opening made of a name's first words."""
    for opening in start.openings[-TRIED:]:
        called = kept_names.starting_with(session, team_id, opening.folded + " ", LIKELY)
        if called:
            return names.abbreviation(start, line, opening, called)
    return None


def _misspelt(
    session: Session, team_id: str, start: Start, is_last_hope: bool
) -> names.Misspelling | None:
    by_length = sorted({opening.folded for opening in start.openings}, key=len)[:TRIED]
    by_a_letter = names.misspelt(start, kept_names.misspelling(session, team_id, by_length))
    if by_a_letter or not is_last_hope:
        return by_a_letter
    most = by_length[len(by_length) // 2]
    return names.misspelt(start, kept_names.resembling(session, team_id, most, LIKELY))


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
    similar = search_in(session, team_id, name, OFFERED) or (
        search_in(session, team_id, name.split()[0], OFFERED)
    )
    exact_name = kept.named(session, team_id, fold(name))
    return WhichAccount(
        _("There is no account called “{name}” yet.", name=escape(name)),
        similar,
        None if exact_name else name,
        start.rest(line, names.opening_of(start, name)),
    )


def search_in(session: Session, team_id: str, typed: str, limit: int) -> list[Account]:
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


def suggest(desk: Desk, actor: Actor, typed: str, limit: int) -> list[Account]:
    """Accounts for a form's list: those that fit, or the actor's own when nothing is typed."""
    require_role(actor)
    with desk.read() as session:
        if typed.strip():
            found = search_in(session, actor.team_id, typed, limit)
            return [account for account in found if not account.is_archived]
        return kept.managed_by(session, actor.team_id, actor.user_id, limit)


def visible_to(session: Session, actor: Actor, account_id: int) -> Account:
    """The account, if the actor may see it. Raises Refused when there is none."""
    require_role(actor)
    account = kept.find(session, actor.team_id, account_id)
    if account is None:
        raise Refused(
            _("That account is no longer on record. Pick another one, or type its name again."),
            field="account",
        )
    return account


def workable_by(session: Session, actor: Actor, account_id: int) -> Account:
    """As visible_to, but raises ArchivedAccount for one that is no longer worked."""
    account = visible_to(session, actor, account_id)
    require_workable(account)
    return account


def require_workable(account: Account) -> None:
    """Raises ArchivedAccount for an account that is no longer worked."""
    if account.is_archived:
        raise ArchivedAccount(account)


def settle_on(desk: Desk, session: Session, actor: Actor, wanted: int | NewAccount) -> Account:
    """The account an entry is about, made now if it is new and still not there.

    In the caller's transaction. Raises Refused, ArchivedAccount.
    """
    if not isinstance(wanted, NewAccount):
        return workable_by(session, actor, wanted)
    same = called(session, actor, wanted)
    if same is None:
        return create(desk, session, actor, wanted.name)
    return workable_by(session, actor, same.id)


def is_same_name(one: str, other: str) -> bool:
    """Whether two names are one but for case, accents and spacing."""
    return fold(one) == fold(other)


def called(session: Session, actor: Actor, wanted: NewAccount) -> Account | None:
    """The account that bears the wanted name already: somebody else may have just made it."""
    return kept.named(session, actor.team_id, fold(wanted.name))


def create(desk: Desk, session: Session, actor: Actor, name: str) -> Account:
    """A new account managed by the actor, in the caller's transaction.

    Raises Refused for an empty, too long or taken name.
    """
    require_role(actor)
    name = names.shown_name(name)
    if not fold(name):
        raise Refused(_("An account needs a name."), field="account")
    if len(name) > LONGEST_NAME:
        raise Refused(
            _("A name may have {limit} characters at most.", limit=LONGEST_NAME), field="account"
        )
    if kept.named(session, actor.team_id, fold(name)):
        raise Refused(
            _("There is already an account called “{name}”.", name=escape(name)), field="account"
        )
    now = desk.clock.now()
    account = Account(
        team_id=actor.team_id,
        name=name,
        manager_id=actor.user_id,
        status=AccountStatus.ACTIVE,
        created_by=actor.user_id,
        created_at=now,
        changed_by=actor.user_id,
        changed_at=now,
    )
    session.add(account)
    session.flush()
    kept_names.remember(session, actor.team_id, account.id, name, is_alias=False)
    return account


def bring_back(desk: Desk, actor: Actor, account_id: int) -> Card:
    """Make an archived account active again; its card."""
    with desk.write() as session:
        return _card(session, restore(desk, session, actor, account_id))


def restore(desk: Desk, session: Session, actor: Actor, account_id: int) -> Account:
    """Make an archived account active again, in the caller's transaction."""
    account = visible_to(session, actor, account_id)
    if not account.is_archived:
        return account
    account.status = AccountStatus.ACTIVE
    account.changed_by, account.changed_at = actor.user_id, desk.clock.now()
    return account


def take_back_if_unused(desk: Desk, session: Session, actor: Actor, account_id: int) -> None:
    """Undo the making of an account that nothing uses and nobody has changed since.

    Its names are free again.
    """
    session.flush()
    account = kept.find(session, actor.team_id, account_id)
    if account is None or account.changed_at != account.created_at:
        return
    if interactions.is_account_used(session, actor.team_id, account_id):
        return
    account.undone_at = desk.clock.now()
    account.changed_by, account.changed_at = actor.user_id, desk.clock.now()
    kept_names.forget(session, account.team_id, account.id)


def portfolio(desk: Desk, actor: Actor, page: int = 0) -> Portfolio:
    """The actor's accounts by name, PAGE at a time."""
    require_role(actor)
    with desk.read() as session:
        total = kept.count_managed_by(session, actor.team_id, actor.user_id)
        number = min(max(page, 0), max(0, (total - 1) // PAGE))
        mine = kept.managed_by(session, actor.team_id, actor.user_id, PAGE, number * PAGE)
        return Portfolio(mine, total, number)


def card(desk: Desk, actor: Actor, account_id: int) -> Card:
    """The account's card. Raises Refused when there is no such account."""
    with desk.read() as session:
        return _card(session, visible_to(session, actor, account_id))


def card_called(desk: Desk, actor: Actor, words: str) -> Card:
    """The card of the account called by these words. Raises WhichAccount."""
    require_role(actor)
    with desk.read() as session:
        start = names.read_whole(words)
        found = _exactly(session, actor.team_id, start) or (
            _loosely(session, actor.team_id, start, words.strip())
        )
        if found is None:
            raise _unknown(session, actor.team_id, words.strip(), start)
        return _card(session, _the_one(session, actor.team_id, start.openings[0].words, *found[1:]))


def _card(session: Session, account: Account) -> Card:
    return Card(
        account,
        kept.aliases_of(session, account.team_id, account.id),
        interactions.latest(session, account.team_id, account.id, limit=5),
        follow_ups.open_for_account(session, account.team_id, account.id, limit=10),
    )
