"""Rapport's one entry point: builds everything once, then does what it was asked to."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NoReturn

from dotenv import dotenv_values

from bot import backups, exporting, importing, logs, schedule, settings, teams
from bot.clock import Clock, machine_now
from bot.desk import open_desk
from bot.settings import Misconfigured, Needs, Settings
from handlers import doctor, manifest
from handlers.http import CannotListen
from handlers.installation import SlackUnreachable
from handlers.process import Rapport
from storage.database import BadDatabaseUrl, RecordUnavailable
from storage.migrating import NewerSchema

log = logging.getLogger("rapport")

HERE = Path(__file__).parent
MANIFEST = HERE / "manifest.yml"
LOOK_UP_SECONDS = 0.5
TICK_PATIENCE = timedelta(seconds=15)


def serve(settings: Settings) -> NoReturn:
    """Run until Ctrl-C or SIGTERM; what is under way is finished first, and the process ends."""
    stopped = _on_signal()
    rapport = Rapport(settings)
    rapport.start()
    log.info("Rapport is running (%s); stop it with Ctrl-C", rapport.mode)
    _wait_for(stopped)
    rapport.stop()
    log.info("Rapport has stopped; everything that was answered is stored")
    _end()


def _end() -> NoReturn:
    """End at once: Python would wait for threads that wait for a server that has frozen."""
    logging.shutdown()
    sys.stdout.flush()
    os._exit(0)


def _on_signal() -> threading.Event:
    """Set by Ctrl-C or SIGTERM, which end nothing by themselves from now on."""
    stopped = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    return stopped


def _wait_for(stopped: threading.Event) -> None:
    """Wait, looking up now and then: a signal that another thread was handed runs only then."""
    while not stopped.wait(LOOK_UP_SECONDS):
        continue


def tick(settings: Settings, now: datetime | None, team: str | None) -> int:
    """Run what is due at an instant once, deliver it, end: for hosts with cron.

    The token is one workspace's: another `team` than that is refused.
    """
    rapport = Rapport(settings, Clock.fixed_now(now) if now else None)
    rapport.desk.migrate()
    if team is not None and team not in (known := teams.ids(rapport.desk)):
        print(_which_team(known), file=sys.stderr)
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
    stopped = _on_signal()
    now = machine_now()
    with (
        TemporaryDirectory(prefix="rapport-demo-", dir=memory()) as folder,
        sample_slack(MANIFEST, port, now) as slack,
    ):
        rapport = open_rapport(slack, Path(folder), now)
        print(f"Rapport's demo is at {slack.url} (stop it with Ctrl-C)", flush=True)
        if opens_browser:
            webbrowser.open(slack.url)
        _wait_for(stopped)
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


def import_file(rapport: Rapport, team_id: str, file: Path, dry_run: bool) -> int:
    """Load a CSV file; nothing is stored if any line is wrong."""
    stored = importing.read if dry_run else importing.store
    preview = stored(rapport.desk, team_id, file)
    print("\n".join(preview.lines(with_steps=dry_run)))
    return preview.exit_code


def export_folder(rapport: Rapport, team_id: str, folder: Path) -> int:
    """Write the record as CSV files."""
    try:
        exported = exporting.export(rapport.desk, team_id, folder)
    except exporting.CannotExport as fault:
        print(fault, file=sys.stderr)
        return 1
    print("\n".join(exporting.lines(exported)))
    return 0


def keep_safe(settings: Settings, asked: argparse.Namespace) -> int:
    """Back the record up, bring a backup back, or copy the record to another database."""
    url = settings.database_url
    try:
        match asked.command:
            case "backup":
                said = backups.back_up(url, asked.file)
            case "restore":
                said = backups.restore(asked.file, url)
            case _:
                said = backups.copy(url, asked.url)
    except backups.NotKept as fault:
        print(fault, file=sys.stderr)
        return 1
    print("\n".join(said))
    return 0


def examine(settings: Settings) -> int:
    """Say what is wrong with the installation, a line each, and what to do about it."""
    findings = doctor.examine(settings, MANIFEST)
    print("\n".join(doctor.lines(findings)))
    return doctor.exit_code(findings)


def _with_team(
    settings: Settings,
    team: str | None,
    job: Callable[[Rapport, str], int],
    *,
    hears_of_people: bool,
) -> int:
    """Do a job on the record of one workspace, which Slack names if the record doesn't yet.

    `hears_of_people`: Slack is asked first who is there, if it can be reached.
    """
    rapport = Rapport(settings)
    rapport.desk.migrate()
    known = teams.ids(rapport.desk)
    if settings.bot_token and (hears_of_people or not known):
        try:
            known = sorted({*known, rapport.meet()})
        except SlackUnreachable as fault:
            print(fault, file=sys.stderr)
            if not known:
                return 1
    chosen = [team_id for team_id in known if team in (None, team_id)]
    if len(chosen) == 1:
        return job(rapport, chosen[0])
    print(_which_team(known), file=sys.stderr)
    return 2


def _which_team(known: list[str]) -> str:
    if not known:
        return (
            "Rapport doesn't know your workspace yet. Set SLACK_BOT_TOKEN, or start it once with "
            "`python app.py`, then try again."
        )
    return "Name the workspace with --team: " + ", ".join(known)


def main(arguments: list[str]) -> int:
    """The command line; gives the exit code."""
    asked = _parser().parse_args(arguments)
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
        return _say_misconfigured(fault)
    logs.set_up(loaded.log_level, loaded.log_format)
    try:
        return _run(command, loaded, asked)
    except CannotListen as fault:
        print(fault, file=sys.stderr)
        return 1
    except (BadDatabaseUrl, NewerSchema, RecordUnavailable) as fault:
        print(_said_of_database(fault), file=sys.stderr)
        return 2 if isinstance(fault, BadDatabaseUrl) else 1


def _said_of_database(fault: Exception) -> str:
    if isinstance(fault, NewerSchema):
        return str(fault)
    if isinstance(fault, BadDatabaseUrl):
        return (
            f"DATABASE_URL can't be used: {fault}\n"
            "It looks like sqlite:///rapport.db or postgresql+psycopg://user:password@host/name; "
            "PostgreSQL needs the extra: pip install -r requirements/postgres.txt"
        )
    return (
        f"The database can't be used just now: {fault}\n"
        "Look whether DATABASE_URL names a place that can be written to, has room on its disk, and "
        "isn't held by another program; then try again."
    )


def _run(command: str, loaded: Settings, asked: argparse.Namespace) -> int:
    match command:
        case "serve":
            return serve(loaded)
        case "tick":
            return tick(loaded, asked.now, asked.team)
        case "import":
            return _with_team(
                loaded,
                asked.team,
                lambda r, team: import_file(r, team, asked.file, asked.dry_run),
                hears_of_people=True,
            )
        case "export":
            return _with_team(
                loaded,
                asked.team,
                lambda r, team: export_folder(r, team, asked.folder),
                hears_of_people=False,
            )
        case "doctor":
            return examine(loaded)
        case "backup" | "restore" | "copy":
            return keep_safe(loaded, asked)
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
    commands.add_parser("doctor", help="say what is wrong, and what to do about it")
    commands.add_parser("migrate", help="bring the database to the newest schema")
    asked_import = commands.add_parser("import", help="load accounts from a CSV file")
    asked_import.add_argument("file", type=Path)
    asked_import.add_argument("--dry-run", action="store_true", help="show, store nothing")
    asked_export = commands.add_parser("export", help="write the record as CSV files")
    asked_export.add_argument("folder", type=Path)
    asked_backup = commands.add_parser("backup", help="keep the whole record in a new file")
    asked_backup.add_argument("file", type=Path)
    asked_restore = commands.add_parser(
        "restore", help="bring a backup back into the database, which must be empty"
    )
    asked_restore.add_argument("file", type=Path)
    asked_copy = commands.add_parser("copy", help="copy the record to another, empty database")
    asked_copy.add_argument("url", help="SQLAlchemy's, as DATABASE_URL")
    for asked in (asked_tick, asked_import, asked_export):
        asked.add_argument("--team", help="the workspace's id, if there are several")
    asked_manifest = commands.add_parser("manifest", help="print the Slack app's manifest")
    asked_manifest.add_argument("--url", help="your public address, for HTTP")
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
