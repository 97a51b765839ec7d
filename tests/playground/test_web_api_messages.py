"""Posts in all their forms, messages for later, and what the app hears of its own and others'."""

from __future__ import annotations

import json
import time
import urllib.request
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from playground.server import Playground
from tests.playground.conftest import RawClient
from tests.playground.events import told

CARD = {"title": "Ticket 7", "text": "Late again", "color": "#a00"}
METADATA = {"event_type": "x", "event_payload": {}}


@pytest.fixture
def call(whole: Playground) -> RawClient:
    return RawClient(whole, {})


def newest(slack: Playground) -> dict[str, Any]:
    return told(slack, "message")[-1]


def test_attachments_are_numbered_and_read(whole: Playground, call: RawClient) -> None:
    posted = call("chat.postMessage", channel="#sales", attachments=[CARD])
    assert posted["message"]["attachments"] == [
        {"id": 1, "fallback": "Ticket 7 Late again", **CARD}
    ]
    assert "Late again" in whole.person("ana").sees("Ticket 7").words
    place = {"channel": "C0SALES", "ts": posted["ts"]}
    kept = call("chat.update", **place, text="solved")["message"]["attachments"]
    assert kept == posted["message"]["attachments"]
    assert (
        "attachments" not in call("chat.update", **place, text="solved", attachments=[])["message"]
    )


def test_an_answer_may_have_attachments(whole: Playground, call: RawClient) -> None:
    ana = whole.person("ana")
    url = whole.slack.response_urls.give(ana.id, "C0SALES", None, "commands")
    body = json.dumps({"attachments": [CARD]}).encode()
    assert call.send(urllib.request.Request(url, body))["ok"]
    assert ana.sees("Late again").ephemeral_to == ana.id


@pytest.mark.parametrize(
    ("attachments", "error"),
    [
        ("{", "invalid_attachments"),
        (["x"], "invalid_attachments"),
        ([CARD] * 101, "too_many_attachments"),
        ([{"blocks": [{"type": "nonsense"}]}], "invalid_blocks"),
    ],
)
def test_bad_attachments(call: RawClient, attachments: Any, error: str) -> None:
    answer = call("chat.postMessage", channel="#sales", text="x", attachments=attachments)
    assert answer["error"] == error


def test_a_customized_post_has_a_name_and_no_user(whole: Playground, call: RawClient) -> None:
    face = {"username": "Watch", "icon_emoji": ":eyes:"}
    said = call("chat.postMessage", channel="#sales", text="all quiet", **face)["message"]
    assert (said["subtype"], said["username"]) == ("bot_message", "Watch")
    assert said["icons"] == {"emoji": ":eyes:"}
    assert "user" not in said
    assert newest(whole)["subtype"] == "bot_message"
    assert call("chat.delete", channel="C0SALES", ts=said["ts"])["ok"]


def test_without_its_scope_a_customized_post_is_a_plain_one(api: RawClient) -> None:
    said = api("chat.postMessage", channel="#general", text="x", username="Watch")["message"]
    assert said["user"] == "U0RAPPORT"
    assert "username" not in said


def test_a_line_about_the_app_itself(whole: Playground, call: RawClient) -> None:
    assert call("chat.meMessage", channel="#sales", text="waves").keys() >= {"channel", "ts"}
    assert newest(whole)["subtype"] == "me_message"
    assert call("chat.meMessage", channel="#sales", text="")["error"] == "no_text"


def test_the_app_hears_its_own_posts_changes_and_deletions(
    whole: Playground, call: RawClient
) -> None:
    ts = call("chat.postMessage", channel="#sales", text="one")["ts"]
    posted = newest(whole)
    assert (posted["bot_id"], posted["text"], posted["channel_type"]) == (
        "B0RAPPORT",
        "one",
        "channel",
    )
    call("chat.update", channel="C0SALES", ts=ts, text="two")
    changed = newest(whole)
    assert (changed["subtype"], changed["hidden"]) == ("message_changed", True)
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("one", "two")
    assert changed["message"]["edited"]["user"] == "U0RAPPORT"
    call("chat.delete", channel="C0SALES", ts=ts)
    deleted = newest(whole)
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)
    assert deleted["previous_message"]["text"] == "two"


