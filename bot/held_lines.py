"""Held lines: a command's text kept until the person has chosen, asked or corrected."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.desk import Desk
from bot.people import Actor
from bot.refusals import Refused
from bot.texts import _
from storage import held_lines as kept
from storage.held_lines import HeldLine


def hold(desk: Desk, actor: Actor, command: str, text: str) -> HeldLine:
    """Keep what was typed; the same request keeps it once."""
    with desk.write() as session:
        earlier = kept.of_request(session, actor.team_id, actor.request)
        if earlier is not None:
            return earlier
        held = HeldLine(
            team_id=actor.team_id,
            user_id=actor.user_id,
            command=command,
            text=text,
            held_at=desk.clock.now(),
            request=actor.request,
        )
        session.add(held)
        return held


def find(desk: Desk, actor: Actor, held_id: int) -> HeldLine:
    """The actor's own held line, settled or not. Raises Refused when it is gone or another's."""
    with desk.read() as session:
        return _own(session, actor, held_id)


def settle(desk: Desk, session: Session, actor: Actor, held_id: int) -> None:
    """Mark a held line as dealt with, in the caller's transaction.

    Raises Refused when it is gone, another's, or dealt with before.
    """
    held = _own(session, actor, held_id)
    if held.settled_at is not None:
        raise Refused(_("That line has already been dealt with; nothing was stored twice."))
    held.settled_at = desk.clock.now()


def _own(session: Session, actor: Actor, held_id: int) -> HeldLine:
    held = kept.find(session, actor.team_id, held_id)
    if held is None or held.user_id != actor.user_id:
        raise Refused(_("That line is no longer waiting. Type it again, please."))
    return held
