"""The columns of accounts.csv: what each may hold, and which kind of record a file is of."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.importing.preview import LineFault
from bot.importing.sheet import Sheet, SheetRow, UnreadableSheet
from bot.refusals import Refused
from bot.texts import _
from storage.accounts import AccountStatus
from storage.names import LONGEST_NAME, fold

READ = ("name", "aliases", "manager", "tier", "status")
WRITTEN_BY_EXPORT = {"id", "created_by", "created_at", "changed_by", "changed_at"}
LONGEST_TIER = 60  # characters

# Columns that only the export of another kind of record has.
_TELLING = {
    "interactions": {"occurred_at"},
    "follow_ups": {"due_on", "due_at"},
    "people": {"user_id", "standing"},
    "changes": {"noun", "verb"},
}


@dataclass(frozen=True, slots=True)
class AccountLine:
    """What one line says of an account; None leaves as it is what the record has."""

    line: int
    name: str
    folded: str
    aliases: tuple[str, ...] | None
    manager: str | None
    tier: str | None
    status: AccountStatus | None


def require_accounts(sheet: Sheet) -> None:
    """Raises UnreadableSheet unless the file holds accounts."""
    for kind, telling in _TELLING.items():
        if telling & set(sheet.columns):
            raise UnreadableSheet(
                LineFault(
                    sheet.header_line,
                    _(
                        "these are the columns of {kind}.csv. Only accounts can be imported so "
                        "far: name, aliases, manager, tier, status.",
                        kind=kind,
                    ),
                )
            )
    if "name" not in sheet.columns:
        raise UnreadableSheet(
            LineFault(
                sheet.header_line,
                _(
                    "there is no column “name” among {columns}. Accounts have: name (required), "
                    "aliases, manager, tier, status.",
                    columns=", ".join(sheet.columns),
                ),
            )
        )


def ignored(sheet: Sheet) -> list[str]:
    """The columns that an import doesn't know."""
    return [c for c in sheet.columns if c not in READ and c not in WRITTEN_BY_EXPORT]


def account_lines(sheet: Sheet) -> tuple[list[AccountLine], list[LineFault]]:
    """The lines that are right in themselves, and the faults of the others."""
    right: list[AccountLine] = []
    faults = list(sheet.faults)
    for row in sheet.rows:
        try:
            right.append(_account_line(row))
        except Refused as refusal:
            faults.append(LineFault(row.line, refusal.words))
    return right, faults + _named_twice(right)


def _account_line(row: SheetRow) -> AccountLine:
    name = _name(row["name"], "name")
    folded = fold(name)
    return AccountLine(
        line=row.line,
        name=name,
        folded=folded,
        aliases=_aliases(row["aliases"], folded),
        manager=row["manager"] or None,
        tier=_short(row["tier"], "tier", LONGEST_TIER) or None,
        status=_status(row["status"]),
    )


def _name(typed: str, column: str) -> str:
    name = " ".join(_short(typed, column, LONGEST_NAME).split())
    if not name or not fold(name):
        raise Refused(_("{column} is empty. Every account needs one.", column=column))
    return name


def _short(typed: str, column: str, limit: int) -> str:
    if any(unicodedata.category(char) == "Cc" for char in typed):
        raise Refused(_("{column} holds a line break or another control character.", column=column))
    if len(typed) > limit:
        raise Refused(
            _(
                "{column} has {count} characters; {limit} is the most.",
                column=column,
                count=len(typed),
                limit=limit,
            )
        )
    return typed


def _aliases(typed: str, folded_name: str) -> tuple[str, ...] | None:
    parts = [part.strip() for part in typed.replace("|", ";").split(";")]
    if not any(parts):
        return None
    by_folded = {folded_name: ""}
    for part in filter(None, parts):
        by_folded.setdefault(fold(part), _name(part, "alias"))
    return tuple(filter(None, by_folded.values()))


def _status(typed: str) -> AccountStatus | None:
    if not typed:
        return None
    try:
        return AccountStatus(typed.lower())
    except ValueError as fault:
        raise Refused(
            _("status is “{typed}”; it can be active or archived.", typed=typed)
        ) from fault


def _named_twice(lines: Sequence[AccountLine]) -> list[LineFault]:
    first: dict[str, int] = {}
    faults = []
    for line in lines:
        earlier = first.setdefault(line.folded, line.line)
        if earlier != line.line:
            words = _(
                "“{name}” is on line {earlier} already. Keep one of the two.",
                name=line.name,
                earlier=earlier,
            )
            faults.append(LineFault(line.line, words))
    return faults
