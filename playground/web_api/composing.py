"""What a post is made of: text, blocks, attachments, metadata, thread and author."""

from __future__ import annotations

from typing import Any

from playground.blocks.attachments import guard_attachments, kept_attachments
from playground.blocks.naming import named
from playground.blocks.validation import MARKDOWN_LIMIT, guard_message
from playground.blocks.words import Reader, words_in
from playground.channels import Channel
from playground.installation import Installation
from playground.messages import Content, Message, kept_text
from playground.refusals import SlackError
from playground.web_api.arguments import Arguments
from playground.wire import Blocks, Json


def composed(
    slack: Installation,
    channel: Channel,
    args: Arguments,
    *,
    may_be_empty: bool = False,
    **more: Any,
) -> Message:
    """The message that the arguments of a post describe. Raises SlackError."""
    text, blocks, attachments = content_of(args, may_be_empty=may_be_empty)
    return Message(
        ts=slack.workspace.next_ts(),
        channel=channel.id,
        text=text,
        blocks=blocks,
        attachments=attachments,
        metadata=metadata(args),
        **{**author(slack, args), **more},
    )


def content_of(args: Arguments, *, may_be_empty: bool = False) -> Content:
    """The text as kept, the blocks with ids, the attachments.

    Raises SlackError (`no_text`, `invalid_blocks`, `invalid_attachments`, …).
    """
    blocks = args.structure("blocks", "invalid_blocks_format") or []
    attachments = args.structure("attachments", "invalid_attachments") or []
    if blocks:
        guard_message(blocks)
    guard_attachments(attachments)
    text, blocks = _with_markdown(args, blocks)
    if not (may_be_empty or blocks or attachments or text.strip()):
        raise SlackError("no_text")
    fallback = " ".join(words_in(blocks, Reader())) if blocks else ""
    return kept_text(text or fallback), named(blocks), kept_attachments(attachments)


def _with_markdown(args: Arguments, blocks: Blocks) -> tuple[str, Blocks]:
    """The text and the blocks, with `markdown_text` as a block of its own.

    It stands alone, and has a limit of its own (docs.slack.dev, chat.postMessage).
    """
    markdown = args.text("markdown_text")
    if not markdown:
        return args.text("text"), blocks
    if blocks or args.text("text"):
        raise SlackError("markdown_text_conflict")
    if len(markdown) > MARKDOWN_LIMIT:
        raise SlackError("msg_too_long")
    return "", [{"type": "markdown", "text": markdown}]


def thread(slack: Installation, channel: Channel, args: Arguments) -> str | None:
    """The thread that a post goes into. Raises SlackError("thread_not_found")."""
    thread_ts = args.text("thread_ts") or None
    if thread_ts is None:
        return None
    parent = slack.workspace.find_message(channel.id, thread_ts)
    if parent is not None and parent.ephemeral_to is None:
        return slack.workspace.thread_root(channel.id, thread_ts)
    if slack.unthreads_orphans:
        return None
    raise SlackError("thread_not_found")


def author(slack: Installation, args: Arguments) -> dict[str, Any]:
    """Who posts: the app's bot user, or what `username` and the icons put in its place.

    Without the scope `chat:write.customize` Slack takes no notice of them.
    """
    app = slack.workspace.app
    ids: dict[str, Any] = {"user": app.user_id, "bot_id": app.bot_id, "app_id": app.app_id}
    icons = _icons(args)
    is_customized = bool(args.text("username") or icons)
    if not is_customized or "chat:write.customize" not in slack.manifest.scopes:
        return ids
    name = args.text("username") or app.name
    return ids | {"user": "", "username": name, "icons": icons, "subtype": "bot_message"}


def metadata(args: Arguments) -> Json | None:
    """The metadata of a post. Raises SlackError("invalid_metadata_format")."""
    found = args.structure("metadata", "invalid_metadata_format")
    if not found:
        return None
    if not isinstance(found, dict) or not isinstance(found.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if not isinstance(found.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    return {key: found[key] for key in ("event_type", "event_payload")}


def _guard_blocks(blocks: Any) -> None:
    if blocks:
        guard_message(blocks)


def _icons(args: Arguments) -> Json | None:
    # An emoji comes before a picture (docs.slack.dev, chat.postMessage).
    if args.text("icon_emoji"):
        return {"emoji": args.text("icon_emoji")}
    if args.text("icon_url"):
        return {"image_48": args.text("icon_url")}
    return None
