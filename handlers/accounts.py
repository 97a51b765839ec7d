"""Accounts: `/account`, and the list of accounts that every form offers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import accounts, new_accounts
from bot.account_form import ACCOUNT_FORM, account_of
from bot.desk import Desk
from bot.people import Actor
from bot.texts import _
from bot.views import accounts as views
from bot.views import blocks
from bot.views import help as help_views
from handlers import answers, edge, forms
from handlers.answers import Body

OFFERED = 20
# The name travels in the option's value, which Slack once limited to 75 characters.
LONGEST_NEW_NAME = 70


def account(ack: Ack, command: dict[str, Any], actor: Actor, desk: Desk) -> None:
    """`/account` with a name shows its card; bare, it lists the person's own."""
    words = edge.typed(command.get("text") or "", desk, actor.team_id)
    if words.casefold() == "help":
        answers.to_command(ack, help_views.usage("/account"))
    elif words:
        answers.to_command(ack, views.card(accounts.card_called(desk, actor, words)))
    else:
        answers.to_command(ack, views.mine(accounts.portfolio(desk, actor)))


def save(ack: Ack, view: dict[str, Any], actor: Actor, desk: Desk) -> None:
    """The form makes one account, however often it is sent in."""
    remembered = forms.remembered(view)
    draft = account_of(forms.read(ACCOUNT_FORM, view))
    actor = replace(actor, request=str(remembered.get("form") or actor.request))
    card = new_accounts.add(desk, actor, draft)
    answers.saved(ack, remembered, views.card(card), replaces=False)


def show(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """A name picked from a choice; its card takes the choice's place, or lies on Home."""
    card = accounts.card(desk, actor, edge.pressed(action))
    if body.get("view"):
        answers.open_modal(client, body, views.card_modal(card))
    else:
        answers.in_place(body.get("response_url"), views.card(card))
    ack()


def bring_back(
    ack: Ack, body: Body, action: dict[str, Any], client: WebClient, actor: Actor, desk: Desk
) -> None:
    """An archived account is worked again."""
    card = accounts.bring_back(desk, actor, edge.pressed(action))
    if body.get("view"):
        answers.update_modal(client, body, views.card_modal(card))
    else:
        answers.in_place(body.get("response_url"), views.card(card))
    ack()


def turn_page(ack: Ack, body: Body, action: dict[str, Any], actor: Actor, desk: Desk) -> None:
    portfolio = accounts.portfolio(desk, actor, edge.page_number(action.get("value")))
    answers.in_place(body.get("response_url"), views.mine(portfolio))
    ack()


def suggest(ack: Ack, payload: dict[str, Any], actor: Actor, desk: Desk) -> None:
    """The accounts that fit what was typed into a form's list; creating it comes last."""
    wanted = " ".join(str(payload.get("value") or "").split())
    found = accounts.suggest(desk, actor, wanted, OFFERED)
    offered = [blocks.option(each.name, str(each.id)) for each in found]
    is_taken = any(accounts.is_same_name(each.name, wanted) for each in found)
    if wanted and not is_taken:
        offered.append(_creation_of(wanted))
    ack(options=offered)


def _creation_of(name: str) -> blocks.Element:
    if len(name) > LONGEST_NEW_NAME:
        label = _("Too long to create here: {limit} characters at most", limit=LONGEST_NEW_NAME)
        return blocks.option(label, forms.TOO_LONG)
    label = _("Create “{name}”", name=blocks.cut(name, 60))
    return blocks.option(label, forms.NEW + name)


def register(app: App) -> None:
    app.command("/account")(account)
    app.view("account")(save)
    app.options("account")(suggest)
    app.action(re.compile(r"^account\.show\.\d+$"))(show)
    app.action("account.restore")(bring_back)
    app.action(re.compile(r"^account\.page\.(previous|next)$"))(turn_page)
