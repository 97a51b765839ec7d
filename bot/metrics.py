"""Metrics: what one process has done and what its record has waiting, for Prometheus to read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.desk import Desk
from bot.version import VERSION
from storage import waiting
from storage.waiting import Waiting

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# In seconds. Slack waits 3 s for an ack.
ACK_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 3.0)
SHOWN_BUCKETS = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 1800.0, 7200.0)
TICK_BUCKETS = (0.005, 0.025, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0)
# A message that is shown later than this came late.
LATE_SECONDS = 60.0
# What the record has waiting, and when that was.
Found = tuple[Waiting, datetime]


class Metrics:
    """One process's figures, on a registry of its own; safe to share between threads.

    No label holds what people wrote or who they are: names come from Rapport's own routes. All
    durations are seconds.
    """

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        for of_process in (ProcessCollector, PlatformCollector, GCCollector):
            of_process(registry=registry)
        build = Gauge("rapport_build_info", "Which Rapport this is", ["version"], registry=registry)
        build.labels(VERSION).set(1)
        self.requests = Requests(registry)
        self.posts = Posts(registry)
        self.ticks = Ticks(registry)
        self.sockets = Sockets(registry)
        self._record = _Record()
        registry.register(self._record)

    def page(self, found: Found | None) -> bytes:
        """All figures in Prometheus's text format.

        `found` is what `look` gave; None while the database doesn't answer.
        """
        self._record.found = found
        return generate_latest(self._registry)


def look(desk: Desk) -> Found:
    """Ask the record. Raises RecordUnavailable."""
    with desk.read() as session:
        return waiting.look(session), desk.machine_now()


class Requests:
    """What Slack asked, and how long it waited for the answer."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._answered = Counter(
            "rapport_requests",
            "Requests from Slack by their result: ok, refused, unavailable, fault",
            ["kind", "name", "result"],
            registry=registry,
        )
        self._seconds = Histogram(
            "rapport_ack_seconds",
            "From a request's arrival to its answer",
            ["kind"],
            buckets=ACK_BUCKETS,
            registry=registry,
        )
        self._turned_away = Counter(
            "rapport_turned_away",
            "HTTP requests that never were Slack's: unsigned, unreadable, too large",
            ["reason"],
            registry=registry,
        )

    def answered(self, kind: str, name: str, result: str, seconds: float) -> None:
        self._answered.labels(kind, name, result).inc()
        self._seconds.labels(kind).observe(seconds)

    def turned_away(self, reason: str) -> None:
        self._turned_away.labels(reason).inc()


class Posts:
    """What this process has shown in Slack; `kind` is what a message is about, or home."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def counter(name: str, meaning: str) -> Counter:
            return Counter(f"rapport_posts_{name}", meaning, ["kind"], registry=registry)

        self._wanted = Counter(
            "rapport_posts_wanted",
            "Messages that requests and jobs asked for, new or to be brought up to date",
            registry=registry,
        )
        self._shown = counter("shown", "Messages shown or brought up to date")
        self._late = counter("late", f"Messages shown more than {LATE_SECONDS:.0f} s late")
        self._put_off = counter("put_off", "Attempts that failed and are made again")
        self._died = counter("died", "Messages given up: they can't be shown")
        self._seconds = Histogram(
            "rapport_post_seconds",
            "From when a message could first be tried to when it was shown",
            ["kind"],
            buckets=SHOWN_BUCKETS,
            registry=registry,
        )

    def wanted(self, count: int) -> None:
        self._wanted.inc(count)

    def shown(self, kind: str, seconds: float) -> None:
        self._shown.labels(kind).inc()
        self._seconds.labels(kind).observe(seconds)
        if seconds > LATE_SECONDS:
            self._late.labels(kind).inc()

    def put_off(self, kind: str) -> None:
        self._put_off.labels(kind).inc()

    def died(self, kind: str) -> None:
        self._died.labels(kind).inc()


class Ticks:
    """The scheduler's looks for what is due."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._seconds = Histogram(
            "rapport_tick_seconds", "One tick's work", buckets=TICK_BUCKETS, registry=registry
        )
        self._failed = Counter(
            "rapport_ticks_failed", "Ticks that could not do all that was due", registry=registry
        )
        self._last = Gauge(
            "rapport_last_tick_timestamp_seconds",
            "When the last tick ended, in Unix time; 0 before the first",
            registry=registry,
        )

    def run(self, tick: Callable[[], bool]) -> None:
        """Run one, which says whether it did everything."""
        started, is_done = time.monotonic(), False
        try:
            is_done = tick()
        finally:
            self._seconds.observe(time.monotonic() - started)
            self._last.set_to_current_time()
            if not is_done:
                self._failed.inc()


class Sockets:
    """The connections of Socket Mode: ours, and all that Slack says this app has."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._open = Gauge(
            "rapport_sockets_open", "Connections of this process to Slack", registry=registry
        )
        self._of_app = Gauge(
            "rapport_slack_connections",
            "Connections of the whole app, as Slack said when this process last connected",
            registry=registry,
        )

    def are_counted_by(self, count: Callable[[], int]) -> None:
        """Ask this, at every look, how many connections of ours are open."""
        self._open.set_function(count)

    def heard(self, connections: int) -> None:
        self._of_app.set(connections)


class _Record(Collector):
    """What the record has waiting; nothing is told while it can't be asked."""

    found: Found | None = None

    def collect(self) -> Iterator[Metric]:
        found = self.found
        yield _gauge("database_up", "1 when the record has answered this look", found is not None)
        if found is not None:
            yield from _of_record(*found)


def _of_record(waits: Waiting, at: datetime) -> Iterable[Metric]:
    age = max(0.0, (at - waits.since).total_seconds()) if waits.since else 0.0
    return (
        _gauge("posts_unshown", "Messages that don't show the truth yet", waits.posts),
        _gauge("posts_oldest_unshown_seconds", "Age of the oldest never shown, 0 if none is", age),
        _gauge("posts_dead", "Messages that can't be shown at all", waits.dead),
        _gauge("homes_unshown", "Home tabs that don't show the truth yet", waits.homes),
    )


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"rapport_{name}", meaning, value=float(value))
