"""Exports: each table that people may take away, row by row, its columns named as outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, String, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from storage.accounts import Account
from storage.changes import Change
from storage.follow_ups import FollowUp, FollowUpStatus
from storage.interactions import Interaction
from storage.names import AccountName
from storage.people import Person

ROWS_AT_ONCE = 2_000

Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of one export and its rows, which are read as they are asked for."""

    columns: list[str]
    rows: Iterator[Row[Any]]


def begin_one_moment(session: Session) -> None:
    """Make all that the session reads from here on the record of a single moment.

    SQLite's transactions do so by themselves; PostgreSQL's must be asked to.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def read(session: Session, team_id: str, name: str) -> Table:
    """One table of EXPORTED, in order of creation, without what was undone. Raises KeyError."""
    found = session.execute(EXPORTED[name](team_id).execution_options(yield_per=ROWS_AT_ONCE))
    return Table(list(found.keys()), iter(found))


def _accounts(team_id: str) -> Rows:
    return (
        select(
            Account.id,
            Account.name,
            _aliases().label("aliases"),
            Account.manager_id.label("manager"),
            Account.tier,
            Account.status,
            Account.created_by,
            Account.created_at,
            Account.changed_by,
            Account.changed_at,
        )
        .where(Account.team_id == team_id, Account.undone_at.is_(None))
        .order_by(Account.id)
    )


def _aliases() -> ScalarSelect[str]:
    words = (
        select(AccountName.words)
        .where(
            AccountName.team_id == Account.team_id,
            AccountName.account_id == Account.id,
            AccountName.is_alias,
        )
        # Not by the bare id: SQLite would walk the key for that order, through all the names.
        .order_by(AccountName.id + 0)
        .correlate(Account)
        .subquery()
    )
    return select(func.aggregate_strings(words.c.words, ";")).scalar_subquery()


def _interactions(team_id: str) -> Rows:
    return (
        select(
            Interaction.id,
            Account.name.label("account"),
            Interaction.kind,
            Interaction.occurred_at,
            Interaction.author_id.label("author"),
            Interaction.contacts,
            Interaction.notes,
            Interaction.satisfaction,
            Interaction.hat,
            Interaction.created_at,
        )
        .join(Interaction.account)
        .where(Interaction.team_id == team_id, Interaction.undone_at.is_(None))
        .order_by(Interaction.id)
    )


def _follow_ups(team_id: str) -> Rows:
    return (
        select(
            FollowUp.id,
            Account.name.label("account"),
            FollowUp.assignee_id.label("assignee"),
            FollowUp.what,
            FollowUp.due_at,
            FollowUp.due_on,
            FollowUp.due_time,
            FollowUp.status,
            FollowUp.interaction_id.label("interaction"),
            FollowUp.hat,
            FollowUp.created_by,
            FollowUp.created_at,
            FollowUp.closed_at,
            FollowUp.closed_by,
        )
        .join(FollowUp.account)
        .where(FollowUp.team_id == team_id, FollowUp.status != FollowUpStatus.UNDONE)
        .order_by(FollowUp.id)
    )


def _people(team_id: str) -> Rows:
    return (
        select(
            Person.user_id,
            Person.name,
            Person.email,
            Person.tz,
            Person.standing,
            Person.is_manager,
            Person.is_lead,
        )
        .where(Person.team_id == team_id)
        .order_by(Person.user_id)
    )


def _changes(team_id: str) -> Rows:
    undone = [
        _is_about("account", _ids(Account, team_id).where(Account.undone_at.is_not(None))),
        _is_about(
            "interaction", _ids(Interaction, team_id).where(Interaction.undone_at.is_not(None))
        ),
        _is_about(
            "follow_up", _ids(FollowUp, team_id).where(FollowUp.status == FollowUpStatus.UNDONE)
        ),
    ]
    return (
        select(
            Change.id,
            Change.noun,
            Change.record_id.label("record"),
            Change.verb,
            Change.actor_id.label("actor"),
            Change.at,
            Change.details,
        )
        .where(Change.team_id == team_id, ~or_(*undone))
        .order_by(Change.id)
    )


def _ids(noun: type[Account | Interaction | FollowUp], team_id: str) -> Rows:
    return select(cast(noun.id, String)).where(noun.team_id == team_id)


def _is_about(noun: str, ids: Rows):  # type: ignore[no-untyped-def]
    return and_(Change.noun == noun, Change.record_id.in_(ids))


EXPORTED: dict[str, Callable[[str], Rows]] = {
    "accounts": _accounts,
    "interactions": _interactions,
    "follow_ups": _follow_ups,
    "people": _people,
    "changes": _changes,
}
