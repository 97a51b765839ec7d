"""Appointments, and what admins hear of channels."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.views import appointments as appointment_views
from bot.views import teams as team_views
from bot.views.blocks import Message
from storage import appointments, held_lines, posts
from storage.appointments import Appointment
from storage.posts import Post


def appointment_asked(session: Session, post: Post) -> Message | None:
    asked = appointments.find(session, post.team_id, post.subject_id)
    return appointment_views.request(asked) if asked else None


def appointment_answered(session: Session, post: Post) -> Message | None:
    asked = appointments.find(session, post.team_id, post.subject_id)
    return _answered(session, asked) if asked else None


def _answered(session: Session, asked: Appointment) -> Message:
    lines = []
    if asked.decided_at is not None:
        lines = held_lines.waiting_of(
            session, asked.team_id, asked.user_id, asked.decided_at, appointment_views.LINES
        )
    return appointment_views.answer(asked, lines)


def channel_fault(session: Session, post: Post) -> Message | None:
    dead = posts.find(session, post.team_id, post.subject_id)
    return team_views.channel_fault(dead) if dead else None
