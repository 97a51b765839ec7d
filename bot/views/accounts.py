"""Accounts as people see them: a card, a manager's list, the choice when a name is unclear."""

from __future__ import annotations

import json
from typing import Any

from bot.account_search import WhichAccount
from bot.accounts import PAGE, ArchivedAccount, Card, Portfolio
from bot.interaction_form import KINDS
from bot.texts import _, escape, n_
from bot.views import blocks, complaints, episodes, follow_ups, sources, times
from bot.views.blocks import Block, Element, Message
from storage.accounts import Account
from storage.attention import Need
from storage.held_lines import HeldLine
from storage.interactions import Interaction

CARD_MODAL = "account_card"
_KINDS = dict(KINDS)


def card(shown: Card) -> Message:
    """One account: who manages it, what is open, what was said last."""
    account = shown.account
    return blocks.message(
        escape(account.name),
        blocks.header(blocks.visible(account.name)),
        blocks.section("\n".join(_facts(shown))),
        _bring_back(account) if account.is_archived else None,
        *_trouble(shown),
        *_open_follow_ups(shown),
        *_latest(shown),
    )


def card_modal(shown: Card) -> dict[str, Any]:
    """The card where no message can be answered; it remembers whose it is, to be drawn anew."""
    return blocks.modal(
        CARD_MODAL,
        _("Account"),
        card(shown).blocks,
        close=_("Close"),
        metadata=json.dumps({"account": shown.account.id}),
    )


def show_button(account: Account) -> Element:
    """Opens the account's card."""
    return blocks.button(_("Show"), "account.show.0", str(account.id))


def _bring_back(account: Account) -> Block:
    label = _("Bring it back")
    return blocks.actions(blocks.button(label, "account.restore", str(account.id), style="primary"))


def _trouble(shown: Card) -> list[Block]:
    """What makes the client unhappy now, and what can be done about it."""
    trouble: list[Block] = []
    if shown.episode is not None:
        trouble.append(blocks.section(f":warning: {episodes.line(shown.episode)}"))
        trouble.extend(filter(None, [episodes.buttons(shown.episode)]))
    if shown.complaints:
        trouble.append(blocks.section(_("*Open complaints*")))
    for complaint in shown.complaints:
        show = complaints.show_button(complaint)
        trouble.append(blocks.section(complaints.line(complaint), show))
    return trouble


def _facts(shown: Card) -> list[str]:
    account = shown.account
    manager = f"<@{account.manager_id}>" if account.manager_id else _("nobody yet")
    lines = [_("*Manager:* {manager}", manager=manager)]
    if account.tier:
        lines.append(_("*Tier:* {tier}", tier=blocks.cut_escaped(account.tier, 100)))
    lines.append(_("*Status:* {status}", status=_(account.status)))
    if shown.aliases:
        names = ", ".join(blocks.cut_escaped(alias, 100) for alias in shown.aliases[:20])
        lines.append(_("*Also called:* {names}", names=names))
    lines.append(
        _(
            "*Last changed:* {when} by {who}",
            when=times.instant(account.changed_at),
            who=_who(account.changed_by),
        )
    )
    return lines


def _who(actor_id: str) -> str:
    return f"<@{actor_id}>" if actor_id.startswith(("U", "W")) else _("an import")


def _open_follow_ups(shown: Card) -> list[Block]:
    if not shown.open_follow_ups:
        return [blocks.section(_("*Follow-ups:* none open"))]
    listed = shown.open_follow_ups
    items = [block for each in listed for block in follow_ups.item(each, says_whose=True)]
    more = shown.open_in_all - len(shown.open_follow_ups)
    rest = [blocks.context(_("and {count} more: `/follow-up` lists yours", count=more))]
    return [blocks.section(_("*Open follow-ups*")), *items, *(rest if more > 0 else [])]


def _latest(shown: Card) -> list[Block]:
    if not shown.latest:
        how = _("Nothing logged yet. `/log-call {name} …`", name=escape(shown.account.name))
        return [blocks.section(how)]
    items = [block for each in shown.latest for block in _entry(each, shown.account)]
    said = _("*Last logged* · {count} on record", count=shown.logged_in_all)
    return [blocks.divider(), blocks.section(said), *items]


_ON_CARD = "card"


def card_of(block_id: str) -> int | None:
    """The account on whose card an entry's buttons stand; None when they are elsewhere."""
    place, _colon, ids = block_id.partition(":")
    account_id = ids.partition(":")[0]
    return int(account_id) if place == _ON_CARD and account_id.isdecimal() else None


