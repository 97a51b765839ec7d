"""A shift: one thread claims what is due and marks what is done, a crew shows it meanwhile."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from queue import SimpleQueue

from sqlalchemy.orm import Session

from bot.clock import steady
from bot.delivery.crew import Crew
from bot.delivery.homes import Homes
from bot.delivery.lease import FARTHEST, LEASE
from bot.delivery.showing import Means, Outcome, Report, Showing
from storage import claims, clock_put_back, lanes
from storage.claims import Freed, Load, Marked, Taken
from storage.database import RecordUnavailable
from storage.homes import Claimed

log = logging.getLogger(__name__)

# So many recipients are seen to at once, and so many more wait for a thread to be free.
THREADS, READY = 8, 16
# Homes have threads of their own: neither they nor the messages keep the others waiting.
HOME_THREADS = 2
# While posts go out one after the other, Homes are looked for this often.
HOMES_SECONDS = 0.1
MOST_POSTS_AT_ONCE = 10
# What another process wanted and can't show any more wakes nobody here.
IDLE_SECONDS = 5.0
# What is due is just being changed by somebody else.
BUSY_SECONDS = 0.02


class Shift:
    """Sees to a workspace's posts and Homes while its one caller says `advance`.

    `news` is set whenever that may bring something, and is the caller's to clear beforehand;
    `tried` counts what was taken up so far.
    """

    def __init__(self, means: Means) -> None:
        self.news = threading.Event()
        self.tried = 0
        self.is_idle = False
        self._means = means
        self._homes = Homes(means.desk, means.wire, means.seen)
        self._crew = Crew("delivery", THREADS)
        self._home_crew = Crew("homes", HOME_THREADS)
        self._reports: SimpleQueue[Report] = SimpleQueue()
        self._homes_done: SimpleQueue[str] = SimpleQueue()
        self._unwritten: list[Report] = []
        # By recipient, and by person. Whatever the time of day is put to, nobody here takes one a
        # second time.
        self._lanes_in_hand: set[str] = set()
        self._homes_in_hand: set[str] = set()
        self._homes_looked_at = 0.0
        self._has_moved = False

    @property
    def is_empty_handed(self) -> bool:
        """Whether nothing is under way, and nothing left to be written."""
        return not (self._lanes_in_hand or self._homes_in_hand or self._unwritten)

    def is_alive(self) -> bool:
        """Whether all its threads are."""
        return self._crew.is_alive() and self._home_crew.is_alive()

    def end(self, seconds: float) -> None:
        """End its threads, once they have done what they have in hand; in `seconds` at most."""
        self._crew.dismiss(seconds)
        self._home_crew.dismiss(seconds)

    def advance(self, team_id: str) -> float:
        """Write what is done and hand out what is due; gives the seconds until more will be.

        Raises RecordUnavailable; what is done is written the next time.
        """
        self._gather()
        self._has_moved = False
        due_in = min(self._see_to_posts(team_id), self._see_to_homes(team_id), IDLE_SECONDS)
        self.is_idle = due_in > 0 and self.is_empty_handed
        if due_in > 0 or self._has_moved:
            return max(0.0, due_in)
        return BUSY_SECONDS

    def let_leases_end(self) -> None:
        """Write nothing of what is done: it is looked for anew once its lease has ended."""
        self._is_written(Marked())

    def due_in(self, team_id: str) -> float:
        """The seconds until anything may be tried next; infinite when nothing waits."""
        return min(self._posts_due_in(team_id), self._homes_due_in(team_id))

    def _gather(self) -> None:
        while not self._reports.empty():
            self._unwritten.append(self._reports.get())
        while not self._homes_done.empty():
            self._homes_in_hand.remove(self._homes_done.get())

    def _see_to_posts(self, team_id: str) -> float:
        """Mark and claim, in one transaction; gives the seconds until more may be claimed.

        What is due is looked up without the write lock, which the people's commands need.
        """
        room = self._room(THREADS + READY - len(self._lanes_in_hand))
        if not self._unwritten:
            due_in = self._posts_due_in(team_id) if room else math.inf
            if due_in > 0:
                return due_in
        began = time.monotonic()
        with self._means.desk.database.queue() as session:
            marked = self._write(session, team_id)
            taken = self._claim(session, team_id, room) if room else []
        self._is_written(marked)
        for each in taken:
            # Counted from the claim's own instant: a lease is as long as it says, and no longer.
            self._hand_out(each, steady(self._means.desk.machine_now, each.at, began))
        self._has_moved = bool(marked.written or taken)
        return 0.0

    def _room(self, room: int) -> int:
        return 0 if self._means.is_stopping() else room

    def _posts_due_in(self, team_id: str) -> float:
        with self._means.desk.read() as session:
            at = lanes.next_try(session, team_id, self._lanes_in_hand)
        self._mind_the_clock(team_id, at.last)
        held_until = self._means.wire.posts_held_until()
        new_at = max(at.new, held_until) if at.new and held_until else at.new
        return min(self._seconds_to(at.update), self._seconds_to(new_at))

    def _mind_the_clock(self, team_id: str, waits_until: datetime | None) -> None:
        """Have nothing wait for a time that was told before the clock was put back.

        Another process may be at work on it: it has a lease's time to come to an end.
        """
        now = self._means.desk.machine_now()
        if waits_until is None or waits_until <= now + FARTHEST:
            return
        with self._means.desk.database.queue() as session:
            found = clock_put_back.bring_nearer(
                session,
                team_id,
                now + FARTHEST,
                now + LEASE,
                self._lanes_in_hand,
                self._homes_in_hand,
            )
        if found:
            log.warning("%d waited by a clock that was put back since, or is ahead of ours", found)

    def _seconds_to(self, instant: datetime | None) -> float:
        if instant is None:
            return math.inf
        return (instant - self._means.desk.machine_now()).total_seconds()

    def _claim(self, session: Session, team_id: str, room: int) -> list[Taken]:
        # With a pace to keep, a second new message would only wait under its lease.
        new = 1 if self._means.pace else MOST_POSTS_AT_ONCE
        if self._means.wire.posts_held_until() is not None:
            new = 0
        now = self._means.desk.machine_now()
        load = Load(room, MOST_POSTS_AT_ONCE, new)
        in_hand = self._lanes_in_hand - self._recipients_freed()
        return claims.claim(session, team_id, now, LEASE, load, in_hand)

    def _hand_out(self, taken: Taken, now: Callable[[], datetime]) -> None:
        self._lanes_in_hand.add(taken.lane.recipient)
        self.tried += len(taken.posts)
        self._crew.take(Showing(self._means, taken, now, self._hear).run)

    def _hear(self, report: Report) -> None:
        self._reports.put(report)
        self.news.set()

    def _freed(self) -> list[Freed]:
        return [report.freed for report in self._unwritten if report.freed is not None]

    def _recipients_freed(self) -> set[str]:
        return {each.lane.recipient for each in self._freed()}

    def _write(self, session: Session, team_id: str) -> Marked:
        claims.release(session, team_id, self._freed())
        marks = [outcome.mark for outcome in self._outcomes()]
        return claims.mark(session, team_id, marks) if marks else Marked()

    def _outcomes(self) -> Iterator[Outcome]:
        for report in self._unwritten:
            yield from report.outcomes

    def _is_written(self, marked: Marked) -> None:
        """What was committed is told; what could not be marked just now is kept."""
        now = self._means.desk.machine_now()
        waiting: list[Outcome] = []
        for outcome in self._outcomes():
            post = outcome.mark.post
            if post.id in marked.written and outcome.wanted_at is not None:
                seconds = (now - outcome.wanted_at).total_seconds()
                self._means.seen.shown(post.kind, max(0.0, seconds))
            elif post.id in marked.waiting and post.try_at > now:
                waiting.append(outcome)
        self._lanes_in_hand -= self._recipients_freed()
        self._unwritten = [Report(waiting)] if waiting else []

    def _see_to_homes(self, team_id: str) -> float:
        """Claim those that are due; gives the seconds until more may be."""
        since = time.monotonic() - self._homes_looked_at
        if since < HOMES_SECONDS and not self.is_empty_handed:
            return HOMES_SECONDS - since
        self._homes_looked_at = time.monotonic()
        room = self._room(HOME_THREADS - len(self._homes_in_hand))
        due_in = self._homes_due_in(team_id) if room else math.inf
        if due_in > 0:
            return due_in
        for claimed in self._homes.claim_due(team_id, room, self._homes_in_hand):
            self._homes_in_hand.add(claimed.home.user_id)
            self.tried += 1
            self._has_moved = True
            self._home_crew.take(partial(self._publish, claimed))
        return 0.0

    def _homes_due_in(self, team_id: str) -> float:
        at, last = self._homes.next_try(team_id, self._homes_in_hand)
        self._mind_the_clock(team_id, last)
        held_until = self._means.wire.homes_held_until()
        return self._seconds_to(max(at, held_until) if at and held_until else at)

    def _publish(self, claimed: Claimed) -> None:
        try:
            self._homes.publish(claimed)
        except RecordUnavailable as fault:
            log.warning("a Home waits for its lease's end: %s", fault)
        finally:
            self._homes_done.put(claimed.home.user_id)
            self.news.set()