def test_where_the_app_is_no_member_it_hears_nothing(whole: Playground) -> None:
    ana = whole.person("ana")
    message: Any = ana.types("hello @rapport", channel="#general")
    ana.edits("bye", on=message)
    ana.reacts("wave", on=message)
    ana.deletes(on=message)
    assert told(whole, "message") == told(whole, "reaction_added") == []
    ana.types("hello", channel="#sales")
    assert newest(whole)["text"] == "hello"


def test_people_edit_and_delete_what_they_wrote(whole: Playground) -> None:
    ana, ben = whole.person("ana"), whole.person("ben")
    message: Any = ana.types("to @ben", channel="#sales")
    ana.edits("to @olga & co", on=message)
    assert newest(whole)["message"]["text"] == "to <@U0OLGA> &amp; co"
    assert newest(whole)["message"]["edited"]["user"] == "U0ANA"
    assert ben.sees("to @Olga & co").edited
    with pytest.raises(AssertionError, match="ben did not write this"):
        ben.edits("mine", on=message)
    with pytest.raises(AssertionError, match="ben did not write this"):
        ben.deletes(on=message)
    ana.deletes(on=message)
    ben.does_not_see("Olga & co")
    assert newest(whole)["subtype"] == "message_deleted"


def test_a_deleted_parent_with_replies_becomes_a_tombstone(whole: Playground) -> None:
    ana = whole.person("ana")
    parent: Any = ana.types("late again", channel="#sales")
    ana.types("which one?", thread_of=parent)
    ana.deletes(on=parent)
    assert (newest(whole)["subtype"], newest(whole)["message"]["subtype"]) == (
        "message_changed",
        "tombstone",
    )


def test_a_reply_may_be_shown_in_the_channel_too(whole: Playground, call: RawClient) -> None:
    ana = whole.person("ana")
    parent: Any = ana.types("late again", channel="#sales")
    ana.types("solved", thread_of=parent, also_to_channel=True)
    assert newest(whole)["subtype"] == "thread_broadcast"
    assert newest(whole)["root"]["text"] == "late again"
    history = call("conversations.history", channel="C0SALES")["messages"]
    assert [m["text"] for m in history] == ["solved", "late again"]


def test_a_note_for_one_person_is_dismissed_without_a_word(
    whole: Playground, call: RawClient
) -> None:
    call("chat.postEphemeral", channel="C0SALES", user="U0ANA", text="psst")
    ana = whole.person("ana")
    ana.deletes(on=ana.sees("psst"))
    ana.does_not_see("psst")
    assert told(whole, "message") == []


# Later


def at_six(slack: Playground) -> int:
    return int((slack.workspace.clock.now() + timedelta(hours=6)).timestamp())


def test_a_scheduled_message_goes_out_when_the_clock_gets_there(
    whole: Playground, call: RawClient
) -> None:
    post_at = at_six(whole)
    later = call("chat.scheduleMessage", channel="#sales", text="six", post_at=post_at)
    assert (later["post_at"], later["message"]["text"]) == (post_at, "six")
    assert "ts" not in later["message"]
    (waiting,) = call("chat.scheduledMessages.list", channel="C0SALES")["scheduled_messages"]
    assert (waiting["id"], waiting["text"]) == (later["scheduled_message_id"], "six")
    now = whole.workspace.clock.now()
    whole.move_clock(now + timedelta(hours=5))
    whole.person("ana").does_not_see("six")
    whole.move_clock(now + timedelta(hours=7))
    assert whole.person("ana").sees("six").ts.startswith(str(post_at)), "it bears its own time"
    assert call("chat.scheduledMessages.list")["scheduled_messages"] == []


def test_a_scheduled_message_goes_out_by_itself(whole: Playground, call: RawClient) -> None:
    call("chat.scheduleMessage", channel="#sales", text="soon", post_at=int(time.time()) + 1)
    whole.person("ana").sees("soon")


