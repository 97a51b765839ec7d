"""Homes on their way to Slack: claimed, drawn as the record is now, published if that differs."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from bot import home as homes
from bot.delivery.lease import LEASE, backoff, require_time_left
from bot.delivery.meaning import BadBlocks, Dead, Denied, Later, Unsure
from bot.delivery.seen import HOME, Seen
from bot.delivery.wire import Wire
from bot.desk import Desk
from bot.views import home as views
from bot.views.home import View
from storage import homes as kept
from storage.database import RecordUnavailable
from storage.homes import Claimed, OpenedHome

log = logging.getLogger(__name__)

# Slack takes a view of 250 kB; what it adds to ours, it counts too.
LARGEST_BYTES = 240_000


class Homes:
    """Publishes the Home tabs that are wanted; each person has one publisher at a time.

    Nothing needs reconciling: what may not have arrived is published again.
    """

    def __init__(self, desk: Desk, wire: Wire, seen: Seen) -> None:
        self._desk = desk
        self._wire = wire
        self._seen = seen

    def claim_due(self, team_id: str, limit: int, in_hand: Collection[str]) -> list[Claimed]:
        """Lease the first of those whose time has come, so many at most, none of `in_hand`."""
        with self._desk.database.queue() as session:
            return kept.claim(session, team_id, self._desk.machine_now(), LEASE, limit, in_hand)

    def next_try(
        self, team_id: str, in_hand: Collection[str]
    ) -> tuple[datetime | None, datetime | None]:
        """When the next and the last may be published, by the record. Raises RecordUnavailable."""
        with self._desk.read() as session:
            return kept.next_try(session, team_id, in_hand)

    def publish(self, claimed: Claimed) -> None:
        """Bring one up to date; whatever happens is marked on its row.

        Raises RecordUnavailable: then it is anybody's once its lease ends.
        """
        home, content = claimed.home, claimed.content
        try:
            content = self._brought_up_to_date(home, content)
        except (Dead, Denied, BadBlocks) as fault:
            log.error("the Home of %s can't be shown: %s", home.user_id, fault)
            self._mark_done(home, content)
            self._seen.died(HOME)
            return
        except (Later, Unsure) as fault:
            stands = content if isinstance(fault, Later) else None
            self._put_off(home, stands, str(fault), fault.seconds)
            return
        except RecordUnavailable:
            raise
        except Exception as ours:
            # One Home that can't be drawn must not keep all others from being shown.
            log.exception("the Home of %s could not be drawn", home.user_id)
            self._put_off(home, None, f"{type(ours).__name__} in Rapport itself", None)
            return
        taken_at = home.try_at - LEASE
        if self._mark_done(home, content):
            self._seen.shown(HOME, (self._desk.machine_now() - taken_at).total_seconds())

    def _brought_up_to_date(self, home: OpenedHome, content: str | None) -> str | None:
        """The hash of what stands there now. Raises Later, Unsure, Dead, BadBlocks."""
        view = self._drawn(home)
        if view is None or views.hash_of(view) == content:
            return content
        require_time_left(self._desk.machine_now(), home.try_at)
        self._wire.publish(home.user_id, view)
        return views.hash_of(view)

    def _drawn(self, home: OpenedHome) -> View | None:
        """What should stand there, of each thing as many as Slack takes; None for the unknown."""
        room = homes.ROOM
        while True:
            found = homes.of(self._desk, home.team_id, home.user_id, room)
            if found is None:
                return None
            view = views.home(found)
            if len(json.dumps(view)) <= LARGEST_BYTES or room == room.halved():
                return view
            room = room.halved()

    def _put_off(
        self, home: OpenedHome, content: str | None, fault: str, seconds: float | None
    ) -> None:
        """Try again after `seconds`; without them, twice as long as the last time."""
        wait = backoff(home.failures, seconds)
        log.warning("the Home of %s is put off by %.1f s: %s", home.user_id, wait, fault)
        self._seen.put_off(HOME)
        failures = home.failures + (seconds is None)
        at = self._desk.machine_now() + timedelta(seconds=wait)
        self._mark(home, content=content, failures=failures, try_at=at)

    def _mark_done(self, home: OpenedHome, content: str | None) -> bool:
        now = self._desk.machine_now()
        return self._mark(home, content=content, shown=home.wanted, failures=0, try_at=now)

    def _mark(self, home: OpenedHome, **values: object) -> bool:
        """Write what is known now; false when another worker has taken the Home over."""
        with self._desk.database.queue() as session:
            current = kept.find(session, home.team_id, home.user_id, to_change=True)
            # The end of a lease is its name: a later claim has set another.
            if current is None or current.try_at != home.try_at:
                log.warning("the Home of %s was taken over by another worker", home.user_id)
                return False
            for name, value in values.items():
                setattr(current, name, value)
        return True
