"""Held lines: a command's or a message's text kept until the person has settled its record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.desk import Desk
from bot.people import Actor
from bot.refusals import Refused
from bot.texts import _
from bot.unavailable import asked_again
from storage import held_lines as kept
from storage.held_lines import HeldLine

# Its form is long closed by then, though Slack may not have said so.
MESSAGE_KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Source:
    """The message that a record comes of: its author's id or name, its permalink, its instant."""

    author: str | None
    url: str | None
    said_at: datetime


@asked_again
def hold(
    desk: Desk, actor: Actor, command: str, text: str, source: Source | None = None
) -> HeldLine:
    """Keep what was typed, or what a message says; the same request keeps it once.

    With a new message the old ones go that no record came of.
    """
    with desk.write(actor.team_id) as session:
        earlier = kept.of_request(session, actor.team_id, actor.request)
        if earlier is not None:
            return earlier
        if source is not None:
            long_ago = desk.clock.now() - MESSAGE_KEPT_FOR
            kept.delete_waiting_messages(session, actor.team_id, long_ago)
        held = HeldLine(
            team_id=actor.team_id,
            user_id=actor.user_id,
            command=command,
            text=text,
            source_author=source.author if source else None,
            source_url=source.url if source else None,
            said_at=source.said_at if source else None,
            held_at=desk.clock.now(),
            request=actor.request,
        )
        session.add(held)
        return held


def find(desk: Desk, actor: Actor, held_id: int) -> HeldLine:
    """The actor's own held line, settled or not. Raises Refused when it is gone or another's."""
    with desk.read() as session:
        return _own(session, actor, held_id)


def settle(desk: Desk, session: Session, actor: Actor, held_id: int) -> HeldLine:
    """Mark a held line as dealt with, in the caller's transaction.

    Raises Refused when it is gone, another's, or dealt with before.
    """
    held = _own(session, actor, held_id)
    if held.settled_at is not None:
        raise Refused(_("That line has already been dealt with; nothing was stored twice."))
    held.settled_at = desk.clock.now()
    return held


def forget(desk: Desk, actor: Actor, held_id: int) -> None:
    """Let the actor's own message go, unless a record came of it."""
    with desk.write(actor.team_id) as session:
        held = kept.find(session, actor.team_id, held_id)
        if held is not None and held.user_id == actor.user_id and held.is_waiting_message:
            session.delete(held)


def _own(session: Session, actor: Actor, held_id: int) -> HeldLine:
    held = kept.find(session, actor.team_id, held_id)
    if held is None or held.user_id != actor.user_id:
        raise Refused(
            _(
                "That line is no longer waiting. Type it again, please. If it is a message, choose "
                "its shortcut again."
            )
        )
    return held
