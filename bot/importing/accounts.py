"""Accounts from a file: read to see what would happen, or stored in one transaction."""

from __future__ import annotations

import logging
from pathlib import Path

from bot import new_managers
from bot.desk import Desk
from bot.importing import columns, marking, plan, writing
from bot.importing.columns import AccountLine
from bot.importing.plan import Plan
from bot.importing.preview import LineFault, Preview
from bot.importing.sheet import Sheet, UnreadableSheet, open_sheet
from bot.texts import _
from storage import imports
from storage.database import RecordUnavailable

log = logging.getLogger(__name__)


def read(desk: Desk, team_id: str, source: Path | str) -> Preview:
    """What importing a CSV file (or its text) would do. Raises RecordUnavailable."""
    return _imported(desk, team_id, source, stores_as=None)


def store(desk: Desk, team_id: str, source: Path | str, *, actor_id: str = "import") -> Preview:
    """Make and change accounts as a CSV file (or its text) says; with any fault, nothing at all.

    Raises RecordUnavailable: nothing is stored then. What goes wrong only when all is stored but
    the marks by which misspelt names are found (see bot.importing.marking) is told in a note.
    """
    return _imported(desk, team_id, source, stores_as=actor_id)


def _imported(desk: Desk, team_id: str, source: Path | str, stores_as: str | None) -> Preview:
    try:
        sheet = open_sheet(source)
        columns.require_accounts(sheet)
    except UnreadableSheet as unreadable:
        return Preview([], [unreadable.fault], [])
    lines, faults = columns.account_lines(sheet)
    notes = _notes_on_columns(sheet)
    if stores_as is None or faults:
        with desk.read() as session:
            return _preview(plan.make(session, team_id, lines), faults, notes)
    return _stored(desk, team_id, lines, notes, stores_as)


def _stored(
    desk: Desk, team_id: str, lines: list[AccountLine], notes: list[str], actor_id: str
) -> Preview:
    with desk.write(team_id, unhurried=True) as session:
        made = plan.make(session, team_id, lines)
        ids: list[int] = []
        if not made.faults:
            ids = writing.write(session, team_id, made.wanted, actor_id, desk.clock.now())
            new_managers.take_over(desk, session, team_id, _changed_hands(made), actor_id)
            imports.mark(session, team_id, ids[: marking.AT_ONCE])
    notes = [*notes, *_mark_the_rest(desk, team_id, ids[marking.AT_ONCE :])]
    return _preview(made, [], notes, is_stored=not made.faults)


def _mark_the_rest(desk: Desk, team_id: str, account_ids: list[int]) -> list[str]:
    """Mark what the import itself hasn't; gives what there is to say if that can't be done."""
    try:
        marking.mark_in_turns(desk, team_id, account_ids)
    except RecordUnavailable as fault:
        log.warning("names were left unmarked: %s", fault)
        return [_("Some names can't be found misspelt yet: import the file once more for that.")]
    return []


def _changed_hands(made: Plan) -> set[int]:
    """The accounts that somebody else manages now."""
    return {w.account.id for w in made.wanted if w.account and "manager" in w.step.changes}


def _preview(
    made: Plan, faults: list[LineFault], notes: list[str], is_stored: bool = False
) -> Preview:
    told = sorted([*faults, *made.faults], key=lambda fault: fault.line or 0)
    steps = [wanted.step for wanted in made.wanted]
    return Preview(steps, told, [*notes, *made.notes], is_stored)


def _notes_on_columns(sheet: Sheet) -> list[str]:
    unknown = columns.ignored(sheet)
    if not unknown:
        return []
    said = _("Ignored, as accounts have no such column: {columns}.", columns=", ".join(unknown))
    return [said]
