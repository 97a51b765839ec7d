"""Wanting messages: whoever changes a record asks, in the same transaction, for what shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from storage import changes, digests
from storage import posts as kept
from storage.base import new_id
from storage.digests import Section
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


# What client data may stand in a channel, where others than its recipient read along.
IN_CHANNELS = (PostKind.COMPLAINT_ALERT, PostKind.COMPLAINT_STEP)
_OF_COMPLAINTS = (
    PostKind.COMPLAINT_ALERT,
    PostKind.COMPLAINT_WARNING,
    PostKind.COMPLAINT_ESCALATED,
)


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
    key = key or _key(kind, subject_id, recipient)
    earlier = kept.with_key(session, team_id, key)
    if earlier is not None:
        return earlier
    return want_new(session, team_id, kind, subject_id, recipient, at=at, key=key, parent=parent)


def want_new(
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
    """Ask, as `want` does, for a message that surely nobody has asked for before."""
    post = Post(
        team_id=team_id,
        id=new_id(),
        key=key or _key(kind, subject_id, recipient),
        kind=kind,
        subject_id=subject_id,
        recipient=recipient,
        parent_id=parent.id if parent else None,
        created_at=at,
        try_at=at,
    )
    kept.add(session, post)
    return post


def _key(kind: PostKind, subject_id: int, recipient: str) -> str:
    return f"{kind}:{subject_id}:{recipient}"


def show_anew(session: Session, team_id: str, kind: PostKind, subject_ids: Iterable[int]) -> None:
    """Ask that every message about these subjects show them as they are now."""
    kept.bump(session, team_id, kind, subject_ids)


def follow_up_changed(session: Session, team_id: str, follow_up_id: int) -> None:
    """Bring up to date every message that shows a follow-up and still lives."""
    show_anew(session, team_id, PostKind.PING, [follow_up_id])
    steps = changes.of_record(session, team_id, "follow_up", follow_up_id)
    passed_on = [step.id for step in steps if step.verb == "handed_over"]
    if passed_on:
        show_anew(session, team_id, PostKind.FOLLOW_UP_PASSED, passed_on)
    _digests_changed(session, team_id, follow_up_id, (Section.OVERDUE, Section.TODAY))


def episode_changed(session: Session, team_id: str, episode_id: int) -> None:
    """Bring up to date every message that shows an episode and still lives."""
    for kind in (PostKind.EPISODE_CARD, PostKind.EPISODE_ESCALATED):
        show_anew(session, team_id, kind, [episode_id])
    _digests_changed(session, team_id, episode_id, (Section.UNHAPPY,))


def complaint_changed(session: Session, team_id: str, complaint_id: int) -> None:
    """Bring up to date every message that shows a complaint and still lives.

    The steps in its thread stay as they are: each tells of one change.
    """
    for kind in _OF_COMPLAINTS:
        show_anew(session, team_id, kind, [complaint_id])
    _digests_changed(session, team_id, complaint_id, (Section.COMPLAINTS,))


def readers_changed(session: Session, team_id: str, channel: str | None = None) -> None:
    """Show anew, to whoever reads along by now, what stands in a channel for insiders alone.

    Without a `channel`: in every one.
    """
    kept.bump_in_channels(session, team_id, IN_CHANNELS, channel)


def _digests_changed(
    session: Session, team_id: str, record_id: int, sections: Sequence[Section]
) -> None:
    shown_in = digests.live_with(session, team_id, record_id, sections)
    show_anew(session, team_id, PostKind.DIGEST, shown_in)
