"""Forms: the list of a record's fields, from which its modal, its parsing and its errors follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Shape(StrEnum):
    """What a field holds and how it is filled in."""

    ACCOUNT = "account"
    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    DATE = "date"
    TIME = "time"
    PERSON = "person"
    PEOPLE = "people"
    NUMBER = "number"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `choices` are (value, label) pairs; `limit` is in characters; `least` and `most`
    bound a number, which may have decimals.

    A required field that has a default is filled in when the form opens; a submission without it
    means the default.
    """

    name: str
    label: str
    shape: Shape
    required: bool = False
    has_default: bool = False
    hint: str = ""
    limit: int = 3000
    choices: Sequence[tuple[str, str]] = ()
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A record's form; `name` is its callback_id."""

    name: str
    title: str
    submit: str
    fields: Sequence[Field]

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)

    def with_choices(self, name: str, choices: Sequence[tuple[str, str]]) -> Form:
        """The form with what one of its fields offers: a workspace's own list."""
        fields = [replace(f, choices=choices) if f.name == name else f for f in self.fields]
        return replace(self, fields=fields)


Values = Mapping[str, Any]
