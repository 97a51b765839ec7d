"""Writing what an import has planned, in few statements, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.importing.plan import Wanted
from bot.importing.preview import Fate
from storage import imports, names
from storage.base import new_id


def write(
    session: Session, team_id: str, wanted: Sequence[Wanted], actor_id: str, at: datetime
) -> list[int]:
    """Make the new accounts and change those that differ; the others aren't touched.

    Gives the ids of all. Their names are unmarked yet (see bot.importing.marking).
    """
    made = _make(session, team_id, [w for w in wanted if w.step.fate is Fate.NEW], actor_id, at)
    _change(session, team_id, [w for w in wanted if w.step.fate is Fate.CHANGED], actor_id, at)
    return [*made, *(w.account.id for w in wanted if w.account)]


def _make(
    session: Session, team_id: str, wanted: Sequence[Wanted], actor_id: str, at: datetime
) -> list[int]:
    made = [(new_id(), each) for each in wanted]
    born = {"created_by": actor_id, "created_at": at, "changed_by": actor_id, "changed_at": at}
    imports.add_accounts(
        session, [{"team_id": team_id, "id": key, **_columns(each), **born} for key, each in made]
    )
    imports.add_names(
        session,
        [
            row
            for key, each in made
            for row in [
                _name_row(team_id, key, each.name, each.line.folded, is_alias=False),
                *_alias_rows(team_id, key, each),
            ]
        ],
    )
    return [key for key, _each in made]


def _change(
    session: Session, team_id: str, wanted: Sequence[Wanted], actor_id: str, at: datetime
) -> None:
    changed = [(each.account.id, each) for each in wanted if each.account]
    stamp = {"changed_by": actor_id, "changed_at": at}
    imports.change_accounts(
        session,
        [{"team_id": team_id, "id": key, **_columns(each), **stamp} for key, each in changed],
    )
    respelt = {w.name_id: w.name for w in wanted if w.name_id and "name" in w.step.changes}
    imports.respell(session, team_id, respelt)
    _replace_aliases(session, team_id, changed)
    imports.add_changes(session, [_audit(team_id, key, e, actor_id, at) for key, e in changed])


def _replace_aliases(session: Session, team_id: str, changed: Sequence[tuple[int, Wanted]]) -> None:
    rewritten = [(key, each) for key, each in changed if "aliases" in each.step.changes]
    imports.forget_aliases(session, team_id, [key for key, _each in rewritten])
    imports.add_names(
        session,
        [row for key, each in rewritten for row in _alias_rows(team_id, key, each)],
    )


def _columns(each: Wanted) -> dict[str, Any]:
    return {
        "name": each.name,
        "manager_id": each.manager_id,
        "tier": each.tier,
        "status": each.status,
    }


def _alias_rows(team_id: str, account_id: int, each: Wanted) -> list[dict[str, Any]]:
    return [
        _name_row(team_id, account_id, alias, names.fold(alias), is_alias=True)
        for alias in each.aliases
    ]


def _name_row(
    team_id: str, account_id: int, words: str, folded: str, *, is_alias: bool
) -> dict[str, Any]:
    return {
        "team_id": team_id,
        "id": new_id(),
        "account_id": account_id,
        "words": words,
        "folded": folded,
        "is_alias": is_alias,
    }


def _audit(team_id: str, key: int, each: Wanted, actor_id: str, at: datetime) -> dict[str, Any]:
    return {
        "team_id": team_id,
        "id": new_id(),
        "noun": "account",
        "record_id": str(key),
        "verb": "imported",
        "actor_id": actor_id,
        "at": at,
        "details": {column: list(pair) for column, pair in each.step.changes.items()},
        "request": None,
    }
