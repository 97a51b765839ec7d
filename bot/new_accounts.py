"""New accounts: a client is put on record by its form, once for each request."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot import accounts, changes, people
from bot.account_form import AccountDraft
from bot.accounts import Card
from bot.desk import Desk
from bot.people import Actor
from bot.refusals import Refused
from bot.texts import _, escape
from bot.unavailable import asked_again
from storage import accounts as kept
from storage import names as kept_names
from storage import people as kept_people
from storage.accounts import Account
from storage.changes import of_request as change_of_request
from storage.names import LONGEST_NAME, fold


@asked_again
def add(desk: Desk, actor: Actor, draft: AccountDraft) -> Card:
    """An account managed by the actor; its card. Raises Refused, naming the field at fault.

    The same request again makes no other one.
    """
    people.require_role(actor)
    try:
        with desk.write(actor.team_id) as session:
            account_id = _made_before(session, actor) or _add(desk, session, actor, draft)
            return accounts.card_in(session, actor, account_id)
    except IntegrityError as fault:
        raise Refused(
            _("Somebody added an account of this name just now. Choose another name."), "name"
        ) from fault


def _made_before(session: Session, actor: Actor) -> int | None:
    earlier = change_of_request(session, actor.team_id, actor.request)
    return int(earlier.record_id) if earlier is not None else None


def _add(desk: Desk, session: Session, actor: Actor, draft: AccountDraft) -> int:
    _require_free(session, actor, draft.name, "name")
    for alias in draft.aliases:
        if len(alias) > LONGEST_NAME:
            raise Refused(
                _("A name may have {limit} characters at most.", limit=LONGEST_NAME), "also_called"
            )
        _require_free(session, actor, alias, "also_called")
    account = accounts.create(desk, session, actor, draft.name)
    account.tier = draft.tier
    for alias in draft.aliases:
        kept_names.remember(session, actor.team_id, account.id, alias, is_alias=True)
    changes.record(
        desk,
        session,
        team_id=actor.team_id,
        noun="account",
        record_id=account.id,
        verb="added",
        by=actor.user_id,
        request=actor.request,
    )
    return account.id


def _require_free(session: Session, actor: Actor, words: str, field: str) -> None:
    """Raises Refused for words that name nothing, or another account; it says whose that is."""
    if not fold(words):
        raise Refused(_("An account needs a name."), field)
    bearer = _bearer_of(session, actor.team_id, fold(words))
    if bearer is None:
        return
    manager = kept_people.find(session, actor.team_id, bearer.manager_id or "")
    raise Refused(
        _(
            "“{words}” is the name of an account already: “{name}”, managed by {manager}. Choose "
            "another name, or look at that one with `/account`.",
            words=escape(words),
            name=escape(bearer.name),
            manager=escape(manager.name) if manager else _("nobody yet"),
        ),
        field,
    )


def _bearer_of(session: Session, team_id: str, folded: str) -> Account | None:
    ids = {name.account_id for name in kept_names.called_exactly(session, team_id, [folded])}
    return next(iter(kept.with_ids(session, team_id, ids)), None)
