"""Complaints: the alert with its thread, and the alarms."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot import complaint_alerts
from bot.audience import Audience
from bot.delivery.drawing.readers import may_read, may_see
from bot.views import complaint_alerts as views
from bot.views.blocks import Message
from storage import complaints
from storage.complaints import ComplaintStatus
from storage.posts import Post


def alert(session: Session, post: Post, audience: Audience) -> Message | None:
    shown = complaint_alerts.alert_of(session, post)
    if shown is None or not may_read(session, post):
        return None
    is_withdrawn = shown.complaint.status == ComplaintStatus.WITHDRAWN
    return None if is_withdrawn and post.ts is None else views.alert(shown, audience)


def step(session: Session, post: Post, audience: Audience) -> Message | None:
    told = complaint_alerts.step_of(session, post)
    if told is None or not may_read(session, post):
        return None
    is_withdrawn = told.complaint.status == ComplaintStatus.WITHDRAWN
    # Of what was taken back no words stay anywhere.
    return views.step(told, Audience.OUTSIDERS if is_withdrawn else audience)


def warning(session: Session, post: Post) -> Message | None:
    complaint = complaints.find(session, post.team_id, post.subject_id)
    if complaint is None or not may_see(session, post):
        return None
    is_over = not complaint_alerts.is_for_now(post, complaint)
    return None if is_over and post.ts is None else views.warning(complaint, is_over)


def escalated(session: Session, post: Post) -> Message | None:
    complaint = complaints.find(session, post.team_id, post.subject_id)
    if complaint is None or not may_see(session, post):
        return None
    is_over = not complaint_alerts.is_for_now(post, complaint)
    names = complaint_alerts.names_in(session, complaint)
    if is_over and post.ts is None:
        return None
    return views.escalated(complaint, names, is_over)
