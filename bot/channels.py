"""Channels: what becomes of messages where a channel is closed, opened or read by others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot import complaint_alerts, posts
from bot.audience import Audience
from bot.desk import Desk
from bot.posts import IN_CHANNELS, PostKind
from storage import people, teams
from storage import posts as kept
from storage.posts import Post, PostState

ARCHIVED = "is_archived"
# It says nothing about the channel.
THREAD_GONE = "thread_not_found"


def give_up(session: Session, post: Post, reason: str, at: datetime) -> None:
    """A post can't be shown: admins hear of it, and a complaint is told elsewhere.

    In the caller's transaction, as of the machine's instant `at`; `reason` is Slack's word for it.
    """
    post = kept.find(session, post.team_id, post.id) or post
    _bury(session, [post], reason, at)
    if reason == THREAD_GONE:
        return
    alert = kept.find(session, post.team_id, post.parent_id) if post.parent_id else post
    if alert is not None and _is_in_channel(alert) and alert.kind == PostKind.COMPLAINT_ALERT:
        alert.state, alert.fault = PostState.DEAD, reason
        complaint_alerts.fall_back(session, [alert], at)


def _bury(session: Session, dying: Sequence[Post], reason: str, at: datetime) -> None:
    """What can't be shown to one recipient is dead."""
    for post in dying:
        post.state, post.fault = PostState.DEAD, reason
    session.flush()
    if dying[0].kind != PostKind.CHANNEL_FAULT:
        _tell_admins(session, dying, reason, at)


def _is_in_channel(post: Post) -> bool:
    return post.recipient.startswith(("C", "G"))


def _tell_admins(session: Session, dead: Sequence[Post], reason: str, at: datetime) -> None:
    """Once for all that can't be shown there; once let in, a new failure is told anew."""
    post = dead[0]
    first = kept.first_dead(session, post.team_id, post.recipient, reason)
    posts.show_anew(session, post.team_id, PostKind.CHANNEL_FAULT, [each.id for each in dead])
    for admin in people.admins(session, post.team_id):
        if admin.user_id != post.recipient:
            posts.want(
                session,
                post.team_id,
                PostKind.CHANNEL_FAULT,
                first.id,
                admin.user_id,
                at=at,
                key=f"fault:{first.id}:{reason}:{admin.user_id}",
            )


def archive(desk: Desk, team_id: str, channel: str) -> None:
    """A channel was archived: the open complaints told there are told elsewhere at once."""
    with desk.write(team_id) as session:
        alerts = kept.of_open_complaints(session, team_id, PostKind.COMPLAINT_ALERT, channel)
        if alerts:
            _bury(session, alerts, ARCHIVED, desk.machine_now())
            complaint_alerts.fall_back(session, alerts, desk.machine_now())
            return
        for post in _any_message(session, team_id, channel):
            give_up(session, post, ARCHIVED, desk.machine_now())


def _any_message(session: Session, team_id: str, channel: str) -> list[Post]:
    """With no complaint open, admins hear of their complaints channel by another message there."""
    if channel != teams.of(session, team_id).complaints_channel:
        return []
    newest = kept.newest_in(session, team_id, channel)
    return [newest] if newest else []


def let_in(desk: Desk, team_id: str, channel: str) -> None:
    """Let into a channel, or with it open again, Rapport shows what it could not show there.

    What was told elsewhere in its stead no longer says so.
    """
    with desk.write(team_id) as session:
        revived = kept.revive(session, team_id, channel, desk.machine_now())
        session.flush()
        posts.show_anew(session, team_id, PostKind.CHANNEL_FAULT, [each.id for each in revived])
        alert = PostKind.COMPLAINT_ALERT
        told = {each.subject_id for each in revived if each.kind == alert}
        posts.show_anew(session, team_id, alert, told)
        posts.readers_changed(session, team_id, channel)


def change_readers(desk: Desk, team_id: str, channel: str) -> None:
    """Others read along in a channel from now on, or no longer: what stands there is drawn anew."""
    with desk.write(team_id) as session:
        posts.readers_changed(session, team_id, channel)


def look_at_readers(desk: Desk, team_id: str, look: Callable[[str], Audience]) -> None:
    """Look who reads along in each channel where we are read, and draw anew what isn't for them.

    Slack says nothing of an invitation to another company, nor again what it said while nobody
    listened. `look` asks it.
    """
    with desk.read() as session:
        told_in = kept.channels_with_readers(session, team_id)
    for channel in told_in:
        readers_are(desk, team_id, channel, look(channel))


def readers_are(desk: Desk, team_id: str, channel: str, audience: Audience) -> None:
    """Have drawn anew what stands in a channel for others than those who read it now."""
    with desk.read() as session:
        is_for_others = kept.stands_for_others(session, team_id, channel, audience)
    # Nearly always all is well, and then nobody is kept from writing.
    if is_for_others:
        with desk.write(team_id) as session:
            kept.bump_drawn_for_others(session, team_id, channel, audience)


def holds_client_data(desk: Desk, team_id: str, channel: str) -> bool:
    """Whether anything is told in a channel that outsiders must not read."""
    with desk.read() as session:
        return kept.is_told_in(session, team_id, IN_CHANNELS, channel)
