"""A form as a modal: one labelled input per field, filled in with what is known."""

from __future__ import annotations

from typing import Any

from bot.forms import Field, Form, Shape, Values
from bot.texts import _
from bot.views import blocks
from bot.views.blocks import Block, Element

# Characters of a text's end in one block, and in all: a view may have 250 kB.
PART = 2900
SHOWN = 20_000


def modal(
    form: Form, values: Values, *, metadata: str = "", before: list[Block] | None = None
) -> dict[str, Any]:
    """The form's modal. `values` are by field name, in the types that parsing gives."""
    body = list(before or [])
    for field in form.fields:
        body.append(_input(field, values.get(field.name)))
        body.extend(_overflow(field, values.get(field.name)))
    return blocks.modal(
        form.name, form.title, body, submit=form.submit, close=_("Cancel"), metadata=metadata
    )


def _input(field: Field, value: Any) -> Block:
    block: Block = {
        "type": "input",
        "block_id": field.name,
        "label": blocks.plain(field.label),
        "element": _element(field, value),
        "optional": not field.required,
    }
    return {**block, "hint": blocks.plain(field.hint)} if field.hint else block


def _overflow(field: Field, value: Any) -> list[Block]:
    """What doesn't fit into the input, to read; it is kept when the form is saved."""
    if field.shape is not Shape.LONG_TEXT or not value or len(value) <= field.limit:
        return []
    rest = value[field.limit :]
    shown = [_part(rest[i : i + PART]) for i in range(0, min(len(rest), SHOWN), PART)]
    goes_on = _("The text goes on below; this part is kept as it is.")
    if len(rest) > SHOWN:
        goes_on += " " + _("Its last {count} characters are not shown.", count=len(rest) - SHOWN)
    return [blocks.context(goes_on), *shown]


def _part(words: str) -> Block:
    return {"type": "section", "text": blocks.plain(blocks.visible(words).strip() or "…")}


def _element(field: Field, value: Any) -> Element:
    element = _empty(field)
    if value:
        key, filled = _initial(field, value)
        element[key] = filled
    return element


def _empty(field: Field) -> Element:
    match field.shape:
        case Shape.ACCOUNT:
            kind = {"type": "external_select", "min_query_length": 0}
        case Shape.TEXT | Shape.LONG_TEXT:
            kind = {
                "type": "plain_text_input",
                "multiline": field.shape is Shape.LONG_TEXT,
                "max_length": min(field.limit, blocks.INPUT_TEXT),
            }
        case Shape.CHOICE:
            kind = {"type": "static_select", "options": blocks.options(field.choices)}
        case Shape.DATE:
            kind = {"type": "datepicker"}
        case Shape.TIME:
            kind = {"type": "timepicker"}
        case Shape.PEOPLE:
            kind = {"type": "multi_users_select"}
        case Shape.CHANNEL:
            kind = {
                "type": "conversations_select",
                "filter": {
                    "include": ["public", "private"],
                    "exclude_bot_users": True,
                    # Outsiders read along there.
                    "exclude_external_shared_channels": True,
                },
            }
    return {"action_id": field.name, **kind}


def _initial(field: Field, value: Any) -> tuple[str, Any]:
    match field.shape:
        case Shape.ACCOUNT:
            return "initial_option", blocks.option(value.name, str(value.id))
        case Shape.TEXT | Shape.LONG_TEXT:
            return "initial_value", value[: min(field.limit, blocks.INPUT_TEXT)]
        case Shape.CHOICE:
            label = dict(field.choices)[str(value)]
            return "initial_option", blocks.option(label, str(value))
        case Shape.DATE:
            return "initial_date", value.isoformat()
        case Shape.TIME:
            return "initial_time", f"{value:%H:%M}"
        case Shape.PEOPLE:
            return "initial_users", list(value)
        case Shape.CHANNEL:
            return "initial_conversation", value
