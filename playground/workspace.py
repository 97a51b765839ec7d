"""The workspace's state: people, channels and messages under one lock."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from playground.blocks.words import Reader
from playground.channels import Channel
from playground.clock import WorkspaceClock
from playground.messages import Message
from playground.people import Member


@dataclass(frozen=True)
class AppIdentity:
    """The installed app, as the workspace knows it."""

    app_id: str
    bot_id: str
    user_id: str
    name: str


@dataclass
class Workspace:
    """Everything that happened here; take `changed` (a Condition) to read or to write."""

    team_id: str
    domain: str
    name: str
    app: AppIdentity
    members: dict[str, Member] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    messages: dict[str, list[Message]] = field(default_factory=dict)
    clock: WorkspaceClock = field(default_factory=WorkspaceClock)
    changed: threading.Condition = field(default_factory=threading.Condition, repr=False)
    version: int = 0
    _last_tick: int = 0

    def note_change(self) -> None:
        """Wake everybody who waits for a change."""
        with self.changed:
            self.version += 1
            self.changed.notify_all()

    def add_member(self, member: Member) -> None:
        """Let somebody in; a full member joins #general."""
        self.members[member.id] = member
        for channel in self.channels.values():
            if channel.is_general and member.is_full_member:
                channel.members.add(member.id)

    def add_channel(self, channel: Channel) -> None:
        """Open a channel."""
        self.channels[channel.id] = channel
        self.messages.setdefault(channel.id, [])

    def member(self, name: str) -> Member:
        """By id or handle. Raises KeyError."""
        if name in self.members:
            return self.members[name]
        for member in self.members.values():
            if member.handle == name.removeprefix("@"):
                return member
        raise KeyError(f"nobody called {name}")

    def find_channel(self, name: str) -> Channel | None:
        """By id, name or #name; None if there is none."""
        if name in self.channels:
            return self.channels[name]
        bare = name.removeprefix("#")
        named = (c for c in self.channels.values() if c.kind != "im" and c.name == bare)
        return next(named, None)

    def channel(self, name: str) -> Channel:
        """By id, name or #name. Raises KeyError."""
        found = self.find_channel(name)
        if found is None:
            raise KeyError(f"no channel called {name}")
        return found

    def direct(self, user_id: str) -> Channel:
        """The app's direct message with a user, opened if it was not."""
        return self._pair("D" + user_id[1:], {user_id, self.app.user_id})

    def direct_between(self, user_id: str, other_id: str) -> Channel:
        """The direct message of two people, opened if it was not. Raises ValueError for one."""
        if user_id == other_id:
            raise ValueError("a direct message is with somebody else")
        if self.app.user_id in (user_id, other_id):
            return self.direct(user_id if other_id == self.app.user_id else other_id)
        first, second = sorted((user_id, other_id))
        return self._pair(f"D{first[1:]}{second[1:]}", {first, second})

    def next_ts(self) -> str:
        """A timestamp that no other message of this workspace has: seconds.microseconds."""
        tick = int(self.clock.now().timestamp() * 1_000_000)
        self._last_tick = max(tick, self._last_tick + 1)
        return f"{self._last_tick // 1_000_000}.{self._last_tick % 1_000_000:06d}"

    def keep(self, message: Message) -> Message:
        """Add a message to its channel."""
        with self.changed:
            self.messages[message.channel].append(message)
            self.note_change()
        return message

    def find_message(self, channel_id: str, ts: str) -> Message | None:
        """A message that is there, ephemeral or not; None if it is gone."""
        there = self.messages.get(channel_id, [])
        return next((m for m in there if m.ts == ts and not m.deleted), None)

    def thread_root(self, channel_id: str, ts: str) -> str | None:
        """Where a reply to a message goes: to the top of its thread; None for no `ts`."""
        named = self.find_message(channel_id, ts)
        return (named.thread_ts if named else None) or ts or None

    def visible_channels(self, member: Member) -> list[Channel]:
        """What this person can open: their conversations, and public ones unless an outsider."""
        return [c for c in self.channels.values() if self._may_open(member, c)]

    def visible_messages(
        self, member: Member, channels: Iterable[Channel] | None = None
    ) -> list[Message]:
        """All messages this person can read, oldest first, read through their eyes."""
        reader = self.reader(member)
        return [replace(m, reader=reader) for m in self._in_front_of(member, channels)]

    def newest_with(
        self, member: Member, text: str, channels: Iterable[Channel] | None = None
    ) -> Message | None:
        """The last message in which this person reads the text; None if there is none."""
        reader = self.reader(member)
        for message in reversed(self._in_front_of(member, channels)):
            seen = replace(message, reader=reader)
            if text in seen.words:
                return seen
        return None

    def reader(self, member: Member) -> Reader:
        """This person's eyes: their zone and the names they know."""
        names = {m.id: m.shown_name for m in self.members.values()}
        names |= {c.id: c.name for c in self.channels.values()}
        return Reader(ZoneInfo(member.tz), names)

    def _pair(self, channel_id: str, members: set[str]) -> Channel:
        if channel_id not in self.channels:
            self.add_channel(Channel(id=channel_id, name="", kind="im", members=members))
            self.note_change()
        return self.channels[channel_id]

    def _in_front_of(self, member: Member, channels: Iterable[Channel] | None) -> list[Message]:
        open_to = self.visible_channels(member) if channels is None else channels
        there = [
            message
            for channel in open_to
            for message in self.messages[channel.id]
            if not message.deleted and message.ephemeral_to in (None, member.id)
        ]
        return sorted(there, key=lambda message: message.ts)

    def _may_open(self, member: Member, channel: Channel) -> bool:
        if member.id in channel.members:
            return True
        return channel.kind == "public" and member.is_full_member
