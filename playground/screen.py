"""Everything on one person's screen, for the page that draws it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from playground.channels import Channel
from playground.manifest import Manifest
from playground.messages import Message
from playground.people import Member
from playground.person import Person
from playground.telling import described
from playground.wire import Json
from playground.workspace import Workspace

MOST_MESSAGES = 200
"""Of each conversation the page gets so many, the newest."""

if TYPE_CHECKING:
    from playground.server import Playground


class ThingsToTry(Protocol):
    """What a visitor may try next, each with whether it was done."""

    def as_json(self) -> list[Json]:
        """The entries as the page takes them, in order."""


@dataclass(frozen=True)
class _Recent:
    """What is shown of a conversation, and whether there was more before."""

    messages: list[Message]
    has_older: bool

    @property
    def mark(self) -> Json:
        """What the page is told beside the conversation."""
        return {"older": True} if self.has_older else {}


def first_person(workspace: Workspace) -> str:
    """Who acts until somebody else is asked for: the first colleague by order of joining."""
    return next(m.id for m in workspace.members.values() if m.is_full_member and not m.is_bot)


def screen_of(person: Person, playground: Playground, *, spelled: bool = True) -> Json:
    """What a person can see and do now; take the workspace's lock first.

    `spelled` adds each message's words as the person reads them, which is most of the work.
    """
    workspace = playground.workspace
    workspace.direct(person.id)
    now = workspace.clock.now()
    channels = workspace.visible_channels(person.member)
    recent = {c.id: _recent(workspace, person.member, c) for c in channels}
    return {
        "version": workspace.version,
        "now": now.isoformat(),
        "me": person.member.as_slack_says(now, with_email=True),
        "people": [m.as_slack_says(now, with_email=True) for m in workspace.members.values()],
        "channels": [
            c.as_slack_says(person.id, workspace.team_id) | recent[c.id].mark for c in channels
        ],
        "messages": _messages(workspace, recent.values(), spelled),
        "modal": person.modal,
        "home": person.home,
        "workspace": {
            "name": workspace.name,
            "app": workspace.app.user_id,
            "app_name": workspace.members[workspace.app.user_id].shown_name,
        },
        "app_is_connected": playground.app_is_connected,
        **_offered_by(playground.slack.manifest),
        "tries": playground.tries.as_json() if playground.tries else [],
    }


def about(message: Message) -> Json:
    """What the page is told of a message besides what the app is told."""
    return _where(message) | {"words": message.words, "buttons": message.buttons}


def _recent(workspace: Workspace, member: Member, channel: Channel) -> _Recent:
    """The newest messages of a conversation, with the parents of the replies among them."""
    seen = workspace.visible_messages(member, [channel])
    newest = seen[-MOST_MESSAGES:]
    parents = {message.thread_ts for message in newest if message.is_reply}
    older = seen[: len(seen) - len(newest)]
    return _Recent([m for m in older if m.ts in parents] + newest, len(older) > 0)


def _messages(workspace: Workspace, recent: Iterable[_Recent], spelled: bool) -> list[Json]:
    more = about if spelled else _where
    seen = sorted((m for one in recent for m in one.messages), key=lambda message: message.ts)
    told = described(workspace, seen, with_metadata=True)
    return [said | more(message) for said, message in zip(told, seen, strict=True)]


def _where(message: Message) -> Json:
    return {"channel": message.channel, "ephemeral_to": message.ephemeral_to}


def _offered_by(manifest: Manifest) -> Json:
    return {
        "has_home": manifest.has_home,
        "has_messages": manifest.has_messages,
        "takes_messages": manifest.takes_messages,
        "gaps": manifest.gaps,
        "commands": sorted(manifest.commands),
        "usage": [
            {"command": command, "description": usage.description, "hint": usage.hint}
            for command, usage in manifest.usage.items()
        ],
        "shortcuts": [
            {"callback_id": callback_id, "type": kind, "name": name}
            for callback_id, (kind, name) in manifest.shortcuts.items()
        ],
    }
