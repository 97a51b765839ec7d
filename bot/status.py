"""What `/rapport status` tells: whether messages go out and where they don't."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.desk import Desk
from bot.people import Actor, require_role
from storage import posts
from storage.posts import Post


@dataclass(frozen=True, slots=True)
class Status:
    """Messages still to be shown, those that can't be, and the asker's next digest."""

    unshown: int
    dead: list[Post]
    next_digest_at: datetime | None


def of(desk: Desk, actor: Actor) -> Status:
    """The workspace's state. Raises NotAppointed; only admins see which messages failed."""
    require_role(actor)
    with desk.read() as session:
        dead = posts.dead(session, actor.team_id, limit=5) if actor.person.is_admin else []
        unshown = posts.count_unshown(session, actor.team_id)
        return Status(unshown, dead, actor.person.next_digest_at)
