"""What the log says of a fault: the kind, the place, the names of the schema; no value of a row."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from http.client import IncompleteRead
from urllib.error import URLError

import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot import log_words
from bot.delivery.meaning import Denied
from bot.refusals import Refused
from storage.database import Database, RecordUnavailable

WORDS = "Umbrella's hush-hush merger"


@pytest.fixture
def database(record: str) -> Iterator[Database]:
    database = Database(record)
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE clients (name TEXT NOT NULL, size INTEGER)"))
        connection.execute(text("CREATE UNIQUE INDEX uq_clients_name ON clients (name)"))
    yield database
    database.close()


def _fault_of(database: Database, *statements: str) -> DBAPIError:
    with pytest.raises(DBAPIError) as caught:
        _execute(database, statements)
    return caught.value


def _execute(database: Database, statements: Iterable[str]) -> None:
    with database.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), {"words": WORDS})


ADD = "INSERT INTO clients (name) VALUES (:words)"


def test_a_row_that_is_there_already_is_told_by_the_indexs_name(database: Database) -> None:
    fault = _fault_of(database, ADD, ADD)
    said = log_words.told(fault) + log_words.stack(fault)
    assert WORDS not in said
    assert "IntegrityError" in said
    assert ("clients.name" if database.is_sqlite else "uq_clients_name") in said
    assert "INSERT INTO clients (name) VALUES" in said
    assert "Traceback" in said
    # PostgreSQL's own words quote the row.
    assert (WORDS.replace("'", "") in str(fault).replace("'", "")) is not database.is_sqlite


def test_a_row_that_is_not_whole_is_not_quoted(database: Database) -> None:
    fault = _fault_of(database, "INSERT INTO clients (name) SELECT NULL WHERE :words <> ''")
    said = log_words.stack(fault)
    assert WORDS not in said
    assert "name" in said


def test_a_value_that_cannot_be_read_is_not_quoted(database: Database) -> None:
    if database.is_sqlite:
        fault = _fault_of(database, "INSERT INTO clients (rank) VALUES (:words)")
    else:
        fault = _fault_of(database, "SELECT CAST(CAST(:words AS TEXT) AS INTEGER)")
    assert WORDS not in log_words.stack(fault)


def _refused_by_slack(error: str) -> SlackApiError:
    return SlackApiError(WORDS, {"error": error})  # type: ignore[no-untyped-call]


def _raised(fault: BaseException) -> BaseException:
    """As if it had come up somewhere, with all that Python puts beside it."""
    fault.add_note(WORDS)
    try:
        try:
            raise LookupError(WORDS)
        except LookupError as cause:
            raise fault from cause
    except BaseException as caught:  # noqa: BLE001 - any kind is to be told
        return caught


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (ValueError(WORDS), "ValueError"),
        (KeyError(WORDS), "KeyError"),
        (UnicodeDecodeError("utf-8", WORDS.encode(), 0, 1, WORDS), "UnicodeDecodeError"),
        (Refused(WORDS), "bot.refusals.Refused"),
        (FileNotFoundError(2, "No such file", WORDS), "FileNotFoundError: No such file"),
        (URLError(ConnectionRefusedError(111, "refused")), "urllib.error.URLError: "),
        (IncompleteRead(WORDS.encode()), "http.client.IncompleteRead"),
        (_refused_by_slack("not_authed"), "slack_sdk.errors.SlackApiError: not_authed"),
        (_refused_by_slack(WORDS), "slack_sdk.errors.SlackApiError"),
        (RecordUnavailable(f"no room\nDETAIL: {WORDS}"), "no room"),
        (Denied("missing_scope"), "missing_scope"),
        (ExceptionGroup(WORDS, [ValueError(WORDS)]), "ExceptionGroup"),
    ],
)
def test_a_fault_is_told_by_its_kind_and_by_words_that_are_free(
    fault: BaseException, told: str
) -> None:
    raised = _raised(fault)
    assert log_words.told(raised).startswith(told)
    said = log_words.told(raised) + log_words.stack(raised)
    assert WORDS not in said
    assert "LookupError" in said
    assert "in _raised" in said


def test_a_fault_that_is_its_own_cause_ends() -> None:
    one, other = ValueError("one"), TypeError("other")
    one.__context__, other.__context__ = other, one
    assert log_words.stack(one).count("Traceback") == 2


@pytest.mark.parametrize("name", sorted(log_words.SPEAK_FREELY))
def test_whose_words_are_free_exists(name: str) -> None:
    module, _dot, kind = name.rpartition(".")
    assert issubclass(getattr(importlib.import_module(module), kind), Exception)
