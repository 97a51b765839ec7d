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
from storage.names import LONGEST_NAME, AccountName, fold

OFFERED = 5
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
                "*{name}* is archived, so nothing was stored. Bring it back and your line is "
                "logged, or pick another account.",
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


def at_start_of(session: Session, team_id: str, line: str) -> tuple[Account, str]:
    """The account whose name or alias opens a line, and the rest of the line.

    The longest known name wins; then a name's first words, if they fit one account alone; then a
    name with small typos. Raises WhichAccount when it is a choice or unknown.
    """
    line = line.strip()
    start = names.read_start(line)
    if not start.openings:
        raise WhichAccount(_("Start with the account's name."), [], None)
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
            return opening, ids
    return None


def _loosely(
    session: Session, team_id: str, start: Start, line: str
) -> tuple[Opening, set[int]] | None:
    shortest = start.openings[-1].folded
    short = names.abbreviated(
        start, line, kept_names.starting_with(session, team_id, shortest + " ")
    )
    wrong = names.misspelt(start, _resembling(session, team_id, start))
    if wrong and (short is None or len(wrong[0].words) > len(short[0].words)):
        return wrong
    if short is None:
        return None
    opening, ids, is_certain = short
    if len(ids) == 1 and not is_certain:
        raise _unknown(session, team_id, line, start)
    return opening, ids


def _resembling(session: Session, team_id: str, start: Start) -> list[AccountName]:
    by_length = sorted({o.folded for o in start.openings}, key=len)
    tried = [by_length[0], *by_length[1:4]] if len(by_length) > 1 else by_length
    found = {n.id: n for words in tried for n in kept_names.resembling(session, team_id, words)}
    return list(found.values())


def _the_one(session: Session, team_id: str, words: str, ids: set[int], rest: str) -> Account:
    found = sorted(kept.with_ids(session, team_id, ids), key=lambda a: (a.name, a.id))
    active = [account for account in found if not account.is_archived]
    choices = active or found
    if len(choices) == 1:
        return choices[0]
    raise WhichAccount(
        _(
            "“{words}” fits {count} accounts. Which one is meant?",
            words=escape(words),
            count=len(choices),
        ),
        choices[:OFFERED],
        None,
        rest,
    )


def _unknown(session: Session, team_id: str, line: str, start: Start) -> WhichAccount:
    name = names.likely_name(line, start)
    similar = search_in(session, team_id, name, OFFERED)
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
    candidates = kept_names.starting_with(session, team_id, folded)
    if len(candidates) < kept_names.CANDIDATES:
        candidates += kept_names.resembling(session, team_id, folded)
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
    if account.is_archived:
        raise ArchivedAccount(account)
    return account


def settle_on(desk: Desk, session: Session, actor: Actor, wanted: int | NewAccount) -> Account:
    """The account an entry is about, made now if it is new, in the caller's transaction."""
    if isinstance(wanted, NewAccount):
        return create(desk, session, actor, wanted.name)
    return workable_by(session, actor, wanted)


def create(desk: Desk, session: Session, actor: Actor, name: str) -> Account:
    """A new account managed by the actor, in the caller's transaction.

    Raises Refused for an empty, too long or taken name.
    """
    require_role(actor)
    name = " ".join(name.split())
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


def restore(desk: Desk, session: Session, actor: Actor, account_id: int) -> Account:
    """Make an archived account active again, in the caller's transaction."""
    account = visible_to(session, actor, account_id)
    account.status = AccountStatus.ACTIVE
    account.changed_by, account.changed_at = actor.user_id, desk.clock.now()
    return account


def take_back_if_unused(desk: Desk, session: Session, actor: Actor, account_id: int) -> None:
    """Undo the making of an account that nothing uses; its names are free again."""
    session.flush()
    account = kept.find(session, actor.team_id, account_id)
    is_used = interactions.latest(session, actor.team_id, account_id, limit=1) or (
        follow_ups.open_for_account(session, actor.team_id, account_id, limit=1)
    )
    if account is None or is_used:
        return
    account.undone_at = desk.clock.now()
    account.changed_by, account.changed_at = actor.user_id, desk.clock.now()
    kept_names.forget(session, account.team_id, account.id)


def portfolio(desk: Desk, actor: Actor, page: int = 0) -> Portfolio:
    """The actor's accounts by name, PAGE at a time."""
    require_role(actor)
    with desk.read() as session:
        mine = kept.managed_by(session, actor.team_id, actor.user_id, PAGE, page * PAGE)
        return Portfolio(mine, kept.count_managed_by(session, actor.team_id, actor.user_id))


def card(desk: Desk, actor: Actor, account_id: int) -> Card:
    """The account's card. Raises Refused when there is no such account."""
    with desk.read() as session:
        return _card(session, visible_to(session, actor, account_id))


def card_called(desk: Desk, actor: Actor, words: str) -> Card:
    """The card of the account called by these words. Raises WhichAccount."""
    require_role(actor)
    with desk.read() as session:
        account, rest = at_start_of(session, actor.team_id, words)
        if rest:
            raise _unknown(session, actor.team_id, words, names.read_start(words.strip()))
        return _card(session, account)


def _card(session: Session, account: Account) -> Card:
    return Card(
        account,
        kept.aliases_of(session, account.team_id, account.id),
        interactions.latest(session, account.team_id, account.id, limit=5),
        follow_ups.open_for_account(session, account.team_id, account.id, limit=10),
    )
