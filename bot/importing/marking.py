"""Marking: imported names are made findable though misspelt, a few accounts at a time.

The marks are nine tenths of what an import writes, so they follow once the accounts stand, and
others' entries come in between. What was cut short is made up for by the file's next import.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from bot.desk import Desk
from storage import imports

AT_ONCE = 150  # accounts, in some twentieth of a second
# Who waits for SQLite looks every tenth of a second whether it is their turn.
PAUSE_SECONDS = 0.12


def mark_in_turns(desk: Desk, team_id: str, account_ids: Sequence[int]) -> None:
    """Make up for the marks that these accounts' names lack, letting others have their turns.

    Raises RecordUnavailable.
    """
    for first in range(0, len(account_ids), AT_ONCE):
        some = account_ids[first : first + AT_ONCE]
        with desk.read() as session:
            lacking = imports.unmarked(session, team_id, some)
        if lacking:
            with desk.write(team_id, unhurried=True) as session:
                imports.mark(session, team_id, some)
            time.sleep(PAUSE_SECONDS)
