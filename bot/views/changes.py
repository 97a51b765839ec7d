"""Changes as people read them: what a form has changed, field by field, from what to what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.forms import Field, Form, Shape
from bot.texts import _
from bot.views import blocks, times

LONGEST = 80  # characters of a value in a line
Details = Mapping[str, object]


def line(form: Form, details: Details) -> str:
    """The audit line of an edit: its fields with what they held before and hold now, escaped.

    `details` are as `forms.differences` gave them; empty when nothing that the form shows changed.
    """
    known = {field.name: field for field in form.fields}
    parts = [_part(known[name], values) for name, values in details.items() if name in known]
    return " · ".join(part for part in parts if part)


def _part(field: Field, values: object) -> str:
    if not isinstance(values, list) or len(values) != 2:
        return ""
    before, after = (_shown(field, value) for value in values)
    return _("*{label}:* {before} → {after}", label=field.label, before=before, after=after)


def _shown(field: Field, value: object) -> str:
    if value is None or value == "":
        return _("nothing")
    words = str(value)
    match field.shape:
        case Shape.CHOICE:
            return dict(field.choices).get(words) or blocks.cut_escaped(words, LONGEST)
        case Shape.DATE:
            return times.day(date.fromisoformat(words))
        case Shape.PERSON:
            return f"<@{words}>"
        case Shape.CHANNEL:
            return f"<#{words}>"
        case Shape.TEXT | Shape.LONG_TEXT:
            return f"“{blocks.cut_escaped(_in_a_line(words), LONGEST)}”"
    return blocks.cut_escaped(_in_a_line(words), LONGEST)


def _in_a_line(words: str) -> str:
    return " ".join(blocks.visible(words).split())
