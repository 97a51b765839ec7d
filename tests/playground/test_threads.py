"""Threads: replies posted and typed, and what Slack says of them."""

from __future__ import annotations

from typing import Any

from slack_bolt import App

from playground.messages import Message
from playground.server import Playground
from tests.playground.conftest import RawClient
from tests.playground.test_flows import button


def posted(api: RawClient, text: str, **more: Any) -> str:
    answer = api("chat.postMessage", channel="C0GENERAL", text=text, **more)
    assert answer["ok"], answer
    ts: str = answer["ts"]
    return ts


def typed(slack: Playground, who: str, text: str, thread_of: Message | None = None) -> Message:
    message = slack.person(who).types(text, channel="#general", thread_of=thread_of)
    assert isinstance(message, Message)
    return message


def test_a_parent_says_who_replied(slack: Playground, api: RawClient) -> None:
    slack.invite("rapport", "#general")
    card = posted(api, "card")
    shown = slack.person("ana").sees("card")
    for who, text in (("ana", "one"), ("ben", "two"), ("ana", "three")):
        typed(slack, who, text, shown)
    last = posted(api, "four", thread_ts=card, metadata={"event_type": "e", "event_payload": {}})

    (parent,) = api("conversations.history", channel="C0GENERAL")["messages"]
    assert parent["thread_ts"] == card
    assert (parent["reply_count"], parent["latest_reply"]) == (4, last)
    assert (parent["reply_users_count"], parent["subscribed"]) == (3, True)
    assert parent["reply_users"] == ["U0ANA", "U0BEN", "U0RAPPORT"]

    thread = api("conversations.replies", channel="C0GENERAL", ts=card, include_all_metadata=True)
    assert [m["text"] for m in thread["messages"]] == ["card", "one", "two", "three", "four"]
    assert {m["parent_user_id"] for m in thread["messages"][1:]} == {"U0RAPPORT"}
    assert thread["messages"][-1]["metadata"]["event_type"] == "e"
    assert [m.words for m in slack.person("ben").thread(shown)] == ["one", "two", "three", "four"]
    assert slack.person("ben").sees("four").is_reply


def test_a_reply_may_be_shown_in_the_channel_too(slack: Playground, api: RawClient) -> None:
    slack.invite("rapport", "#general")
    card = posted(api, "card")
    posted(api, "quiet", thread_ts=card)
    posted(api, "loud", thread_ts=card, reply_broadcast=True)
    loud, parent = api("conversations.history", channel="C0GENERAL")["messages"]
    assert (loud["subtype"], loud["root"]["ts"]) == ("thread_broadcast", card)
    assert (parent["text"], parent["reply_count"]) == ("card", 2)


def test_a_deleted_parent_leaves_its_replies(slack: Playground, api: RawClient) -> None:
    slack.invite("rapport", "#general")
    card, alone = posted(api, "card"), posted(api, "alone")
    posted(api, "reply", thread_ts=card)
    for ts in (card, alone):
        api("chat.delete", channel="C0GENERAL", ts=ts)
    gone, reply = api("conversations.replies", channel="C0GENERAL", ts=card)["messages"]
    assert (gone["subtype"], gone["reply_count"], reply["text"]) == ("tombstone", 1, "reply")
    assert api("conversations.history", channel="C0GENERAL")["messages"] == [gone]
    late = {"channel": "C0GENERAL", "text": "late", "thread_ts": alone}
    assert api("conversations.replies", channel="C0GENERAL", ts=alone)["ok"] is False
    assert api("chat.postMessage", **late)["error"] == "thread_not_found"
    slack.slack.unthreads_orphans = True
    assert "thread_ts" not in api("chat.postMessage", **late)["message"]


def test_the_app_hears_a_reply_as_one(slack: Playground, app: App) -> None:
    heard: list[Any] = []

    @app.event("message")
    def answer(event: dict[str, Any], say: Any) -> None:
        heard.append(event)
        say("in the thread", thread_ts=event["ts"])

    ana = slack.person("ana")
    question = ana.types("a question")
    assert isinstance(question, Message)
    ana.sees("in the thread")
    ana.types("thanks", thread_of=question)
    slack.wait_for(lambda: len(heard) == 2)
    assert heard[1]["thread_ts"] == question.ts
    assert heard[1]["parent_user_id"] == ana.id


def test_commands_do_not_work_in_threads(slack: Playground, api: RawClient) -> None:
    ana = slack.person("ana")
    ana.types("/echo hello", thread_of=typed(slack, "ben", "morning"))
    assert ana.sees("/echo is not supported in threads").is_reply
    assert slack.deliveries == []


def test_a_button_in_a_thread_is_answered_there(slack: Playground, socket_app: App) -> None:
    @socket_app.action("done")
    def answer(ack: Any, body: dict[str, Any], respond: Any) -> None:
        where = {"thread_ts": body["container"]["thread_ts"], "replace_original": False}
        respond(text="so it is", response_type="in_channel", **where)
        ack()

    parent = typed(slack, "ben", "morning")
    buttons = [{"type": "actions", "elements": [button("Done", "done")]}]
    socket_app.client.chat_postMessage(
        channel="C0GENERAL", text="Do it", blocks=buttons, thread_ts=parent.ts
    )
    ana = slack.person("ana")
    delivery = ana.presses("Done")
    assert delivery.payload["message"]["parent_user_id"] == "U0BEN"
    assert [m.text for m in ana.thread(parent)] == ["Do it", "so it is"]
