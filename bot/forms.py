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
    bound a number, which may have decimals unless it `is_whole`. `column` is the field's in the
    export, if it isn't its name; empty for what is kept in a table of its own.

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
    column: str | None = None
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A record's form; `name` is its callback_id."""

    name: str
    title: str
    submit: str
    fields: Sequence[Field]

    @property
    def columns(self) -> tuple[str, ...]:
        """What the form fills in, as the columns of an export."""
        named = (f.name if f.column is None else f.column for f in self.fields)
        return tuple(column for column in named if column)

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)

    def with_choices(self, name: str, choices: Sequence[tuple[str, str]]) -> Form:
        """The form with what one of its fields offers: a workspace's own list."""
        fields = [replace(f, choices=choices) if f.name == name else f for f in self.fields]
        return replace(self, fields=fields)


Values = Mapping[str, Any]


def differences(form: Form, before: Values, after: Values) -> dict[str, list[object]]:
    """What an edit changes, as the details of a Change: [before, after] by field name.

    Both are values by field name, in the types that parsing gives; of an account its name is told.
    """
    changed: dict[str, list[object]] = {}
    for field in form.fields:
        was, now = (told(values.get(field.name)) for values in (before, after))
        if was != now:
            changed[field.name] = [was, now]
    return changed


def told(value: Any) -> object:
    """A field's value as a change keeps it: plain, and None for whatever is empty."""
    if isinstance(value, (tuple, list)):
        return ", ".join(str(each) for each in value) or None
    if isinstance(value, bool):
        return value
    if value is None or isinstance(value, str):
        return str(value or "").strip() or None
    return str(getattr(value, "name", value))
