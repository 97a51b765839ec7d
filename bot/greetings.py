"""Greetings: what Rapport says when it is written to."""

from __future__ import annotations

from bot import posts
from bot.desk import Desk
from bot.people import Person
from bot.posts import PostKind


def answer_message(desk: Desk, writer: Person, event_id: str) -> None:
    """Answer a message to Rapport with what it can do; outsiders get a refusal. Once per event."""
    kind = PostKind.HELP if writer.is_insider else PostKind.OUTSIDER
    with desk.write(writer.team_id) as session:
        posts.want(
            session,
            writer.team_id,
            kind,
            0,
            writer.user_id,
            at=desk.machine_now(),
            key=f"answer:{event_id}",
        )
