"""Typed lines: a held one is acted on once its account is known."""

from __future__ import annotations

from dataclasses import replace

from bot import account_search, accounts, follow_ups, interactions, people
from bot.account_search import WhichAccount
from bot.accounts import NewAccount
from bot.desk import Desk
from bot.interactions import Logged
from bot.people import Actor
from bot.quick_entry import read_entry
from bot.refusals import Refused
from bot.texts import _
from storage.accounts import Account
from storage.follow_ups import FollowUp
from storage.held_lines import HeldLine as HeldLine

FOLLOW_UP = "/follow-up"
# The commands whose text can be acted on later.
HELD = ("/log-call", FOLLOW_UP)
Done = Logged | FollowUp


def act_held(desk: Desk, actor: Actor, held: HeldLine) -> Done:
    """Do what a held line asks, if its account is clear by now.

    Raises WhichAccount, ArchivedAccount, Unclear, NotAppointed.
    """
    people.require_role(actor)
    with desk.read() as session:
        account, _words = account_search.at_start_of(session, actor.team_id, held.text)
    return act_on(desk, actor, held, account.id)


def act_on(desk: Desk, actor: Actor, held: HeldLine, account: int | NewAccount) -> Done:
    """Do what a held line asks, for the account chosen now.

    Whatever is pressed, and however often, it is done once: as the request that brought the line.
    """
    actor = replace(actor, request=held.request or actor.request)
    words = after_name(desk, actor, held.text)
    if held.command == FOLLOW_UP:
        asked = follow_ups.asked_in(words, desk, actor)
        return follow_ups.create(desk, actor, account, asked, held.id)
    earlier = interactions.of_request(desk, actor)
    if earlier is not None:
        return earlier
    entry = read_entry(words, now=desk.clock.now(), tz=actor.zone)
    return interactions.log(desk, actor, account, interactions.draft_of(entry, actor), held)


def act_on_new(desk: Desk, actor: Actor, held: HeldLine) -> Done:
    """Do what a held line asks, for the account it names, which is made if it isn't there yet."""
    account, new_name, _words = read(desk, actor, held.text)
    if account is not None:
        return act_on(desk, actor, held, account.id)
    if new_name is None:
        raise Refused(_("That name fits several accounts. Pick one of them."))
    return act_on(desk, actor, held, NewAccount(new_name))


def act_on_restored(desk: Desk, actor: Actor, held: HeldLine, account_id: int) -> Done:
    """Make an archived account active again and do what the held line asks."""
    with desk.write() as session:
        accounts.restore(desk, session, actor, account_id)
    return act_on(desk, actor, held, account_id)


def after_name(desk: Desk, actor: Actor, line: str) -> str:
    """The line without the words that are, or are taken for, the account's name."""
    return read(desk, actor, line)[2]


def read(desk: Desk, actor: Actor, line: str) -> tuple[Account | None, str | None, str]:
    """A line's account if it is clear, the name of a new one if it is unknown, and the rest."""
    with desk.read() as session:
        try:
            account, words = account_search.at_start_of(session, actor.team_id, line)
        except WhichAccount as question:
            return None, question.new_name, question.rest
        return account, None, words
