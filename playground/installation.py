"""One app installed in one workspace: its tokens, what it may do and what it did."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from playground.faults import Faults
from playground.manifest import Manifest
from playground.refusals import SlackError
from playground.response_urls import ResponseUrls
from playground.triggers import Triggers
from playground.views import Views
from playground.wire import Json, Machine
from playground.workspace import Workspace


@dataclass(frozen=True)
class Call:
    """One Web API call as it came in; `answer` is None if none was sent."""

    method: str
    args: dict[str, Any]
    answer: Json | None
    at: datetime


@dataclass(frozen=True)
class Tokens:
    """The secrets that the workspace gave to the app."""

    bot: str
    app: str
    signing_secret: str
    verification: str


def fresh_tokens() -> Tokens:
    """Tokens of the shape that Slack gives, new for each workspace."""
    return Tokens(
        bot=f"xoxb-{secrets.randbelow(10**12)}-{secrets.token_hex(12)}",
        app=f"xapp-1-A0RAPPORT-{secrets.randbelow(10**12)}-{secrets.token_hex(32)}",
        signing_secret=secrets.token_hex(16),
        verification=secrets.token_urlsafe(18),
    )


@dataclass
class Installation:
    """Slack's side of the wire."""

    workspace: Workspace
    manifest: Manifest
    machine: Machine = time.time
    tokens: Tokens = field(default_factory=fresh_tokens, repr=False)
    faults: Faults = field(default_factory=Faults)
    calls: list[Call] = field(default_factory=list)
    unthreads_orphans: bool = False
    """What becomes of a reply whose parent was deleted: `thread_not_found`, as Slack's own people
    tell (slackapi/bolt-js#2307), or, if set, a message outside any thread, as others have seen
    (slack-go/slack#1571)."""
    emit: Callable[[Json], None] = lambda _: None
    """Sends an event to the app, if its manifest subscribes to it."""
    open_socket: Callable[[], str] = lambda: ""
    """Gives the URL of a new Socket Mode connection."""

    def __post_init__(self) -> None:
        self.triggers = Triggers(self.machine)
        self.response_urls = ResponseUrls(self.machine, self.workspace.team_id)
        self.views = Views(self.workspace)

    def require(self, *scopes: str) -> None:
        """Raises SlackError if the app's manifest lacks one of the scopes."""
        missing = [scope for scope in scopes if scope not in self.manifest.scopes]
        if missing:
            raise SlackError(
                "missing_scope", needed=",".join(missing), provided=self.manifest.granted
            )
