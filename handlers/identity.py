"""Who is asking: known from the record or, when new, from Slack; strangers get nothing."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_bolt import BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import people
from bot.desk import Desk
from bot.people import Actor, Person, PersonFacts, Standing
from bot.refusals import NotNow, Refused
from bot.texts import _
from handlers.answers import NETWORK_FAULTS, Body

log = logging.getLogger(__name__)

# `user_change` keeps people fresh; should one be missed, the next command of a new day asks again.
FRESH_FOR = timedelta(hours=24)
# Slack's definite word that there is no such person for this workspace; all else passes.
UNKNOWN_TO_SLACK = ("user_not_found", "users_not_found", "user_not_visible")


def identify(body: Body, context: BoltContext, client: WebClient, desk: Desk) -> None:
    """Put the Actor into the context, unless it is an event's. Raises Refused for outsiders."""
    if body.get("type") == "event_callback":
        return
    team_id = own_team(context)
    user_id, home = _who_and_whose(body)
    if home not in (None, team_id):
        people.require_insider(_stranger(team_id, user_id))
    person = known(desk, client, team_id, user_id)
    people.require_insider(person)
    context["actor"] = Actor(team_id, person, _request_id(body))


def own_team(context: BoltContext) -> str:
    """The workspace we are installed in, whatever a request says of its own."""
    installed = context.authorize_result
    assert installed is not None, "Bolt authorizes before it asks us"
    return str(installed.team_id)


def _who_and_whose(body: Body) -> tuple[str, str | None]:
    """The user who asks and, if it is said, their workspace; Slack is asked about them anyway.

    Raises Refused when it isn't said who asks.
    """
    user, team = body.get("user"), body.get("team")
    user = user if isinstance(user, dict) else {}
    team = team if isinstance(team, dict) else {}
    user_id = body.get("user_id") or user.get("id")
    if not isinstance(user_id, str):
        raise Refused(_("Slack did not say who you are, so nothing was done."))
    home = user.get("team_id") or body.get("team_id") or team.get("id")
    return user_id, str(home) if home else None


def _request_id(body: Body) -> str:
    """What a redelivery has in common with the first delivery; new where Slack gives nothing."""
    view = body.get("view") or {}
    trigger = body.get("trigger_id")
    if not trigger and body.get("type") == "view_submission" and view.get("id"):
        trigger = f"{view['id']}:{view.get('hash')}"
    return str(trigger or uuid4())


def known(desk: Desk, client: WebClient, team_id: str, user_id: str) -> Person:
    """The person, asked of Slack when new or not heard of for a day.

    Raises Refused for whom Slack doesn't know, and for a new person when Slack can't say: what
    isn't known is not trusted.
    """
    person = people.find(desk, team_id, user_id)
    if person is not None and desk.machine_now() - person.fetched_at < FRESH_FOR:
        return person
    asked_at = desk.machine_now()
    try:
        answer = client.users_info(user=user_id)
    except (*NETWORK_FAULTS, SlackApiError) as fault:
        log.warning("users.info failed: %s", _reason(fault))
        if _reason(fault) in UNKNOWN_TO_SLACK:
            raise Refused(people.outsiders_only()) from fault
        if person is not None:
            return person
        raise NotNow(
            _("Slack could not tell who you are, so nothing was stored. Try again in a minute.")
        ) from fault
    people.keep(desk, team_id, [facts_of(answer["user"], team_id)], asked_at)
    found = people.find(desk, team_id, user_id)
    assert found is not None, "a person just kept is on record"
    return found


def _reason(fault: Exception) -> str:
    return str(fault.response.get("error")) if isinstance(fault, SlackApiError) else str(fault)


def facts_of(user: dict[str, Any], team_id: str) -> PersonFacts:
    """Slack's description of a user, as far as Rapport needs it."""
    profile = user.get("profile") or {}
    name = profile.get("display_name") or user.get("real_name") or user.get("name") or user["id"]
    return PersonFacts(
        user_id=user["id"],
        name=name,
        email=profile.get("email"),
        tz=_zone_name(user.get("tz")),
        standing=_standing(user, team_id),
    )


def _standing(user: dict[str, Any], team_id: str) -> Standing:
    home = user.get("team_id")
    checks = (
        (user.get("deleted"), Standing.GONE),
        (user.get("is_stranger") or home not in (None, team_id), Standing.STRANGER),
        (user.get("is_bot") or user["id"] == "USLACKBOT", Standing.BOT),
        (user.get("is_restricted") or user.get("is_ultra_restricted"), Standing.GUEST),
        (user.get("is_owner") or user.get("is_primary_owner"), Standing.OWNER),
        (user.get("is_admin"), Standing.ADMIN),
    )
    return next((standing for holds, standing in checks if holds), Standing.MEMBER)


def _zone_name(name: object) -> str:
    try:
        return ZoneInfo(str(name)).key if name else "UTC"
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"


def _stranger(team_id: str, user_id: str) -> Person:
    return Person(team_id=team_id, user_id=user_id, standing=Standing.STRANGER)
