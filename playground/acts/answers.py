"""What the app answers in an ack or at a response URL, and what people see of it."""

from __future__ import annotations

from playground.acts.stage import Stage
from playground.blocks.naming import named
from playground.blocks.validation import faults_in_message
from playground.channels import Channel
from playground.messages import Message, kept_text
from playground.people import Member
from playground.refusals import SlackError, spelled_out
from playground.response_urls import Invitation
from playground.wire import Blocks, Json


def show_answer(stage: Stage, member: Member, channel: Channel, command: str, answer: Json) -> None:
    """A command's ack as a message: only to its author unless `in_channel`."""
    try:
        text, blocks = _content(answer)
    except SlackError as refusal:
        stage.tell(member, channel.id, f'{command} failed with the error "{refusal.error}"')
        return
    stage.post_by_app(channel.id, text, blocks, _reader(answer, member.id))


def respond(stage: Stage, path: str, said: Json) -> None:
    """A POST to a response URL. Raises SlackError."""
    with stage.slack.workspace.changed:
        invitation = stage.slack.response_urls.use(path)
        original = _original(stage, invitation)
        if said.get("delete_original"):
            _take_away(stage, original)
            return
        text, blocks = _content(said)
        if said.get("replace_original") and original is not None:
            _replace(stage, original, text, blocks, said)
            return
        reader = _reader(said, invitation.user_id)
        # `thread_ts` takes it into a thread (docs.slack.dev, "Handling user interaction").
        thread_ts = said.get("thread_ts") or None
        stage.post_by_app(invitation.channel_id, text, blocks, reader, thread_ts)


def _content(said: Json) -> tuple[str, Blocks]:
    blocks = said.get("blocks") or []
    faults = faults_in_message(blocks) if blocks else []
    if faults:
        raise spelled_out("invalid_blocks", faults)
    text = said.get("text") or ""
    if not isinstance(text, str) or not (text.strip() or blocks):
        raise SlackError("no_text")
    return kept_text(text), named(blocks)


def _reader(said: Json, user_id: str) -> str | None:
    return None if said.get("response_type") == "in_channel" else user_id


def _original(stage: Stage, invitation: Invitation) -> Message | None:
    if invitation.message_ts is None:
        return None
    return stage.slack.workspace.find_message(invitation.channel_id, invitation.message_ts)


def _take_away(stage: Stage, original: Message | None) -> None:
    if original is None:
        raise SlackError("message_not_found")
    original.deleted = True
    stage.slack.workspace.note_change()


def _replace(stage: Stage, original: Message, text: str, blocks: Blocks, said: Json) -> None:
    original.text, original.blocks = text, blocks
    if original.ephemeral_to is None:
        by = stage.slack.workspace.app.user_id
        original.edited = {"user": by, "ts": stage.slack.workspace.next_ts()}
    if "metadata" in said:
        original.metadata = said["metadata"]
    stage.slack.workspace.note_change()
