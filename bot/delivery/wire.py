"""The calls delivery makes to Slack, each ending well or with what its failure means."""

from __future__ import annotations

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
from bot.delivery.meaning import Dead, Denied, Later, Limited, ThreadGone, Unsure, meaning
from bot.views.blocks import Message

# One HTTP attempt must end well within a lease; slack_sdk would wait 30 s and then send again.
TIMEOUT_SECONDS = 5
METADATA_TYPE = "rapport_post"
# A call that timed out may still be under way in Slack: it is given this long to come to an end.
SETTLING_SECONDS = 5.0
MEMBERS_AT_ONCE = 1000

# What conversations.info says of a channel that people of other companies read, or soon will.
_SHARED = ("is_ext_shared", "is_pending_ext_shared", "is_shared", "pending_connected_team_ids")
_NEVER_SENT = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)


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
        self._require_unlimited(method, channel)
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

    def _require_unlimited(self, method: str, channel: str | None) -> None:
        if until := self._limits.held_until(method):
            raise Later(f"{method} is rate limited", self._seconds_to(until))
        if channel and (until := self._limits.channel_held_until(channel)):
            raise Limited(f"{method} is rate limited there", self._seconds_to(until))

    def _seconds_to(self, instant: datetime) -> float:
        return max(0.0, (instant - self._now()).total_seconds())


@contextmanager
def _told_apart() -> Iterator[None]:
    try:
        yield
    except SlackApiError as refusal:
        raise _told_by(refusal) from refusal
    except URLError as fault:
        if isinstance(fault.reason, _NEVER_SENT):
            raise Later(f"Slack can't be reached: {fault.reason}") from fault
        raise _unanswered(fault, isinstance(fault.reason, TimeoutError)) from fault
    except (OSError, HTTPException) as fault:
        raise _unanswered(fault, isinstance(fault, TimeoutError)) from fault


def _told_by(refusal: SlackApiError) -> Exception:
    answer = refusal.response
    error, details = str(answer.get("error") or ""), answer.get("response_metadata")
    return meaning(answer.status_code, error, answer.headers, details)


def _unanswered(fault: Exception, is_timeout: bool) -> Unsure:
    return Unsure(f"no answer ({fault})", SETTLING_SECONDS if is_timeout else None)
