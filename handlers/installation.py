"""The workspace this process serves, as Slack names it for our token."""

from __future__ import annotations

import logging
import re
import threading
import time

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import teams
from bot.desk import Desk
from bot.refusals import NotNow
from bot.texts import _
from handlers.answers import NETWORK_FAULTS

log = logging.getLogger(__name__)

# What Slack says when a token is wrong: trying again helps only after somebody has changed it.
TOKEN_FAULTS = {
    "account_inactive",
    "invalid_auth",
    "not_allowed_token_type",
    "not_authed",
    "token_expired",
    "token_revoked",
}
_ERROR_NAME = re.compile(r"[a-z0-9_]+")


class SlackUnreachable(Exception):
    """Slack could not be asked, or refused the token; the words say which and what to do."""


class Installation:
    """Learns once from `auth.test` whose workspace this is; safe to share between threads."""

    def __init__(self, desk: Desk, client: WebClient) -> None:
        self._desk = desk
        self._client = client
        self._known: AuthorizeResult | None = None
        self.trusted_for = 10.0
        self._checked_at = float("-inf")
        self._lock = threading.Lock()

    def authorize(self) -> AuthorizeResult:
        """What Bolt needs on every request. Raises NotNow until Slack has been reached."""
        if self._known is None:
            raise NotNow(
                _(
                    "Rapport has just started and is still connecting to Slack, so nothing was "
                    "stored. Try again in a minute."
                )
            )
        return self._known

    def learn(self) -> str:
        """Ask Slack who we are; gives the workspace's id. Raises SlackUnreachable."""
        with self._lock:
            found = self._ask()
            teams.keep(
                self._desk, found["team_id"], found["team"] or "", found["bot_user_id"] or ""
            )
            self._known = found
            return str(found["team_id"])

    def _ask(self) -> AuthorizeResult:
        try:
            answer = self._client.auth_test()
        except SlackApiError as refusal:
            raise SlackUnreachable(_said_plainly(str(refusal.response.get("error")))) from refusal
        except NETWORK_FAULTS as fault:
            raise SlackUnreachable(f"Slack can't be reached: {fault}") from fault
        self._checked_at = time.monotonic()
        return AuthorizeResult.from_auth_test_response(
            auth_test_response=answer, bot_token=self._client.token
        )

    def trouble(self) -> str | None:
        """What keeps Slack from being reached; None if nothing does.

        Its answer of the last `trusted_for` seconds is believed; else it is asked.
        """
        if time.monotonic() - self._checked_at < self.trusted_for:
            return None
        try:
            self._ask()
        except SlackUnreachable as fault:
            return str(fault)
        return None


def _said_plainly(error: str) -> str:
    if error in TOKEN_FAULTS:
        return (
            f"Slack refuses SLACK_BOT_TOKEN ({error}). Copy it anew from api.slack.com/apps → your "
            "app → OAuth & Permissions; it starts with xoxb-."
        )
    # The SDK gives an answer that it can't read as the error's name.
    return f"Slack answered {error}" if _ERROR_NAME.fullmatch(error) else "Slack made no sense"
