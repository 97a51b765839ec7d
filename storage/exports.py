"""Exports: each table that people may take away, row by row, its columns named as outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    String,
    and_,
    cast,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from storage.accounts import Account
from storage.base import Base
from storage.changes import Change
from storage.complaints import Complaint, ComplaintStatus
from storage.episodes import Episode, EpisodeStatus
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


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table's rows come from.

    `noun` is what its changes call it. A row counts while it `stands`, perhaps by something else in
    the same workspace, `stands_in`. A column is the attribute of its name unless `called` says
    otherwise; `joins` are the relationships that such columns need.
    """

    model: type[Base]
    noun: str = ""
    stands: ColumnElement[bool] | None = None
    called: Mapping[str, Any] = field(default_factory=dict)
    joins: Sequence[Any] = ()
    order: Any = None
    stands_in: Callable[[str], ColumnElement[bool]] | None = None

    def column(self, name: str) -> Any:
        """The SQL of a column, under the name that it has outside."""
        known = self.called.get(name)
        return (getattr(self.model, name) if known is None else known).label(name)


def read(session: Session, team_id: str, name: str, columns: Sequence[str]) -> Table:
    """One table of SOURCES, in order of creation, without what was undone.

    Raises KeyError for an unknown table, AttributeError for an unknown column.
    """
    found = session.execute(
        _rows(SOURCES[name], team_id, columns).execution_options(yield_per=ROWS_AT_ONCE)
    )
    return Table(list(columns), iter(found))


def _rows(source: Source, team_id: str, columns: Sequence[str]) -> Rows:
    model: Any = source.model
    rows = select(*(source.column(name) for name in columns)).select_from(model)
    for relationship in source.joins:
        rows = rows.join(relationship)
    if source.stands is not None:
        rows = rows.where(source.stands)
    if source.stands_in is not None:
        rows = rows.where(source.stands_in(team_id))
    return rows.where(model.team_id == team_id).order_by(
        model.id if source.order is None else source.order
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


def _is_about_what_stands(team_id: str) -> ColumnElement[bool]:
    """Of a change: its record has not been undone."""
    undone = [
        and_(Change.noun == source.noun, Change.record_id.in_(_undone(source, team_id)))
        for source in SOURCES.values()
        if source.noun
    ]
    return ~or_(*undone)


def _undone(source: Source, team_id: str) -> Rows:
    model: Any = source.model
    stands = true() if source.stands is None else source.stands
    return select(cast(model.id, String)).where(model.team_id == team_id, ~stands)


_ACCOUNT = {"account": Account.name}

SOURCES: dict[str, Source] = {
    "accounts": Source(
        Account,
        "account",
        Account.undone_at.is_(None),
        {"manager": Account.manager_id, "aliases": _aliases()},
    ),
    "interactions": Source(
        Interaction,
        "interaction",
        Interaction.undone_at.is_(None),
        _ACCOUNT | {"author": Interaction.author_id},
        [Interaction.account],
    ),
    "follow_ups": Source(
        FollowUp,
        "follow_up",
        FollowUp.status != FollowUpStatus.UNDONE,
        _ACCOUNT
        | {
            "assignee": FollowUp.assignee_id,
            "interaction": FollowUp.interaction_id,
            "series": FollowUp.series_id,
        },
        [FollowUp.account],
    ),
    "complaints": Source(
        Complaint,
        "complaint",
        Complaint.status != ComplaintStatus.WITHDRAWN,
        _ACCOUNT | {"owner": Complaint.owner_id},
        [Complaint.account],
    ),
    "episodes": Source(
        Episode,
        "episode",
        Episode.status != EpisodeStatus.WITHDRAWN,
        _ACCOUNT | {"manager": Episode.manager_id},
        [Episode.account],
    ),
    "people": Source(Person, order=Person.user_id),
    "changes": Source(
        Change,
        stands_in=_is_about_what_stands,
        called={"record": Change.record_id, "actor": Change.actor_id},
    ),
}
