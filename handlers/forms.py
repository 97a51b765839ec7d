"""A submitted form's state, read by the same declaration that drew it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.accounts import NewAccount
from bot.forms import Field, Form, Shape, Values
from bot.refusals import Refused
from bot.texts import _
from handlers.edge import record_id

NEW = "new:"
TOO_LONG = "too_long"
LONGEST_NAME_OF_FORM = 255  # characters


def read(form: Form, view: dict[str, Any]) -> Values:
    """The values by field name: short text stripped of white space, None for what is empty.

    Raises Refused, naming the field, for a value that the form could not have given.
    """
    state = (view.get("state") or {}).get("values")
    return {field.name: _value(field, _element(state, field.name)) for field in form.fields}


def _element(state: Any, name: str) -> dict[str, Any]:
    block = state.get(name) if isinstance(state, dict) else None
    element = block.get(name) if isinstance(block, dict) else None
    return element if isinstance(element, dict) else {}


def _value(field: Field, element: dict[str, Any]) -> Any:
    value = _read(field, element)
    if field.required and not value and value != 0 and not field.has_default:
        raise Refused(_("Please fill in “{label}”.", label=field.label), field.name)
    return value


def _read(field: Field, element: dict[str, Any]) -> Any:
    try:
        return _READERS[field.shape](field, element)
    except (ValueError, TypeError, KeyError, AttributeError, InvalidOperation) as fault:
        words = _("“{label}” can't be read. Choose it again.", label=field.label)
        raise Refused(words, field.name) from fault


def _text(field: Field, element: dict[str, Any]) -> str | None:
    kept = (element.get("value") or "").replace("\x00", "").strip()
    if len(kept) > field.limit:
        raise Refused(_("At most {limit} characters, please.", limit=field.limit), field.name)
    return kept or None


def _long_text(field: Field, element: dict[str, Any]) -> str | None:
    """As typed: more text than the form could hold may go on where it ends."""
    typed = (element.get("value") or "").replace("\x00", "")
    if len(typed) > field.limit:
        raise Refused(_("At most {limit} characters, please.", limit=field.limit), field.name)
    return typed if typed.strip() else None


def _choice(field: Field, element: dict[str, Any]) -> str | None:
    option = element.get("selected_option")
    if not option:
        return None
    if option["value"] not in dict(field.choices):
        raise ValueError(option["value"])
    return str(option["value"])


def _account(field: Field, element: dict[str, Any]) -> int | NewAccount | None:
    option = element.get("selected_option")
    if not option:
        return None
    value = str(option["value"])
    if value == TOO_LONG:
        words = _('Type it as a command instead, the name in quotes: `/log-call "…" …`')
        raise Refused(words, field.name)
    return NewAccount(value.removeprefix(NEW)) if value.startswith(NEW) else record_id(value)


def offered(view: dict[str, Any], name: str) -> list[tuple[str, str]]:
    """The choices that a submitted form held in a field, as Slack says: values and labels."""
    fields = [block for block in view.get("blocks") or () if block.get("block_id") == name]
    options = fields[0].get("element", {}).get("options") or () if fields else ()
    return [(str(each["value"]), str(each["text"]["text"])) for each in options]


def _date(_field: Field, element: dict[str, Any]) -> date | None:
    picked = element.get("selected_date")
    return date.fromisoformat(picked) if picked else None


def _time(_field: Field, element: dict[str, Any]) -> time | None:
    picked = element.get("selected_time")
    return time.fromisoformat(picked) if picked else None


def _people(_field: Field, element: dict[str, Any]) -> tuple[str, ...]:
    return tuple(_slack_id(each) for each in element.get("selected_users") or ())


def _person(_field: Field, element: dict[str, Any]) -> str | None:
    return _slack_id(element["selected_user"]) if element.get("selected_user") else None


def _number(field: Field, element: dict[str, Any]) -> Decimal | None:
    typed = element.get("value")
    if not typed:
        return None
    number = Decimal(typed)
    if not number.is_finite():
        raise ValueError(typed)
    if field.is_whole and number != number.to_integral_value():
        raise Refused(_("A whole number, please."), field.name)
    if field.least is not None and number < field.least:
        raise Refused(_("At least {least}, please.", least=field.least), field.name)
    if field.most is not None and number > field.most:
        raise Refused(_("At most {most}, please.", most=field.most), field.name)
    return number


def _channel(_field: Field, element: dict[str, Any]) -> str | None:
    chosen = element.get("selected_conversation") or element.get("selected_channel")
    return _slack_id(chosen) if chosen else None


def _slack_id(value: object) -> str:
    """Raises ValueError for what is no id of Slack's."""
    if not isinstance(value, str) or not _SLACK_ID.fullmatch(value):
        raise ValueError(value)
    return value


_SLACK_ID = re.compile(r"[A-Za-z0-9]{1,32}")


_READERS: dict[Shape, Callable[[Field, dict[str, Any]], Any]] = {
    Shape.TEXT: _text,
    Shape.LONG_TEXT: _long_text,
    Shape.CHOICE: _choice,
    Shape.ACCOUNT: _account,
    Shape.DATE: _date,
    Shape.TIME: _time,
    Shape.PERSON: _person,
    Shape.PEOPLE: _people,
    Shape.NUMBER: _number,
    Shape.CHANNEL: _channel,
}


def metadata(**values: object) -> str:
    """What a form must remember from its opening to its submission."""
    return json.dumps({name: value for name, value in values.items() if value is not None})


def remembered(view: dict[str, Any]) -> dict[str, Any]:
    """What `metadata` kept; empty when it is none of ours.

    Raises Refused for an id that isn't one, and for anything but words where words were kept.
    """
    try:
        kept = json.loads(view.get("private_metadata") or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(kept, dict):
        return {}
    if any(not isinstance(kept.get(name, ""), str) for name in _WORDS):
        raise _no_longer_in_use()
    if len(kept.get("form", "")) > LONGEST_NAME_OF_FORM:
        raise _no_longer_in_use()
    return {**kept, **{name: _known_id(kept[name]) for name in _IDS if name in kept}}


_IDS = ("interaction", "held", "follow_up", "complaint", "alert", "card", "account", "digest")
_WORDS = ("form", "version", "view", "list", "where", "response_url", "hash")


def _known_id(value: object) -> int:
    try:
        return record_id(str(value))
    except Refused as fault:
        raise _no_longer_in_use() from fault


def _no_longer_in_use() -> Refused:
    return Refused(
        _("This form is no longer in use. Copy your text, close it and open the form again.")
    )
