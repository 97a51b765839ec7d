"""The worker: claims posts under a lease, draws them as they are now, marks what is shown.

Homes are published between them."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import channels
from bot.audience import Audience
from bot.delivery import drawing
from bot.delivery.attempt import Attempt
from bot.delivery.audiences import Audiences, Readers, is_read_along
from bot.delivery.homes import Homes
from bot.delivery.lease import LEASE, backoff
from bot.delivery.wire import Dead, Later, MessageGone, ThreadGone, Unsure, Wire
from bot.desk import Desk
from bot.views.blocks import Message
from storage import posts as kept
from storage.database import RecordUnavailable
from storage.posts import Post, PostState

log = logging.getLogger(__name__)

BATCH = 10
IDLE_SECONDS = 30.0
AFTER_OUR_FAULT_SECONDS = 5.0


class Delivery:
    """Delivers one workspace's posts and Homes until stopped; several processes may share the work.

    It delivers nothing until it is told whose.
    """

    def __init__(self, desk: Desk, wire: Wire) -> None:
        self._desk = desk
        self._wire = wire
        self._homes = Homes(desk, wire)
        self._team_id: str | None = None
        self._wake = threading.Event()
        self._idle = threading.Event()
        self._changing = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="delivery", daemon=True)
        desk.wake_delivery = self.wake

    def serve(self, team_id: str) -> None:
        """Deliver this workspace's posts from now on: the token speaks for no other."""
        self._team_id = team_id
        self.wake()

    def start(self) -> None:
        self._thread.start()

    def is_alive(self) -> bool:
        """Whether its thread is at work."""
        return self._thread.is_alive()

    def wake(self) -> None:
        """Look at once for what is wanted."""
        with self._changing:
            self._wake.set()
            self._idle.clear()

    def wait_until_idle(self, seconds: float) -> bool:
        """Wait until nothing is to be delivered now; false when it takes longer than `seconds`.

        What is put off to a later instant doesn't count.
        """
        return self._idle.wait(seconds)

    def stop(self, seconds: float) -> None:
        """Finish the post under way and end; waits `seconds` at most."""
        self._stopping.set()
        self.wake()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def look_at_readers(self) -> None:
        """Ask Slack who reads along where we are read, and draw anew what isn't for them."""
        if (team_id := self._team_id) is not None:
            audiences = Audiences(self._desk, self._wire)
            channels.look_at_readers(
                self._desk, team_id, lambda channel: audiences.look(team_id, channel).audience
            )

    def deliver_due(self) -> int:
        """Deliver everything whose time has come; gives how many were tried.

        Somebody waits for a Home with their eyes on it, so a few of these come before more posts.
        """
        tried = 0
        while not self._stopping.is_set() and (team_id := self._team_id):
            count = self._homes.publish_due(team_id) + self._deliver_posts(team_id)
            if not count:
                break
            tried += count
        return tried

    def _deliver_posts(self, team_id: str) -> int:
        """Deliver the oldest of the posts that are due; gives how many were tried.

        Looked up without the write lock, which the people's commands need.
        """
        claimed_at = self._desk.machine_now()
        with self._desk.read() as session:
            at = kept.next_try(session, team_id)
        if at is None or at > claimed_at:
            return 0
        with self._desk.database.write() as session:
            claimed = kept.claim(session, team_id, claimed_at, LEASE, BATCH)
        audiences = Audiences(self._desk, self._wire)
        for post in claimed:
            self._deliver(post, claimed_at, audiences)
        return len(claimed)

    def _next_try(self) -> datetime | None:
        if self._team_id is None:
            return None
        with self._desk.read() as session:
            post_at = kept.next_try(session, self._team_id)
        tries = (post_at, self._homes.next_try(self._team_id))
        return min((at for at in tries if at is not None), default=None)

    def deliver_all(self, patience: timedelta) -> int:
        """Deliver, waiting `patience` at most for what is put off; gives how many are left."""
        deadline = self._desk.machine_now() + patience
        while True:
            self.deliver_due()
            at = self._next_try()
            if at is None or at > deadline or self._stopping.is_set():
                return self._count_unshown()
            self._stopping.wait((at - self._desk.machine_now()).total_seconds())

    def _count_unshown(self) -> int:
        if self._team_id is None:
            return 0
        with self._desk.read() as session:
            return kept.count_unshown(session, self._team_id)

    def _run(self) -> None:
        while not self._stopping.is_set():
            with self._changing:
                self._wake.clear()
                self._idle.clear()
            self._wake.wait(self._round())

    def _round(self) -> float:
        """Deliver what is due; gives the seconds to the next round."""
        try:
            self.deliver_due()
            pause = self._seconds_to_next()
        except RecordUnavailable as fault:
            log.warning("delivery waits for the database: %s", fault)
            return 1.0
        except Exception:
            # Nobody would start this thread again, and every message waits for it.
            log.exception("delivery has failed and goes on in %d s", AFTER_OUR_FAULT_SECONDS)
            return AFTER_OUR_FAULT_SECONDS
        with self._changing:
            if not self._wake.is_set():
                self._idle.set()
        return pause

    def _seconds_to_next(self) -> float:
        at = self._next_try()
        if at is None:
            return IDLE_SECONDS
        return min(IDLE_SECONDS, max(0.01, (at - self._desk.machine_now()).total_seconds()))

    def _deliver(self, post: Post, claimed_at: datetime, audiences: Audiences) -> None:
        """Show one claimed post; whatever happens is marked on its row."""
        attempt = Attempt(self._desk, self._wire, post, claimed_at, self._parent_of(post))
        if attempt.lacks_thread:
            self._mark(post, attempt, try_at=self._desk.machine_now())
            return
        try:
            self._show(post, attempt, audiences)
        except MessageGone:
            attempt.ts, attempt.content_hash = None, None
            self._mark(post, attempt, try_at=self._desk.machine_now())
        except ThreadGone as fault:
            self._renew_thread(post, attempt, str(fault))
        except (Later, Unsure) as fault:
            self._put_off(post, attempt, str(fault), fault.seconds)
        except Dead as fault:
            self._give_up(post, attempt, str(fault))
        except RecordUnavailable:
            raise
        except Exception as ours:
            # One message that can't be drawn must not keep all others from being shown.
            log.exception("post %s (%s) could not be drawn", post.id, post.kind)
            self._put_off(post, attempt, f"{type(ours).__name__} in Rapport itself", None)

    def _parent_of(self, post: Post) -> Post | None:
        if post.parent_id is None:
            return None
        with self._desk.read() as session:
            return kept.find(session, post.team_id, post.parent_id)

    def _show(self, post: Post, attempt: Attempt, audiences: Audiences) -> None:
        attempt.settle_doubt()
        readers = audiences.of(post)
        message = self._drawn(post, attempt, readers.audience)
        if message is None and attempt.ts is None:
            self._mark(post, attempt, state=PostState.CANCELLED, shown=post.wanted)
            return
        if message is not None:
            attempt.show(message)
        self._mark_shown(post, attempt, readers)

    def _mark_shown(self, post: Post, attempt: Attempt, readers: Readers) -> None:
        """What was drawn for readers unknown counts as not shown yet: it is drawn once more."""
        at = self._desk.machine_now() + timedelta(seconds=readers.again_in or 0.0)
        self._mark(
            post,
            attempt,
            shown=post.wanted if readers.again_in is None else post.wanted - 1,
            audience=readers.audience if is_read_along(post) else None,
            failures=0,
            fault=attempt.fault,
            try_at=at,
        )

    def _drawn(self, post: Post, attempt: Attempt, audience: Audience) -> Message | None:
        with self._desk.read() as session:
            # What was found just now counts as shown: it is brought up to date, not cancelled.
            post.ts = attempt.ts
            return drawing.draw(session, post, audience)

    def _put_off(self, post: Post, attempt: Attempt, fault: str, seconds: float | None) -> None:
        """Try again after `seconds`; without them, twice as long as the last time."""
        wait = backoff(post.failures) if seconds is None else seconds
        failures = post.failures + (seconds is None)
        log.warning("post %s (%s) is put off by %.1f s: %s", post.id, post.kind, wait, fault)
        at = self._desk.machine_now() + timedelta(seconds=wait)
        self._mark(post, attempt, try_at=at, failures=failures, fault=fault)

    def _renew_thread(self, post: Post, attempt: Attempt, fault: str) -> None:
        """Have a deleted parent posted anew, once; its reply goes below that.

        Replies from before stay where they are: Slack keeps them below what was deleted.
        """
        if post.fault == fault:
            self._give_up(post, attempt, fault)
            return
        now = self._desk.machine_now()
        with self._desk.database.write() as session:
            kept.post_anew(session, post, attempt.thread_ts, now)
            _save(session, post, attempt, try_at=now, fault=fault)

    def _give_up(self, post: Post, attempt: Attempt, reason: str) -> None:
        log.error(
            "post %s (%s) can't be shown in %s: %s", post.id, post.kind, post.recipient, reason
        )
        with self._desk.database.write() as session:
            if _save(session, post, attempt):
                channels.give_up(session, post, reason, self._desk.machine_now())

    def _mark(self, post: Post, attempt: Attempt, **values: object) -> None:
        """Write what is known now, if the lease is still ours."""
        with self._desk.database.write() as session:
            _save(session, post, attempt, **values)


def _save(session: Session, post: Post, attempt: Attempt, **values: object) -> bool:
    """Write what is known now; false when another worker has taken the post over."""
    current = kept.find(session, post.team_id, post.id)
    # The end of a lease is its name: a later claim has set another.
    if current is None or current.try_at != post.try_at:
        log.warning("post %s was taken over by another worker", post.id)
        return False
    current.channel, current.ts = attempt.channel, attempt.ts
    current.content_hash, current.sending_since = attempt.content_hash, attempt.doubt
    for name, value in values.items():
        setattr(current, name, value)
    return True
