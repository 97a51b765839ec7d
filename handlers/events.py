"""Events: people who change in Slack, and messages written to Rapport itself."""

from __future__ import annotations

import logging
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot import people
from bot.desk import Desk
from bot.people import PersonFacts
from bot.refusals import Refused
from bot.views import help as help_views
from handlers.identity import facts_of, known

log = logging.getLogger(__name__)


def user_changed(event: dict[str, Any], context: BoltContext, desk: Desk) -> None:
    """A new time zone, name or standing counts from now on."""
    user = event.get("user")
    if isinstance(user, dict) and user.get("id") and context.team_id:
        people.keep(desk, context.team_id, [facts_of(user, context.team_id)])


def message_written(
    event: dict[str, Any], context: BoltContext, client: WebClient, desk: Desk
) -> None:
    """A message to Rapport is answered with what it can do; guests and strangers get a refusal."""
    if event.get("channel_type") != "im" or event.get("bot_id") or event.get("subtype"):
        return
    answer = help_views.overview()
    try:
        people.require_insider(known(desk, client, str(context.team_id), event["user"]))
    except Refused as refusal:
        answer = help_views.refusal(refusal.words)
    client.chat_postMessage(channel=event["channel"], text=answer.text, blocks=answer.blocks)


def ignored(ack: Ack) -> None:
    """An event that needs nothing."""
    ack()


def register(app: App) -> None:
    app.event("user_change")(user_changed)
    app.event("message")(message_written)
    app.event("app_uninstalled")(ignored)
    app.event("tokens_revoked")(ignored)


def sync_people(desk: Desk, client: WebClient, team_id: str) -> int:
    """Hear of everyone in the workspace; gives how many. Raises SlackApiError, OSError."""
    facts: list[PersonFacts] = []
    cursor = ""
    while True:
        page = client.users_list(limit=200, cursor=cursor)
        facts += [facts_of(user, team_id) for user in page.get("members") or []]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            people.keep(desk, team_id, facts)
            return len(facts)
