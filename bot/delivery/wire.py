"""The calls delivery makes to Slack, and what each failure means for the post."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.clock import machine_now
from bot.delivery.limits import Limits
from bot.views.blocks import Message

# One HTTP attempt must end well within a lease; slack_sdk would wait 30 s and then send again.
TIMEOUT_SECONDS = 5
METADATA_TYPE = "rapport_post"

# A call that timed out may still be under way in Slack: it is given this long to come to an end.
SETTLING_SECONDS = 5.0
LONGEST_RETRY_AFTER_SECONDS = 3600.0
MEMBERS_AT_ONCE = 1000

# Slack's own word that nothing will ever be shown there.
_DEAD = {
    "cannot_dm_bot",
    "cant_update_message",
    "channel_not_found",
    "edit_window_closed",
    "is_archived",
    "is_inactive",
    "messages_tab_disabled",
    "not_in_channel",
    "restricted_action",
    "user_disabled",
    "user_not_found",
    "user_not_visible",
}
# What conversations.info says of a channel that people of other companies read, or soon will.
_SHARED = ("is_ext_shared", "is_pending_ext_shared", "is_shared", "pending_connected_team_ids")
_UNSURE = {"fatal_error", "internal_error", "request_timeout", "service_unavailable"}
# These speak of the token, not of the call: what was asked stays unanswered.
_TOKEN = {"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"}
_ERROR_NAME = re.compile(r"[a-z0-9_]+")
_NEVER_SENT = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)


class Later(Exception):
    """Slack has definitely not taken the call; try again after `seconds` (None: back off)."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Limited(Later):
    """Slack takes no new message in this channel for now."""


class Denied(Later):
    """Slack refuses this very call, until somebody changes a scope or a setting."""


class Dead(Exception):
    """This message can't be shown there."""


class Unsure(Exception):
    """Slack may or may not have done it; ask again after `seconds` (None: back off)."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class MessageGone(Exception):
    """The message to be updated was deleted."""


class ThreadGone(Exception):
    """The message to be replied to was deleted."""


class BadBlocks(Exception):
    """Slack refused the blocks: our own fault."""


def client(token: str, base_url: str) -> WebClient:
    """A client that never sends twice on its own."""
    return WebClient(token=token, base_url=base_url, timeout=TIMEOUT_SECONDS, retry_handlers=[])


@dataclass(frozen=True, slots=True)
class Posted:
    """A message in Slack; a reply that stands outside its thread has strayed.

    Slack puts it there where the message replied to was deleted.
    """

    ts: str
    has_strayed: bool


class Wire:
    """One workspace's Slack as delivery sees it; safe to share between threads."""

    def __init__(self, slack: WebClient, now: Callable[[], datetime] = machine_now) -> None:
        self._slack = slack
        self._now = now
        self._limits = Limits(now)

    def posts_held_until(self) -> datetime | None:
        """When Slack takes new messages again; None if it does now."""
        return self._limits.held_until("chat.postMessage")

    def homes_held_until(self) -> datetime | None:
        """When Slack takes Home tabs again; None if it does now."""
        return self._limits.held_until("views.publish")

    def channel_of(self, recipient: str) -> str:
        """The channel to post to: a person's direct message is opened first."""
        if not recipient.startswith(("U", "W")):
            return recipient
        with self._calling("conversations.open"):
            opened = self._slack.conversations_open(users=[recipient])
        channel: dict[str, Any] = opened["channel"]
        return str(channel["id"])

    def post(
        self, channel: str, message: Message, post_id: int, thread_ts: str | None = None
    ) -> Posted:
        """Post, in a thread if one is named, a broadcast in the channel too; says where it stands.

        The metadata holds our id alone: others can read it. Raises Limited where only this channel
        is known to be.
        """
        with self._calling("chat.postMessage", channel):
            answer = self._slack.chat_postMessage(
                channel=channel,
                text=message.text,
                blocks=message.blocks,
                metadata={"event_type": METADATA_TYPE, "event_payload": {"post": str(post_id)}},
                thread_ts=thread_ts,
                reply_broadcast=(message.broadcast and thread_ts is not None) or None,
                unfurl_links=False,
                unfurl_media=False,
            )
        told: dict[str, Any] = answer.get("message") or {}
        has_strayed = thread_ts is not None and bool(told) and "thread_ts" not in told
        return Posted(str(answer["ts"]), has_strayed)

    def update(self, channel: str, ts: str, message: Message) -> None:
        with self._calling("chat.update"):
            self._slack.chat_update(
                channel=channel, ts=ts, text=message.text, blocks=message.blocks
            )

    def publish(self, user_id: str, view: dict[str, Any]) -> None:
        """Show a person's Home tab."""
        with self._calling("views.publish"):
            self._slack.views_publish(user_id=user_id, view=view)

    def join(self, channel: str) -> bool:
        """Join a public channel; false where only an invitation helps.

        Raises Later and Unsure when Slack has not said which.
        """
        try:
            with self._calling("conversations.join"):
                self._slack.conversations_join(channel=channel)
        except (Denied, Dead):
            return False
        return True

    def find(
        self, channel: str, post_id: int, since: datetime, thread_ts: str | None = None
    ) -> str | None:
        """Look for our own message from an instant on, in the channel's history or in a thread.

        Where these can't be read the answer is None: then a copy may be posted.
        """
        try:
            return self._found(channel, post_id, since, thread_ts)
        except Dead as fault:
            if str(fault) != "not_in_channel" or not self.join(channel):
                return None
        except (Denied, ThreadGone):
            return None
        return self._found(channel, post_id, since, thread_ts)

    def _found(
        self, channel: str, post_id: int, since: datetime, thread_ts: str | None
    ) -> str | None:
        for message in self._written(channel, since, thread_ts):
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == METADATA_TYPE and payload.get("post") == str(post_id):
                return str(message["ts"])
        return None

    def _written(
        self, channel: str, since: datetime, thread_ts: str | None
    ) -> Iterator[dict[str, Any]]:
        """A channel's messages; or, which these don't hold, the replies in a thread."""
        asked = {
            "channel": channel,
            "oldest": f"{since.timestamp():.6f}",
            "include_all_metadata": True,
            "limit": 200,
        }
        if thread_ts is None:
            yield from self._listed("conversations.history", "messages", asked)
        else:
            in_thread = {**asked, "ts": thread_ts}
            yield from self._listed("conversations.replies", "messages", in_thread)

    def has_other_companies(self, channel: str) -> bool:
        """Whether a channel is shared with others, or is about to be."""
        with self._calling("conversations.info"):
            info = self._slack.conversations_info(channel=channel)["channel"]
        return any(info.get(sign) for sign in _SHARED)

    def members(self, channel: str) -> Iterator[str]:
        """The ids of all who are in a channel."""
        asked = {"channel": channel, "limit": MEMBERS_AT_ONCE}
        yield from self._listed("conversations.members", "members", asked)

    def _listed(self, method: str, name: str, asked: dict[str, Any]) -> Iterator[Any]:
        cursor = ""
        while True:
            with self._calling(method):
                page = self._slack.api_call(method, params={**asked, "cursor": cursor})
            yield from page.get(name) or []
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    @contextmanager
    def _calling(self, method: str, channel: str | None = None) -> Iterator[None]:
        """One call; what Slack has limited is left alone until it may be called again.

        With a `channel`, Slack may have limited no more than that.
        """
        held_until = self._limits.held_until(method)
        if held_until is not None:
            seconds = (held_until - self._now()).total_seconds()
            raise Later(f"{method} is rate limited", max(0.0, seconds))
        try:
            with _told_apart():
                yield
        except Later as fault:
            if fault.seconds is None:
                raise
            self._limits.hear(method, fault.seconds, channel)
            if channel is None:
                raise
            raise Limited(str(fault), fault.seconds) from fault


