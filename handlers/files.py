"""Files: the record is loaded from them, written to them, kept safe in them and brought back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from bot import backups, exporting, importing, teams
from bot.settings import Settings
from handlers import command_line
from handlers.installation import SlackUnreachable
from handlers.process import Rapport


def import_accounts(settings: Settings, team: str | None, file: Path, *, dry_run: bool) -> int:
    """Load a CSV file; nothing is stored if any line is wrong."""
    read = importing.read if dry_run else importing.store

    def job(rapport: Rapport, team_id: str) -> int:
        preview = read(rapport.desk, team_id, file)
        print("\n".join(preview.lines(with_steps=dry_run)))
        return preview.exit_code

    return _with_team(settings, team, job, hears_of_people=True)


def export(settings: Settings, team: str | None, folder: Path) -> int:
    """Write the record as CSV files."""

    def job(rapport: Rapport, team_id: str) -> int:
        try:
            exported = exporting.export(rapport.desk, team_id, folder)
        except exporting.CannotExport as fault:
            print(fault, file=sys.stderr)
            return 1
        print("\n".join(exporting.lines(exported)))
        return 0

    return _with_team(settings, team, job, hears_of_people=False)


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
    print(command_line.which_team(known), file=sys.stderr)
    return 2
