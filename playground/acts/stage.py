"""Where people act: the workspace, the courier, and the surfaces in front of a person."""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.blocks.form_state import carried_over
from playground.delivery.courier import Courier
from playground.happenings import messages
from playground.installation import Installation
from playground.messages import Content, Message
from playground.people import Member
from playground.wire import Blocks, Json


@dataclass(frozen=True)
class Surface:
    """A message or a view in front of one person, and what its elements hold."""

    blocks: Blocks
    values: Json
    message: Message | None = None
    view: Json | None = None


@dataclass
class Stage:
    """Slack's side, the way to the app, and each person's choices in messages."""

    slack: Installation
    courier: Courier
    _in_messages: dict[tuple[str, str, str], Json] = field(default_factory=dict)
    _offered: dict[tuple[str, str, str], list[Json]] = field(default_factory=dict)

    def message_surface(self, member: Member, message: Message) -> Surface:
        """A message with what this person has chosen in it."""
        key = (message.channel, message.ts, member.id)
        values = carried_over(self._in_messages.get(key, {}), message.blocks)
        self._in_messages[key] = values
        return Surface(message.blocks, values, message=message)

    def view_surface(self, view: Json) -> Surface:
        """A modal or a Home tab with what is entered in it."""
        return Surface(view["blocks"], view["state"]["values"], view=view)

    def remember_offer(
        self, member: Member, block: Json, element: Json, options: list[Json]
    ) -> None:
        """Keep what the app suggested to this person for an external select."""
        key = (member.id, block["block_id"], element["action_id"])
        self._offered[key] = options

    def offered(self, member: Member, block: Json, element: Json) -> list[Json]:
        """What the app suggested last for this element."""
        key = (member.id, block["block_id"], element["action_id"])
        return self._offered.get(key, [])

    def post_by_app(
        self,
        channel_id: str,
        content: Content,
        ephemeral_to: str | None = None,
        thread_ts: str | None = None,
    ) -> Message:
        """A message by the app's bot that came as an answer."""
        app = self.slack.workspace.app
        text, blocks, attachments = content
        message = Message(
            ts=self.slack.workspace.next_ts(),
            channel=channel_id,
            user=app.user_id,
            text=text,
            blocks=blocks,
            attachments=attachments,
            ephemeral_to=ephemeral_to,
            thread_ts=thread_ts,
            bot_id=app.bot_id,
            app_id=app.app_id,
        )
        return messages.post(self.slack, message)

    def tell(
        self, member: Member, channel_id: str, text: str, thread_ts: str | None = None
    ) -> Message:
        """A line by Slack itself that only this person sees."""
        message = Message(
            ts=self.slack.workspace.next_ts(),
            channel=channel_id,
            user="USLACKBOT",
            text=text,
            ephemeral_to=member.id,
            thread_ts=thread_ts,
        )
        return self.slack.workspace.keep(message)
