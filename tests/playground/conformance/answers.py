"""Every method of the Web API called, rightly and wrongly, and its answers held to the schemas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

from playground.server import Playground
from playground.web_api.methods import METHODS
from tests.playground.conformance import kit
from tests.playground.conformance.dissent import Dissent
from tests.playground.conformance.facts import Facts, Fault
from tests.playground.conformance.payloads import unhurried
from tests.playground.conformance.tally import Tally
from tests.playground.conftest import RawClient

Json = dict[str, Any]

_DEFINITIONS = {
    "auth.test": "R_auth_test",
    "chat.postMessage": "R_chat_postMessage",
    "chat.update": "R_chat_postMessage",
    "conversations.info": "R_conversations_info",
    "conversations.join": "R_conversations_info",
    "conversations.open": "R_conversations_open",
    "users.info": "R_users_info",
    "users.lookupByEmail": "R_users_info",
    "views.open": "R_views_open",
    "views.publish": "R_views_open",
    "views.push": "R_views_open",
    "views.update": "R_views_open",
}


def check(facts: Facts, dissent: Dissent, tally: Tally) -> None:
    """Call everything and count the answers."""
    with unhurried() as slack:
        caller = Caller(slack)
        caller.calls_everything()
    for method, wanted, answer in caller.answers:
        faults = [*_faults(facts, method, answer), *_unlike(method, wanted, answer)]
        kind = f"answer {method}" + ("" if wanted == "ok" else " (refused)")
        tally.count(kind, [f for f in faults if not dissent.is_known(f)], answer)
    for method in sorted(METHODS.keys() - {method for method, *_ in caller.answers}):
        tally.count(f"answer {method}", [Fault(method, "", "nobody called it")], None)


def _faults(facts: Facts, method: str, answer: Json) -> Iterator[Fault]:
    definition = _DEFINITIONS.get(method, "WebAPICallResult")
    yield from facts.faults("responses", definition, answer)
    if f"api/{method}" in facts.key_paths:
        yield from facts.unrecorded(f"api/{method}", answer)


def _unlike(method: str, wanted: str, answer: Json) -> Iterator[Fault]:
    given = "ok" if answer["ok"] else answer["error"]
    if given != wanted:
        yield Fault(method, "", f"{wanted} was expected, not {given}")


class Caller:
    """An app that tries everything once, and most things once wrongly."""

    def __init__(self, slack: Playground) -> None:
        self._slack = slack
        self._api = RawClient(slack, {})
        self._general = slack.workspace.channel("general").id
        self._ana = slack.person("ana").id
        self.answers: list[tuple[str, str, Json]] = []

    def calls_everything(self) -> None:
        """All of it; the one that takes the token away comes last."""
        self._who_and_where()
        self._messages()
        self._scheduled()
        self._channels()
        self._people()
        self._files()
        self._marks()
        self._views()
        self._says("no.such.method", "unknown_method")
        self._says("auth.test", "not_authed", token="")
        self._says("auth.test", "invalid_auth", token="xoxb-no")
        self._says("auth.revoke", "ok")

    def _who_and_where(self) -> None:
        self._says("api.test", "ok")
        self._says("auth.test", "ok")
        self._says("apps.connections.open", "ok", token=self._slack.app_token)
        self._says("apps.connections.open", "not_allowed_token_type")
        self._says("team.info", "ok")
        self._says("emoji.list", "ok")
        self._says("usergroups.list", "ok")
        self._says("bots.info", "ok", bot=self._slack.workspace.app.bot_id)
        self._says("bots.info", "bot_not_found", bot="B0NOBODY")

    def _messages(self) -> None:
        place = {"channel": self._general}
        private = self._slack.workspace.channel("leadership").id
        self._says("chat.postMessage", "channel_not_found", channel=private, text="x")
        self._says("conversations.join", "ok", **place)
        blocks = kit.blocks_of("actions", kit.named(kit.BUTTONS + kit.CHOICES, "posted"))
        metadata = {"event_type": "seen", "event_payload": {"id": 1}}
        said = self._says(
            "chat.postMessage", "ok", **place, text="Hi", blocks=blocks, metadata=metadata
        )
        self._says("chat.postMessage", "ok", **place, text="indeed", thread_ts=said["ts"])
        self._says("chat.postMessage", "no_text", **place)
        self._says("chat.postMessage", "channel_not_found", channel="C0NOWHERE", text="x")
        self._says("chat.postMessage", "invalid_blocks", **place, blocks=[{"type": "section"}])
        posted = {**place, "ts": said["ts"]}
        self._says("chat.update", "ok", **posted, text="Hello")
        self._says("chat.update", "message_not_found", **place, ts="1.0", text="x")
        self._says("chat.getPermalink", "ok", **place, message_ts=said["ts"])
        self._says("chat.getPermalink", "message_not_found", **place, message_ts="1.0")
        self._says("chat.postEphemeral", "ok", **place, user=self._ana, text="psst")
        self._says("chat.postEphemeral", "user_not_in_channel", **place, user="U0X", text="x")
        self._says("chat.meMessage", "ok", **place, text="waves")
        self._says("conversations.history", "ok", **place, include_all_metadata=True)
        self._says("conversations.replies", "ok", **posted)
        self._says("conversations.replies", "thread_not_found", **place, ts="1.0")
        self._says("chat.delete", "ok", **posted)
        self._says("chat.delete", "message_not_found", **posted)

    def _scheduled(self) -> None:
        place = {"channel": self._general}
        later = int(self._slack.workspace.clock.now().timestamp()) + 3600
        kept = self._says("chat.scheduleMessage", "ok", **place, text="soon", post_at=later)
        self._says("chat.scheduleMessage", "time_in_past", **place, text="x", post_at=1)
        self._says("chat.scheduledMessages.list", "ok")
        named = {**place, "scheduled_message_id": kept["scheduled_message_id"]}
        self._says("chat.deleteScheduledMessage", "ok", **named)
        self._says("chat.deleteScheduledMessage", "invalid_scheduled_message_id", **named)

    def _channels(self) -> None:
        place = {"channel": self._general}
        self._says("conversations.info", "ok", **place, include_num_members=True)
        self._says("conversations.info", "channel_not_found", channel="C0NOWHERE")
        self._says("conversations.list", "ok", types="public_channel,private_channel,im")
        self._says("conversations.list", "invalid_types", types="salon")
        self._says("conversations.members", "ok", **place)
        opened = self._says("conversations.open", "ok", users=self._ana, return_im=True)
        self._says("conversations.open", "users_list_not_supplied")
        self._says("conversations.close", "ok", channel=opened["channel"]["id"])
        made = self._says("conversations.create", "ok", name="planning")
        self._says("conversations.create", "name_taken", name="planning")
        own = {"channel": made["channel"]["id"]}
        self._says("conversations.invite", "ok", **own, users=self._ana)
        self._says("conversations.invite", "already_in_channel", **own, users=self._ana)
        self._says("conversations.kick", "ok", **own, user=self._ana)
        self._says("conversations.rename", "ok", **own, name="plans")
        self._says("conversations.setTopic", "ok", **own, topic="What next")
        self._says("conversations.setPurpose", "ok", **own, purpose="To plan")
        said = self._says("chat.postMessage", "ok", **own, text="x")
        self._says("conversations.mark", "ok", **own, ts=said["ts"])
        self._says("conversations.archive", "ok", **own)
        self._says("chat.postMessage", "is_archived", **own, text="x")
        self._says("conversations.unarchive", "ok", **own)
        self._says("conversations.leave", "last_member", **own)
        self._says("conversations.invite", "ok", **own, users=self._ana)
        self._says("conversations.leave", "ok", **own)

    def _people(self) -> None:
        self._says("users.info", "ok", user=self._ana)
        self._says("users.info", "user_not_found", user="U0NOBODY")
        self._says("users.list", "ok")
        email = self._slack.workspace.members[self._ana].email
        self._says("users.lookupByEmail", "ok", email=email)
        self._says("users.lookupByEmail", "users_not_found", email="no@body.example")
        self._says("users.conversations", "ok", types="public_channel,im")
        self._says("users.getPresence", "ok", user=self._ana)
        self._says("users.profile.get", "ok", user=self._ana)

    def _files(self) -> None:
        sent = self._slack.person("ana").uploads("offer.pdf", "#general")
        given = {"file": sent.files[0]["id"]}
        self._says("files.info", "ok", **given)
        self._says("files.info", "file_not_found", file="F0NONE")
        self._says("files.list", "ok")
        ticket = self._says("files.getUploadURLExternal", "ok", filename="a.txt", length=1)
        self._says("files.completeUploadExternal", "file_not_found", files=[{"id": "F0NONE"}])
        self._upload(ticket["upload_url"])
        whole = [{"id": ticket["file_id"], "title": "A"}]
        self._says("files.completeUploadExternal", "ok", files=whole, channel_id=self._general)
        self._says("files.delete", "ok", file=ticket["file_id"])

    def _upload(self, url: str) -> None:
        urlopen(Request(url, b"x", {"Content-Type": "text/plain"}), timeout=5).close()

    def _marks(self) -> None:
        place = {"channel": self._general}
        said = self._says("chat.postMessage", "ok", **place, text="mark me")
        there = {**place, "timestamp": said["ts"]}
        self._says("reactions.add", "ok", **there, name="eyes")
        self._says("reactions.add", "already_reacted", **there, name="eyes")
        self._says("reactions.get", "ok", **there)
        self._says("reactions.list", "ok")
        self._says("reactions.remove", "ok", **there, name="eyes")
        self._says("reactions.remove", "no_reaction", **there, name="eyes")
        self._says("pins.add", "ok", **there)
        self._says("pins.list", "ok", **place)
        self._says("pins.remove", "ok", **there)

    def _views(self) -> None:
        blocks = kit.blocks_of("input", kit.named(kit.CHOICES + kit.TYPED + kit.FILES, "form"))
        face = {"title": kit.plain("Form"), "submit": kit.plain("Send"), "external_id": "one"}
        view = {"type": "modal", **face, "blocks": blocks}
        trigger_id = self._trigger()
        self._says("views.open", "invalid_arguments", trigger_id=trigger_id, view={})
        opened = self._says("views.open", "ok", trigger_id=trigger_id, view=view)["view"]
        self._says("views.open", "exchanged_trigger_id", trigger_id=trigger_id, view=view)
        self._says("views.open", "invalid_trigger_id", trigger_id="1.2.x", view=view)
        self._says("views.push", "duplicate_external_id", trigger_id=self._trigger(), view=view)
        for name in ("two", "three"):
            more = {**view, "external_id": name}
            self._says("views.push", "ok", trigger_id=self._trigger(), view=more)
        fourth = {**view, "external_id": "four"}
        self._says("views.push", "push_limit_reached", trigger_id=self._trigger(), view=fourth)
        self._says("views.update", "ok", view_id=opened["id"], hash=opened["hash"], view=view)
        self._says("views.update", "hash_conflict", view_id=opened["id"], hash="1.x", view=view)
        self._says("views.update", "not_found", view_id="V0NONE", view=view)
        home = {"type": "home", "blocks": blocks, "callback_id": "home"}
        self._says("views.publish", "ok", user_id=self._ana, view=home)
        self._says("views.publish", "invalid_arguments", user_id="U0NOBODY", view=home)

    def _trigger(self) -> str:
        return self._slack.slack.triggers.give(self._ana)

    def _says(self, method: str, wanted: str, token: str | None = None, **args: Any) -> Json:
        answer = self._api(method, token, **args)
        self.answers.append((method, wanted, answer))
        if wanted == "ok" and not answer["ok"]:
            raise AssertionError(f"{method}: {answer}")
        return answer
