"""A person at Slack: types, presses, fills in, and sees."""

from __future__ import annotations

from typing import Any, Literal

from playground.acts import choosing, forms, own_messages, pressing, shortcuts
from playground.acts.stage import Stage, Surface
from playground.acts.typing import send_file, type_line
from playground.blocks.words import words_in
from playground.channels import Channel
from playground.delivery.record import Delivery
from playground.messages import Message
from playground.people import Member
from playground.wire import Json

Where = Message | Literal["home"] | None
"""What a person acts on: a message, the Home tab, or whatever is in front of them."""

WITHIN = 30.0
"""Seconds that a person waits before saying that nothing came."""


class Person:
    """The driver for one member: every method does what their hands or eyes would do."""

    def __init__(self, stage: Stage, member: Member) -> None:
        self._stage = stage
        self.member = member

    @property
    def id(self) -> str:
        """Their Slack user id."""
        return self.member.id

    # What they do

    def types(
        self,
        line: str,
        channel: str = "",
        thread_of: Message | None = None,
        *,
        also_to_channel: bool = False,
    ) -> Delivery | Message:
        """Type a line into a channel, a message's thread, or else the app's direct message."""
        place = self._channel(thread_of.channel if thread_of else channel)
        return type_line(
            self._hands, self.member, place, line, thread_of, also_to_channel=also_to_channel
        )

    def uploads(
        self,
        name: str,
        channel: str = "",
        text: str = "",
        content: bytes = b"",
        thread_of: Message | None = None,
    ) -> Message:
        """Send a file, with some words or with none, into a channel or a message's thread."""
        place = self._channel(thread_of.channel if thread_of else channel)
        return send_file(self._hands, self.member, place, text, (name, content), thread_of)

    def edits(self, line: str, on: Message) -> None:
        """Write their own message anew."""
        own_messages.edit(self._hands, self.member, self._as_it_is_now(on), line)

    def deletes(self, on: Message) -> None:
        """Take back their own message, or dismiss what only they see."""
        own_messages.delete(self._hands, self.member, self._as_it_is_now(on))

    def reacts(self, emoji: str, on: Message, *, again: bool = False) -> None:
        """Put an emoji on a message; `again` takes it back."""
        own_messages.react(self._hands, self.member, self._as_it_is_now(on), emoji, again=again)

    def pins(self, on: Message, *, again: bool = False) -> None:
        """Pin a message to its channel; `again` takes the pin out."""
        own_messages.pin(self._hands, self.member, self._as_it_is_now(on), again=again)

    def presses(self, label: str, on: Where = None, block_id: str = "") -> Delivery:
        """Press a button on the open modal, else on the newest message (or Home) that has it."""
        for surface in self._surfaces(on):
            found = pressing.find_button(surface, label, block_id)
            if found:
                return pressing.press(self._hands, self.member, surface, *found)
        raise AssertionError(f"{self.member.handle} sees no button {label!r}\n{self._screen()}")

    def chooses(
        self, name: str, wanted: Any, on: Where = None, block_id: str = ""
    ) -> Delivery | None:
        """Choose in the element with this block_id or action_id; the newest that has it."""
        surface, block, element = self._element(name, on, block_id)
        return pressing.choose(self._hands, self.member, surface, block, element, wanted)

    def enters(self, name: str, wanted: Any, on: Where = None, block_id: str = "") -> None:
        """Fill an element and leave it at that: text typed without Enter."""
        surface, block, element = self._element(name, on, block_id)
        pressing.enter(self._hands, self.member, surface, block, element, wanted)

    def offers(self, name: str, query: str, on: Where = None, block_id: str = "") -> list[Json]:
        """The options that the app suggests for some letters in an external select."""
        surface, block, element = self._element(name, on, block_id)
        return choosing.suggestions(self._hands, self.member, surface, block, element, query)

    def offers_in_groups(
        self, name: str, query: str, on: Where = None, block_id: str = ""
    ) -> list[Json]:
        """The same in the app's own groups: each its options, and its label if it has one."""
        surface, block, element = self._element(name, on, block_id)
        return choosing.suggested_groups(self._hands, self.member, surface, block, element, query)

    def suggestions(self, name: str, query: str, on: Where = None) -> list[str]:
        """The labels of what the app suggests."""
        return [option["text"]["text"] for option in self.offers(name, query, on)]

    def fills(self, **entries: Any) -> None:
        """Fill inputs of the open modal by block_id; None empties one."""
        for block_id, wanted in entries.items():
            self.chooses(block_id, wanted)

    def submits(self) -> Json:
        """Send the open modal in: {} if it was taken, else errors by block_id."""
        return forms.submit(self._hands, self.member, self._open_modal())

    def closes(self, *, whole_stack: bool = False) -> None:
        """Close the modal in front."""
        forms.close(self._hands, self.member, whole_stack=whole_stack)

    def starts(self, name: str, on: Message | None = None) -> Delivery:
        """Run a shortcut by its name or callback_id: from a message's menu, or a global one."""
        chosen = on and self._as_it_is_now(on)
        return shortcuts.start(self._hands, self.member, name, chosen)

    def opens_home(self) -> None:
        """Look at the app's Home tab."""
        self._opens("home", {"view": self.home} if self.home else {})

    def opens_messages(self) -> None:
        """Look at the app's Messages tab."""
        self._opens("messages", {})

    def _opens(self, tab: str, shown: Json) -> None:
        channel = self._hands.slack.workspace.direct(self.id)
        event = {"type": "app_home_opened", "user": self.id, "channel": channel.id, "tab": tab}
        self._hands.slack.emit({**event, **shown})

    def opens_direct(self, name: str) -> Channel:
        """Open the direct message with another person, which the app is no part of."""
        hands = self._hands
        workspace = hands.slack.workspace
        with workspace.changed:
            return workspace.direct_between(self.id, workspace.member(name).id)

    # What they see

    def sees(self, text: str, within: float = WITHIN, channel: str = "") -> Message:
        """The newest message that shows the text, waiting up to `within` seconds for it."""
        changed = self._stage.slack.workspace.changed
        with changed:
            if not changed.wait_for(lambda: self._newest_with(text, channel), within):
                raise AssertionError(
                    f"{self.member.handle} does not see {text!r}\n{self._screen()}"
                )
            found = self._newest_with(text, channel)
        if found is None:
            raise AssertionError(f"{text!r} went away")
        return found

    def does_not_see(self, text: str) -> None:
        """Nothing in front of them shows the text: no message, no modal, no Home tab."""
        for where, words in self._everything():
            if text in words:
                raise AssertionError(f"{self.member.handle} sees {text!r} in {where}:\n{words}")

    def messages(self, channel: str) -> list[Message]:
        """What they can read in a channel, oldest first."""
        return self._read([self._stage.slack.workspace.channel(channel)])

    def direct_messages(self) -> list[Message]:
        """What stands in the app's direct message with them, oldest first."""
        return self._read([self._stage.slack.workspace.direct(self.id)])

    def thread(self, message: Message) -> list[Message]:
        """The replies to a message that they can read, oldest first."""
        there = self._read([self._stage.slack.workspace.channels[message.channel]])
        return [reply for reply in there if reply.is_reply and reply.thread_ts == message.ts]

    @property
    def modal(self) -> Json | None:
        """The modal in front of them, with its state."""
        return self._stage.slack.views.top(self.id)

    @property
    def home(self) -> Json | None:
        """The app's Home tab as they have it."""
        return self._stage.slack.views.homes.get(self.id)

    def reads(self, view: Json) -> str:
        """The words of a view through their eyes."""
        reader = self._stage.slack.workspace.reader(self.member)
        return "\n".join(words_in(view, reader))

    def awaits_modal(self, title: str = "", within: float = WITHIN) -> Json:
        """The modal in front of them once it has this title."""
        changed = self._stage.slack.workspace.changed
        with changed:
            if not changed.wait_for(lambda: self._modal_titled(title), within):
                raise AssertionError(f"{self.member.handle} gets no modal {title!r}")
            return self._open_modal()

    @property
    def _hands(self) -> Stage:
        if self.member.deleted:
            raise AssertionError(f"{self.member.handle} has no account here any more")
        return self._stage

    def _modal_titled(self, title: str) -> bool:
        return self.modal is not None and title in self.modal["title"]["text"]

    def _open_modal(self) -> Json:
        if self.modal is None:
            raise AssertionError(f"{self.member.handle} has no modal open\n{self._screen()}")
        return self.modal

    def _channel(self, name: str) -> Channel:
        workspace = self._stage.slack.workspace
        return workspace.channel(name) if name else workspace.direct(self.id)

    def _surfaces(self, on: Where) -> list[Surface]:
        if on == "home":
            return [self._stage.view_surface(self.home)] if self.home else []
        if on is not None:
            return [self._surface_of(on)]
        stage, workspace = self._stage, self._stage.slack.workspace
        if (modal := self.modal) is not None:
            # It covers everything else.
            return [stage.view_surface(modal)]
        newest_first = reversed(workspace.visible_messages(self.member))
        messages = [self._surface_of(message) for message in newest_first]
        homes = [stage.view_surface(self.home)] if self.home else []
        return [*messages, *homes]

    def _surface_of(self, message: Message) -> Surface:
        return self._stage.message_surface(self.member, self._as_it_is_now(message))

    def _as_it_is_now(self, message: Message) -> Message:
        kept = self._stage.slack.workspace.find_message(message.channel, message.ts)
        if kept is None:
            raise AssertionError(f"the message is gone: {message.words}")
        return kept

    def _element(self, name: str, on: Where, block_id: str = "") -> tuple[Surface, Json, Json]:
        for surface in self._surfaces(on):
            found = pressing.find_element(surface, name, block_id)
            if found:
                return surface, *found
        raise AssertionError(f"{self.member.handle} sees no element {name!r}\n{self._screen()}")

    def _read(self, channels: list[Channel]) -> list[Message]:
        with self._stage.slack.workspace.changed:
            return self._stage.slack.workspace.visible_messages(self.member, channels)

    def _newest_with(self, text: str, channel: str = "") -> Message | None:
        workspace = self._stage.slack.workspace
        where = [workspace.channel(channel)] if channel else None
        return workspace.newest_with(self.member, text, where)

    def _everything(self) -> list[tuple[str, str]]:
        workspace = self._stage.slack.workspace
        with workspace.changed:
            seen = workspace.visible_messages(self.member)
            shown = [(f"a message in {m.channel} at {m.ts}", m.words) for m in seen]
            views = [*workspace_views(self._stage, self.id)]
            return shown + [(f"the {v['type']} view", self.reads(v)) for v in views]

    def _screen(self) -> str:
        lines = [f"- {where}: {words}" for where, words in self._everything()]
        return "What is there:\n" + "\n".join(lines or ["- nothing"])


def workspace_views(stage: Stage, user_id: str) -> list[Json]:
    """Every view that stands before a person: the modals and the Home tab."""
    home = stage.slack.views.homes.get(user_id)
    return [*stage.slack.views.stacks.get(user_id, []), *([home] if home else [])]
