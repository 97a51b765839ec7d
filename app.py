"""Rapport's one entry point: builds everything once, then does what it was asked to."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
import webbrowser
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import TYPE_CHECKING

from apscheduler.schedulers.background import BackgroundScheduler
from dotenv import dotenv_values
from slack_sdk.errors import SlackApiError

from bot import logs, people, quick_entry, schedule, settings
from bot.clock import Clock, machine_now
from bot.delivery import wire
from bot.delivery.worker import Delivery
from bot.desk import Desk
from bot.people import Actor, SettingsDraft
from bot.settings import Misconfigured, Needs, Settings
from handlers import events, http, routes
from handlers.installation import Installation, SlackUnreachable
from handlers.socket import Socket
from storage.database import Database
from storage.migrating import migrate
from storage.teams import DEFAULT_DIGEST_AT

if TYPE_CHECKING:
    from playground.server import Playground

log = logging.getLogger("rapport")

HERE = Path(__file__).parent
LONGEST_WAIT_SECONDS = 60
PEOPLE_HEARD_OF_EVERY = timedelta(hours=12)
DRAIN_SECONDS = 3.0
TICK_PATIENCE = timedelta(seconds=15)


class Rapport:
    """The whole of one process, put together from its settings."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.desk = Desk(Database(settings.database_url), clock or Clock())
        self.client = wire.client(settings.bot_token, settings.slack_api_url)
        self.delivery = Delivery(self.desk, wire.Wire(self.client))
        self.installation = Installation(self.desk, self.client)
        self.bolt = routes.build(
            self.desk,
            token=settings.bot_token,
            signing_secret=settings.signing_secret,
            api_url=settings.slack_api_url,
            installed=self.installation.authorize,
        )
        self.http = self._http()
        self.socket: Socket | None = None
        self.scheduler = BackgroundScheduler(timezone="UTC")
        self._stopping = threading.Event()
        self._connected = threading.Event()
        self._connecting = threading.Thread(target=self._connect, name="connect", daemon=True)

    def _http(self) -> http.HttpServer | None:
        settings = self.settings
        if settings.uses_socket_mode and settings.port is None:
            return None
        checks = {"database": self.desk.is_reachable, "slack": self.installation.is_reachable}
        bolt = None if settings.uses_socket_mode else self.bolt
        asgi = http.door(bolt, settings.signing_secret, checks)
        return http.HttpServer(asgi, settings.host, settings.port or 3000)

    def start(self) -> None:
        """Bring the record up to date and start every part; Slack may take its own time."""
        migrate(self.desk.database)
        quick_entry.warm()
        self.scheduler.add_job(
            schedule.tick,
            "interval",
            args=[self.desk],
            seconds=self.settings.tick_seconds,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=machine_now(),
        )
        self.scheduler.start()
        self.delivery.start()
        if self.http:
            self.http.start()
        self._connecting.start()

    def _connect(self) -> None:
        """Connect to Slack, however long it takes."""
        wait = 1.0
        while not self._stopping.is_set():
            try:
                self.connect()
                self._connected.set()
                return
            except SlackUnreachable as fault:
                log.error("%s Trying again in %d s.", fault, wait)
            self._stopping.wait(wait)
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)

    def connect(self) -> None:
        """Learn whose workspace this is and open the socket. Raises SlackUnreachable."""
        team_id = self.installation.learn()
        self._hear_of_people(team_id)
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
        if self.settings.uses_socket_mode and self.socket is None:
            socket = Socket(self.bolt, self.settings.app_token)
            socket.open()
            self.socket = socket
        log.info("Rapport is connected to Slack (%s)", self.mode)

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
        except (SlackApiError, OSError) as fault:
            log.warning("the workspace's people could not be listed: %s", fault)

    def move_clock_to(self, instant: datetime) -> None:
        """Move the business clock forward through everything that falls due on the way."""
        schedule.run_until(self.desk, instant, self.delivery.deliver_due)

    def stop(self) -> None:
        """Answer what is under way, finish the post under way, close; within 10 s."""
        self._stopping.set()
        if self.scheduler.running:
            self.scheduler.shutdown(wait=False)
        if self.socket:
            self.socket.drain(DRAIN_SECONDS)
        if self.http:
            self.http.stop(DRAIN_SECONDS)
        self.delivery.stop(DRAIN_SECONDS)
        self.desk.database.close()


