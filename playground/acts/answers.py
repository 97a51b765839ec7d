"""What the app answers in an ack or at a response URL, and what people see of it."""

from __future__ import annotations

from playground.acts.stage import Stage
from playground.channels import Channel
from playground.delivery.record import Delivery
from playground.happenings import messages
from playground.messages import Content, Message
from playground.people import Member
from playground.refusals import SlackError
from playground.response_urls import Invitation
from playground.web_api.arguments import Arguments
from playground.web_api.composing import content_of, metadata
from playground.wire import Json


def show_answer(
    stage: Stage, member: Member, channel: Channel, command: str, delivery: Delivery
) -> None:
    """A command's ack as a message: only to its author unless `in_channel`."""
    try:
        content = _content(delivery.answer)
    except SlackError as refusal:
        stage.courier.refuse(delivery, refusal)
        stage.tell(member, channel.id, f'{command} failed with the error "{refusal.error}"')
        return
    stage.post_by_app(channel.id, content, _reader(delivery.answer, member.id))


def respond(stage: Stage, path: str, said: Json) -> None:
    """A POST to a response URL. Raises SlackError."""
    with stage.slack.workspace.changed:
        invitation = stage.slack.response_urls.use(path)
        original = _original(stage, invitation)
        if Arguments(said).flag("delete_original"):
            _take_away(stage, original)
            return
        content = _content(said)
        if Arguments(said).flag("replace_original") and original is not None:
            _replace(stage, original, content, said)
            return
        reader = _reader(said, invitation.user_id)
        # `thread_ts` takes it into a thread (docs.slack.dev, "Handling user interaction").
        thread_ts = stage.slack.workspace.thread_root(
            invitation.channel_id, Arguments(said).text("thread_ts")
        )
        stage.post_by_app(invitation.channel_id, content, reader, thread_ts)


def _content(said: Json) -> Content:
    if not isinstance(said.get("text", ""), str | None):
        raise SlackError("no_text")
    return content_of(Arguments(said))


def _reader(said: Json, user_id: str) -> str | None:
    return None if said.get("response_type") == "in_channel" else user_id


def _original(stage: Stage, invitation: Invitation) -> Message | None:
    if invitation.message_ts is None:
        return None
    return stage.slack.workspace.find_message(invitation.channel_id, invitation.message_ts)


def _take_away(stage: Stage, original: Message | None) -> None:
    if original is None:
        raise SlackError("message_not_found")
    messages.take_back(stage.slack, original)


def _replace(stage: Stage, original: Message, content: Content, said: Json) -> None:
    with messages.changing(stage.slack, original, by=stage.slack.workspace.app.user_id):
        original.text, original.blocks, original.attachments = content
        if "metadata" in said:
            original.metadata = metadata(Arguments(said))
