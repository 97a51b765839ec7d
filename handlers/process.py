"""One running process: every part of Rapport put together, started, and stopped without loss."""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from slack_sdk.errors import SlackApiError

from bot import quick_entry, schedule
from bot.clock import Clock, machine_now
from bot.delivery import wire
from bot.delivery.worker import Delivery
from bot.desk import open_desk
from bot.metrics import Metrics
from bot.settings import Settings
from bot.unavailable import RecordUnavailable
from handlers import events, health, http, routes
from handlers.answers import NETWORK_FAULTS
from handlers.clock_watch import ClockWatch
from handlers.daemons import JobThreads, side_by_side
from handlers.installation import Installation, SlackUnreachable
from handlers.socket import Socket

log = logging.getLogger("rapport")

LONGEST_WAIT_SECONDS = 60
PEOPLE_HEARD_OF_EVERY = timedelta(hours=12)
READERS_LOOKED_AT_EVERY = timedelta(hours=1)
# Whoever runs us gives us 10 s from the signal to the end.
STOP_SECONDS = 9.0
# What is answered meanwhile wants to be shown: the rest is for delivery.
DOORS_SECONDS = 6.0
# How long a clock that is moved stands at an instant for what fell due there.
SHOWN_SECONDS = 3.0


class Rapport:
    """The whole of one process, put together from its settings."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.desk = open_desk(settings.database_url, clock)
        self.client = wire.client(settings.bot_token, settings.slack_api_url)
        self.metrics = Metrics()
        self.desk.count_wanted = self.metrics.posts.wanted
        self.delivery = Delivery(
            self.desk, wire.Wire(self.client), settings.pace_seconds, self.metrics.posts
        )
        self.installation = Installation(self.desk, self.client)
        self.bolt = routes.build(
            self.desk,
            token=settings.bot_token,
            signing_secret=settings.signing_secret,
            api_url=settings.slack_api_url,
            installed=self.installation.authorize,
            metrics=self.metrics,
        )
        self.http: http.HttpServer | None = None
        self.socket: Socket | None = None
        self.scheduler = BackgroundScheduler(timezone="UTC", executors={"default": JobThreads()})
        self.clock_watch = ClockWatch(self.scheduler, settings.tick_seconds)
        self._stopping = threading.Event()
        self._connected = threading.Event()
        self._connecting = threading.Thread(target=self._connect, name="connect", daemon=True)

    def _http(self) -> http.HttpServer | None:
        settings = self.settings
        if settings.uses_socket_mode and settings.port is None:
            return None
        bolt = None if settings.uses_socket_mode else self.bolt
        told = health.routes(self._checks(), self.desk, self.metrics)
        asgi = http.door(bolt, settings.signing_secret, told)
        return http.HttpServer(asgi, settings.host, settings.port or 3000)

    def _checks(self) -> dict[str, health.Check]:
        """What must hold for this process to be of use."""
        return {
            "database": lambda: None if self.desk.is_reachable() else "it can't be read",
            "slack": self.installation.trouble,
            "delivery": lambda: (
                None if self.delivery.is_alive() else "not all of its threads are at work"
            ),
            "connection": self._connection_trouble,
        }

    def _connection_trouble(self) -> str | None:
        if not self._connected.is_set():
            return "not connected to Slack yet"
        return None if self.socket is None or self.socket.is_open else "the socket is closed"

    def start(self) -> None:
        """Bring the record up to date and start every part; Slack may take its own time."""
        self.desk.migrate()
        self.http = self._http()
        if self.http:
            self.http.start()
        self.scheduler.add_job(
            self.metrics.ticks.run,
            "interval",
            args=[lambda: schedule.tick(self.desk)],
            seconds=self.settings.tick_seconds,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=machine_now(),
        )
        self.scheduler.start()
        self.clock_watch.start()
        self.delivery.start()
        self._connecting.start()

    def _connect(self) -> None:
        """Connect to Slack, however long it takes."""
        try:
            self._try_to_connect()
        finally:
            if self._stopping.is_set():
                # Who was stopped just now may have opened the record anew.
                self.desk.database.close()

    def _try_to_connect(self) -> None:
        wait = 1.0
        while not self._stopping.is_set():
            try:
                self.connect()
                # Not before: it would put off the first answer for everybody, not for one.
                quick_entry.warm()
                return
            except (SlackUnreachable, RecordUnavailable) as fault:
                log.error("%s Trying again in %d s.", fault, wait)
            except Exception:
                # Nobody would start this thread again, and without it nothing is heard.
                log.exception("Rapport could not connect. Trying again in %d s.", wait)
            self._stopping.wait(wait)
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)

    def connect(self) -> None:
        """Learn whose workspace this is and open the socket. Raises SlackUnreachable."""
        team_id = self.meet()
        self.scheduler.add_job(
            self._hear_of_people,
            "interval",
            args=[team_id],
            seconds=int(PEOPLE_HEARD_OF_EVERY.total_seconds()),
            coalesce=True,
            misfire_grace_time=None,
            id="people",
            replace_existing=True,
        )
        if not self._is_listening():
            return
        # Only now: who comes after this look is told of by an event.
        self.scheduler.add_job(
            self._look_at_readers,
            "interval",
            seconds=int(READERS_LOOKED_AT_EVERY.total_seconds()),
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=machine_now(),
            id="readers",
            replace_existing=True,
        )
        log.info("Rapport is connected to Slack (%s)", self.mode)
        self._connected.set()

    def _is_listening(self) -> bool:
        """Open the socket if Slack comes that way; false when we are to stop instead."""
        if self.settings.uses_socket_mode and self.socket is None and not self._stopping.is_set():
            socket = Socket(self.bolt, self.settings.app_token, self.settings.replicas)
            socket.open()
            self.socket = socket
            # Who stops us may have looked for it just before.
            if self._stopping.is_set():
                socket.drain(DOORS_SECONDS)
        return not self._stopping.is_set()

    def meet(self) -> str:
        """Learn whose workspace this is and who is in it. Raises SlackUnreachable."""
        team_id = self.installation.learn()
        self.delivery.serve(team_id)
        self._hear_of_people(team_id)
        return team_id

    def wait_until_connected(self, seconds: float) -> bool:
        """Wait until Slack is connected to; false when that takes longer than `seconds`."""
        return self._connected.wait(seconds)

    @property
    def mode(self) -> str:
        return "Socket Mode" if self.settings.uses_socket_mode else "HTTP"

    def _hear_of_people(self, team_id: str) -> None:
        try:
            count = events.sync_people(self.desk, self.client, team_id)
            log.info("%d people in the workspace", count)
        except (SlackApiError, *NETWORK_FAULTS, RecordUnavailable) as fault:
            log.warning("the workspace's people could not be listed: %s", fault)

    def _look_at_readers(self) -> None:
        try:
            self.delivery.look_at_readers()
        except RecordUnavailable as fault:
            log.warning("who reads along in channels could not be looked at: %s", fault)

    def move_clock_to(self, instant: datetime) -> None:
        """Move the business clock forward through everything that falls due on the way."""
        schedule.run_until(self.desk, instant, self._show_all)

    def _show_all(self) -> None:
        """Deliver what is due, and wait for what the worker has in hand."""
        self.delivery.deliver_due()
        self.delivery.wait_until_idle(SHOWN_SECONDS)

    def stop(self) -> None:
        """Answer what is under way, finish the post under way, close; within STOP_SECONDS."""
        deadline = time.monotonic() + STOP_SECONDS
        self._stopping.set()
        self.clock_watch.stop()
        if self.scheduler.running:
            self.scheduler.shutdown(wait=False)
        doors = [self.socket.drain] if self.socket else []
        if self.http:
            doors.append(self.http.stop)
        side_by_side(doors, DOORS_SECONDS)
        self.delivery.stop(max(0.0, deadline - time.monotonic()))
        self.desk.database.close()
