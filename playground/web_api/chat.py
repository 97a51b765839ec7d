"""chat.*: posting, changing and taking back messages."""

from __future__ import annotations

from typing import Any

from playground.blocks.naming import named
from playground.blocks.validation import faults_in_message
from playground.blocks.words import Reader, words_in
from playground.channels import Channel
from playground.installation import Installation
from playground.messages import TEXT_LIMIT, Message, kept_text
from playground.refusals import SlackError, spelled_out
from playground.telling import described
from playground.web_api.arguments import Arguments
from playground.web_api.reach import is_inside, known_channel, writable_channel
from playground.wire import Blocks, Json


def post_message(slack: Installation, args: Arguments) -> Json:
    """chat.postMessage."""
    channel = writable_channel(slack, args.needed("channel"))
    text, blocks = said(args)
    thread_ts = _thread(slack, channel, args)
    is_broadcast = thread_ts is not None and args.flag("reply_broadcast")
    message = Message(
        ts=slack.workspace.next_ts(),
        channel=channel.id,
        text=text,
        blocks=blocks,
        metadata=_metadata(args),
        thread_ts=thread_ts,
        subtype="thread_broadcast" if is_broadcast else None,
        **_author(slack),
    )
    slack.workspace.keep(message)
    return _receipt(slack, message) | _truncation(args)


def update(slack: Installation, args: Arguments) -> Json:
    """chat.update: an archived channel is `is_inactive` here (docs.slack.dev, chat.update)."""
    message = _own_message(slack, args, "cant_update_message")
    if slack.workspace.channels[message.channel].is_archived:
        raise SlackError("is_inactive")
    if len(args.text("text")) > TEXT_LIMIT:
        raise SlackError("msg_too_long")
    text, blocks = said(args)
    # Text without blocks takes the old blocks away (docs.slack.dev, chat.update).
    message.text, message.blocks = text, blocks
    message.metadata = _metadata(args) if "metadata" in args else message.metadata
    message.edited = {"user": slack.workspace.app.user_id, "ts": slack.workspace.next_ts()}
    slack.workspace.note_change()
    receipt = _receipt(slack, message)
    # Here, unlike in chat.postMessage, Slack names the ts beside the message only.
    del receipt["message"]["ts"]
    return receipt | {"text": message.text}


def delete(slack: Installation, args: Arguments) -> Json:
    """chat.delete."""
    message = _own_message(slack, args, "cant_delete_message")
    message.deleted = True
    slack.workspace.note_change()
    return {"channel": message.channel, "ts": message.ts}


def post_ephemeral(slack: Installation, args: Arguments) -> Json:
    """chat.postEphemeral."""
    channel = writable_channel(slack, args.needed("channel"))
    if not is_inside(slack, channel):
        raise SlackError("not_in_channel")
    reader = args.needed("user")
    if reader not in channel.members:
        raise SlackError("user_not_in_channel")
    if len(args.text("text")) > TEXT_LIMIT:
        raise SlackError("msg_too_long")
    text, blocks = said(args)
    message = Message(
        ts=slack.workspace.next_ts(),
        channel=channel.id,
        text=text,
        blocks=blocks,
        ephemeral_to=reader,
        thread_ts=args.text("thread_ts") or None,
        **_author(slack),
    )
    slack.workspace.keep(message)
    return {"message_ts": message.ts}


def get_permalink(slack: Installation, args: Arguments) -> Json:
    """chat.getPermalink."""
    channel = known_channel(slack, args.needed("channel"))
    if not is_inside(slack, channel):
        raise SlackError("channel_not_found")
    message = slack.workspace.find_message(channel.id, args.needed("message_ts"))
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    link = f"https://{slack.workspace.domain}.slack.com/archives/{channel.id}"
    return {"channel": channel.id, "permalink": f"{link}/p{message.ts.replace('.', '')}"}


def said(args: Arguments) -> tuple[str, Blocks]:
    """The text as kept and the blocks with ids. Raises SlackError (`no_text`, `invalid_blocks`)."""
    blocks = args.structure("blocks", "invalid_blocks_format")
    if args.said.get("attachments"):
        raise SlackError("invalid_attachments")
    if blocks:
        faults = faults_in_message(blocks)
        if faults:
            raise spelled_out("invalid_blocks", faults)
    text = args.text("text")
    if not blocks and not text.strip():
        raise SlackError("no_text")
    return kept_text(text or _fallback(blocks)), named(blocks or [])


def _fallback(blocks: Blocks) -> str:
    return " ".join(words_in(blocks, Reader()))


def _truncation(args: Arguments) -> Json:
    return {"warning": "message_truncated"} if len(args.text("text")) > TEXT_LIMIT else {}


def _thread(slack: Installation, channel: Channel, args: Arguments) -> str | None:
    thread_ts = args.text("thread_ts") or None
    if thread_ts is None:
        return None
    parent = slack.workspace.find_message(channel.id, thread_ts)
    if parent is not None and parent.ephemeral_to is None:
        return thread_ts
    if slack.unthreads_orphans:
        return None
    raise SlackError("thread_not_found")


def _author(slack: Installation) -> dict[str, Any]:
    app = slack.workspace.app
    return {"user": app.user_id, "bot_id": app.bot_id, "app_id": app.app_id}


def _metadata(args: Arguments) -> Json | None:
    metadata = args.structure("metadata", "invalid_metadata_format")
    if not metadata:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    return {key: metadata[key] for key in ("event_type", "event_payload")}


def _own_message(slack: Installation, args: Arguments, not_ours: str) -> Message:
    channel = known_channel(slack, args.needed("channel"))
    message = slack.workspace.find_message(channel.id, args.needed("ts"))
    # To the Web API an ephemeral message is not there: only its response_url changes it.
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    if message.user != slack.workspace.app.user_id:
        raise SlackError(not_ours)
    return message


def _receipt(slack: Installation, message: Message) -> Json:
    (shown,) = described(slack.workspace, [message], with_metadata=True)
    return {"channel": message.channel, "ts": message.ts, "message": shown}
