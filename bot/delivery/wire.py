"""The calls delivery makes to Slack, and what each failure means for the post."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.views.blocks import Message

# One HTTP attempt must end well within a lease; slack_sdk would wait 30 s and then send again.
TIMEOUT_SECONDS = 5
METADATA_TYPE = "rapport_post"

# Slack's own word that nothing will ever be shown there.
_DEAD = {
    "account_inactive",
    "cannot_dm_bot",
    "cant_update_message",
    "channel_not_found",
    "edit_window_closed",
    "is_archived",
    "messages_tab_disabled",
    "not_in_channel",
    "restricted_action",
    "user_disabled",
    "user_not_found",
    "user_not_visible",
}
_UNSURE = {"fatal_error", "internal_error", "request_timeout", "service_unavailable"}
_UNREADABLE = {"channel_not_found", "is_archived", "missing_scope", "not_in_channel"}


class Later(Exception):
    """Slack has definitely not taken the call; try again after `seconds` (None: back off)."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Dead(Exception):
    """This message can't be shown there."""


class Unsure(Exception):
    """Slack may or may not have done it: the answer was lost."""


class MessageGone(Exception):
    """The message to be updated was deleted."""


class BadBlocks(Exception):
    """Slack refused the blocks: our own fault."""


def client(token: str, base_url: str) -> WebClient:
    """A client that never sends twice on its own."""
    return WebClient(token=token, base_url=base_url, timeout=TIMEOUT_SECONDS, retry_handlers=[])


class Wire:
    """One workspace's Slack as delivery sees it."""

    def __init__(self, slack: WebClient) -> None:
        self._slack = slack
        self._direct_messages: dict[str, str] = {}

    def channel_of(self, recipient: str) -> str:
        """The channel to post to: a person's direct message is opened first."""
        if not recipient.startswith(("U", "W")):
            return recipient
        if recipient not in self._direct_messages:
            with _told_apart():
                opened = self._slack.conversations_open(users=[recipient])
            channel: dict[str, Any] = opened["channel"]
            self._direct_messages[recipient] = channel["id"]
        return self._direct_messages[recipient]

    def post(self, channel: str, message: Message, post_id: int) -> str:
        """Post; gives the message's `ts`. The metadata holds our id alone: others can read it."""
        with _told_apart():
            answer = self._slack.chat_postMessage(
                channel=channel,
                text=message.text,
                blocks=message.blocks,
                metadata={"event_type": METADATA_TYPE, "event_payload": {"post": str(post_id)}},
                unfurl_links=False,
                unfurl_media=False,
            )
        return str(answer["ts"])

    def update(self, channel: str, ts: str, message: Message) -> None:
        with _told_apart():
            self._slack.chat_update(
                channel=channel, ts=ts, text=message.text, blocks=message.blocks
            )

    def join(self, channel: str) -> bool:
        """Join a public channel; false where only an invitation helps."""
        try:
            with _told_apart():
                self._slack.conversations_join(channel=channel)
        except (Later, Dead):
            return False
        return True

    def find(self, channel: str, post_id: int, since: datetime) -> str | None:
        """Look for our own message in the channel's history from an instant on.

        Where history can't be read the answer is None: then a copy may be posted.
        """
        try:
            for message in self._history(channel, since):
                metadata = message.get("metadata") or {}
                payload = metadata.get("event_payload") or {}
                if metadata.get("event_type") == METADATA_TYPE and payload.get("post") == str(
                    post_id
                ):
                    return str(message["ts"])
        except Dead:
            return None
        return None

    def _history(self, channel: str, since: datetime) -> Iterator[dict[str, Any]]:
        cursor = ""
        while True:
            with _told_apart(unreadable_is_dead=True):
                page = self._slack.conversations_history(
                    channel=channel,
                    oldest=f"{since.timestamp():.6f}",
                    include_all_metadata=True,
                    limit=200,
                    cursor=cursor,
                )
            yield from page.get("messages") or []
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return


@contextmanager
def _told_apart(unreadable_is_dead: bool = False) -> Iterator[None]:
    try:
        yield
    except SlackApiError as refusal:
        raise _meaning(refusal, unreadable_is_dead) from refusal
    except URLError as fault:
        if isinstance(fault.reason, ConnectionRefusedError | OSError) and not isinstance(
            fault.reason, TimeoutError | ConnectionResetError
        ):
            raise Later(f"Slack can't be reached: {fault.reason}") from fault
        raise Unsure(str(fault)) from fault
    except (OSError, HTTPException) as fault:
        raise Unsure(f"{type(fault).__name__}: {fault}") from fault


def _meaning(refusal: SlackApiError, unreadable_is_dead: bool) -> Exception:
    response = refusal.response
    status = getattr(response, "status_code", 200)
    error = str(response.get("error") or "") if hasattr(response, "get") else ""
    if status == 429 or error == "ratelimited":
        return Later("ratelimited", _retry_after(response))
    if status >= 500 or error in _UNSURE or not error:
        return Unsure(error or f"HTTP {status}")
    if error == "message_not_found":
        return MessageGone(error)
    if error in ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"):
        return BadBlocks(str(response.get("response_metadata") or error))
    if error in _DEAD or (unreadable_is_dead and error in _UNREADABLE):
        return Dead(error)
    return Later(error)


def _retry_after(response: Any) -> float:
    headers = {name.lower(): value for name, value in (response.headers or {}).items()}
    try:
        return max(0.0, float(headers.get("retry-after", "1")))
    except ValueError:
        return 1.0
