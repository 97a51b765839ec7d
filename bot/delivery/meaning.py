"""What Slack's refusals mean for what was to be shown: try again, give up, or look first."""

from __future__ import annotations

import re
from collections.abc import Mapping

LONGEST_RETRY_AFTER_SECONDS = 3600.0

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
_UNSURE = {"fatal_error", "internal_error", "request_timeout", "service_unavailable"}
# These speak of the token, not of the call: what was asked stays unanswered.
_TOKEN = {"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"}
_ERROR_NAME = re.compile(r"[a-z0-9_]+")


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


def meaning(status: int, error: str, headers: Mapping[str, str], details: object) -> Exception:
    """What an HTTP answer of Slack's means that names an error, or can't be read.

    `details` is what Slack said besides.
    """
    if status == 429 or error == "ratelimited":
        return Later("ratelimited", _retry_after(headers))
    if status >= 500 or error in _UNSURE or not _ERROR_NAME.fullmatch(error):
        # What can't be read may hold the message itself, and that isn't for the log.
        said = error if _ERROR_NAME.fullmatch(error) else "and an answer that can't be read"
        return Unsure(f"HTTP {status} {said}")
    if error == "message_not_found":
        return MessageGone(error)
    if error == "thread_not_found":
        return ThreadGone(error)
    if error in ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"):
        return BadBlocks(str(details or error))
    if error in _DEAD:
        return Dead(error)
    if error in _TOKEN:
        return Later(f"Slack refuses SLACK_BOT_TOKEN ({error})")
    return Denied(error)


def _retry_after(headers: Mapping[str, str]) -> float:
    told = {name.lower(): value for name, value in headers.items()}.get("retry-after", "")
    # Not a number, or none at all: a second is what Slack's own limits ask for.
    seconds = float(told) if told.isdecimal() else 1.0
    return min(seconds, LONGEST_RETRY_AFTER_SECONDS)