def _entry(entry: Interaction, account: Account) -> list[Block]:
    score = f" · {entry.satisfaction}/5" if entry.satisfaction else ""
    head = (
        f"*{_KINDS[entry.kind]}* · {times.instant(entry.occurred_at)} · <@{entry.author_id}>{score}"
    )
    head = " · ".join(filter(None, (head, sources.source(entry))))
    own = str(entry.id)
    buttons = blocks.actions(
        blocks.button(_("Edit"), "interaction.edit", own),
        blocks.button(_("Undo"), "interaction.undo", own),
        block_id=f"{_ON_CARD}:{account.id}:{own}",
    )
    return [blocks.section(f"{head}\n{blocks.quoted(entry.notes, 300)}"), buttons]


def mine(portfolio: Portfolio) -> Message:
    """The answer to a bare `/account`."""
    if not portfolio.total:
        said = _("You manage no accounts yet.")
        how = _("Log a call and the account is made on the way: `/log-call Acme agreed the pilot`")
        return blocks.message(said, blocks.section(f"{said}\n{how}"))
    said = n_("You manage {count} account", "You manage {count} accounts", portfolio.total)
    names = "\n".join(f"• {listed(need)}" for need in portfolio.needs)
    return blocks.message(
        said,
        blocks.section(f"*{said}*\n{names}"),
        blocks.context(_("`/account <name>` shows one of them.")),
        _steps(portfolio),
    )


def listed(need: Need) -> str:
    """One account in a list, and why it stands there."""
    account = need.account
    name = blocks.cut_escaped(account.name, 80)
    tier = blocks.cut_escaped(account.tier, 40) if account.tier else ""
    return " · ".join(filter(None, (name, tier, *_reasons(need))))


def _reasons(need: Need) -> list[str]:
    """Why the account stands where it does."""
    reasons = []
    if need.episode is not None:
        since = times.instant(need.episode.opened_at)
        reasons.append(_(":warning: unhappy since {when}", when=since))
    if need.open_complaints:
        said = n_("{count} open complaint", "{count} open complaints", need.open_complaints)
        reasons.append(said)
    if need.overdue:
        reasons.append(n_("{count} follow-up overdue", "{count} follow-ups overdue", need.overdue))
    return reasons


def _steps(portfolio: Portfolio) -> Block | None:
    page = portfolio.page
    last = (portfolio.total - 1) // PAGE
    steps = [
        blocks.button(_("Previous"), "account.page.previous", str(page - 1)) if page > 0 else None,
        blocks.button(_("Next"), "account.page.next", str(page + 1)) if page < last else None,
    ]
    return blocks.actions(*steps) if any(steps) else None


def which(question: WhichAccount, held: HeldLine | None) -> Message:
    """The choice when a name is unknown or fits several; the held line is logged on one press."""
    return blocks.message(
        question.words,
        blocks.section(question.words),
        blocks.context(_("Nothing is stored yet; your text is kept:")) if held else None,
        blocks.code(f"{held.command} {held.text}", 1500) if held else None,
        *_choices(question, held),
        _how_to_make(question) if not held and question.new_name else None,
    )


def _how_to_make(question: WhichAccount) -> Block:
    how = _("It is made with the first call you log for it: `/log-call {name} | what was said`")
    return blocks.context(how.format(name=escape(question.new_name or "")))


def _choices(question: WhichAccount, held: HeldLine | None) -> list[Block]:
    if held is None:
        return [_card_buttons(question)] if question.choices else []
    held_id = str(held.id)
    picks = [
        blocks.button(account.name, f"held_line.pick.{n}", f"{held_id}:{account.id}")
        for n, account in enumerate(question.choices)
    ]
    create = None
    if question.new_name:
        label = _("Create “{name}”", name=blocks.cut(question.new_name, 55))
        create = blocks.button(label, "held_line.create", held_id, style="primary")
    other = blocks.button(_("Open the form"), "held_line.form", held_id)
    return [blocks.actions(*picks, create, other, block_id=f"held_line:{held_id}")]


def _card_buttons(question: WhichAccount) -> Block:
    return blocks.actions(
        *(
            blocks.button(account.name, f"account.show.{n}", str(account.id))
            for n, account in enumerate(question.choices)
        )
    )


def archived(question: ArchivedAccount, held: HeldLine) -> Message:
    """An archived account in a command: bring it back, or say which other one is meant."""
    held_id = str(held.id)
    return blocks.message(
        question.words,
        blocks.section(question.words),
        blocks.code(f"{held.command} {held.text}", 1500),
        blocks.actions(
            blocks.button(
                _("Bring it back and save"),
                "held_line.restore",
                f"{held_id}:{question.account_id}",
                style="primary",
            ),
            blocks.button(_("Open the form"), "held_line.form", held_id),
            block_id=f"held_line:{held_id}",
        ),
    )
