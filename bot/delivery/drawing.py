"""Which view draws which kind of post, from the record as it is at this moment."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from bot import digests, people, pings
from bot.posts import PostKind
from bot.views import appointments as appointment_views
from bot.views import digests as digest_views
from bot.views import follow_ups as follow_up_views
from bot.views import help as help_views
from bot.views import teams as team_views
from bot.views.blocks import Message
from storage import appointments, follow_ups, held_lines, posts
from storage import people as kept_people
from storage.appointments import Appointment
from storage.posts import Post


def draw(session: Session, post: Post) -> Message | None:
    """The message as it must look now; None when it need not be shown, or not be changed."""
    return _DRAWN[PostKind(post.kind)](session, post)


def _digest(session: Session, post: Post) -> Message | None:
    contents = digests.contents(session, post.team_id, post.subject_id)
    if contents is None or not _may_see(session, post):
        return None
    is_needless = contents.digest.is_frozen or not contents.waiting
    return None if post.ts is None and is_needless else digest_views.reminder(contents)


def _ping(session: Session, post: Post) -> Message | None:
    follow_up = follow_ups.find(session, post.team_id, post.subject_id)
    if follow_up is None or not _may_see(session, post):
        return None
    if follow_up.is_open and pings.is_for_now(post, follow_up):
        return follow_up_views.ping(follow_up)
    return None if post.ts is None else follow_up_views.ping_over(follow_up)


def _may_see(session: Session, post: Post) -> bool:
    """Whether its recipient has a role still: whoever was dismissed hears nothing more."""
    person = kept_people.find(session, post.team_id, post.recipient)
    return person is not None and person.has_role


def _appointment_asked(session: Session, post: Post) -> Message | None:
    asked = appointments.find(session, post.team_id, post.subject_id)
    return appointment_views.request(asked) if asked else None


def _appointment_answered(session: Session, post: Post) -> Message | None:
    asked = appointments.find(session, post.team_id, post.subject_id)
    return _answered(session, asked) if asked else None


def _answered(session: Session, asked: Appointment) -> Message:
    lines = []
    if asked.decided_at is not None:
        lines = held_lines.waiting_of(
            session, asked.team_id, asked.user_id, asked.decided_at, appointment_views.LINES
        )
    return appointment_views.answer(asked, lines)


def _channel_fault(session: Session, post: Post) -> Message | None:
    dead = posts.find(session, post.team_id, post.subject_id)
    return team_views.channel_fault(dead) if dead else None


_DRAWN: dict[PostKind, Callable[[Session, Post], Message | None]] = {
    PostKind.DIGEST: _digest,
    PostKind.PING: _ping,
    PostKind.APPOINTMENT_ASKED: _appointment_asked,
    PostKind.APPOINTMENT_ANSWERED: _appointment_answered,
    PostKind.CHANNEL_HELLO: lambda _session, _post: team_views.channel_hello(),
    PostKind.CHANNEL_FAULT: _channel_fault,
    PostKind.HELP: lambda _session, _post: help_views.overview(),
    PostKind.OUTSIDER: lambda _session, _post: help_views.refusal(people.outsiders_only()),
}
