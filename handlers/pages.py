"""Pages: the modals of lists and of an account's card, drawn anew from what they remember."""

from __future__ import annotations

from typing import Any

from bot import accounts, digests, follow_ups
from bot.desk import Desk
from bot.people import Actor
from bot.refusals import Refused
from bot.views import accounts as account_views
from bot.views import digests as digest_views
from bot.views import follow_ups as follow_up_views
from bot.views import forms as form_views
from bot.views import help as help_views
from handlers import edge


def page(shown: dict[str, Any], actor: Actor, desk: Desk) -> dict[str, Any]:
    """An account's card, a reminder's rest or all of a person's follow-ups, as it is now."""
    if shown.get("account"):
        return card(edge.record_id(str(shown["account"])), actor, desk)
    number = edge.page_number(shown.get("page", 0))
    if shown.get("digest"):
        digest_id = edge.record_id(str(shown["digest"]))
        return digest_views.rest(digests.rest_of(desk, actor, digest_id, number))
    return follow_up_views.page_modal(follow_ups.mine(desk, actor, number))


def card(account_id: int, actor: Actor, desk: Desk) -> dict[str, Any]:
    """The modal of an account's card; that of an account taken back says so."""
    try:
        return account_views.card_modal(accounts.card(desk, actor, account_id))
    except Refused as refusal:
        return form_views.notice(help_views.refusal(refusal.words))
