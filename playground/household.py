"""What happens in the house besides what the app's people do: profiles, channels, other bots."""

from __future__ import annotations

from typing import Literal

from playground.blocks.naming import named
from playground.channels import Channel
from playground.company import OTHER_TEAM
from playground.happenings import channels, messages
from playground.installation import Installation
from playground.messages import Message, kept_text
from playground.people import Member
from playground.web_api.users import LOCALE, described
from playground.wire import Blocks, Json
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
        user = self._told_of(member)
        self.slack.emit({"type": "user_change", "user": user, "cache_ts": user["updated"]})

    def welcome(self, member: Member) -> None:
        """Let somebody new into the workspace: `team_join`."""
        with self.workspace.changed:
            self.workspace.add_member(member)
            self.workspace.note_change()
        user = self._told_of(member)
        self.slack.emit({"type": "team_join", "user": user, "cache_ts": user["updated"]})

    def create_channel(self, name: str, by: str = "", *, is_private: bool = False) -> Channel:
        """Make a channel: `channel_created` if it is public."""
        with self.workspace.changed:
            kind: Literal["public", "private"] = "private" if is_private else "public"
            return channels.create(self.slack, name, self._who(by), kind)

    def rename_channel(self, channel: str, name: str) -> None:
        """Give a channel another name: `channel_rename`, or `group_rename`."""
        with self.workspace.changed:
            channels.rename(self.slack, self.workspace.channel(channel), name)

    def archive(self, channel: str, by: str = "") -> None:
        """Archive a channel: `channel_archive`, or `group_archive` for a private one."""
        with self.workspace.changed:
            channels.archive(self.slack, self.workspace.channel(channel), self._who(by))

    def unarchive(self, channel: str, by: str = "") -> None:
        """Open an archived channel again: `channel_unarchive` or `group_unarchive`."""
        with self.workspace.changed:
            channels.unarchive(self.slack, self.workspace.channel(channel), self._who(by))

    def share(self, channel: str, team: str = OTHER_TEAM) -> None:
        """Connect another company to a channel: `channel_shared`, as docs.slack.dev has it."""
        found = self._change(channel, is_ext_shared=True, is_pending_ext_shared=False)
        if team not in found.connected_team_ids:
            found.connected_team_ids.append(team)
        channels.tell(self.slack, found, "channel_shared", connected_team_id=team)

    def unshare(self, channel: str, team: str = OTHER_TEAM) -> None:
        """Part a company from a channel: `channel_unshared`."""
        found = self.workspace.channel(channel)
        found.connected_team_ids.remove(team)
        is_shared = bool(found.connected_team_ids)
        self._change(channel, is_ext_shared=is_shared)
        channels.tell(
            self.slack,
            found,
            "channel_unshared",
            previously_connected_team_id=team,
            is_ext_shared=is_shared,
        )

    def share_pending(self, channel: str) -> None:
        """Invite another company: until it accepts, Slack sends no event to the app."""
        self._change(channel, is_pending_ext_shared=True)

    def make_private(self, channel: str, by: str = "") -> None:
        """Make a public channel private; it keeps its id.

        What Slack sends is a message of subtype `channel_convert_to_private` to those inside
        (docs.slack.dev, "channel_convert_to_private message").
        """
        found = self._change(channel, kind="private")
        message = Message(
            ts=self.workspace.next_ts(),
            channel=found.id,
            user=self._who(by),
            text=MADE_PRIVATE,
            subtype="channel_convert_to_private",
        )
        messages.post(self.slack, message)

    def invite(self, name: str, channel: str, by: str = "") -> None:
        """Let somebody, or the app's bot, into a channel: `member_joined_channel`."""
        newcomer, place = self.workspace.member(name).id, self.workspace.channel(channel)
        with self.workspace.changed:
            channels.enter(self.slack, place, newcomer, self._who(by))

    def remove(self, name: str, channel: str) -> None:
        """Take somebody out of a channel: `member_left_channel`.

        Of itself the app hears `channel_left`, in a private channel `group_left`.
        """
        leaver, place = self.workspace.member(name).id, self.workspace.channel(channel)
        with self.workspace.changed:
            channels.leave(self.slack, place, leaver)

    def uninstall(self) -> None:
        """Remove the app: `app_uninstalled`, `tokens_revoked`; its calls get `account_inactive`."""
        with self.workspace.changed:
            self.slack.uninstall()

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
        return messages.post(self.slack, message)

    def _told_of(self, member: Member) -> Json:
        # Events say more of a person than `users.info` does unasked.
        user = described(self.slack, member) | {"locale": LOCALE}
        user["profile"]["fields"] = []
        return user

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

    def _who(self, name: str) -> str:
        """Somebody by name, else the workspace's owner."""
        if name:
            return self.workspace.member(name).id
        return next(member.id for member in self.workspace.members.values() if member.is_owner)
