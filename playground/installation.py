"""One app installed in one workspace: its tokens, what it may do and what it did."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from playground.channels import Channel
from playground.faults import Faults
from playground.inspection.journal import Journal
from playground.manifest import Manifest
from playground.messages import Message
from playground.people import Member
from playground.refusals import SlackError
from playground.response_urls import ResponseUrls
from playground.schedule import Schedule
from playground.triggers import Triggers
from playground.uploads import Uploads
from playground.views import Views
from playground.wire import Json, Machine
from playground.workspace import AppIdentity, Workspace


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
        app=f"xapp-1-A0{secrets.token_hex(4).upper()}-{secrets.token_hex(32)}",
        signing_secret=secrets.token_hex(16),
        verification=secrets.token_urlsafe(18),
    )


def identity_of(manifest: Manifest) -> AppIdentity:
    """The app that a manifest describes; its ids follow from its name, so they stay."""
    serial = hashlib.sha256(manifest.name.encode()).hexdigest()[:8].upper()
    return AppIdentity(f"A0{serial}", f"B0{serial}", f"U0{serial}", name=_handle(manifest))


def install(workspace: Workspace, app: AppIdentity, manifest: Manifest) -> None:
    """Put an app into a workspace in which nothing has been said, in place of the one there."""
    workspace.members.pop(workspace.app.user_id, None)
    workspace.app = app
    bot = Member(
        id=app.user_id,
        handle=app.name,
        real_name=manifest.bot_name,
        tz="America/Los_Angeles",
        team_id=workspace.team_id,
        is_bot=True,
    )
    # Nobody has let it into #general yet.
    workspace.members[bot.id] = bot


def _handle(manifest: Manifest) -> str:
    words = "".join(c if c.isalnum() else " " for c in manifest.bot_name.casefold()).split()
    return "_".join(words) or "app"


@dataclass
class Installation:
    """Slack's side of the wire."""

    workspace: Workspace
    manifest: Manifest
    machine: Machine = time.time
    tokens: Tokens = field(default_factory=fresh_tokens, repr=False)
    calls: list[Call] = field(default_factory=list)
    unthreads_orphans: bool = False
    """What becomes of a reply whose parent was deleted: `thread_not_found`, as Slack's own people
    tell (slackapi/bolt-js#2307), or, if set, a message outside any thread, as others have seen
    (slack-go/slack#1571)."""
    refused_with: str = ""
    """The error that every call with the app's tokens gets, once they are worth nothing."""
    emit: Callable[[Json], None] = lambda _: None
    """Sends an event to the app, if its manifest subscribes to it."""
    open_socket: Callable[[], str] = lambda: ""
    """Gives the URL of a new Socket Mode connection."""

    def __post_init__(self) -> None:
        self.faults = Faults(self.machine)
        self.journal = Journal(lambda: self.workspace.clock.now())
        self.triggers = Triggers(self.machine)
        self.response_urls = ResponseUrls(self.machine, self.workspace.team_id)
        self.views = Views(self.workspace)
        self.uploads = Uploads(self.workspace)
        self.schedule = Schedule(self.workspace)

    def revoke(self) -> None:
        """Take the bot token's worth away and send `tokens_revoked`."""
        self.emit(
            {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.workspace.app.user_id]}}
        )
        self.refused_with = "token_revoked"

    def uninstall(self) -> None:
        """Remove the app from the workspace: `app_uninstalled`, `tokens_revoked`."""
        self.emit({"type": "app_uninstalled"})
        self.revoke()
        self.refused_with = "account_inactive"

    def is_inside(self, channel: Channel) -> bool:
        """Whether the app's bot user is a member."""
        return self.workspace.app.user_id in channel.members

    def permalink(self, message: Message) -> str:
        """The address of a message in Slack's own client."""
        link = f"https://{self.workspace.domain}.slack.com/archives/{message.channel}"
        place = f"?thread_ts={message.thread_ts}&cid={message.channel}" if message.is_reply else ""
        return f"{link}/p{message.ts.replace('.', '')}{place}"

    def require_any(self, *scopes: str) -> None:
        """Raises SlackError, naming the first, if the app's manifest has none of the scopes."""
        if not self.manifest.scopes.intersection(scopes):
            self.require(scopes[0])

    def require(self, *scopes: str) -> None:
        """Raises SlackError if the app's manifest lacks one of the scopes."""
        missing = [scope for scope in scopes if scope not in self.manifest.scopes]
        if missing:
            raise SlackError(
                "missing_scope", needed=",".join(missing), provided=self.manifest.granted
            )
