"""A line typed into a channel: a command for the app, or a message."""

from __future__ import annotations

import re

from playground.acts.answers import show_answer
from playground.acts.payloads import slash_command
from playground.acts.stage import Stage
from playground.channels import Channel
from playground.delivery.record import Delivery
from playground.happenings import files, messages
from playground.messages import Message
from playground.people import Member
from playground.uploads import StoredFile
from playground.workspace import Workspace

# An address is looked for where its name begins only: anywhere in it would take quadratic time.
_LINK = re.compile(r"https?://[^\s<>]+|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w")
_ERRORS = {"timed_out": "operation_timeout", "failed": "dispatch_failed"}


def type_line(
    stage: Stage,
    member: Member,
    channel: Channel,
    line: str,
    thread_of: Message | None = None,
    *,
    also_to_channel: bool = False,
) -> Delivery | Message:
    """Send what was typed: a command waits for its ack, anything else becomes a message.

    `also_to_channel` shows a reply in the channel too. Raises AssertionError in the app's direct
    message if the manifest keeps it read-only, and in an archived channel.
    """
    guard_writing(stage, channel)
    thread_ts = (thread_of.thread_ts or thread_of.ts) if thread_of else None
    if not re.match(r"/\w", line):
        text = escaped(stage.slack.workspace, line, names=True)
        is_broadcast = thread_ts is not None and also_to_channel
        return post(stage, member, channel, text, thread_ts=thread_ts, is_broadcast=is_broadcast)
    if thread_ts:
        words = f"{line.split()[0]} is not supported in threads. Sorry!"
        return stage.tell(member, channel.id, words, thread_ts)
    return _type_command(stage, member, channel, line)


def send_file(
    stage: Stage,
    member: Member,
    channel: Channel,
    text: str,
    file: tuple[str, bytes],
    thread_of: Message | None = None,
) -> Message:
    """Send a file (its name and its bytes) with some words. Raises as `type_line` does."""
    guard_writing(stage, channel)
    stored = stage.slack.uploads.keep(member, *file)
    said = escaped(stage.slack.workspace, text, names=True)
    thread_ts = (thread_of.thread_ts or thread_of.ts) if thread_of else None
    return post(stage, member, channel, said, thread_ts=thread_ts, uploaded=[stored])


def post(
    stage: Stage,
    member: Member,
    channel: Channel,
    text: str,
    *,
    thread_ts: str | None = None,
    is_broadcast: bool = False,
    uploaded: list[StoredFile] | None = None,
) -> Message:
    """A person's own message; the app hears of it where it is a member."""
    message = Message(
        ts=stage.slack.workspace.next_ts(),
        channel=channel.id,
        user=member.id,
        text=text,
        thread_ts=thread_ts,
        subtype="thread_broadcast" if is_broadcast else None,
    )
    if uploaded:
        return files.share(stage.slack, uploaded, message)
    return messages.post(stage.slack, message)


def guard_writing(stage: Stage, channel: Channel) -> None:
    """Raises AssertionError where nobody can write."""
    is_with_app = channel.kind == "im" and stage.slack.is_inside(channel)
    if is_with_app and not stage.slack.manifest.takes_messages:
        raise AssertionError("Sending messages to this app has been turned off.")
    if channel.is_archived:
        raise AssertionError(f"#{channel.name} has been archived.")


def escaped(workspace: Workspace, text: str, *, names: bool) -> str:
    """Typed text as apps get it: entities, and with `names` also mentions and links as tokens."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _with_tokens(workspace, plain) if names else plain


def _type_command(stage: Stage, member: Member, channel: Channel, line: str) -> Delivery | Message:
    command, _, text = line.partition(" ") if "\n" not in line.split(" ")[0] else _broken(line)
    known = stage.slack.manifest.commands
    # An app's commands exist for the people of its own workspace only.
    if command not in known or member.is_stranger:
        return stage.tell(member, channel.id, _unknown(command))
    sent = escaped(stage.slack.workspace, text.strip(), names=known[command])
    with stage.slack.workspace.changed:
        payload = slash_command(stage.slack, member, channel, command, sent)
    delivery = stage.courier.send("slash_commands", payload, accepts_answer=True)
    if not delivery.is_acked:
        error = _ERRORS[delivery.outcome]
        stage.tell(member, channel.id, f'{command} failed with the error "{error}"')
    elif delivery.answer:
        show_answer(stage, member, channel, command, delivery)
    return delivery


def _broken(line: str) -> tuple[str, str, str]:
    command, text = re.split(r"\s", line, maxsplit=1)
    return command, " ", text


def _unknown(command: str) -> str:
    return (
        f"`{command}` is not a valid command. In Slack, all messages that start with the "
        '"/" character are interpreted as commands. If you are trying to send a message and '
        'not run a command, try preceding the "/" with an empty space.'
    )


def _with_tokens(workspace: Workspace, text: str) -> str:
    tokens = _names(workspace) | {"@here": "<!here>", "@channel": "<!channel>"}
    tokens["@everyone"] = "<!everyone>"
    longest_first = sorted(tokens, key=len, reverse=True)
    spelled = "|".join(re.escape(name) for name in longest_first)
    pattern = re.compile(rf"(?P<link>{_LINK.pattern})|(?<!\w)(?P<name>{spelled})(?![\w-])")
    return pattern.sub(lambda found: _token(found, tokens), text)


def _token(found: re.Match[str], tokens: dict[str, str]) -> str:
    if found["name"]:
        return tokens[found["name"]]
    link = found["link"]
    return f"<{link}>" if "://" in link else f"<mailto:{link}|{link}>"


def _names(workspace: Workspace) -> dict[str, str]:
    people = {"@" + m.handle: f"<@{m.id}>" for m in workspace.members.values()}
    shown = workspace.channels.values()
    return people | {"#" + c.name: f"<#{c.id}|{c.name}>" for c in shown if c.kind != "im"}
