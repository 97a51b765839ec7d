"""The tables of docs/transitions.md, read, and a company of one person per column of "who"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bot.clock import Clock
from bot.desk import Desk, open_desk
from bot.people import Actor
from storage.accounts import Account
from storage.base import new_id
from storage.names import remember
from storage.people import Person, Standing

TABLES = Path(__file__).parents[2] / "docs" / "transitions.md"
TEAM = "T1"
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
NEVER = "–"
REFUSED = "refused"

_STANDINGS = {
    "admin": Standing.ADMIN,
    "guest": Standing.GUEST,
    "other company": Standing.STRANGER,
}
_MANAGING = ("filer", "owner", "manager", "colleague")
PEOPLE = (*_MANAGING, "lead", "admin", "no role", "guest", "other company")


@dataclass(frozen=True)
class Row:
    """What becomes of each state when these people do this."""

    action: str
    who: tuple[str, ...]
    cells: dict[str, str]

    def __str__(self) -> str:
        return f"{self.action} ({', '.join(self.who)})" if self.who else self.action


def rows(heading: str) -> list[Row]:
    """The table under a heading whose first column has this name. Raises StopIteration."""
    chapter = TABLES.read_text("utf-8").split(f"## {heading[0].upper()}{heading[1:]}")[1]
    return list(_rows(iter(chapter.split("\n## ")[0].splitlines())))


def _rows(lines: Iterator[str]) -> Iterator[Row]:
    columns: list[str] = []
    for line in lines:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            columns = []
        elif not columns:
            columns = cells
        elif not line.startswith("|---"):
            yield _row(dict(zip(columns, cells, strict=True)))


def _row(cells: dict[str, str]) -> Row:
    action = cells.pop("action", None) or cells.pop("what happens")
    who = tuple(name.strip() for name in cells.pop("who", "").split(",") if name.strip())
    return Row(action, who, cells)


class Company:
    """One person per part that somebody can have in a record, and accounts of the manager's."""

    def __init__(self, url: str) -> None:
        self.desk: Desk = open_desk(url, Clock.fixed_now(NOW))
        self._numbers = count(1)
        self.people = {name: _person(name) for name in PEOPLE}
        with self.desk.write() as session:
            session.add_all(self.people.values())

    def actor(self, name: str) -> Actor:
        """The person with a request that nobody has made before."""
        return Actor(TEAM, self.people[name], f"request {next(self._numbers)}")

    def account(self) -> int:
        """A new account of the manager's; its id."""
        name, at = f"Account {next(self._numbers)}", self.desk.clock.now()
        manager = self.people["manager"].user_id
        account = Account(
            team_id=TEAM,
            id=new_id(),
            name=name,
            manager_id=manager,
            created_by=manager,
            created_at=at,
            changed_by=manager,
            changed_at=at,
        )
        with self.desk.write() as session:
            session.add(account)
            session.flush()
            remember(session, TEAM, account.id, name, is_alias=False)
        return account.id


def _person(name: str) -> Person:
    return Person(
        team_id=TEAM,
        user_id="U0" + name.replace(" ", "").upper(),
        name=name,
        tz="Europe/Berlin",
        standing=_STANDINGS.get(name, Standing.MEMBER),
        is_manager=name in _MANAGING,
        is_lead=name == "lead",
        fetched_at=NOW,
    )
