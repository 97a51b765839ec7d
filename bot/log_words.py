"""What the log may say of a fault: where it happened and of what kind, never what people wrote.

An exception's words may hold a client's: a value that could not be read, the key of a row, the
row itself ("Failing row contains (…)"). They are told only where they can't.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator

# Exceptions of Rapport's own, and their kin, whose words are made of its and Slack's alone.
SPEAK_FREELY = {
    "bot.delivery.meaning.BadBlocks",
    "bot.delivery.meaning.Dead",
    "bot.delivery.meaning.Later",
    "bot.delivery.meaning.MessageGone",
    "bot.delivery.meaning.ThreadGone",
    "bot.delivery.meaning.Unsure",
    "handlers.http.CannotListen",
    "handlers.installation.SlackUnreachable",
    "storage.migrating.NewerSchema",
    "storage.unavailable.RecordUnavailable",
}
LONGEST = 1000
_ERROR_NAME = re.compile(r"[a-z0-9_.]+")
# PostgreSQL's names of what a row offended against; its other words quote the row.
_SCHEMA_NAMES = ("sqlstate", "table_name", "column_name", "constraint_name")


def told(fault: BaseException) -> str:
    """A fault within a sentence: its words if they are free of clients', else its kind."""
    words = _words(fault)
    return words if words and _speaks_freely(fault) else _titled(fault, words)


def stack(fault: BaseException) -> str:
    """Where a fault came up and what caused it, the cause first, as Python prints it."""
    return "\n".join(_chain(fault, set()))


def _chain(fault: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(fault))
    cause = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if cause is not None and id(cause) not in seen:
        yield from _chain(cause, seen)
        yield "which led to:" if fault.__cause__ is None else "told as:"
    yield "Traceback (most recent call last):"
    yield "".join(traceback.format_tb(fault.__traceback__)).rstrip("\n")
    yield _titled(fault, _words(fault))
    for part in getattr(fault, "exceptions", ()):
        if isinstance(part, BaseException) and id(part) not in seen:
            yield from _chain(part, seen)


def _titled(fault: BaseException, words: str) -> str:
    return f"{_name(type(fault))}: {words}" if words else _name(type(fault))


def _name(kind: type[BaseException]) -> str:
    return kind.__qualname__ if kind.__module__ == "builtins" else _full_name(kind)


def _full_name(kind: type[BaseException]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _words(fault: BaseException) -> str:
    """What is known to be free of clients' words; empty if nothing is."""
    said = next((found for found in (way(fault) for way in _WAYS) if found), "")
    return said.partition("\n")[0][:LONGEST]


def _freely(fault: BaseException) -> str:
    return str(fault) if _speaks_freely(fault) else ""


def _speaks_freely(fault: BaseException) -> bool:
    return any(_full_name(kind) in SPEAK_FREELY for kind in type(fault).__mro__)


def _of_statement(fault: BaseException) -> str:
    """SQLAlchemy's: what the driver says, and the statement, which holds no values."""
    driver, statement = getattr(fault, "orig", None), getattr(fault, "statement", None)
    if not isinstance(driver, BaseException):
        return ""
    sql = " ".join(statement.split()) if isinstance(statement, str) else ""
    return f"{_titled(driver, _words(driver))} in {sql}" if sql else told(driver)


def _of_sqlite(fault: BaseException) -> str:
    """SQLite names tables and columns, and never a value that was bound."""
    return str(fault) if getattr(fault, "sqlite_errorname", None) else ""


def _of_postgresql(fault: BaseException) -> str:
    diagnosis = getattr(fault, "diag", None)
    names = [getattr(diagnosis, name, None) for name in _SCHEMA_NAMES]
    return " ".join(str(name) for name in names if name)


def _of_network(fault: BaseException) -> str:
    """An OSError's own words; its file's name may be a client's."""
    if not isinstance(fault, OSError):
        return ""
    reason = getattr(fault, "reason", None)
    return told(reason) if isinstance(reason, BaseException) else fault.strerror or ""


def _of_slack(fault: BaseException) -> str:
    """The name of Slack's error."""
    answer = getattr(fault, "response", None)
    error = answer.get("error") if answer is not None and hasattr(answer, "get") else None
    return error if isinstance(error, str) and _ERROR_NAME.fullmatch(error) else ""


_WAYS: tuple[Callable[[BaseException], str], ...] = (
    _freely,
    _of_statement,
    _of_sqlite,
    _of_postgresql,
    _of_network,
    _of_slack,
)
