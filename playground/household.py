"""What happens in the house besides what the app's people do: profiles, channels, other bots."""

from __future__ import annotations

from playground.blocks.naming import named
from playground.channels import Channel
from playground.company import OTHER_TEAM
from playground.installation import Installation
from playground.messages import Message, kept_text
from playground.people import Member
from playground.telling import message_event
from playground.web_api.conversations import enter
from playground.web_api.reach import is_inside
from playground.web_api.users import described
from playground.wire import Blocks
from playground.workspace import Workspace

WEBHOOK_BOT = "B0WEBHOOK"
MADE_PRIVATE = "made this channel *private*. Now, it can only be viewed or joined by invitation."


class Household:
    """The owner's hand, and other apps': each change is told to the app as Slack would."""

    workspace: Workspace
    slack: Installation

    def change_profile(self, name: str, **fields: object) -> None:
        """Change fields of a member (`tz`, `deleted`, …) and send `user_change`.

        Who is deactivated leaves their channels, and what stood open in front of them closes.
        """
        member = self.workspace.member(name)
        with self.workspace.changed:
            for field, value in fields.items():
                if not hasattr(member, field):
                    raise AttributeError(f"a member has no {field}")
                setattr(member, field, value)
            if member.deleted:
                self._leaves(member)
            self.workspace.note_change()
        user = described(self.slack, member) | {"locale": "en-US"}
        self.slack.emit({"type": "user_change", "user": user, "cache_ts": user["updated"]})

    def archive(self, channel: str, by: str = "olga") -> None:
        """Archive a channel: `channel_archive`, or `group_archive` for a private one."""
        found = self._change(channel, is_archived=True)
        self._tell(found, f"{_family(found)}_archive", user=self.workspace.member(by).id)

    def unarchive(self, channel: str, by: str = "olga") -> None:
        """Open an archived channel again: `channel_unarchive` or `group_unarchive`."""
        found = self._change(channel, is_archived=False)
        self._tell(found, f"{_family(found)}_unarchive", user=self.workspace.member(by).id)

    def share(self, channel: str, team: str = OTHER_TEAM) -> None:
        """Connect another company to a channel: `channel_shared`, as docs.slack.dev has it."""
        found = self._change(channel, is_ext_shared=True, is_pending_ext_shared=False)
        if team not in found.connected_team_ids:
            found.connected_team_ids.append(team)
        self._tell(found, "channel_shared", connected_team_id=team)

    def unshare(self, channel: str, team: str = OTHER_TEAM) -> None:
        """Part a company from a channel: `channel_unshared`."""
        found = self.workspace.channel(channel)
        found.connected_team_ids.remove(team)
        is_shared = bool(found.connected_team_ids)
        self._change(channel, is_ext_shared=is_shared)
        self._tell(
            found, "channel_unshared", previously_connected_team_id=team, is_ext_shared=is_shared
        )

    def share_pending(self, channel: str) -> None:
        """Invite another company: until it accepts, Slack sends no event to the app."""
        self._change(channel, is_pending_ext_shared=True)

    def make_private(self, channel: str, by: str = "olga") -> None:
        """Make a public channel private; it keeps its id.

        What Slack sends is a message of subtype `channel_convert_to_private` to those inside
        (docs.slack.dev, "channel_convert_to_private message").
        """
        found = self._change(channel, kind="private")
        message = Message(
            ts=self.workspace.next_ts(),
            channel=found.id,
            user=self.workspace.member(by).id,
            text=MADE_PRIVATE,
            subtype="channel_convert_to_private",
        )
        self._tell_message(self.workspace.keep(message), found)

    def invite(self, name: str, channel: str, by: str = "olga") -> None:
        """Let somebody, or the app's bot, into a channel and send `member_joined_channel`."""
        inviter = self.workspace.member(by).id
        enter(self.slack, self.workspace.channel(channel), self.workspace.member(name).id, inviter)

    def bot_writes(
        self,
        channel: str,
        text: str = "",
        blocks: Blocks | None = None,
        attachments: Blocks | None = None,
        *,
        name: str = "Deploys",
        thread_of: Message | None = None,
    ) -> Message:
        """Post by an incoming webhook of some other app: no `user`, and no `text` if it is empty.

        Its shape is that of docs.slack.dev, "bot_message message".
        """
        found = self.workspace.channel(channel)
        message = Message(
            ts=self.workspace.next_ts(),
            channel=found.id,
            user="",
            text=kept_text(text),
            blocks=named(blocks or []),
            attachments=attachments or [],
            thread_ts=thread_of.ts if thread_of else None,
            bot_id=WEBHOOK_BOT,
            subtype="bot_message",
            username=name,
        )
        self._tell_message(self.workspace.keep(message), found)
        return message

    def _leaves(self, member: Member) -> None:
        for channel in self.workspace.channels.values():
            if channel.kind != "im":
                channel.members.discard(member.id)
        self.slack.views.clear(member.id)

    def _change(self, channel: str, **fields: object) -> Channel:
        found = self.workspace.channel(channel)
        with self.workspace.changed:
            for field, value in fields.items():
                setattr(found, field, value)
            self.workspace.note_change()
        return found

    def _tell(self, channel: Channel, event_type: str, **event: object) -> None:
        # Of a private channel only its members hear.
        if channel.kind == "public" or is_inside(self.slack, channel):
            self.slack.emit({"type": event_type, "channel": channel.id, **event})

    def _tell_message(self, message: Message, channel: Channel) -> None:
        if is_inside(self.slack, channel):
            self.slack.emit(message_event(self.workspace, message, channel))


def _family(channel: Channel) -> str:
    return "group" if channel.kind == "private" else "channel"
