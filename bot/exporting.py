"""Export: one workspace's record as CSV files, all of one moment, put into place once whole."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bot import cells
from bot.account_form import ACCOUNT_FORM
from bot.complaint_form import CLOSE_FORM, COMPLAINT_FORM
from bot.desk import Desk
from bot.follow_up_form import FOLLOW_UP_FORM
from bot.forms import Form
from bot.interaction_form import LOG_CALL_FORM
from bot.texts import _, n_
from storage import exports
from storage.exports import Table


def _columns(*known: str, forms: Sequence[Form] = ()) -> tuple[str, ...]:
    """A table's columns in their lasting order; what its forms fill in besides comes last."""
    filled_in = [column for form in forms for column in form.columns if column not in known]
    return (*known, *filled_in)


# Readers may count on this order: add at the end.
COLUMNS: dict[str, tuple[str, ...]] = {
    "accounts": _columns(
        *("id", "name", "aliases", "manager", "tier", "status"),
        *("created_by", "created_at", "changed_by", "changed_at"),
        forms=[ACCOUNT_FORM],
    ),
    "interactions": _columns(
        *("id", "account", "kind", "occurred_at", "author", "contacts", "notes"),
        *("satisfaction", "hat", "created_at", "source_author", "source_url"),
        forms=[LOG_CALL_FORM],
    ),
    "follow_ups": _columns(
        *("id", "account", "assignee", "what", "due_at", "due_on", "due_time", "status"),
        *("interaction", "hat", "created_by", "created_at", "closed_at", "closed_by"),
        *("repeat_every", "repeat_unit", "series", "occurrence", "source_author", "source_url"),
        forms=[FOLLOW_UP_FORM],
    ),
    "complaints": _columns(
        *("id", "account", "what", "severity", "category", "status", "filed_by", "filed_at"),
        *("owner", "acknowledge_by", "taken_at", "client_told", "told_how", "root_cause"),
        *("corrective_action", "closed_at", "closed_by", "source_author", "source_url"),
        forms=[COMPLAINT_FORM, CLOSE_FORM],
    ),
    "episodes": _columns(
        *("id", "account", "manager", "status", "opened_at", "opened_by", "lowest"),
        *("acknowledged_at", "acknowledged_by", "snoozed_until", "snooze_reason"),
        *("escalated_at", "closed_at", "closed_by", "close_reason"),
    ),
    "people": ("user_id", "name", "email", "tz", "standing", "is_manager", "is_lead"),
    "changes": ("id", "noun", "record", "verb", "actor", "at", "details"),
}


class CannotExport(Exception):
    """The files can't be written there; the words say why and what to do."""


class Exported(NamedTuple):
    """A file that was written, and how many rows it holds without its header."""

    file: Path
    rows: int


def export(desk: Desk, team_id: str, folder: Path) -> list[Exported]:
    """Write one CSV file per table into a folder, which is made if need be.

    Files of an earlier export are replaced once all the new ones are whole. Raises CannotExport,
    RecordUnavailable.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".unfinished-export-", dir=folder) as unfinished:
            counts = _write_all(desk, team_id, Path(unfinished))
            return [_put_in_place(Path(unfinished), folder, name, n) for name, n in counts.items()]
    except FileExistsError as fault:
        raise CannotExport(_("{folder} is a file. Name a folder.", folder=folder)) from fault
    except OSError as fault:
        raise CannotExport(
            _(
                "Nothing can be written to {folder}: {reason}. Free some space or name another "
                "folder.",
                folder=folder,
                reason=fault.strerror or fault,
            )
        ) from fault


def lines(exported: Sequence[Exported]) -> list[str]:
    """What the command line says of an export."""
    return [n_("{file}: {count} row", "{file}: {count} rows", n, file=file) for file, n in exported]


def _write_all(desk: Desk, team_id: str, folder: Path) -> dict[str, int]:
    with desk.read(unhurried=True) as session:
        return {
            f"{name}.csv": _write(
                exports.read(session, team_id, name, columns), folder / f"{name}.csv"
            )
            for name, columns in COLUMNS.items()
        }


def _write(table: Table, path: Path) -> int:
    with path.open("w", encoding="utf-8", newline="") as file:
        # RFC 4180's line ends: with them the writer also quotes a lone carriage return in a note.
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(table.columns)
        count = sum(1 for _row in map(writer.writerow, _cells(table)))
        file.flush()
        os.fsync(file.fileno())
    return count


def _cells(table: Table) -> Iterator[list[str]]:
    return ([cells.written(value) for value in row] for row in table.rows)


def _put_in_place(unfinished: Path, folder: Path, name: str, rows: int) -> Exported:
    return Exported((unfinished / name).replace(folder / name), rows)
