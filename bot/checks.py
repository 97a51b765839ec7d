"""Checks of the record for `doctor`: what is so and, if it is wrong, what to do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.desk import Desk
from bot.texts import _, n_
from bot.views.teams import way_out
from storage import checks, people, posts, teams
from storage.database import BadDatabaseUrl, Database, RecordUnavailable
from storage.migrating import is_current

FULL_BELOW = 100 * 1024**2  # bytes
TIGHT_BELOW = 1024**3  # bytes


class Level(StrEnum):
    """How a check came out; only a fault keeps Rapport from working."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "FAULT"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report; `remedy` is what to do now."""

    level: Level
    subject: str
    words: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.level:<8} {self.subject}: {self.words} {self.remedy}".rstrip()


def ok(subject: str, words: str) -> Finding:
    return Finding(Level.OK, subject, words)


def warning(subject: str, words: str, remedy: str) -> Finding:
    return Finding(Level.WARNING, subject, words, remedy)


def fault(subject: str, words: str, remedy: str) -> Finding:
    return Finding(Level.FAULT, subject, words, remedy)


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """What was found about the database; `desk` is None when the record can't be read yet."""

    findings: list[Finding]
    desk: Desk | None


def check_record(database_url: str) -> RecordCheck:
    """Look at the database without making or changing it; close the desk's database afterwards."""
    try:
        database = Database(database_url)
    except BadDatabaseUrl as error:
        return RecordCheck([_unusable(str(error))], None)
    path = checks.file_of(database)
    disk = [_disk(path.parent)] if path and path.parent.is_dir() else []
    if path and not path.exists():
        return RecordCheck([_not_made_yet(path), *disk], None)
    schema = _schema(database)
    if schema.level is Level.OK:
        return RecordCheck([schema, *disk], Desk(database))
    database.close()
    return RecordCheck([schema, *disk], None)


def _schema(database: Database) -> Finding:
    try:
        checks.try_writing(database)
        current = is_current(database)
    except (RecordUnavailable, SQLAlchemyError) as error:
        return _unusable(str(getattr(error, "orig", None) or error))
    if current:
        return ok("database", _("writable, and of this version."))
    return warning(
        "database",
        _("writable, but not of this version."),
        _("Nothing to do: it is brought up to date when Rapport starts (or by `migrate`)."),
    )


def _unusable(reason: str) -> Finding:
    return fault(
        "database",
        _("can't be used: {reason}.", reason=reason.splitlines()[0].rstrip(".")),
        _("Check DATABASE_URL, the rights on the file or server, and that no program holds it."),
    )


def _not_made_yet(path: Path) -> Finding:
    if path.parent.is_dir():
        return ok("database", _("{path} will be made when Rapport starts.", path=path))
    return fault(
        "database",
        _("the folder of {path} does not exist.", path=path),
        _("Make it, or name another one in DATABASE_URL."),
    )


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    said = _("{free} MB free for the database.", free=free // 1024**2)
    if free < FULL_BELOW:
        return fault("disk", said, _("Free some space now: a full disk stores nothing."))
    if free < TIGHT_BELOW:
        return warning("disk", said, _("Free some space soon."))
    return ok("disk", said)


def check_people(desk: Desk, team_id: str) -> Iterator[Finding]:
    """Whether somebody can appoint and somebody is appointed."""
    with desk.read() as session:
        admins = people.admins(session, team_id)
        managers = [p for p in people.with_roles(session, team_id) if p.is_manager]
    if admins:
        yield ok("admins", ", ".join(admin.name for admin in admins[:5]))
    else:
        yield warning(
            "admins",
            _("none is known yet."),
            _("Start Rapport once: it hears of owners and admins when it connects to Slack."),
        )
    gone = [manager.name for manager in managers if not manager.has_role]
    if gone:
        yield warning(
            "managers",
            _("no longer full members here: {names}.", names=", ".join(gone[:5])),
            _("Appoint others in /rapport settings, and import who manages their accounts now."),
        )
    if len(managers) > len(gone):
        said = n_("{count} appointed.", "{count} appointed.", len(managers) - len(gone))
        yield ok("managers", said)
    else:
        yield warning(
            "managers",
            _("nobody is appointed, so nobody can log a call."),
            _("An owner or admin of the workspace types /rapport settings in Slack."),
        )


def check_messages(desk: Desk, team_id: str) -> Iterator[Finding]:
    """Whether messages wait to be shown or can't be shown at all."""
    with desk.read() as session:
        waiting = posts.count_unshown(session, team_id)
        dead = checks.count_dead(session, team_id)
        latest = posts.dead(session, team_id, limit=1)
    if waiting:
        yield warning(
            "messages",
            n_("{count} waits to be sent.", "{count} wait to be sent.", waiting),
            _("A running Rapport sends it within minutes: see that one is running."),
        )
    if dead:
        yield warning(
            "messages",
            n_("{count} can't be delivered", "{count} can't be delivered", dead)
            + f" ({latest[0].recipient}: {latest[0].fault}).",
            way_out(latest[0]) + " " + _("An admin sees them all with `/rapport status`."),
        )
    if not waiting and not dead:
        yield ok("messages", _("all delivered."))


def complaints_channel(desk: Desk, team_id: str) -> str | None:
    """The id of the channel that hears of complaints, if one is set."""
    with desk.read() as session:
        return teams.of(session, team_id).complaints_channel
