"""The Home tab: wanted when somebody opens it, and with whatever they do from it."""

from __future__ import annotations

import logging
from typing import Any
from uuid import uuid4

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot import home, people
from bot.complaint_form import COMPLAINT_FORM
from bot.complaints import Severity
from bot.desk import Desk
from bot.follow_up_form import FOLLOW_UP_FORM
from bot.forms import Form, Values
from bot.people import Actor
from bot.unavailable import RecordUnavailable
from bot.views import forms as form_views
from bot.views import home as views
from handlers import answers, forms, places, shortcuts
from handlers.answers import Body
from handlers.identity import known, own_team

log = logging.getLogger(__name__)


def desk_for(body: Body, context: BoltContext, desk: Desk) -> Desk:
    """The desk for a request: one made from Home shows there what it changes."""
    view, user_id = body.get("view"), _presser(body)
    acts = body.get("type") in ("block_actions", "view_submission")
    if not (acts and isinstance(view, dict) and user_id and places.leads_home(view)):
        return desk
    return desk.seen_from_home(own_team(context), user_id)


def _presser(body: Body) -> str | None:
    user = body.get("user")
    user_id = user.get("id") if isinstance(user, dict) else None
    return user_id if isinstance(user_id, str) else None


def refused(desk: Desk) -> None:
    """What was refused from Home was no longer so there: it is shown anew, if that can be had."""
    if desk.home_of is None:
        return
    try:
        home.want(desk, *desk.home_of)
    except RecordUnavailable as fault:
        log.warning("a Home tab could not be wanted anew: %s", fault)


def opened(event: dict[str, Any], context: BoltContext, client: WebClient, desk: Desk) -> None:
    """Somebody looks at their Home; what they have is left alone while it is true."""
    if event.get("tab") != "home" or not event.get("user"):
        return
    team_id, user_id = own_team(context), event["user"]
    known(desk, client, team_id, user_id)
    home.opened(desk, team_id, user_id, views.hash_of(event.get("view") or {}))


def file_complaint(ack: Ack, body: Body, client: WebClient, actor: Actor) -> None:
    """The form that a bare `/complaint` opens."""
    _open(body, client, actor, COMPLAINT_FORM, {"severity": Severity.MEDIUM})
    ack()


def new_follow_up(ack: Ack, body: Body, client: WebClient, actor: Actor) -> None:
    """A follow-up from nothing."""
    _open(body, client, actor, FOLLOW_UP_FORM, {})
    ack()


def _open(body: Body, client: WebClient, actor: Actor, form: Form, values: Values) -> None:
    people.require_role(actor)
    remembered = forms.metadata(form=uuid4().hex)
    answers.open_modal(client, body, form_views.modal(form, values, metadata=remembered))


def register(app: App) -> None:
    app.event("app_home_opened")(opened)
    app.action("home.log_call")(shortcuts.log_call)
    app.action("home.complaint")(file_complaint)
    app.action("home.follow_up")(new_follow_up)
    app.action("home.account")(shortcuts.new_account)
