"""Changes: each step in a record's life is written down, once for the request that asked for it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from bot.desk import Desk
from storage.base import new_id
from storage.changes import Change


def record(
    desk: Desk,
    session: Session,
    *,
    team_id: str,
    noun: str,
    record_id: int | str,
    verb: str,
    by: str,
    details: Mapping[str, object] | None = None,
    request: str | None = None,
) -> Change:
    """Write down a step, in the caller's transaction; `by` is whose doing it is.

    With a `request` the step can be taken once only: the same request again is an IntegrityError.
    """
    change = Change(
        team_id=team_id,
        id=new_id(),
        noun=noun,
        record_id=str(record_id),
        verb=verb,
        actor_id=by,
        at=desk.clock.now(),
        details=dict(details or {}),
        request=request,
    )
    session.add(change)
    return change
