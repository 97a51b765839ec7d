"""Rapport's one entry point: builds everything once, then does what it was asked to."""

from __future__ import annotations

import argparse
import logging
import os
import socket
import sys
import webbrowser
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from dotenv import dotenv_values

from bot import logs, schedule, settings, teams
from bot.clock import Clock, machine_now
from bot.desk import open_desk
from bot.settings import Misconfigured, Needs, Settings
from handlers import command_line, doctor, files, manifest, stopping
from handlers.http import CannotListen
from handlers.installation import SlackUnreachable
from handlers.process import Rapport
from storage.database import BadDatabaseUrl, RecordUnavailable
from storage.migrating import NewerSchema

log = logging.getLogger("rapport")

HERE = Path(__file__).parent
MANIFEST = HERE / "manifest.yml"
TICK_PATIENCE = timedelta(seconds=15)


def serve(settings: Settings) -> NoReturn:
    """Run until Ctrl-C or SIGTERM; what is under way is finished first, and the process ends."""
    stopped = stopping.on_signal()
    rapport = Rapport(settings)
    rapport.start()
    log.info("Rapport is running (%s); stop it with Ctrl-C", rapport.mode)
    stopping.wait_for(stopped)
    rapport.stop()
    log.info("Rapport has stopped; everything that was answered is stored")
    stopping.end()


def tick(settings: Settings, now: datetime | None, team: str | None) -> int:
    """Run what is due at an instant once, deliver it, end: for hosts with cron.

    The token is one workspace's: another `team` than that is refused.
    """
    rapport = Rapport(settings, Clock.fixed_now(now) if now else None)
    rapport.desk.migrate()
    if team is not None and team not in (known := teams.ids(rapport.desk)):
        print(command_line.which_team(known), file=sys.stderr)
        return 2
    is_done = schedule.tick(rapport.desk)
    try:
        rapport.delivery.serve(rapport.installation.learn())
        rapport.delivery.look_at_readers()
        left = rapport.delivery.deliver_all(TICK_PATIENCE)
    except SlackUnreachable as fault:
        print(fault, file=sys.stderr)
        return 1
    finally:
        rapport.desk.database.close()
    if left:
        messages = "message" if left == 1 else "messages"
        print(f"{left} {messages} could not be delivered yet; the next tick tries again.")
    return 0 if is_done else 1


def demo(port: int, opens_browser: bool) -> int:
    """Rapport with a local Slack workspace and a made-up company; nothing is kept."""
    from demo import memory, open_rapport, sample_slack

    logs.set_up("WARNING", "text")
    if not 0 <= port < 65536 or not _is_free(port):
        print(f"Port {port} can't be used; try another: app.py demo --port N", file=sys.stderr)
        return 1
    stopped = stopping.on_signal()
    now = machine_now()
    with (
        TemporaryDirectory(prefix="rapport-demo-", dir=memory()) as folder,
        sample_slack(MANIFEST, port, now) as slack,
    ):
        rapport = open_rapport(slack, Path(folder), now)
        print(f"Rapport's demo is at {slack.url} (stop it with Ctrl-C)", flush=True)
        if opens_browser:
            webbrowser.open(slack.url)
        stopping.wait_for(stopped)
        slack.drop_sockets()
        rapport.stop()
    return 0


def _is_free(port: int) -> bool:
    """Whether this machine lets us listen there; 0 stands for any free port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def examine(settings: Settings) -> int:
    """Say what is wrong with the installation, a line each, and what to do about it."""
    findings = doctor.examine(settings, MANIFEST)
    print("\n".join(doctor.lines(findings)))
    return doctor.exit_code(findings)


def main(arguments: list[str]) -> int:
    """The command line; gives the exit code."""
    asked = command_line.parser().parse_args(arguments)
    command = asked.command or "serve"
    if command == "demo":
        return demo(asked.port, not asked.no_browser)
    if command == "manifest":
        print(manifest.for_http(MANIFEST, asked.url) if asked.url else MANIFEST.read_text("utf-8"))
        return 0
    needs = {"serve": Needs.DOOR, "tick": Needs.TOKEN}.get(command, Needs.NOTHING)
    try:
        loaded = settings.load({**_dot_env(), **os.environ}, needs)
    except Misconfigured as fault:
        print(command_line.cannot_start(fault), file=sys.stderr)
        return 2
    logs.set_up(loaded.log_level, loaded.log_format)
    try:
        return _run(command, loaded, asked)
    except (CannotListen, NewerSchema) as fault:
        print(fault, file=sys.stderr)
        return 1
    except RecordUnavailable as fault:
        print(command_line.no_database(fault), file=sys.stderr)
        return 1
    except BadDatabaseUrl as fault:
        print(command_line.bad_database_url(fault), file=sys.stderr)
        return 2


def _run(command: str, loaded: Settings, asked: argparse.Namespace) -> int:
    match command:
        case "serve":
            return serve(loaded)
        case "tick":
            return tick(loaded, asked.now, asked.team)
        case "import":
            return files.import_accounts(loaded, asked.team, asked.file, dry_run=asked.dry_run)
        case "export":
            return files.export(loaded, asked.team, asked.folder)
        case "doctor":
            return examine(loaded)
        case "backup" | "restore" | "copy":
            return files.keep_safe(loaded, asked)
        case _:
            open_desk(loaded.database_url).migrate()
            print("The database has the newest schema.")
            return 0


def _dot_env() -> dict[str, str]:
    """What stands in the file `.env`. Raises Misconfigured where it can't be read."""
    try:
        found = dotenv_values(".env")
    except (OSError, UnicodeDecodeError) as fault:
        raise Misconfigured([f"the file .env can't be read: {fault}"]) from fault
    return {name: value for name, value in found.items() if value is not None}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
