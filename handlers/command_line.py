"""The command line: what can be asked of Rapport there, and what it says when it can't start."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from bot.settings import Misconfigured


def parser() -> argparse.ArgumentParser:
    """Every command with its options; `serve` is meant where none is named."""
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


def cannot_start(fault: Misconfigured) -> str:
    """What is missing or wrong, all at once, and what to do about it."""
    lines = [
        "Rapport can't start yet:",
        *(f"  {line}" for line in fault.lines),
        "Put them into a file named .env, or into the environment; README.md says how to get them.",
        "To see Rapport without Slack: python app.py demo",
    ]
    return "\n".join(lines)


def bad_database_url(fault: Exception) -> str:
    """Why DATABASE_URL can't be used, and what it should look like."""
    return (
        f"DATABASE_URL can't be used: {fault}\n"
        "It looks like sqlite:///rapport.db or postgresql+psycopg://user:password@host/name; "
        "PostgreSQL needs the extra: pip install -r requirements/postgres.txt"
    )


def no_database(fault: Exception) -> str:
    """Why the database can't be used just now, and where to look."""
    return (
        f"The database can't be used just now: {fault}\n"
        "Look whether DATABASE_URL names a place that can be written to, has room on its disk, and "
        "isn't held by another program; then try again."
    )


def which_team(known: list[str]) -> str:
    """What to say when no one workspace of those on record (their ids) can be meant."""
    if not known:
        return (
            "Rapport doesn't know your workspace yet. Set SLACK_BOT_TOKEN, or start it once with "
            "`python app.py`, then try again."
        )
    return "Name the workspace with --team: " + ", ".join(known)
