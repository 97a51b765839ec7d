"""A sheet: the rows of a CSV file by column, each with the line on which it begins."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from bot import cells
from bot.importing.preview import LineFault
from bot.texts import _

DELIMITERS = ",;\t"


class UnreadableSheet(Exception):
    """The file as a whole can't be read; `fault` says why and what to do."""

    def __init__(self, fault: LineFault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The cells of one row by column, trimmed; those of columns that aren't there are empty."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The columns in order and the rows that aren't blank; `faults` are rows of a wrong width."""

    header_line: int
    columns: list[str]
    rows: list[SheetRow]
    faults: list[LineFault]


def open_sheet(source: Path | str) -> Sheet:
    """Read a file, or a text, with its header in the first row. Raises UnreadableSheet."""
    text = _decoded(source) if isinstance(source, Path) else source
    return _parsed(text.removeprefix("\ufeff"))


def _decoded(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise _unreadable(
            _("{path} can't be read: {why}.", path=path, why=fault.strerror)
        ) from fault
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _unreadable(_in_other_encoding("UTF-16"))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise _unreadable(_in_other_encoding("Windows-1252"), line) from fault


def _in_other_encoding(encoding: str) -> str:
    return _(
        "the file isn't in UTF-8; it looks like {encoding}. In Excel choose Save As → "
        "“CSV UTF-8 (Comma delimited)” and import that file.",
        encoding=encoding,
    )


def _parsed(text: str) -> Sheet:
    rows = _records(text, _delimiter(text))
    line, header = next(rows, (1, []))
    columns = ["_".join(column.lower().split()) for column in header]
    if not columns:
        raise _unreadable(_("The file is empty. Its first line must name the columns."))
    twice = sorted({c for c in columns if c and columns.count(c) > 1})
    if twice:
        raise _unreadable(_("column {column} is there twice. Keep one.", column=twice[0]), line)
    return _filled(line, columns, rows)


def _filled(header_line: int, columns: list[str], rows: Iterator[tuple[int, list[str]]]) -> Sheet:
    kept: list[SheetRow] = []
    faults: list[LineFault] = []
    for line, row in rows:
        if any(row[len(columns) :]):
            faults.append(LineFault(line, _too_wide(len(row), len(columns))))
        else:
            typed = (cells.read_back(cell).strip() for cell in row)
            kept.append(SheetRow(line, dict(zip(columns, typed, strict=False))))
    return Sheet(header_line, [column for column in columns if column], kept, faults)


def _too_wide(found: int, expected: int) -> str:
    return _(
        "has {found} cells, but the first line names {expected} columns. Put a text that holds "
        "the separator in double quotes.",
        found=found,
        expected=expected,
    )


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that isn't blank, with its first line.

    Raises UnreadableSheet where quotes don't match.
    """
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise _unreadable(
                _(
                    "from here on the double quotes don't match. A text in quotes must end with "
                    "one, and a quote inside it is written twice."
                ),
                begins,
            ) from fault
        if any(cell.strip() for cell in record):
            yield begins, record


def _delimiter(text: str) -> str:
    """The separator that the header holds most of."""
    header = text.lstrip().split("\n", 1)[0]
    return max(DELIMITERS, key=header.count)


def _unreadable(words: str, line: int | None = None) -> UnreadableSheet:
    return UnreadableSheet(LineFault(line, words))
