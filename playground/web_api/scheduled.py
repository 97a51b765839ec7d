"""chat.scheduleMessage and its kin: messages for later."""

from __future__ import annotations

import secrets
from contextlib import suppress

from playground.channels import Channel
from playground.installation import Installation
from playground.refusals import SlackError
from playground.schedule import Scheduled
from playground.telling import described
from playground.web_api.arguments import Arguments, digits
from playground.web_api.chat import post_message
from playground.web_api.composing import composed
from playground.web_api.pages import page
from playground.web_api.reach import writable_channel
from playground.wire import Json

FARTHEST = 120 * 24 * 3600
"""Seconds ahead (docs.slack.dev, chat.scheduleMessage)."""
WINDOW, MOST_IN_WINDOW = 5 * 60, 30
"""Seconds, and messages of one channel in them (the same page)."""


def schedule(slack: Installation, args: Arguments) -> Json:
    """chat.scheduleMessage."""
    channel = writable_channel(slack, args.needed("channel"))
    post_at = _post_at(slack, channel, args)
    preview = composed(slack, channel, args)
    scheduled = Scheduled(
        id="Q0" + secrets.token_hex(5).upper(),
        channel=channel.id,
        text=preview.text,
        post_at=post_at,
        created=int(slack.workspace.clock.now().timestamp()),
        post=lambda: _post(slack, args),
    )
    slack.schedule.add(scheduled)
    (said,) = described(slack.workspace, [preview])
    # It has none before it is posted.
    del said["ts"]
    return {
        "channel": channel.id,
        "scheduled_message_id": scheduled.id,
        "post_at": post_at,
        "message": said,
    }


def list_all(slack: Installation, args: Arguments) -> Json:
    """chat.scheduledMessages.list."""
    wanted = args.text("channel")
    if wanted and wanted not in slack.workspace.channels:
        raise SlackError("invalid_channel")
    found = [
        {
            "id": waiting.id,
            "channel_id": waiting.channel,
            "post_at": waiting.post_at,
            "date_created": waiting.created,
            "text": waiting.text,
        }
        for waiting in slack.schedule.waiting
        if wanted in ("", waiting.channel) and _is_within(waiting.post_at, args)
    ]
    part, following = page(found, args)
    return {
        "scheduled_messages": list(part),
        "response_metadata": {"next_cursor": following},
    }


def delete(slack: Installation, args: Arguments) -> Json:
    """chat.deleteScheduledMessage."""
    channel, wanted = args.needed("channel"), args.needed("scheduled_message_id")
    for waiting in slack.schedule.waiting:
        if (waiting.channel, waiting.id) == (channel, wanted):
            slack.schedule.remove(waiting)
            return {}
    raise SlackError("invalid_scheduled_message_id")


def _post_at(slack: Installation, channel: Channel, args: Arguments) -> int:
    post_at = digits(args.needed("post_at"))
    if post_at is None:
        raise SlackError("invalid_time")
    ahead = post_at - slack.workspace.clock.now().timestamp()
    if ahead <= 0:
        raise SlackError("time_in_past")
    if ahead > FARTHEST:
        raise SlackError("time_too_far")
    near = [
        waiting
        for waiting in slack.schedule.waiting
        if waiting.channel == channel.id and abs(waiting.post_at - post_at) < WINDOW
    ]
    if len(near) >= MOST_IN_WINDOW:
        raise SlackError("restricted_too_many")
    return post_at


def _post(slack: Installation, args: Arguments) -> None:
    # Slack never posts one that has metadata (docs.slack.dev, chat.scheduleMessage, "Bug alert").
    if args.said.get("metadata"):
        return
    # Nobody hears why a scheduled message could not be posted.
    with suppress(SlackError):
        post_message(slack, args)


def _is_within(post_at: int, args: Arguments) -> bool:
    oldest, latest = args.text("oldest") or "0", args.text("latest") or "inf"
    try:
        return float(oldest) <= post_at <= float(latest)
    except ValueError:
        raise SlackError("invalid_time") from None
