"""What people do with messages that stand: edit or delete their own, react, pin."""

from __future__ import annotations

from collections.abc import Callable

from playground.acts.stage import Stage
from playground.acts.typing import escaped, guard_writing
from playground.happenings import marks, messages
from playground.installation import Installation
from playground.messages import Message
from playground.people import Member
from playground.refusals import SlackError

Mark = Callable[[Installation, Message, str, str], None]


def edit(stage: Stage, member: Member, message: Message, line: str) -> None:
    """Write one's own message anew. Raises AssertionError for anybody else's."""
    _guard_own(stage, member, message)
    with (
        stage.slack.workspace.changed,
        messages.changing(stage.slack, message, by=member.id),
    ):
        message.text = escaped(stage.slack.workspace, line, names=True)


def delete(stage: Stage, member: Member, message: Message) -> None:
    """Take one's own message back, or the app's note for one's own eyes from one's sight.

    Raises AssertionError for anybody else's.
    """
    with stage.slack.workspace.changed:
        if message.ephemeral_to != member.id:
            _guard_own(stage, member, message)
        messages.take_back(stage.slack, message)


def react(stage: Stage, member: Member, message: Message, emoji: str, *, again: bool) -> None:
    """Put an emoji on a message, or take it back with `again`. Raises AssertionError."""
    _guard_shared(message)
    mark: Mark = marks.unreact if again else marks.react
    with stage.slack.workspace.changed:
        try:
            mark(stage.slack, message, member.id, emoji.strip(":"))
        except SlackError as refusal:
            raise AssertionError(f"{emoji} can't be set: {refusal.error}") from refusal


def pin(stage: Stage, member: Member, message: Message, *, again: bool) -> None:
    """Pin a message to its channel, or take the pin out with `again`. Raises AssertionError."""
    _guard_shared(message)
    with stage.slack.workspace.changed:
        try:
            (marks.unpin if again else marks.pin)(stage.slack, message, member.id)
        except SlackError as refusal:
            raise AssertionError(f"it can't be pinned: {refusal.error}") from refusal


def _guard_own(stage: Stage, member: Member, message: Message) -> None:
    if message.user != member.id:
        raise AssertionError(f"{member.handle} did not write this: {message.words}")
    guard_writing(stage, stage.slack.workspace.channels[message.channel])


def _guard_shared(message: Message) -> None:
    if message.ephemeral_to:
        raise AssertionError(f"a message for one person takes no marks: {message.words}")
