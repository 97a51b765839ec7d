"""One attempt to show one claimed post; what is learnt on the way stays, whatever then fails."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.delivery.lease import require_time_left
from bot.delivery.meaning import BadBlocks, Dead, Later, ThreadGone
from bot.delivery.wire import Wire
from bot.views.blocks import Message
from storage.posts import Post

log = logging.getLogger(__name__)

# Slack's clock isn't ours, which may be an hour ahead: a lost message is looked for from two hours
# before the claim. History gives the newest first, so what is there is found as soon.
CLOCK_SLACK = timedelta(hours=2)
# The fault of a reply that stands in the channel, its thread's first message being deleted.
STRAYED = "posted_outside_thread"


class Attempt:
    """A claimed post on its way to Slack: where it stands, and whether a copy may stand unknown.

    `doubt` is the instant since when a first message may have reached Slack without our hearing
    of it; None when surely none has. A reply goes into its parent's thread; `channel` is where the
    recipient's other messages stand, if that is known. By the clock `now` it is seen when the
    lease ends.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        wire: Wire,
        post: Post,
        claimed_at: datetime,
        parent: Post | None = None,
        channel: str | None = None,
    ) -> None:
        self._now = now
        self._wire = wire
        self._post = post
        self._claimed_at = claimed_at
        self.channel = (parent.channel if parent else post.channel) or channel
        self.thread_ts = parent.ts if parent else None
        self.ts = post.ts
        self.content_hash = post.content_hash
        # What is wrong with what is shown: it stays so, as the message does.
        self.fault = STRAYED if post.fault == STRAYED else None
        # Whether a new message has gone out, or may have.
        self.has_posted = False
        # The claim notes its own instant before anything is sent: only an older one is a doubt.
        self.doubt = None if post.sending_since == claimed_at else post.sending_since

    @property
    def lacks_thread(self) -> bool:
        """Whether it is a reply whose parent has just been found to be gone."""
        return self._post.parent_id is not None and self.ts is None and self.thread_ts is None

    def learnt(self) -> dict[str, object]:
        """What the post's row should say of it now."""
        return {
            "channel": self.channel,
            "ts": self.ts,
            "content_hash": self.content_hash,
            "sending_since": self.doubt,
        }

    def settle_doubt(self) -> None:
        """Find the message that an earlier attempt may have left behind."""
        if self.ts is None and self.doubt is not None:
            # By a clock that was far ahead at that time, the doubt is later than this attempt.
            since = min(self.doubt, self._claimed_at) - CLOCK_SLACK
            channel = self._open_channel()
            self.ts = self._wire.find(channel, self._post.id, since, self.thread_ts)
            self.doubt = None

    def show(self, message: Message) -> None:
        """Post the message, or update it where it differs from what Slack shows.

        Raises Later, Unsure, Dead, MessageGone, ThreadGone.
        """
        channel = self._open_channel()
        if self.ts is None:
            self.ts = self._send_as_member(channel, message)
        elif self.content_hash != message.hash:
            # Until Slack answers, either may stand there.
            self.content_hash = None
            self._update(channel, self.ts, message)
        self.content_hash = message.hash

    def _open_channel(self) -> str:
        if self.channel is None:
            self.channel = self._wire.channel_of(self._post.recipient)
        return self.channel

    def _send_as_member(self, channel: str, message: Message) -> str:
        try:
            return self._send(channel, message)
        except Dead as fault:
            if str(fault) != "not_in_channel" or not self._wire.join(channel):
                raise
        return self._send(channel, message)

    def _send(self, channel: str, message: Message) -> str:
        try:
            return self._send_once(channel, message)
        except BadBlocks as ours:
            log.error("Slack refused the blocks of a %s; sent as text: %s", self._post.kind, ours)
        return self._send_once(channel, message.as_text())

    def _send_once(self, channel: str, message: Message) -> str:
        self._require_time_left()
        self.doubt, self.has_posted = self._claimed_at, True
        try:
            posted = self._wire.post(channel, message, self._post.id, self.thread_ts)
        except (Later, Dead, BadBlocks, ThreadGone):
            # Refused for certain; after anything else a copy may stand.
            self.doubt, self.has_posted = None, False
            raise
        self.doubt = None
        if posted.has_strayed:
            self.fault = STRAYED
            log.warning("post %s (%s) stands outside its thread", self._post.id, self._post.kind)
        return posted.ts

    def _update(self, channel: str, ts: str, message: Message) -> None:
        self._require_time_left()
        try:
            self._wire.update(channel, ts, message)
        except BadBlocks as ours:
            log.error("Slack refused the blocks of a %s; now text: %s", self._post.kind, ours)
            self._require_time_left()
            self._wire.update(channel, ts, message.as_text())

    def _require_time_left(self) -> None:
        require_time_left(self._now(), self._post.try_at)
