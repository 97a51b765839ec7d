"""Reminders, and follow-ups at their time and in other hands."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot import digests, pings
from bot.delivery.drawing.readers import may_see
from bot.views import digests as digest_views
from bot.views import follow_ups as views
from bot.views.blocks import Message
from storage import changes, follow_ups
from storage.posts import Post


def digest(session: Session, post: Post) -> Message | None:
    contents = digests.contents(session, post.team_id, post.subject_id)
    if contents is None or not may_see(session, post):
        return None
    is_needless = contents.digest.is_frozen or not contents.waiting.all
    return None if post.ts is None and is_needless else digest_views.reminder(contents)


def ping(session: Session, post: Post) -> Message | None:
    follow_up = follow_ups.find(session, post.team_id, post.subject_id)
    if follow_up is None or not may_see(session, post):
        return None
    if follow_up.is_open and pings.is_for_now(post, follow_up):
        return views.ping(follow_up)
    return None if post.ts is None else views.ping_over(follow_up, post.recipient)


def passed(session: Session, post: Post) -> Message | None:
    change = changes.find(session, post.team_id, post.subject_id)
    if change is None or not may_see(session, post):
        return None
    follow_up = follow_ups.find(session, post.team_id, int(change.record_id))
    return views.passed_on(change, follow_up, post.recipient) if follow_up else None
