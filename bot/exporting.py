"""Export: one workspace's record as CSV files, all of one moment, put into place once whole."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bot import cells
from bot.desk import Desk
from bot.texts import _, n_
from storage import exports
from storage.exports import EXPORTED, Table


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
    with desk.read() as session:
        exports.begin_one_moment(session)
        return {
            f"{name}.csv": _write(exports.read(session, team_id, name), folder / f"{name}.csv")
            for name in EXPORTED
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
