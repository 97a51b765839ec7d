"""files.*: upload in two steps, look, delete."""

from __future__ import annotations

from typing import Any

from playground.channels import Channel
from playground.happenings import files
from playground.installation import Installation
from playground.messages import Message
from playground.refusals import SlackError, spelled_out
from playground.uploads import StoredFile
from playground.web_api.arguments import Arguments, digits
from playground.web_api.composing import composed, thread
from playground.web_api.pages import page
from playground.web_api.reach import writable_channel
from playground.wire import Json


def get_upload_url(slack: Installation, args: Arguments) -> Json:
    """files.getUploadURLExternal."""
    name, length = args.needed("filename"), args.needed("length")
    size = digits(length)
    if not size:
        raise spelled_out("invalid_arguments", ["must be greater than 0 [json-pointer:/length]"])
    owner = slack.workspace.members[slack.workspace.app.user_id]
    url, stored = slack.uploads.ticket(owner, name, size)
    return {"upload_url": url, "file_id": stored.id}


def complete_upload(slack: Installation, args: Arguments) -> Json:
    """files.completeUploadExternal: without a channel the file stays private."""
    uploaded = [_named(slack, one) for one in _listed(args)]
    targets = args.names("channel_id") or args.names("channels")
    posts = [_introduction(slack, _target(slack, target), args) for target in targets]
    for stored in uploaded:
        stored.is_complete = True
    for message in posts:
        files.share(slack, uploaded, message)
    return {"files": [stored.described for stored in uploaded]}


def info(slack: Installation, args: Arguments) -> Json:
    """files.info."""
    stored = _visible(slack, args.needed("file"))
    return {
        "file": stored.described,
        "comments": [],
        "response_metadata": {"next_cursor": ""},
    }


def list_all(slack: Installation, args: Arguments) -> Json:
    """files.list: those in a channel, of a user, or all that the app may see; newest first."""
    found = [
        stored.described
        for stored in reversed(slack.uploads.visible())
        if _is_open_to_app(slack, stored)
        and args.text("user") in ("", stored.described["user"])
        and _is_in(stored, args.text("channel"))
    ]
    part, following = page(found, args, most=1000)
    count = args.whole("count", 100, 1000)
    pages = max(1, -(-len(found) // count))
    return {
        "files": list(part),
        "paging": {"count": count, "total": len(found), "page": 1, "pages": pages},
        "response_metadata": {"next_cursor": following},
    }


def delete(slack: Installation, args: Arguments) -> Json:
    """files.delete: an app deletes its own."""
    stored = _visible(slack, args.needed("file"))
    if stored.described["user"] != slack.workspace.app.user_id:
        raise SlackError("cant_delete_file")
    files.remove(slack, stored)
    return {}


def _listed(args: Arguments) -> list[Json]:
    listed = args.structure("files", "invalid_arguments")
    if not isinstance(listed, list) or not listed:
        raise spelled_out("invalid_arguments", ["missing required field: files"])
    if not all(isinstance(one, dict) and "id" in one for one in listed):
        raise spelled_out("invalid_arguments", ["missing required field: id"])
    return listed


def _named(slack: Installation, one: dict[str, Any]) -> StoredFile:
    stored = slack.uploads.files.get(str(one["id"]))
    if stored is None or stored.is_complete:
        raise SlackError("file_not_found")
    stored.described["title"] = one.get("title") or stored.described["name"]
    return stored


def _target(slack: Installation, target: str) -> Channel:
    try:
        channel = writable_channel(slack, target)
    except SlackError:
        raise SlackError("invalid_channel") from None
    if not slack.is_inside(channel):
        raise SlackError("not_in_channel")
    return channel


def _introduction(slack: Installation, channel: Channel, args: Arguments) -> Message:
    words = args.text("initial_comment")
    # Beside an initial comment Slack takes no notice of blocks.
    blocks = {} if words else {"blocks": args.said.get("blocks")}
    said = Arguments({"text": words, **blocks})
    message = composed(slack, channel, said, may_be_empty=True)
    message.thread_ts = thread(slack, channel, args)
    return message


def _visible(slack: Installation, file_id: str) -> StoredFile:
    stored = slack.uploads.files.get(file_id)
    if stored is None or not stored.is_complete or not _is_open_to_app(slack, stored):
        raise SlackError("file_not_found")
    return stored


def _is_open_to_app(slack: Installation, stored: StoredFile) -> bool:
    if stored.described["user"] == slack.workspace.app.user_id:
        return True
    channels = (slack.workspace.channels[channel_id] for channel_id, _ in stored.shares)
    return any(channel.kind == "public" or slack.is_inside(channel) for channel in channels)


def _is_in(stored: StoredFile, channel_id: str) -> bool:
    return not channel_id or any(channel_id == where for where, _ in stored.shares)
