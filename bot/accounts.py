"""Accounts: made, shown, archived and brought back; one manager each."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot import account_search, names
from bot.desk import Desk
from bot.people import Actor, require_role
from bot.refusals import Refused
from bot.texts import _, escape
from storage import accounts as kept
from storage import complaints, episodes, follow_ups, interactions
from storage import names as kept_names
from storage.accounts import Account, AccountStatus
from storage.attention import Need, first_in_need
from storage.complaints import Complaint
from storage.episodes import Episode
from storage.follow_ups import FollowUp
from storage.interactions import Interaction
from storage.names import LONGEST_NAME, fold

PAGE = 20
COMPLAINTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made by the entry that needs it."""

    name: str


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """An archived account to be made active again by the entry that needs it."""

    account_id: int


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
        # A value, not the account: that is gone with its transaction.
        self.account_id = account.id


@dataclass(frozen=True, slots=True)
class Card:
    """What the account's card shows, and how much of it there is in all."""

    account: Account
    aliases: list[str]
    latest: list[Interaction]
    open_follow_ups: list[FollowUp]
    logged_in_all: int
    open_in_all: int
    episode: Episode | None
    complaints: list[Complaint]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A page of a manager's accounts and how many there are."""

    needs: list[Need]
    total: int
    page: int = 0


def suggest(desk: Desk, actor: Actor, typed: str, limit: int) -> list[Account]:
    """Accounts for a form's list: those that fit, or the actor's own when nothing is typed."""
    require_role(actor)
    with desk.read() as session:
        if typed.strip():
            found = account_search.search(session, actor.team_id, typed, limit)
            return [account for account in found if not account.is_archived]
        return kept.managed_by(session, actor.team_id, actor.user_id, limit)


def visible_to(session: Session, actor: Actor, account_id: int) -> Account:
    """The account, if the actor may see it. Raises Refused when there is none."""
    require_role(actor)
    return _there(kept.find(session, actor.team_id, account_id))


def _there(account: Account | None) -> Account:
    if account is None:
        raise Refused(
            _("That account is no longer on record. Pick another one, or type its name again."),
            field="account",
        )
    return account


def workable_by(session: Session, actor: Actor, account_id: int) -> Account:
    """The account, to be read and not changed, if the actor may work it.

    Raises Refused when there is none, ArchivedAccount for one that is no longer worked.
    """
    require_role(actor)
    account = _there(kept.as_kept(session, actor.team_id, account_id))
    require_workable(account)
    return account


def require_workable(account: Account) -> None:
    """Raises ArchivedAccount for an account that is no longer worked."""
    if account.is_archived:
        raise ArchivedAccount(account)


def settle_on(
    desk: Desk, session: Session, actor: Actor, wanted: int | NewAccount | BroughtBack
) -> tuple[Account, bool]:
    """The account an entry is about, made now if it is new and still not there; whether it was.

    In the caller's transaction. Raises Refused, ArchivedAccount.
    """
    if isinstance(wanted, BroughtBack):
        return restore(desk, session, actor, wanted.account_id), False
    if not isinstance(wanted, NewAccount):
        return workable_by(session, actor, wanted), False
    same = called(session, actor, wanted)
    if same is None:
        return create(desk, session, actor, wanted.name), True
    return workable_by(session, actor, same.id), False


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
    with desk.write(actor.team_id) as session:
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
    """The actor's accounts by who needs attention, then by name, PAGE at a time."""
    require_role(actor)
    with desk.read() as session:
        total = kept.count_managed_by(session, actor.team_id, actor.user_id)
        number = min(max(page, 0), max(0, (total - 1) // PAGE))
        today = desk.clock.now().astimezone(actor.zone).date()
        mine = first_in_need(session, actor.team_id, actor.user_id, today, PAGE, number * PAGE)
        return Portfolio(mine, total, number)


def card(desk: Desk, actor: Actor, account_id: int) -> Card:
    """The account's card. Raises Refused when there is no such account."""
    with desk.read() as session:
        return card_in(session, actor, account_id)


def card_in(session: Session, actor: Actor, account_id: int) -> Card:
    """As card, in the caller's transaction."""
    return _card(session, visible_to(session, actor, account_id))


def card_called(desk: Desk, actor: Actor, words: str) -> Card:
    """The card of the account called by these words. Raises WhichAccount."""
    require_role(actor)
    with desk.read() as session:
        return _card(session, account_search.called(session, actor.team_id, words))


def _card(session: Session, account: Account) -> Card:
    return Card(
        account,
        kept.aliases_of(session, account.team_id, account.id),
        interactions.latest(session, account.team_id, account.id, limit=5),
        follow_ups.open_for_account(session, account.team_id, account.id, limit=10),
        interactions.count(session, account.team_id, account.id),
        follow_ups.count_open_for_account(session, account.team_id, account.id),
        episodes.live_of(session, account.team_id, account.id),
        complaints.open_for_account(session, account.team_id, account.id, COMPLAINTS_SHOWN),
    )
