"""Logs: one line per event, for people or for machines; never a token, never a client's words."""

from __future__ import annotations

import json
import logging
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot import log_words

# The first parts of our loggers' names.
OURS = ("rapport", "bot", "handlers", "storage", "playground")


@dataclass(frozen=True, slots=True)
class Asked:
    """The request that a thread is at work on; none of these fields holds a person's words.

    `request` is the same in every delivery of it, and the reference that people are given.
    """

    request: str
    kind: str
    name: str
    team: str | None


_asked: ContextVar[Asked | None] = ContextVar("asked", default=None)


@contextmanager
def asking(asked: Asked) -> Iterator[None]:
    """Every line logged in this block, by this thread, bears the request."""
    before = _asked.set(asked)
    try:
        yield
    finally:
        _asked.reset(before)


def reference() -> str:
    """What finds the lines of this moment again: the request's, or a new one outside of any."""
    asked = _asked.get()
    return asked.request if asked else secrets.token_hex(4)


class JsonLines(logging.Formatter):
    """One JSON object per line; `extra={"figures": {…}}` become fields of their own."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        if asked := _asked.get():
            line |= {"request": asked.request, "kind": asked.kind, "name": asked.name}
            line |= {"team": asked.team} if asked.team else {}
        line |= getattr(record, "figures", {})
        if fault := _fault(record):
            line["stack"] = log_words.stack(fault)
        return json.dumps(line, ensure_ascii=False)


class TextLines(logging.Formatter):
    """A line that people read; a fault's stack stands below it."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).astimezone().isoformat(" ", "milliseconds")
        line = f"{at} {record.levelname:<7} {record.name}: {_message(record)}"
        if asked := _asked.get():
            line += f" [{asked.request}]"
        fault = _fault(record)
        return f"{line}\n{log_words.stack(fault)}" if fault else line


def _fault(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _message(record: logging.LogRecord) -> str:
    """The record's words; a fault among them says only what it may."""
    args: Any = record.args
    if isinstance(args, tuple):
        args = tuple(log_words.told(a) if isinstance(a, BaseException) else a for a in args)
    message = str(record.msg) % args if args else str(record.msg)
    fault = _fault(record)
    if fault is None or record.name.partition(".")[0] in OURS:
        return message
    # Libraries write a fault's words out themselves.
    return message.replace(str(fault), log_words.told(fault)) if str(fault) else message


def set_up(level: str, log_format: str) -> None:
    """Log to standard error as `text` or `json`; `level` is that of Rapport's own lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if log_format == "json" else TextLines())
    logging.basicConfig(handlers=[handler], force=True)
    for name, heard in levels(level).items():
        logging.getLogger(name).setLevel(heard)


def levels(ours: str) -> dict[str, str]:
    """From which level on each logger is heard, by its name; the root's is empty.

    Libraries are heard from warnings on, Slack's from errors on: below that they write payloads,
    client notes included. The Web API's client writes whole answers even then; what it can't read
    reaches us anyway.
    """
    libraries = {"": "WARNING", "slack_bolt": "ERROR", "slack_sdk": "ERROR"}
    return {**libraries, "slack_sdk.web": "CRITICAL", **dict.fromkeys(OURS, ours)}
