"""The form of an account, declared once, and what its values ask for."""

from __future__ import annotations

from dataclasses import dataclass

from bot import names
from bot.forms import Field, Form, Shape, Values
from bot.texts import _
from storage.names import LONGEST_NAME, fold

LONGEST_TIER = 60  # characters

ACCOUNT_FORM = Form(
    "account",
    title=_("Add an account"),
    submit=_("Save"),
    fields=(
        Field("name", _("Name"), Shape.TEXT, required=True, limit=LONGEST_NAME),
        Field(
            "also_called",
            _("Also called"),
            Shape.TEXT,
            limit=1000,
            hint=_("Short names and old names, parted by commas. Any of them finds the account."),
            column="aliases",
        ),
        Field(
            "tier",
            _("Tier"),
            Shape.TEXT,
            limit=LONGEST_TIER,
            hint=_("How much it matters, in your own words, such as gold or A."),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """An account that somebody wants on record, not yet true."""

    name: str
    aliases: tuple[str, ...]
    tier: str | None


def account_of(values: Values) -> AccountDraft:
    """What a filled-in account form asks for; a name given twice counts once."""
    name = names.shown_name(values["name"])
    by_folded = {fold(each): each for each in map(names.shown_name, _parted(values))}
    aliases = tuple(words for folded, words in by_folded.items() if folded not in ("", fold(name)))
    return AccountDraft(name, aliases, values.get("tier"))


def _parted(values: Values) -> list[str]:
    return str(values.get("also_called") or "").replace(";", ",").split(",")
