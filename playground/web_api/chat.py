"""chat.*: posting, changing and taking back messages."""

from __future__ import annotations

from playground.happenings import messages
from playground.installation import Installation
from playground.messages import TEXT_LIMIT, Content, Message
from playground.refusals import SlackError
from playground.telling import described
from playground.web_api.arguments import Arguments
from playground.web_api.composing import composed, content_of, metadata, thread
from playground.web_api.reach import known_channel, writable_channel
from playground.wire import Json

UPDATE_LIMIT = 4_000
"""Characters of `text` in chat.update (docs.slack.dev: `msg_too_long`)."""


def post_message(slack: Installation, args: Arguments) -> Json:
    """chat.postMessage."""
    channel = writable_channel(slack, args.needed("channel"))
    message = composed(slack, channel, args)
    message.thread_ts = thread(slack, channel, args)
    if message.thread_ts and args.flag("reply_broadcast"):
        message.subtype = "thread_broadcast"
    messages.post(slack, message)
    return _receipt(slack, message) | _truncation(args)


def me_message(slack: Installation, args: Arguments) -> Json:
    """chat.meMessage: a line about the app itself."""
    channel = writable_channel(slack, args.needed("channel"))
    if not args.text("text").strip():
        raise SlackError("no_text")
    message = composed(slack, channel, args, subtype="me_message")
    messages.post(slack, message)
    return {"channel": channel.id, "ts": message.ts}


def update(slack: Installation, args: Arguments) -> Json:
    """chat.update: an archived channel is `is_inactive` here (docs.slack.dev, chat.update)."""
    message = _own_message(slack, args, "cant_update_message")
    if slack.workspace.channels[message.channel].is_archived:
        raise SlackError("is_inactive")
    if len(args.text("text")) > UPDATE_LIMIT:
        raise SlackError("msg_too_long")
    content = _renewed(message, args)
    kept = metadata(args) if "metadata" in args else message.metadata
    with messages.changing(slack, message, by=slack.workspace.app.user_id):
        message.text, message.blocks, message.attachments = content
        message.metadata = kept
        if args.flag("reply_broadcast") and message.is_reply and message.subtype is None:
            message.subtype = "thread_broadcast"
    receipt = _receipt(slack, message)
    # Here, unlike in chat.postMessage, Slack names the ts beside the message only.
    del receipt["message"]["ts"]
    return receipt | {"text": message.text}


def _renewed(message: Message, args: Arguments) -> Content:
    """What an update leaves of a message (docs.slack.dev, chat.update).

    Attachments stay unless the call names them. Text and blocks stay where it names neither;
    text without blocks takes the old blocks away.
    """
    is_kept = not any(name in args for name in ("text", "blocks", "markdown_text"))
    stays_full = is_kept or ("attachments" not in args and bool(message.attachments))
    text, blocks, attachments = content_of(args, may_be_empty=stays_full)
    if is_kept:
        text, blocks = message.text, message.blocks
    return text, blocks, attachments if "attachments" in args else message.attachments


def delete(slack: Installation, args: Arguments) -> Json:
    """chat.delete."""
    message = _own_message(slack, args, "cant_delete_message")
    messages.take_back(slack, message)
    return {"channel": message.channel, "ts": message.ts}


def post_ephemeral(slack: Installation, args: Arguments) -> Json:
    """chat.postEphemeral."""
    channel = writable_channel(slack, args.needed("channel"))
    if not slack.is_inside(channel):
        raise SlackError("not_in_channel")
    reader = args.needed("user")
    if reader not in channel.members:
        raise SlackError("user_not_in_channel")
    if len(args.text("text")) > TEXT_LIMIT:
        raise SlackError("msg_too_long")
    message = composed(slack, channel, args, ephemeral_to=reader)
    message.thread_ts = slack.workspace.thread_root(channel.id, args.text("thread_ts"))
    messages.post(slack, message)
    return {"message_ts": message.ts}


def get_permalink(slack: Installation, args: Arguments) -> Json:
    """chat.getPermalink."""
    channel = known_channel(slack, args.needed("channel"))
    if not slack.is_inside(channel):
        raise SlackError("channel_not_found")
    message = slack.workspace.find_message(channel.id, args.needed("message_ts"))
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    return {"channel": channel.id, "permalink": slack.permalink(message)}


def _truncation(args: Arguments) -> Json:
    return {"warning": "message_truncated"} if len(args.text("text")) > TEXT_LIMIT else {}


def _own_message(slack: Installation, args: Arguments, not_ours: str) -> Message:
    channel = known_channel(slack, args.needed("channel"))
    message = slack.workspace.find_message(channel.id, args.needed("ts"))
    # To the Web API an ephemeral message is not there: only its response_url changes it.
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    if message.bot_id != slack.workspace.app.bot_id:
        raise SlackError(not_ours)
    return message


def _receipt(slack: Installation, message: Message) -> Json:
    (shown,) = described(slack.workspace, [message], with_metadata=True)
    return {"channel": message.channel, "ts": message.ts, "message": shown}
