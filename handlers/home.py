"""The Home tab: shown when somebody opens it, and anew after what they have done from it."""

from __future__ import annotations

import logging
from typing import Any
from uuid import uuid4

from slack_bolt import Ack, App, BoltContext, BoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

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
from handlers.answers import NETWORK_FAULTS, Body
from handlers.identity import known, own_team

log = logging.getLogger(__name__)

# Two presses at once may be shown in the wrong order; whoever sees that shows it anew.
ROUNDS = 3


class HomeKeeper(App):
    """A Bolt app that shows Home anew after what was done from it, refused or not."""

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        response = super().dispatch(req)
        if req.body.get("type") in ("block_actions", "view_submission"):
            _show_anew(req)
        return response


def _show_anew(req: BoltRequest) -> None:
    """What was done is on record, so a record that is gone since is only logged."""
    view, desk = req.body.get("view"), req.context.get("desk")
    user_id = _presser(req.body)
    if not (isinstance(view, dict) and user_id and desk and places.leads_home(view)):
        return
    shown = _hash_of(view) if places.is_home(req.body) else ""
    try:
        show(req.context.client, desk, own_team(req.context), user_id, shown)
    except RecordUnavailable as fault:
        log.warning("a Home tab could not be shown anew: %s", fault)


def _presser(body: Body) -> str | None:
    user = body.get("user")
    user_id = user.get("id") if isinstance(user, dict) else None
    return user_id if isinstance(user_id, str) else None


def opened(event: dict[str, Any], context: BoltContext, client: WebClient, desk: Desk) -> None:
    """Somebody looks at their Home; what they have is left alone while it is true."""
    if event.get("tab") != "home" or not event.get("user"):
        return
    team_id, user_id = own_team(context), event["user"]
    known(desk, client, team_id, user_id)
    show(client, desk, team_id, user_id, _hash_of(event.get("view") or {}))


def _hash_of(view: dict[str, Any]) -> str:
    return str(view.get("private_metadata") or "")


def show(client: WebClient, desk: Desk, team_id: str, user_id: str, shown: str = "") -> None:
    """Publish until the truth is what stands there; `shown` is the hash of what does.

    Raises RecordUnavailable.
    """
    for _round in range(ROUNDS):
        found = home.of(desk, team_id, user_id)
        if found is None:
            return
        view = views.home(found)
        if _hash_of(view) == shown or not _is_published(client, user_id, view):
            return
        shown = _hash_of(view)


def _is_published(client: WebClient, user_id: str, view: dict[str, Any]) -> bool:
    try:
        client.views_publish(user_id=user_id, view=view)
    except (*NETWORK_FAULTS, SlackApiError) as fault:
        log.warning("a Home tab could not be shown: %s", fault)
        return False
    return True


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
