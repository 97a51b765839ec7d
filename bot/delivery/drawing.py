"""Which view draws which kind of post, from the record as it is at this moment."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot import digests
from bot.posts import PostKind
from bot.views import appointments as appointment_views
from bot.views import digests as digest_views
from bot.views import follow_ups as follow_up_views
from bot.views import teams as team_views
from bot.views.blocks import Message
from storage import appointments, follow_ups, posts
from storage.posts import Post


def draw(session: Session, post: Post) -> Message | None:
    """The message as it must look now; None when there is nothing to show and nothing was shown."""
    match PostKind(post.kind):
        case PostKind.DIGEST:
            contents = digests.contents(session, post.team_id, post.subject_id)
            return digest_views.reminder(contents) if contents else None
        case PostKind.PING:
            follow_up = follow_ups.find(session, post.team_id, post.subject_id)
            if follow_up is None or (post.ts is None and not follow_up.is_open):
                return None
            return follow_up_views.ping(follow_up)
        case PostKind.APPOINTMENT_ASKED:
            asked = appointments.find(session, post.team_id, post.subject_id)
            return appointment_views.request(asked) if asked else None
        case PostKind.APPOINTMENT_ANSWERED:
            asked = appointments.find(session, post.team_id, post.subject_id)
            return appointment_views.answer(asked) if asked else None
        case PostKind.CHANNEL_HELLO:
            return team_views.channel_hello()
        case PostKind.CHANNEL_FAULT:
            dead = posts.find(session, post.team_id, post.subject_id)
            return team_views.channel_fault(dead) if dead else None
