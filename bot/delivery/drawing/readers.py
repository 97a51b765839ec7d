"""Who may still read what was meant for them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from storage import people
from storage.posts import Post


def may_see(session: Session, post: Post) -> bool:
    """Whether its recipient has a role still: whoever was dismissed hears nothing more."""
    person = people.find(session, post.team_id, post.recipient)
    return person is not None and person.has_role


def may_read(session: Session, post: Post) -> bool:
    """Who reads along in a channel is the audience's matter; a person must have a role still."""
    is_channel = post.recipient.startswith(("C", "G"))
    return is_channel or may_see(session, post)
