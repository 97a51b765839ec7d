"""Keeping the record safe: backing it up, bringing it back, moving it to another database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.texts import _, n_
from storage import backups, copying, restoring
from storage.copying import CannotCopy
from storage.database import BadDatabaseUrl, Database, RecordUnavailable
from storage.migrating import NewerSchema, migrate


class NotKept(Exception):
    """The record was not backed up, brought back or moved; the words say why."""


def back_up(url: str, file: Path) -> list[str]:
    """Keep the record in a new file, while the bot runs on; gives the lines to say of it.

    Raises NotKept, BadDatabaseUrl, RecordUnavailable, NewerSchema.
    """
    with _opened(url) as database, _told(_("No backup was made")):
        try:
            rows = backups.back_up(database, file)
        except FileExistsError as fault:
            raise CannotCopy(_("{file} exists already: name a new file", file=file)) from fault
        except OSError as fault:
            reason = fault.strerror or fault
            raise CannotCopy(
                _("nothing can be written to {file}: {reason}", file=file, reason=reason)
            ) from fault
        return [*_counted(rows), _("{file} holds the record, whole and checked.", file=file)]


def restore(file: Path, url: str) -> list[str]:
    """Bring a backup back into an empty database; gives the lines to say of it.

    Raises NotKept, BadDatabaseUrl, RecordUnavailable, NewerSchema.
    """
    with _opened(url) as database, _told(_("Nothing was restored")):
        try:
            rows = restoring.restore(file, database)
        except OSError as fault:
            reason = fault.strerror or fault
            raise CannotCopy(
                _("the temporary folder can't be used: {reason}", reason=reason)
            ) from fault
        return [*_counted(rows), _("{file} is restored. Start Rapport now.", file=file)]


def copy(url: str, to_url: str) -> list[str]:
    """Copy the record into an empty database; gives the lines to say of it.

    Raises NotKept, BadDatabaseUrl, RecordUnavailable, NewerSchema.
    """
    with (
        _opened(url) as source,
        _told(_("Nothing was copied")),
        copying.one_moment(source) as read,
        _target(to_url) as target,
    ):
        with copying.filling(target) as written:
            rows = copying.copy(read, written)
        shown = target.url.render_as_string(hide_password=True)
        return [*_counted(rows), _("{url} holds the same record, row for row.", url=shown)]


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _target(url: str) -> Iterator[Database]:
    """The database to copy to, with the newest schema. Raises CannotCopy where it can't be used."""
    try:
        target = Database(url)
    except BadDatabaseUrl as fault:
        raise CannotCopy(_("the URL can't be used: {reason}", reason=fault)) from fault
    try:
        migrate(target)
        yield target
    except (RecordUnavailable, NewerSchema) as fault:
        raise CannotCopy(_("the target can't be used: {reason}", reason=fault)) from fault
    finally:
        target.close()


@contextmanager
def _told(outcome: str) -> Iterator[None]:
    try:
        yield
    except CannotCopy as fault:
        raise NotKept(f"{outcome}: {fault}.") from fault


def _counted(rows: Mapping[str, int]) -> list[str]:
    return [
        n_("{table}: {count} row", "{table}: {count} rows", count, table=table)
        for table, count in sorted(rows.items())
    ]
