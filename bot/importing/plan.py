"""The plan of an import: each line compared with the record, and what would be written."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from bot.importing.columns import AccountLine
from bot.importing.managers import Managers
from bot.importing.preview import Fate, LineFault, Step
from bot.texts import _, n_
from storage import imports
from storage.accounts import Account, AccountStatus
from storage.names import AccountName, Called, fold


@dataclass(frozen=True, slots=True)
class Wanted:
    """An account as it is to be; `account` and `name_id` are None for a new one."""

    line: AccountLine
    account: Account | None
    name_id: int | None
    aliases: tuple[str, ...]
    manager_id: str | None
    tier: str | None
    status: AccountStatus
    step: Step

    @property
    def name(self) -> str:
        return self.line.name


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written, in the order of the file, and what there is to say about it."""

    wanted: list[Wanted]
    faults: list[LineFault]
    notes: list[str]


@dataclass(slots=True)
class OnRecord:
    """The part of the record that a file touches."""

    names: dict[str, Called]
    aliases_called: dict[str, set[int]]
    accounts: dict[int, Account]
    aliases: dict[int, list[AccountName]]

    def account_called(self, folded: str) -> Account | None:
        name = self.names.get(folded)
        return self.accounts.get(name.account_id) if name else None

    def aliases_of(self, account: Account | None) -> tuple[str, ...]:
        return tuple(a.words for a in self.aliases.get(account.id, ())) if account else ()


def make(session: Session, team_id: str, lines: list[AccountLine]) -> Plan:
    """Compare the lines of a file with the record."""
    record = _look_up(session, team_id, lines)
    managers = Managers.look_up(session, team_id, {line.manager for line in lines if line.manager})
    wanted = [_wanted(line, record, managers) for line in lines]
    faults = managers.faults(lines) + _clashes(wanted, record)
    notes = [] if faults else [*managers.notes(lines), *_notes(wanted)]
    return Plan(wanted, faults, notes)


def _look_up(session: Session, team_id: str, lines: list[AccountLine]) -> OnRecord:
    called = {line.folded for line in lines}
    called |= {fold(alias) for line in lines for alias in line.aliases or ()}
    names: dict[str, Called] = {}
    aliases_called: dict[str, set[int]] = {}
    for bearer in imports.bearers(session, team_id, called):
        if bearer.is_alias:
            aliases_called.setdefault(bearer.folded, set()).add(bearer.account_id)
        else:
            names[bearer.folded] = bearer
    ids = {name.account_id for name in names.values()}.union(*aliases_called.values())
    aliases: dict[int, list[AccountName]] = {}
    for alias in imports.aliases(session, team_id, ids):
        aliases.setdefault(alias.account_id, []).append(alias)
    accounts = {account.id: account for account in imports.accounts(session, team_id, ids)}
    return OnRecord(names, aliases_called, accounts, aliases)


def _wanted(line: AccountLine, record: OnRecord, managers: Managers) -> Wanted:
    account = record.account_called(line.folded)
    earlier = record.aliases_of(account)
    manager_id = managers.id_of(line.manager)
    after = Wanted(
        line,
        account,
        record.names[line.folded].id if account else None,
        earlier if line.aliases is None else line.aliases,
        manager_id or (account.manager_id if account else None),
        line.tier or (account.tier if account else None),
        line.status or (account.status if account else AccountStatus.ACTIVE),
        Step(line.line, line.name, Fate.NEW),
    )
    if account is None:
        return after
    changes = _differences(account, earlier, after)
    fate = Fate.CHANGED if changes else Fate.UNCHANGED
    return replace(after, step=Step(line.line, line.name, fate, changes))


def _differences(
    account: Account, aliases: tuple[str, ...], after: Wanted
) -> dict[str, tuple[str, str]]:
    pairs = {
        "name": (account.name, after.name),
        "aliases": ("; ".join(aliases), "; ".join(after.aliases)),
        "manager": (account.manager_id or "", after.manager_id or ""),
        "tier": (account.tier or "", after.tier or ""),
        "status": (str(account.status), str(after.status)),
    }
    return {column: pair for column, pair in pairs.items() if pair[0] != pair[1]}


def _notes(wanted: list[Wanted]) -> list[str]:
    unowned = sum(
        each.manager_id is None and each.status == AccountStatus.ACTIVE for each in wanted
    )
    if not unowned:
        return []
    return [
        n_(
            "{count} account has no manager: nobody is reminded of it.",
            "{count} accounts have no manager: nobody is reminded of them.",
            unowned,
        )
    ]


def _clashes(wanted: list[Wanted], record: OnRecord) -> list[LineFault]:
    """Where the file would make one account's alias another one's name.

    What stands on record already is left alone, so that an export can always be imported.
    """
    named = {each.line.folded: each for each in wanted}
    return [
        fault
        for each in wanted
        for fault in (_alias_clash(each, named, record), _name_clash(each, named, record))
        if fault
    ]


def _alias_clash(each: Wanted, named: dict[str, Wanted], record: OnRecord) -> LineFault | None:
    on_record = record.aliases_of(each.account)
    if each.aliases == on_record:
        return None
    earlier = {fold(alias) for alias in on_record}
    for alias in each.aliases:
        folded = fold(alias)
        owner = record.account_called(folded)
        is_name = folded in named or owner is not None
        if is_name and folded != each.line.folded and folded not in earlier:
            words = _(
                "alias “{alias}” is the name of another account. Take it away, or the two can't "
                "be told apart.",
                alias=alias,
            )
            return LineFault(each.line.line, words)
    return None


def _name_clash(each: Wanted, named: dict[str, Wanted], record: OnRecord) -> LineFault | None:
    if each.account is not None:
        return None
    for account_id in record.aliases_called.get(each.line.folded, ()):
        owner = record.accounts[account_id]
        rewritten = named.get(fold(owner.name))
        if rewritten and each.line.folded not in map(fold, rewritten.aliases):
            continue
        words = _(
            "“{name}” is an alias of “{owner}”. Take it away from there, or use another name.",
            name=each.name,
            owner=owner.name,
        )
        return LineFault(each.line.line, words)
    return None
