"""Events: people and channels that change in Slack, and messages written to Rapport itself."""

from __future__ import annotations

import logging
from typing import Any

from slack_bolt import App, BoltContext
from slack_sdk import WebClient

from bot import channels, greetings, people
from bot.desk import Desk
from bot.refusals import NotNow, Refused
from handlers.answers import Body
from handlers.identity import facts_of, known, own_team

log = logging.getLogger(__name__)


def user_changed(event: dict[str, Any], context: BoltContext, desk: Desk) -> None:
    """A new time zone, name or standing counts from now on."""
    user = event.get("user")
    if not isinstance(user, dict) or not user.get("id"):
        return
    team_id = own_team(context)
    people.keep(desk, team_id, [facts_of(user, team_id)])


def message_written(
    event: dict[str, Any], body: Body, context: BoltContext, client: WebClient, desk: Desk
) -> None:
    """A message to Rapport is answered with what it can do; guests and strangers get a refusal."""
    is_from_person = event.get("user") and not (event.get("bot_id") or event.get("subtype"))
    if event.get("channel_type") != "im" or not is_from_person:
        return
    team_id = own_team(context)
    writer = known(desk, client, team_id, event["user"])
    greetings.answer_message(desk, writer, str(body.get("event_id")))


def member_joined(
    event: dict[str, Any], context: BoltContext, client: WebClient, desk: Desk
) -> None:
    """Rapport itself was let into a channel, or somebody who may not read about clients was."""
    team_id, channel, user_id = own_team(context), event.get("channel"), event.get("user")
    if not channel or not user_id:
        return
    if user_id == context.bot_user_id:
        channels.let_in(desk, team_id, channel)
        return
    is_told_of_clients = channels.holds_client_data(desk, team_id, channel)
    if is_told_of_clients and not _is_insider(desk, client, team_id, user_id):
        channels.change_readers(desk, team_id, channel)


def _is_insider(desk: Desk, client: WebClient, team_id: str, user_id: str) -> bool:
    try:
        return known(desk, client, team_id, user_id).is_insider
    except (Refused, NotNow):
        return False


def readers_changed(event: dict[str, Any], context: BoltContext, desk: Desk) -> None:
    """A channel was shared with another company, or is so no longer."""
    team_id, channel = own_team(context), event.get("channel")
    if channel and channels.holds_client_data(desk, team_id, channel):
        channels.change_readers(desk, team_id, channel)


def archived(event: dict[str, Any], context: BoltContext, desk: Desk) -> None:
    """Nothing can be shown in a channel any more."""
    if event.get("channel"):
        channels.archive(desk, own_team(context), event["channel"])


def unarchived(event: dict[str, Any], context: BoltContext, desk: Desk) -> None:
    """A channel is open again."""
    if event.get("channel"):
        channels.let_in(desk, own_team(context), event["channel"])


def taken_away(event: dict[str, Any]) -> None:
    """The workspace has taken Rapport's token back: whoever runs it must know."""
    log.error(
        "Slack took Rapport's access away (%s): install the app anew and set SLACK_BOT_TOKEN.",
        event.get("type"),
    )


def register(app: App) -> None:
    app.event("user_change")(user_changed)
    app.event("message")(message_written)
    app.event("member_joined_channel")(member_joined)
    for shared in ("channel_shared", "channel_unshared"):
        app.event(shared)(readers_changed)
    for closed in ("channel_archive", "group_archive"):
        app.event(closed)(archived)
    for opened in ("channel_unarchive", "group_unarchive"):
        app.event(opened)(unarchived)
    app.event("app_uninstalled")(taken_away)
    app.event("tokens_revoked")(taken_away)


def sync_people(desk: Desk, client: WebClient, team_id: str) -> int:
    """Hear of everyone in the workspace; gives how many. Raises SlackApiError, OSError."""
    count, cursor, heard_at = 0, "", desk.machine_now()
    while True:
        page = client.users_list(limit=200, cursor=cursor)
        members = page.get("members") or []
        facts = [facts_of(user, team_id) for user in members if user.get("id")]
        people.keep(desk, team_id, facts, heard_at)
        count += len(facts)
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return count
