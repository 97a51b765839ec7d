"""Which view draws which kind of post, from the record as it is at this moment."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from bot import people
from bot.audience import Audience
from bot.delivery.drawing import complaints, episodes, follow_ups, workspace
from bot.posts import PostKind
from bot.views import help as help_views
from bot.views import teams as team_views
from bot.views.blocks import Message
from storage.posts import Post


def draw(session: Session, post: Post, audience: Audience = Audience.INSIDERS) -> Message | None:
    """The message as it must look now; None when it need not be shown, or not be changed.

    Those of `_DRAWN_FOR` may stand in a channel: they are drawn for whoever reads along there.
    """
    kind = PostKind(post.kind)
    if kind in _DRAWN_FOR:
        return _DRAWN_FOR[kind](session, post, audience)
    return _DRAWN[kind](session, post)


_DRAWN: dict[PostKind, Callable[[Session, Post], Message | None]] = {
    PostKind.DIGEST: follow_ups.digest,
    PostKind.PING: follow_ups.ping,
    PostKind.FOLLOW_UP_PASSED: follow_ups.passed,
    PostKind.EPISODE_CARD: episodes.card,
    PostKind.EPISODE_ESCALATED: episodes.escalated,
    PostKind.COMPLAINT_WARNING: complaints.warning,
    PostKind.COMPLAINT_ESCALATED: complaints.escalated,
    PostKind.APPOINTMENT_ASKED: workspace.appointment_asked,
    PostKind.APPOINTMENT_ANSWERED: workspace.appointment_answered,
    PostKind.CHANNEL_HELLO: lambda _session, _post: team_views.channel_hello(),
    PostKind.CHANNEL_FAULT: workspace.channel_fault,
    PostKind.HELP: lambda _session, _post: help_views.overview(),
    PostKind.OUTSIDER: lambda _session, _post: help_views.refusal(people.outsiders_only()),
}

# These may stand in a channel, where outsiders may read along.
_DRAWN_FOR: dict[PostKind, Callable[[Session, Post, Audience], Message | None]] = {
    PostKind.COMPLAINT_ALERT: complaints.alert,
    PostKind.COMPLAINT_STEP: complaints.step,
}
