"""The routes: every listener in one Bolt app, and what each may ask for by name."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import cast

from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware import Middleware
from slack_bolt.response import BoltResponse
from slack_sdk import WebClient

from bot.desk import Desk
from bot.metrics import Metrics
from handlers import (
    accounts,
    appointments,
    complaints,
    edge,
    episodes,
    events,
    fallbacks,
    follow_ups,
    held_lines,
    home,
    identity,
    interactions,
    refusals,
    shapes,
    shortcuts,
    teams,
)
from handlers.answers import PATIENCE_SECONDS
from handlers.requests import WatchedApp

ROOMS = (
    interactions,
    follow_ups,
    complaints,
    accounts,
    episodes,
    home,
    held_lines,
    shortcuts,
    appointments,
    teams,
    events,
    fallbacks,
)


class Admission(Middleware):
    """Bolt's one middleware of ours behind its own: who asks, and with what, is known from here on.

    A class, since what Bolt hands to a function by name costs as much as what this does.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def process(
        self,
        *,
        req: BoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - part of Bolt's own signature
        next: Callable[[], BoltResponse],  # noqa: A002 - Bolt calls it so
    ) -> BoltResponse:
        """Raises Refused for outsiders."""
        req.context["desk"] = home.desk_for(req.body, req.context, self._desk)
        edge.mend(req.body)
        identity.identify(req.body, req.context, req.context.client, self._desk)
        return next()


def build(
    desk: Desk,
    *,
    token: str,
    signing_secret: str,
    api_url: str,
    installed: Callable[[], AuthorizeResult],
    metrics: Metrics | None = None,
) -> WatchedApp:
    """A Bolt app that answers everything Slack sends.

    The listener runs to its end before the ack, so an acked command is a stored one. Without
    `metrics` what is counted is seen by nobody.
    """
    app = WatchedApp(
        metrics or Metrics(),
        logger=_quiet_log(),
        client=WebClient(
            token=token, base_url=api_url, timeout=PATIENCE_SECONDS, retry_handlers=[]
        ),
        signing_secret=signing_secret,
        authorize=lambda: installed(),
        before_authorize=shapes.Check(),
        process_before_response=True,
        token_verification_enabled=False,
        ssl_check_enabled=True,
        raise_error_for_unhandled_request=True,
        # It fails on an assistant's event that is cut short, and no listener wants what it adds.
        attaching_conversation_kwargs_enabled=False,
    )

    app.use(Admission(desk))
    app.error(refusals.speak)
    for room in ROOMS:
        room.register(cast(App, app.listeners))
    return app


def _quiet_log() -> logging.Logger:
    """Bolt copies this level to each of its loggers; below it, they write whole payloads."""
    quiet = logging.getLogger("slack_bolt")
    quiet.setLevel(logging.ERROR)
    return quiet