def test_a_scheduled_message_is_taken_back(whole: Playground, call: RawClient) -> None:
    place = {"channel": "C0SALES"}
    later = call("chat.scheduleMessage", **place, text="six", post_at=at_six(whole))
    named = {**place, "scheduled_message_id": later["scheduled_message_id"]}
    assert call("chat.deleteScheduledMessage", **named)["ok"]
    again = call("chat.deleteScheduledMessage", **named)
    assert again["error"] == "invalid_scheduled_message_id"
    whole.move_clock(whole.workspace.clock.now() + timedelta(hours=7))
    whole.person("ana").does_not_see("six")


def test_with_metadata_it_never_goes_out_as_in_slack(whole: Playground, call: RawClient) -> None:
    later: dict[str, Any] = {"post_at": at_six(whole), "metadata": METADATA}
    assert call("chat.scheduleMessage", channel="#sales", text="six", **later)["ok"]
    whole.move_clock(whole.workspace.clock.now() + timedelta(hours=7))
    whole.person("ana").does_not_see("six")


def test_a_channel_archived_meanwhile_gets_nothing(whole: Playground, call: RawClient) -> None:
    call("chat.scheduleMessage", channel="#sales", text="six", post_at=at_six(whole))
    whole.archive("#sales")
    whole.move_clock(whole.workspace.clock.now() + timedelta(hours=7))
    whole.person("ana").does_not_see("six")


@pytest.mark.parametrize(
    ("post_at", "error"),
    [(1, "time_in_past"), (9_999_999_999, "time_too_far"), ("soon", "invalid_time")],
)
def test_times_that_do_not_do(call: RawClient, post_at: Any, error: str) -> None:
    answer = call("chat.scheduleMessage", channel="#sales", text="x", post_at=post_at)
    assert answer["error"] == error


def test_thirty_in_five_minutes_and_no_more(whole: Playground, call: RawClient) -> None:
    later: dict[str, Any] = {"channel": "C0SALES", "text": "x", "post_at": at_six(whole)}
    answers = [call("chat.scheduleMessage", **later) for _ in range(31)]
    assert [a["ok"] for a in answers] == [True] * 30 + [False]
    assert answers[-1]["error"] == "restricted_too_many"
    elsewhere = {**later, "post_at": later["post_at"] + 300}
    assert call("chat.scheduleMessage", **elsewhere)["ok"]


@pytest.mark.parametrize(
    ("body", "kind", "shown"),
    [
        (b'{"text": "later", "replace_original": "false"}', "application/json", ["asked", "later"]),
        (b'{"text": "later", "replace_original": "true"}', "application/json", ["later"]),
        (b"text=later", "application/x-www-form-urlencoded", ["asked", "later"]),
        (b"payload=%7B%22text%22%3A%22later%22%7D", "application/x-www-form-urlencoded", None),
    ],
)
def test_an_answer_in_other_spellings(
    whole: Playground, call: RawClient, body: bytes, kind: str, shown: list[str] | None
) -> None:
    ts = call("chat.postMessage", channel="C0SALES", text="asked")["ts"]
    url = whole.slack.response_urls.give("U0ANA", "C0SALES", ts, "actions")
    request = urllib.request.Request(url, body, {"Content-Type": kind})
    assert call.send(request)["ok"]
    messages = whole.person("ana").messages("#sales")
    assert [m.text for m in messages] == (shown or ["asked", "later"])


def test_everybody_is_listed_without_a_limit(whole: Playground, call: RawClient) -> None:
    for number in range(120):
        more = replace(whole.workspace.member("ana"), id=f"U0NEW{number}", handle=f"new{number}")
        whole.workspace.add_member(more)
    answer = call("users.list", include_locale=True)
    assert len(answer["members"]) > 120
    assert answer["response_metadata"]["next_cursor"] == ""
    assert answer["members"][0]["locale"] == "en-US"
    bot = call("users.info", user="U0RAPPORT")["user"]["profile"]
    assert (bot["bot_id"], bot["always_active"]) == (whole.workspace.app.bot_id, True)
