"""What the clock makes due, done workspace by workspace, so that a busy one delays no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from bot.desk import Desk
from storage.database import RecordBusy


def in_each_team(
    desk: Desk,
    waiting: Callable[[Session, datetime], list[str]],
    do_some: Callable[[Desk, str], int],
) -> int:
    """Do some of what waits in every workspace, until none waits; gives how much was done.

    A workspace that is busy is left out; then RecordBusy is raised at the end. Where all share one
    writer it is raised at once, as RecordUnavailable is anywhere.
    """
    with desk.read() as session:
        team_ids = waiting(session, desk.clock.now())
    done, left_out = 0, None
    for team_id in team_ids:
        try:
            while count := do_some(desk, team_id):
                done += count
        except RecordBusy as fault:
            if desk.database.has_one_writer:
                raise
            left_out = fault
    if left_out is not None:
        raise left_out
    return done
