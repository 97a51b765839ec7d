"""A day at work in which Slack has occasion to send everything that it can."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.request import Request, urlopen

from playground.delivery.record import Delivery
from playground.messages import Message
from playground.server import Playground
from tests.playground.conformance import kit
from tests.playground.conformance.kit import Specimen
from tests.playground.conftest import RawClient

Json = dict[str, Any]

_BUTTONS = ("button", "icon_button")


class Day:
    """What the people do, with an app that posts and opens what they act upon."""

    def __init__(self, slack: Playground) -> None:
        self._slack = slack
        self._api = RawClient(slack, {})
        self._ana, self._ben = slack.person("ana"), slack.person("ben")

    def goes_by(self) -> None:
        """All of it, in turn. Raises AssertionError where something can't be done."""
        self._joins()
        self._commands()
        self._messages_with_elements()
        self._forms()
        self._home()
        self._shortcuts()
        self._conversation()
        self._marks()
        self._house()

    def _joins(self) -> None:
        for channel in ("#general", "#leadership", "#sales"):
            self._slack.invite(self._slack.workspace.app.user_id, channel)

    def _commands(self) -> None:
        for channel in ("#general", "#leadership", ""):
            self._slack.person("olga").types("/all good <morning> @ana", channel=channel)

    def _messages_with_elements(self) -> None:
        by_hand = kit.named(kit.BUTTONS + kit.CHOICES + kit.MENUS, "message")
        typed = kit.named(kit.TYPED, "message")
        extra = kit.named(kit.OF_CONTEXT, "message")
        shown = [*kit.blocks_of("actions", by_hand), *kit.blocks_of("input", typed)]
        whole = [*shown, *kit.blocks_of("context_actions", extra)]
        said = self._posts(blocks=whole)
        self._acts(by_hand + typed + extra, self._found(said["ts"]))
        parent = self._posts(text="A thread")
        reply = self._posts(blocks=kit.blocks_of("section", by_hand[:1]), thread_ts=parent["ts"])
        self._acts(by_hand[:1], self._found(reply["ts"]))
        hidden = self._calls("chat.postEphemeral", user=self._ana.id, text="For you", blocks=shown)
        self._acts(by_hand + typed, self._found(hidden["message_ts"]))

    def _forms(self) -> None:
        by_hand = kit.named(kit.BUTTONS + kit.CHOICES + kit.MENUS, "modal")
        typed = kit.named(kit.TYPED, "modal")
        shown = [*kit.blocks_of("actions", by_hand), *kit.blocks_of("input", typed)]
        self._opens("views.open", self._trigger(), shown)
        self._acts(by_hand + typed)
        self._fills_in()
        self._ana.closes(whole_stack=True)

    def _fills_in(self) -> None:
        asks_back = {"type": "conversations_select", "response_url_enabled": True}
        form = kit.named(
            [*kit.CHOICES, *kit.TYPED, *kit.FILES, Specimen(asks_back, "#general")], "form"
        )
        blocks = [{**b, "dispatch_action": False} for b in kit.blocks_of("input", form)]
        optional = [{**block, "optional": True} for block in blocks]
        for fields in (blocks, optional):
            trigger_id = self._ana.presses("Go").payload["trigger_id"]
            self._opens("views.push", trigger_id, fields)
            if fields is blocks:
                for element, wanted in form:
                    self._ana.enters(element["action_id"], wanted)
            errors = self._ana.submits()
            if errors:
                raise AssertionError(f"the form was not taken: {errors}")
        self._opens("views.push", self._ana.presses("Go").payload["trigger_id"], blocks)
        self._ana.closes()

    def _home(self) -> None:
        self._ana.opens_home()
        own = kit.named(kit.BUTTONS + kit.CHOICES + kit.MENUS, "home")
        typed = kit.named(kit.TYPED, "home")
        blocks = [*kit.blocks_of("actions", own), *kit.blocks_of("input", typed)]
        view = {"type": "home", "blocks": blocks, "private_metadata": "x"}
        self._calls("views.publish", user_id=self._ana.id, view=view)
        self._ana.opens_home()
        self._acts(own + typed)

    def _shortcuts(self) -> None:
        self._ana.starts("everywhere")
        self._ana.starts("on_message", on=self._ana.sees("A thread"))
        block = {"type": "section", "text": kit.plain("Deployed")}
        self._ana.starts("on_message", on=self._slack.bot_writes("#general", blocks=[block]))

    def _conversation(self) -> None:
        said = self._ana.types("*hello* @ben, see https://a.example/", channel="#general")
        if not isinstance(said, Message):
            raise AssertionError(f"a line is a message: {said}")
        self._ben.types("indeed", thread_of=said)
        self._ana.types("psst", channel="#leadership")
        self._ana.types("dear bot")
        workspace = self._slack.workspace
        bot = workspace.members[workspace.app.user_id].handle
        self._ana.types(f"@{bot} hello", channel="#general")
        self._ana.opens_messages()
        sent = self._ana.uploads("offer.pdf", "#general", "the offer")
        self._ana.starts("on_message", on=sent)
        self._calls("files.delete", file=self._posts_a_file())
        self._posts(text="To all", thread_ts=said.ts, reply_broadcast=True)

    def _posts_a_file(self) -> str:
        ticket = self._calls("files.getUploadURLExternal", filename="a.txt", length=1)
        urlopen(Request(ticket["upload_url"], b"x"), timeout=5).close()
        file_id: str = ticket["file_id"]
        self._calls("files.completeUploadExternal", files=[{"id": file_id}], channel_id="C0GENERAL")
        return file_id

    def _marks(self) -> None:
        said = self._ana.types("to be marked", channel="#general")
        if not isinstance(said, Message):
            raise AssertionError(f"a line is a message: {said}")
        for again in (False, True):
            self._ben.reacts("eyes", on=said, again=again)
            self._ben.pins(said, again=again)
        self._ana.edits("marked", on=said)
        self._ana.deletes(on=said)

    def _house(self) -> None:
        slack = self._slack
        slack.change_profile("ben", tz="Europe/Berlin")
        slack.change_profile("dipu", deleted=True)
        slack.welcome(replace(slack.workspace.member("ben"), id="U0NEW", handle="new"))
        slack.rename_channel(slack.create_channel("planning").id, "plans")
        slack.rename_channel("#leadership", "leaders")
        slack.invite("ben", "#leaders")
        slack.remove("ben", "#leaders")
        for channel in ("#sales", "#leaders"):
            slack.archive(channel)
            slack.unarchive(channel)
        slack.share("#sales")
        slack.unshare("#sales")
        slack.remove(slack.workspace.app.user_id, "#general")
        slack.remove(slack.workspace.app.user_id, "#leaders")
        slack.make_private("#sales")
        slack.uninstall()

    def _posts(self, **said: Any) -> Json:
        return self._calls("chat.postMessage", **{"text": "Everything", **said})

    def _opens(self, method: str, trigger_id: str, blocks: list[Json]) -> None:
        face = {"title": kit.plain("Form"), "submit": kit.plain("Send"), "callback_id": "form"}
        view = {"type": "modal", **face, "blocks": blocks, "notify_on_close": True}
        self._calls(method, trigger_id=trigger_id, view=view, channel=None)

    def _trigger(self) -> str:
        typed = self._ana.types("/all", channel="#general")
        if not isinstance(typed, Delivery):
            raise AssertionError(f"a command is delivered: {typed}")
        trigger_id: str = typed.payload["trigger_id"]
        return trigger_id

    def _acts(self, specimens: list[Specimen], on: Message | None = None) -> None:
        for element, wanted in specimens:
            if element["type"] in _BUTTONS:
                self._ana.presses(element["action_id"], on)
            elif element["type"] == "feedback_buttons":
                self._ana.presses(wanted, on)
            else:
                self._ana.chooses(element["action_id"], wanted, on)

    def _found(self, ts: str) -> Message:
        return next(m for m in self._ana.messages("#general") if m.ts == ts)

    def _calls(self, method: str, **args: Any) -> Json:
        given = {"channel": "C0GENERAL", **args}
        answer = self._api(method, **{k: v for k, v in given.items() if v is not None})
        if not answer["ok"]:
            raise AssertionError(f"{method}: {answer}")
        return answer
