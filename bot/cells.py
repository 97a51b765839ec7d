"""Cells of a CSV file: what a spreadsheet would run as a formula is made inert, and read back."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time

# What OWASP's "CSV Injection" page names as the beginnings of a formula. Quotes before them are
# part of the pattern, so that escaping and reading back undo each other for every text.
_RUNS = re.compile(r"'*[=+\-@\t\r]")
_INERT = re.compile(r"'+[=+\-@\t\r]")


def written(value: object) -> str:
    """The cell for a value: times in ISO 8601 and UTC, nothing for None, no formula that runs."""
    text = _as_text(value)
    return f"'{text}" if _RUNS.match(text) else text


def read_back(cell: str) -> str:
    """The text that `written` made this cell of."""
    return cell[1:] if _INERT.match(cell) else cell


def _as_text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat(timespec="seconds").replace("+00:00", "Z")
        case time():
            return value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case dict():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)
