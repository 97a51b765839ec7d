"""One lane's posts, shown one after the other as they are now; what becomes of each is reported."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import channels
from bot.audience import Audience
from bot.delivery import drawing
from bot.delivery.attempt import Attempt
from bot.delivery.audiences import Audiences, Readers, is_read_along
from bot.delivery.lease import backoff, lane_backoff
from bot.delivery.meaning import (
    Dead,
    Denied,
    Later,
    Limited,
    MessageGone,
    ThreadGone,
    Unsure,
)
from bot.delivery.seen import Seen
from bot.delivery.wire import Wire
from bot.desk import Desk
from bot.views.blocks import Message
from storage import claims
from storage import posts as kept
from storage.claims import Freed, Mark, Taken
from storage.database import RecordUnavailable
from storage.lanes import Lane
from storage.posts import Post, PostState

log = logging.getLogger(__name__)

# How soon what the record kept us from is tried again.
RECORD_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Means:
    """What posts are shown with: `pace` is the time between two new messages to one recipient."""

    desk: Desk
    wire: Wire
    pace: timedelta
    seen: Seen
    is_stopping: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of a post; if it is shown now, since when that was wanted."""

    mark: Mark
    wanted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What is done, at last with the lane itself."""

    outcomes: list[Outcome]
    freed: Freed | None = None


class Showing:
    """Shows the posts of one lane that was taken, while by the clock `now` the lease lasts."""

    def __init__(
        self,
        means: Means,
        taken: Taken,
        now: Callable[[], datetime],
        report: Callable[[Report], None],
    ) -> None:
        self._means = means
        self._desk = means.desk
        self._taken = taken
        self._now = now
        self._report = report
        self._audiences = Audiences(means.desk, means.wire)
        self._outcomes: list[Outcome] = []
        # In a row: whatever is shown ends it.
        self._failures = taken.lane.failures
        self._lane: dict[str, object] = {"failures": 0}
        self._free_in = 0.0
        self._new_in = 0.0

    def run(self) -> None:
        """Show them all, or as many as Slack takes just now."""
        try:
            for post in self._taken.posts:
                # A mark that comes late is no worse; one that waits for a call to Slack is.
                self._report_on()
                self._see_to(post)
        finally:
            self._let_go()

    def _report_on(self) -> None:
        if self._outcomes:
            self._report(Report(self._outcomes))
            self._outcomes = []

    def _let_go(self) -> None:
        now = self._desk.machine_now()
        self._lane["free_at"] = now + timedelta(seconds=self._free_in)
        if self._new_in:
            self._lane["new_at"] = now + timedelta(seconds=self._new_in)
        self._report(Report(self._outcomes, Freed(self._taken.lane, self._lane)))

    def _see_to(self, post: Post) -> None:
        """Show one claimed post; whatever happens is marked on its row."""
        attempt: Attempt | None = None
        try:
            attempt = self._attempt(post)
            if self._is_closed_to(post):
                self._mark(post, attempt, try_at=self._taken.at)
            else:
                self._try(post, attempt)
        except RecordUnavailable as fault:
            if attempt is None:
                log.warning("post %s (%s) waits for its lease's end: %s", post.id, post.kind, fault)
            else:
                self._put_off(post, attempt, str(fault), RECORD_SECONDS)

    def _attempt(self, post: Post) -> Attempt:
        means, parent = self._means, self._parent_of(post)
        channel = self._taken.lane.channel
        return Attempt(self._now, means.wire, post, self._taken.at, parent, channel)

    def _parent_of(self, post: Post) -> Post | None:
        if post.parent_id is None:
            return None
        with self._desk.read() as session:
            return kept.find(session, post.team_id, post.parent_id)

    def _is_closed_to(self, post: Post) -> bool:
        """Whether a post must wait because of what became of those before it."""
        if self._free_in or self._means.is_stopping():
            return True
        return post.ts is None and self._new_in > 0

    def _try(self, post: Post, attempt: Attempt) -> None:
        if attempt.lacks_thread:
            self._mark(post, attempt, try_at=self._desk.machine_now())
            return
        try:
            self._show(post, attempt)
        except MessageGone:
            attempt.ts, attempt.content_hash = None, None
            self._mark(post, attempt, try_at=self._desk.machine_now())
        except ThreadGone as fault:
            self._renew_thread(post, attempt, str(fault))
        except (Later, Unsure) as fault:
            self._close(attempt, fault)
            self._put_off(post, attempt, str(fault), fault.seconds)
        except Dead as fault:
            self._give_up(post, attempt, str(fault))
        except RecordUnavailable:
            raise
        except Exception as ours:
            # One message that can't be drawn must not keep all others from being shown.
            log.exception("post %s (%s) could not be drawn", post.id, post.kind)
            self._put_off(post, attempt, f"{type(ours).__name__} in Rapport itself", None)

    def _show(self, post: Post, attempt: Attempt) -> None:
        wanted_at = post.created_at if post.shown == 0 else self._taken.at
        attempt.settle_doubt()
        readers = self._audiences.of(post)
        message = self._drawn(post, attempt, readers.audience)
        if message is None and attempt.ts is None:
            self._mark(post, attempt, state=PostState.CANCELLED, shown=post.wanted)
            return
        if message is not None:
            attempt.show(message)
        self._keep_pace(attempt)
        self._mark_shown(post, attempt, readers, wanted_at)

    def _drawn(self, post: Post, attempt: Attempt, audience: Audience) -> Message | None:
        with self._desk.read() as session:
            # What was found just now counts as shown: it is brought up to date, not cancelled.
            post.ts = attempt.ts
            return drawing.draw(session, post, audience)

    def _keep_pace(self, attempt: Attempt) -> None:
        if attempt.channel is not None and _is_direct(self._taken.lane):
            self._lane["channel"] = attempt.channel
        if attempt.has_posted:
            self._new_in = max(self._new_in, self._means.pace.total_seconds())

    def _close(self, attempt: Attempt, fault: Later | Unsure) -> None:
        """Leave the lane alone for as long as what has failed may be the lane's own fault.

        So its messages keep their order, and a channel where every call hangs takes up few threads.
        """
        self._keep_pace(attempt)
        if isinstance(fault, Limited):
            self._new_in = max(self._new_in, backoff(0, fault.seconds))
        elif isinstance(fault, Unsure) or (fault.seconds is None and not isinstance(fault, Denied)):
            self._free_in = max(lane_backoff(self._failures), fault.seconds or 0.0)
            self._lane["failures"] = self._failures + 1

    def _mark_shown(
        self, post: Post, attempt: Attempt, readers: Readers, wanted_at: datetime
    ) -> None:
        """What was drawn for readers unknown counts as not shown yet: it is drawn once more.

        Else the next change may be shown at any time, even should the clock be put back.
        """
        self._failures = 0
        at = post.created_at
        if readers.again_in is not None:
            at = self._desk.machine_now() + timedelta(seconds=readers.again_in)
        self._mark(
            post,
            attempt,
            wanted_at,
            shown=post.wanted if readers.again_in is None else post.wanted - 1,
            audience=readers.audience if is_read_along(post) else None,
            failures=0,
            fault=attempt.fault,
            try_at=at,
        )

    def _put_off(self, post: Post, attempt: Attempt, fault: str, seconds: float | None) -> None:
        """Try again after `seconds`; without them, twice as long as the last time."""
        wait = backoff(post.failures, seconds)
        failures = post.failures + (seconds is None)
        log.warning("post %s (%s) is put off by %.1f s: %s", post.id, post.kind, wait, fault)
        self._means.seen.put_off(post.kind)
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
        with self._desk.write(post.team_id) as session:
            if _write(session, post, attempt, try_at=now, fault=fault):
                kept.post_anew(session, post, attempt.thread_ts, now)

    def _give_up(self, post: Post, attempt: Attempt, reason: str) -> None:
        log.error(
            "post %s (%s) can't be shown in %s: %s", post.id, post.kind, post.recipient, reason
        )
        with self._desk.write(post.team_id) as session:
            if _write(session, post, attempt):
                channels.give_up(session, post, reason, self._desk.machine_now())
        self._means.seen.died(post.kind)

    def _mark(
        self, post: Post, attempt: Attempt, wanted_at: datetime | None = None, **values: object
    ) -> None:
        """Have written what is known now."""
        mark = Mark(post, {**attempt.learnt(), **values})
        self._outcomes.append(Outcome(mark, wanted_at))


def _is_direct(lane: Lane) -> bool:
    return lane.recipient.startswith(("U", "W"))


def _write(session: Session, post: Post, attempt: Attempt, **values: object) -> bool:
    """Write what is known now; false when another worker has taken the post over."""
    current = kept.find(session, post.team_id, post.id, to_change=True)
    mark = Mark(post, {**attempt.learnt(), **values})
    if current is None or not claims.is_ours(mark, current.try_at):
        return False
    for name, value in mark.values.items():
        setattr(current, name, value)
    return True
