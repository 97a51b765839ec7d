"""Unhappy clients: the card and its escalation."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot import episode_alerts
from bot.delivery.drawing.readers import may_see
from bot.views import episodes as views
from bot.views.blocks import Message
from storage.posts import Post


def card(session: Session, post: Post) -> Message | None:
    shown = episode_alerts.evidence(session, post.team_id, post.subject_id)
    if shown is None or not may_see(session, post):
        return None
    if not episode_alerts.is_newest_card(post, shown.episode):
        return None if post.ts is None else views.superseded(shown.episode)
    return None if post.ts is None and not shown.episode.is_live else views.card(shown)


def escalated(session: Session, post: Post) -> Message | None:
    shown = episode_alerts.evidence(session, post.team_id, post.subject_id)
    if shown is None or not may_see(session, post):
        return None
    is_for_now = episode_alerts.is_escalated_now(post, shown.episode)
    return views.escalated(shown, is_for_now) if is_for_now or post.ts else None