def serve(settings: Settings) -> int:
    """Run until Ctrl-C or SIGTERM; what is under way is finished first."""
    rapport = Rapport(settings)
    rapport.start()
    log.info("Rapport is running (%s); stop it with Ctrl-C", rapport.mode)
    _wait_for_signal()
    rapport.stop()
    log.info("Rapport has stopped; everything that was answered is stored")
    return 0


def _wait_for_signal() -> None:
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    stop.wait()


def tick(settings: Settings, now: datetime | None) -> int:
    """Run what is due at an instant once, deliver it, end: for hosts with cron."""
    rapport = Rapport(settings, Clock.fixed_now(now) if now else None)
    migrate(rapport.desk.database)
    schedule.tick(rapport.desk)
    left = rapport.delivery.deliver_all(TICK_PATIENCE)
    rapport.desk.database.close()
    if left:
        print(f"{left} messages could not be delivered yet; the next tick tries again.")
    return 0


def demo(port: int, opens_browser: bool) -> int:
    """Rapport with a local Slack workspace and a made-up company; nothing is kept."""
    from playground.company import sample_company
    from playground.server import Playground

    logs.set_up("WARNING", "text")
    with (
        TemporaryDirectory(prefix="rapport-demo-") as folder,
        Playground(sample_company(), manifest=HERE / "manifest.yml", port=port) as slack,
    ):
        rapport = Rapport(_demo_settings(slack, Path(folder)))
        rapport.start()
        slack.wait_for_socket(30)
        _furnish(rapport)
        slack.on_clock(rapport.move_clock_to)
        print(f"Rapport's demo is at {slack.url} (stop it with Ctrl-C)", flush=True)
        if opens_browser:
            webbrowser.open(slack.url)
        _wait_for_signal()
        slack.drop_sockets()
        rapport.stop()
    return 0


def _demo_settings(slack: Playground, folder: Path) -> Settings:
    return settings.load(
        {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": f"sqlite:///{folder / 'demo.db'}",
            "RAPPORT_TICK_SECONDS": "5",
        }
    )


def _furnish(rapport: Rapport) -> None:
    """The sample company's roles, given by its owner."""
    team_id = rapport.installation.learn()
    owner = people.find(rapport.desk, team_id, "U0OLGA")
    assert owner is not None, "the sample company has an owner"
    people.save_settings(
        rapport.desk,
        Actor(team_id, owner, "demo"),
        SettingsDraft(
            managers=("U0ANA", "U0CHITRA", "U0DIPU"),
            leads=("U0BEN",),
            complaints_channel=None,
            digest_at=DEFAULT_DIGEST_AT,
        ),
    )


def main(arguments: list[str]) -> int:
    """The command line; gives the exit code."""
    asked = _parser().parse_args(arguments)
    command = asked.command or "serve"
    if command == "demo":
        return demo(asked.port, not asked.no_browser)
    needs = {"serve": Needs.DOOR, "tick": Needs.TOKEN}.get(command, Needs.NOTHING)
    try:
        loaded = settings.load({**_dot_env(), **os.environ}, needs)
    except Misconfigured as fault:
        return _say_misconfigured(fault)
    logs.set_up(loaded.log_level, loaded.log_format)
    return _run(command, loaded, asked)


def _run(command: str, loaded: Settings, asked: argparse.Namespace) -> int:
    match command:
        case "serve":
            return serve(loaded)
        case "tick":
            return tick(loaded, asked.now)
        case _:
            migrate(Database(loaded.database_url))
            return 0


def _dot_env() -> dict[str, str]:
    return {name: value for name, value in dotenv_values(".env").items() if value is not None}


def _say_misconfigured(fault: Misconfigured) -> int:
    lines = [
        "Rapport can't start yet:",
        *(f"  {line}" for line in fault.lines),
        "Put them into a file named .env, or into the environment; README.md says how to get them.",
        "To see Rapport without Slack: python app.py demo",
    ]
    print("\n".join(lines), file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py", description="Rapport, in Slack.")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("serve", help="run the bot (the default)")
    asked_demo = commands.add_parser("demo", help="try it in the browser, without Slack")
    asked_demo.add_argument("--port", type=int, default=8000)
    asked_demo.add_argument("--no-browser", action="store_true")
    asked_tick = commands.add_parser("tick", help="run what is due once and end, for cron")
    asked_tick.add_argument("--now", type=_instant, help="ISO 8601, such as 2026-11-23T09:00+08:00")
    commands.add_parser("migrate", help="bring the database to the newest schema")
    return parser


def _instant(text: str) -> datetime:
    """An ISO 8601 instant; without a zone it is UTC."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not ISO 8601, such as 2026-11-23T09:00Z"
        ) from fault
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