@contextmanager
def _told_apart() -> Iterator[None]:
    try:
        yield
    except SlackApiError as refusal:
        raise _meaning(refusal) from refusal
    except URLError as fault:
        if isinstance(fault.reason, _NEVER_SENT):
            raise Later(f"Slack can't be reached: {fault.reason}") from fault
        raise _unanswered(fault, isinstance(fault.reason, TimeoutError)) from fault
    except (OSError, HTTPException) as fault:
        raise _unanswered(fault, isinstance(fault, TimeoutError)) from fault


def _unanswered(fault: Exception, is_timeout: bool) -> Unsure:
    return Unsure(f"no answer ({fault})", SETTLING_SECONDS if is_timeout else None)


def _meaning(refusal: SlackApiError) -> Exception:
    response = refusal.response
    status, error = response.status_code, str(response.get("error") or "")
    if status == 429 or error == "ratelimited":
        return Later("ratelimited", _retry_after(response.headers))
    if status >= 500 or error in _UNSURE or not _ERROR_NAME.fullmatch(error):
        # What can't be read may hold the message itself, and that isn't for the log.
        said = error if _ERROR_NAME.fullmatch(error) else "and an answer that can't be read"
        return Unsure(f"HTTP {status} {said}")
    if error == "message_not_found":
        return MessageGone(error)
    if error == "thread_not_found":
        return ThreadGone(error)
    if error in ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"):
        return BadBlocks(str(response.get("response_metadata") or error))
    if error in _DEAD:
        return Dead(error)
    if error in _TOKEN:
        return Later(f"Slack refuses SLACK_BOT_TOKEN ({error})")
    return Denied(error)


def _retry_after(headers: dict[str, str]) -> float:
    told = {name.lower(): value for name, value in headers.items()}.get("retry-after", "")
    # Not a number, or none at all: a second is what Slack's own limits ask for.
    seconds = float(told) if told.isdecimal() else 1.0
    return min(seconds, LONGEST_RETRY_AFTER_SECONDS)
