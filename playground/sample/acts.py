"""What people of the story do, each thing at its instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Act:
    """Somebody, by handle, does something at an instant (UTC)."""

    at: datetime
    who: str


@dataclass(frozen=True)
class Types(Act):
    """A command or a message; `channel` is a channel's name, or "" for the app's messages."""

    line: str
    channel: str = ""


@dataclass(frozen=True)
class Replies(Act):
    """Words in the thread of the newest message of a channel that shows `to`."""

    words: str
    channel: str
    to: str


@dataclass(frozen=True)
class Finishes(Act):
    """The first open follow-up of theirs with an account is done: it is ticked off in the list."""

    account: str


@dataclass(frozen=True)
class Steps(Act):
    """A button on the newest alert of an account's complaint, and what the form is filled with."""

    account: str
    button: str
    entries: Mapping[str, str] = field(default_factory=dict)
