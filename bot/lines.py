"""Typed lines: a held one is acted on once its account is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot import account_search, complaints, follow_ups, interactions, people
from bot.account_search import WhichAccount
from bot.accounts import BroughtBack, NewAccount
from bot.complaints import Filed
from bot.desk import Desk
from bot.interactions import Logged
from bot.people import Actor
from bot.quick_entry import read_entry
from bot.refusals import Refused
from bot.texts import _
from storage.accounts import Account
from storage.follow_ups import FollowUp
from storage.held_lines import HeldLine as HeldLine

Done = Logged | FollowUp | Filed
Wanted = int | NewAccount | BroughtBack


@dataclass(frozen=True, slots=True)
class Command:
    """How a command's text is acted on later: `act` gets the words after the account's name.

    `done` is what the same request has become before.
    """

    act: Callable[[Desk, Actor, Wanted, str, HeldLine], Done]
    done: Callable[[Desk, Actor], Done | None]


def _log(desk: Desk, actor: Actor, account: Wanted, words: str, held: HeldLine) -> Done:
    entry = read_entry(words, now=held.held_at, tz=actor.zone)
    draft = interactions.draft_of(entry, actor, desk.clock.now())
    return interactions.log(desk, actor, account, draft, held)


def _follow_up(desk: Desk, actor: Actor, account: Wanted, words: str, held: HeldLine) -> Done:
    asked = follow_ups.asked_in(words, desk, actor, held.held_at)
    return follow_ups.create(desk, actor, account, asked, held.id)


def _complain(desk: Desk, actor: Actor, account: Wanted, words: str, held: HeldLine) -> Done:
    return complaints.file(desk, actor, account, complaints.draft_of(words), held)


# The commands whose text can be acted on later.
HELD: Mapping[str, Command] = {
    "/log-call": Command(_log, interactions.of_request),
    "/follow-up": Command(_follow_up, follow_ups.of_request),
    "/complaint": Command(_complain, complaints.of_request),
}


def act_held(desk: Desk, actor: Actor, held: HeldLine) -> Done:
    """Do what a held line asks, if its account is clear by now.

    Raises WhichAccount, ArchivedAccount, Unclear, NotAppointed.
    """
    people.require_role(actor)
    with desk.read() as session:
        account, _words = account_search.at_start_of(session, actor.team_id, held.text)
    return act_on(desk, actor, held, account.id)


def act_on(desk: Desk, actor: Actor, held: HeldLine, account: Wanted) -> Done:
    """Do what a held line asks, for the account chosen now; its days count from when it was typed.

    Whatever is pressed, and however often, it is done once: as the request that brought the line.
    Raises NotAppointed, Unclear, ArchivedAccount.
    """
    people.require_role(actor)
    actor = replace(actor, request=held.request or actor.request)
    command = HELD[held.command]
    earlier = command.done(desk, actor)
    if earlier is not None:
        return earlier
    return command.act(desk, actor, account, after_name(desk, actor, held.text), held)


def act_on_new(desk: Desk, actor: Actor, held: HeldLine) -> Done:
    """Do what a held line asks, for the account it names, which is made if it isn't there yet."""
    account, new_name, _words = read(desk, actor, held.text)
    if account is not None:
        return act_on(desk, actor, held, account.id)
    if new_name is None:
        raise Refused(_("That name fits several accounts. Pick one of them."))
    return act_on(desk, actor, held, NewAccount(new_name))


def act_on_restored(desk: Desk, actor: Actor, held: HeldLine, account_id: int) -> Done:
    """Make an archived account active again and do what the held line asks, or neither."""
    return act_on(desk, actor, held, BroughtBack(account_id))


def after_name(desk: Desk, actor: Actor, line: str) -> str:
    """The line without the words that are, or are taken for, the account's name."""
    return read(desk, actor, line)[2]


def read(desk: Desk, actor: Actor, line: str) -> tuple[Account | None, str | None, str]:
    """A line's account if it is clear, the name of a new one if it is unknown, and the rest.

    Raises NotAppointed.
    """
    people.require_role(actor)
    with desk.read() as session:
        try:
            account, words = account_search.at_start_of(session, actor.team_id, line)
        except WhichAccount as question:
            return None, question.new_name, question.rest
        return account, None, words
