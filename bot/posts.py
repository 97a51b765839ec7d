"""Wanting messages: whoever changes a record asks, in the same transaction, for what shows it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from storage import digests
from storage import posts as kept
from storage.base import new_id
from storage.posts import Post


class PostKind(StrEnum):
    """What a message is about; delivery knows how each is drawn."""

    DIGEST = "digest"
    PING = "ping"
    APPOINTMENT_ASKED = "appointment_asked"
    APPOINTMENT_ANSWERED = "appointment_answered"
    CHANNEL_HELLO = "channel_hello"
    CHANNEL_FAULT = "channel_fault"
    HELP = "help"
    OUTSIDER = "outsider"
    COMPLAINT_ALERT = "complaint_alert"
    COMPLAINT_STEP = "complaint_step"
    COMPLAINT_WARNING = "complaint_warning"
    COMPLAINT_ESCALATED = "complaint_escalated"
    EPISODE_CARD = "episode_card"
    EPISODE_ESCALATED = "episode_escalated"
    FOLLOW_UP_PASSED = "follow_up_passed"


def want(
    session: Session,
    team_id: str,
    kind: PostKind,
    subject_id: int,
    recipient: str,
    *,
    at: datetime,
    key: str | None = None,
    parent: Post | None = None,
) -> Post:
    """Ask for one message to a user or channel; asked again with the same key, it is the same one.

    `at` is the machine's instant. The key defaults to kind, subject and recipient. With a `parent`
    it is a reply in that message's thread.
    """
    key = key or f"{kind}:{subject_id}:{recipient}"
    earlier = kept.with_key(session, team_id, key)
    if earlier is not None:
        return earlier
    post = Post(
        team_id=team_id,
        id=new_id(),
        key=key,
        kind=kind,
        subject_id=subject_id,
        recipient=recipient,
        parent_id=parent.id if parent else None,
        created_at=at,
        try_at=at,
    )
    kept.add(session, post)
    return post


def show_anew(session: Session, team_id: str, kind: PostKind, subject_ids: Iterable[int]) -> None:
    """Ask that every message about these subjects show them as they are now."""
    kept.bump(session, team_id, kind, subject_ids)


def follow_up_changed(session: Session, team_id: str, follow_up_id: int) -> None:
    """Bring up to date every message that shows a follow-up and still lives."""
    show_anew(session, team_id, PostKind.PING, [follow_up_id])
    show_anew(session, team_id, PostKind.DIGEST, digests.live_with(session, team_id, follow_up_id))
