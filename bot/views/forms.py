"""A form as a modal: one labelled input per field, filled in with what is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from bot.forms import Field, Form, Shape, Values
from bot.texts import _
from bot.views import blocks
from bot.views.blocks import Block, Element, Message

PART = 2900  # characters of a text's end in one block
# Bytes of it in all, as JSON spells them: a view may have 250 kB (docs.slack.dev, views.open), and
# 36 kB of that are in an input full of emoji.
SHOWN_BYTES = 120_000
SAVED = "saved"


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


def saved(answer: Message) -> dict[str, Any]:
    """What a form becomes once it is saved, where no message can be answered."""
    return blocks.modal(SAVED, _("Saved"), answer.blocks, close=_("Close"))


def notice(said: Message) -> dict[str, Any]:
    """What is said to a person where no message can be answered."""
    return blocks.modal("notice", "Rapport", said.blocks, close=_("Close"))


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
    shown = list(_shown_of(rest))
    unseen = len(rest) - sum(map(len, shown))
    goes_on = _("The text goes on below; this part is kept as it is.")
    if unseen:
        goes_on += " " + _("Its last {count} characters are not shown.", count=unseen)
    return [blocks.context(goes_on), *map(_part, shown)]


def _shown_of(words: str) -> Iterator[str]:
    """The parts of a long text that a view has room for."""
    room = SHOWN_BYTES
    for start in range(0, len(words), PART):
        part = words[start : start + PART]
        room -= len(json.dumps(part))
        if room < 0:
            return
        yield part


def _part(words: str) -> Block:
    return {"type": "section", "text": blocks.plain(blocks.visible(words).strip() or "…")}


def _element(field: Field, value: Any) -> Element:
    element = _empty(field)
    if value or value == 0:
        key, filled = _initial(field, value)
        element[key] = filled
    return element


def _empty(field: Field) -> Element:
    return {"action_id": field.name, **_EMPTY[field.shape](field)}


def _text(field: Field) -> Element:
    return {
        "type": "plain_text_input",
        "multiline": field.shape is Shape.LONG_TEXT,
        "max_length": min(field.limit, blocks.INPUT_TEXT),
    }


def _choice(field: Field) -> Element:
    return {"type": "static_select", "options": blocks.options(field.choices)}


def _number(field: Field) -> Element:
    bounds = {"min_value": field.least, "max_value": field.most}
    told = {name: f"{bound:f}" for name, bound in bounds.items() if bound is not None}
    return {"type": "number_input", "is_decimal_allowed": not field.is_whole, **told}


def _channel(_field: Field) -> Element:
    return {
        "type": "conversations_select",
        "filter": {
            "include": ["public", "private"],
            "exclude_bot_users": True,
            # Outsiders read along there.
            "exclude_external_shared_channels": True,
        },
    }


_EMPTY: dict[Shape, Callable[[Field], Element]] = {
    Shape.ACCOUNT: lambda _field: {"type": "external_select", "min_query_length": 0},
    Shape.TEXT: _text,
    Shape.LONG_TEXT: _text,
    Shape.CHOICE: _choice,
    Shape.DATE: lambda _field: {"type": "datepicker"},
    Shape.TIME: lambda _field: {"type": "timepicker"},
    Shape.PERSON: lambda _field: {"type": "users_select"},
    Shape.PEOPLE: lambda _field: {"type": "multi_users_select"},
    Shape.NUMBER: _number,
    Shape.CHANNEL: _channel,
}


def _initial(field: Field, value: Any) -> tuple[str, Any]:
    key, fill = _INITIAL[field.shape]
    return key, fill(field, value)


def _chosen(field: Field, value: Any) -> Element:
    return blocks.option(dict(field.choices)[str(value)], str(value))


def _beginning(field: Field, text: str) -> str:
    return text[: min(field.limit, blocks.INPUT_TEXT)]


_INITIAL: dict[Shape, tuple[str, Callable[[Field, Any], Any]]] = {
    Shape.ACCOUNT: (
        "initial_option",
        lambda _field, account: blocks.option(account.name, str(account.id)),
    ),
    Shape.TEXT: ("initial_value", _beginning),
    Shape.LONG_TEXT: ("initial_value", _beginning),
    Shape.CHOICE: ("initial_option", _chosen),
    Shape.DATE: ("initial_date", lambda _field, day: day.isoformat()),
    Shape.TIME: ("initial_time", lambda _field, at: f"{at:%H:%M}"),
    Shape.PERSON: ("initial_user", lambda _field, user_id: user_id),
    Shape.PEOPLE: ("initial_users", lambda _field, user_ids: list(user_ids)),
    Shape.NUMBER: ("initial_value", lambda _field, number: f"{number.normalize():f}"),
    Shape.CHANNEL: ("initial_conversation", lambda _field, channel: channel),
}
