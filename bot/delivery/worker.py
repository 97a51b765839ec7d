"""The worker: claims posts under a lease, draws them as they are now, marks what is shown."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import posts as wanted_posts
from bot.delivery import drawing
from bot.delivery.wire import (
    TIMEOUT_SECONDS,
    BadBlocks,
    Dead,
    Later,
    MessageGone,
    Unsure,
    Wire,
)
from bot.desk import Desk
from bot.posts import PostKind
from bot.views.blocks import Message
from storage import people
from storage import posts as kept
from storage.database import RecordUnavailable
from storage.posts import Post, PostState

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=20)
# Slack's clock isn't ours: a lost message is looked for from a minute before the claim.
CLOCK_SLACK = timedelta(seconds=60)
LONGEST_WAIT = timedelta(minutes=5)
BATCH = 10
IDLE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Shown:
    """What Slack shows now: where, and of which content."""

    channel: str
    ts: str
    content_hash: str


class Delivery:
    """Delivers one workspace's posts until stopped; several processes may share the work."""

    def __init__(self, desk: Desk, wire: Wire) -> None:
        self._desk = desk
        self._wire = wire
        self._wake = threading.Event()
        self._idle = threading.Event()
        self._changing = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="delivery", daemon=True)
        desk.wake_delivery = self.wake

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Look at once for what is wanted."""
        with self._changing:
            self._wake.set()
            self._idle.clear()

    def wait_until_idle(self, seconds: float) -> bool:
        """Wait until nothing is to be delivered now; false when it takes longer than `seconds`."""
        return self._idle.wait(seconds)

    def stop(self, seconds: float) -> None:
        """Finish the post under way and end; waits `seconds` at most."""
        self._stopping.set()
        self.wake()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def deliver_due(self) -> int:
        """Deliver everything whose time has come; gives how many posts were tried."""
        tried = 0
        while not self._stopping.is_set() and self._is_anything_due():
            claimed_at = self._desk.machine_now()
            with self._desk.database.write() as session:
                claimed = kept.claim(session, claimed_at, LEASE, BATCH)
            for post in claimed:
                self._deliver(post, claimed_at)
            tried += len(claimed)
        return tried

    def _is_anything_due(self) -> bool:
        """Looked up without the write lock, which the people's commands need."""
        with self._desk.read() as session:
            at = kept.next_try(session)
        return at is not None and at <= self._desk.machine_now()

    def deliver_all(self, patience: timedelta) -> int:
        """Deliver, waiting `patience` at most for what is put off; gives how many are left."""
        deadline = self._desk.machine_now() + patience
        while True:
            self.deliver_due()
            with self._desk.read() as session:
                at, left = kept.next_try(session), kept.count_unshown(session)
            if at is None or at > deadline:
                return left
            self._stopping.wait((at - self._desk.machine_now()).total_seconds())

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self.deliver_due()
                pause = self._seconds_to_next()
            except RecordUnavailable as fault:
                log.warning("delivery waits for the database: %s", fault)
                pause = 1.0
            with self._changing:
                if not self._wake.is_set():
                    self._idle.set()
            self._wake.wait(pause)

    def _seconds_to_next(self) -> float:
        with self._desk.read() as session:
            at = kept.next_try(session)
        if at is None:
            return IDLE_SECONDS
        return min(IDLE_SECONDS, max(0.01, (at - self._desk.machine_now()).total_seconds()))

    def _deliver(self, post: Post, claimed_at: datetime) -> None:
        """Show one claimed post; whatever happens is marked on its row."""
        try:
            message = self._drawn(post)
            if message is None:
                self._mark(post, state=PostState.CANCELLED, shown=post.wanted)
                return
            shown = self._show(post, message, claimed_at)
            self._mark(
                post,
                shown=post.wanted,
                channel=shown.channel,
                ts=shown.ts,
                content_hash=shown.content_hash,
                sending_since=None,
                failures=0,
                fault=None,
                try_at=self._desk.machine_now(),
            )
        except MessageGone:
            self._mark(post, ts=None, content_hash=None, sending_since=None, try_at=claimed_at)
        except Later as fault:
            self._put_off(post, str(fault), fault.seconds, claimed_at)
        except Unsure as fault:
            self._put_off(post, str(fault), None, None)
        except Dead as fault:
            self._give_up(post, str(fault))

    def _drawn(self, post: Post) -> Message | None:
        with self._desk.read() as session:
            return drawing.draw(session, post)

    def _show(self, post: Post, message: Message, claimed_at: datetime) -> Shown:
        channel = post.channel or self._wire.channel_of(post.recipient)
        ts = post.ts
        if ts is None and post.sending_since is not None and post.sending_since < claimed_at:
            ts = self._wire.find(channel, post.id, post.sending_since - CLOCK_SLACK)
        if ts is None:
            self._require_time_left(post)
            ts = self._post(post, channel, message)
        elif post.content_hash != message.hash:
            self._update(channel, ts, message)
        return Shown(channel, ts, message.hash)

    def _require_time_left(self, post: Post) -> None:
        """A post that outlived its lease might be sent by another worker at the same time."""
        if self._desk.machine_now() + timedelta(seconds=TIMEOUT_SECONDS) > post.try_at:
            raise Unsure("the lease ended before the message could be sent")

    def _post(self, post: Post, channel: str, message: Message) -> str:
        try:
            return self._wire.post(channel, message, post.id)
        except BadBlocks as ours:
            log.error("Slack refused the blocks of a %s; sent as text: %s", post.kind, ours)
            return self._wire.post(channel, message.as_text(), post.id)
        except Dead as fault:
            if str(fault) == "not_in_channel" and self._wire.join(channel):
                return self._wire.post(channel, message, post.id)
            raise

    def _update(self, channel: str, ts: str, message: Message) -> None:
        try:
            self._wire.update(channel, ts, message)
        except BadBlocks as ours:
            log.error("Slack refused the blocks of an update; sent as text: %s", ours)
            self._wire.update(channel, ts, message.as_text())

    def _put_off(
        self, post: Post, fault: str, seconds: float | None, refused_since: datetime | None
    ) -> None:
        """Try again later. `refused_since`: Slack has surely not taken anything since then."""
        backoff = min(LONGEST_WAIT, timedelta(seconds=2**post.failures))
        wait = backoff if seconds is None else timedelta(seconds=seconds)
        doubt = None if post.sending_since == refused_since else post.sending_since
        log.info("post %s (%s) is put off by %s: %s", post.id, post.kind, wait, fault)
        self._mark(
            post,
            try_at=self._desk.machine_now() + wait,
            failures=post.failures + 1,
            fault=fault,
            sending_since=doubt,
        )

    def _give_up(self, post: Post, reason: str) -> None:
        log.error(
            "post %s (%s) can't be shown in %s: %s", post.id, post.kind, post.recipient, reason
        )
        self._mark(post, state=PostState.DEAD, fault=reason)
        if post.kind != PostKind.CHANNEL_FAULT:
            with self._desk.database.write() as session:
                self._tell_admins(session, post, reason)

    def _tell_admins(self, session: Session, post: Post, reason: str) -> None:
        for admin in people.admins(session, post.team_id):
            if admin.user_id != post.recipient:
                wanted_posts.want(
                    session,
                    post.team_id,
                    PostKind.CHANNEL_FAULT,
                    post.id,
                    admin.user_id,
                    at=self._desk.machine_now(),
                    key=f"fault:{post.recipient}:{reason}:{admin.user_id}",
                )

    def _mark(self, post: Post, **values: object) -> None:
        """Write what is known now, if the lease is still ours."""
        with self._desk.database.write() as session:
            current = kept.find(session, post.team_id, post.id)
            if current is None or current.try_at != post.try_at:
                log.warning("post %s was taken over by another worker", post.id)
                return
            for name, value in values.items():
                setattr(current, name, value)
