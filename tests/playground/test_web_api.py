"""What the Web API answers and what it refuses, call by call."""

from __future__ import annotations

import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from playground.company import sample_company
from playground.server import Playground
from tests.playground.conftest import MANIFEST, HandMachine, RawClient

MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Hi"},
    "blocks": [{"type": "divider"}],
}
LONG = "x" * 40_001
REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("chat.postMessage", {"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "C0LEADERSHIP", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "#general"}, "no_text"),
    ("chat.postMessage", {"channel": "#general", "text": " "}, "no_text"),
    ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": "#general", "blocks": "{"}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": "#general", "text": "x", "metadata": {}}, ""),
    (
        "chat.postMessage",
        {"channel": "#general", "text": "x", "metadata": {"event_type": 1}},
        "invalid_metadata_format",
    ),
    (
        "chat.postMessage",
        {"channel": "#general", "text": "x", "thread_ts": "1.0"},
        "thread_not_found",
    ),
    ("chat.update", {"channel": "C0GENERAL", "ts": "1.0", "text": "x"}, "message_not_found"),
    ("chat.delete", {"channel": "C0GENERAL", "ts": "1.0"}, "message_not_found"),
    (
        "chat.postEphemeral",
        {"channel": "C0GENERAL", "user": "U0ANA", "text": "x"},
        "not_in_channel",
    ),
    ("chat.getPermalink", {"channel": "C0GENERAL", "message_ts": "1.0"}, "channel_not_found"),
    ("conversations.history", {"channel": "C0GENERAL"}, "not_in_channel"),
    ("conversations.history", {"channel": "C0LEADERSHIP"}, "channel_not_found"),
    ("conversations.info", {"channel": "C0LEADERSHIP"}, "channel_not_found"),
    ("conversations.list", {"types": "mpim"}, "missing_scope"),
    ("conversations.list", {"types": "nonsense"}, "invalid_types"),
    ("conversations.list", {"cursor": "%"}, "invalid_cursor"),
    ("conversations.list", {"limit": 0}, ""),
    ("conversations.list", {"limit": "many"}, "invalid_limit"),
    ("conversations.open", {"users": "U0NOBODY"}, "user_not_found"),
    ("conversations.open", {}, "users_list_not_supplied"),
    ("conversations.invite", {"channel": "C0GENERAL", "users": "U0GUS"}, "missing_scope"),
    ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
    ("users.lookupByEmail", {"email": "sten@stellarworks.example"}, "users_not_found"),
    ("views.open", {"trigger_id": "1.2.3", "view": MODAL}, "invalid_trigger_id"),
    ("views.open", {"trigger_id": "1.2.3", "view": {}}, "invalid_arguments"),
    (
        "views.open",
        {"trigger_id": "1.2.3", "view": {**MODAL, "blocks": ["x" * 250_000]}},
        "view_too_large",
    ),
    ("views.update", {"view_id": "V0", "view": MODAL}, "not_found"),
    ("views.publish", {"user_id": "U0ANA", "view": MODAL}, "invalid_arguments"),
    ("nonsense.method", {}, "unknown_method"),
]


@pytest.mark.parametrize(("method", "args", "error"), REFUSALS)
def test_refusals(api: RawClient, method: str, args: dict[str, Any], error: str) -> None:
    answer = api(method, **args)
    assert answer.get("error", "") == error
    assert answer["ok"] is (not error)
    assert api.status == 200


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("auth.test", "", "not_authed"),
        ("auth.test", "xoxb-wrong", "invalid_auth"),
        ("apps.connections.open", "bot", "not_allowed_token_type"),
        ("chat.postMessage", "app", "not_allowed_token_type"),
    ],
)
def test_tokens(slack: Playground, api: RawClient, method: str, token: str, error: str) -> None:
    known = {"bot": slack.bot_token, "app": slack.app_token}
    assert api(method, token=known.get(token, token))["error"] == error


def test_a_missing_scope_names_what_is_needed(tmp_path: Path) -> None:
    small = tmp_path / "manifest.yml"
    small.write_text("oauth_config: {scopes: {bot: [commands, chat:write]}}", "utf-8")
    with Playground(sample_company(), small) as slack:
        api = RawClient(slack, {})
        answer = api("users.lookupByEmail", email="ana@harbourandpine.example")
        assert (answer["error"], answer["needed"]) == (
            "missing_scope",
            "users:read,users:read.email",
        )
        assert answer["provided"] == "chat:write,commands"
        assert api("chat.postMessage", channel="#general", text="x")["error"] == "not_in_channel"
        assert api.headers["x-oauth-scopes"] == "chat:write,commands"


def test_an_address_is_shown_only_with_its_scope(tmp_path: Path, api: RawClient) -> None:
    assert api("users.info", user="U0ANA")["user"]["profile"]["email"].startswith("ana@")
    small = tmp_path / "manifest.yml"
    small.write_text("oauth_config: {scopes: {bot: ['users:read']}}", "utf-8")
    with Playground(sample_company(), small) as slack:
        assert "email" not in RawClient(slack, {})("users.info", user="U0ANA")["user"]["profile"]


def test_forms_are_read_as_json_is(slack: Playground) -> None:
    body = {"token": slack.bot_token, "channel": "#general", "text": "a", "blocks": "[]"}
    request = urllib.request.Request(
        slack.api_url + "chat.postMessage", urllib.parse.urlencode(body).encode()
    )
    assert RawClient(slack, {}).send(request)["message"]["text"] == "a"
    assert "token" not in slack.calls("chat.postMessage")[0].args


def test_history_is_newest_first_windowed_and_without_threads(api: RawClient) -> None:
    api("conversations.join", channel="C0GENERAL")
    metadata = {"event_type": "post", "event_payload": {"id": 7}}
    posted = [
        api("chat.postMessage", channel="C0GENERAL", text=str(n), metadata=metadata)["ts"]
        for n in range(5)
    ]
    api("chat.postMessage", channel="C0GENERAL", text="reply", thread_ts=posted[0])

    first = api("conversations.history", channel="C0GENERAL", limit=2)
    assert [m["text"] for m in first["messages"]] == ["4", "3"]
    assert "metadata" not in first["messages"][0]
    cursor = first["response_metadata"]["next_cursor"]
    rest = api("conversations.history", channel="C0GENERAL", limit=9, cursor=cursor)
    assert [m["text"] for m in rest["messages"]] == ["2", "1", "0"]
    assert rest["has_more"] is False
    window = {"oldest": posted[1], "latest": posted[3]}
    inside = api("conversations.history", channel="C0GENERAL", include_all_metadata=True, **window)
    assert [m["metadata"] for m in inside["messages"]] == [metadata]
    bounds = api("conversations.history", channel="C0GENERAL", inclusive=True, **window)
    assert [m["text"] for m in bounds["messages"]] == ["3", "2", "1"]
    thread = api("conversations.replies", channel="C0GENERAL", ts=posted[0])
    assert [m["text"] for m in thread["messages"]] == ["0", "reply"]


def test_a_post_to_a_person_opens_their_dm(slack: Playground, api: RawClient) -> None:
    opened = api("conversations.open", users="U0ANA")["channel"]["id"]
    assert api("chat.postMessage", channel="U0ANA", text="hello")["channel"] == opened
    assert slack.person("ana").direct_messages()[0].words == "hello"
    slack.person("ben").does_not_see("hello")


def test_only_own_messages_change(slack: Playground, api: RawClient) -> None:
    message: Any = slack.person("ana").types("mine", channel="#general")
    answer = api("chat.update", channel="C0GENERAL", ts=message.ts, text="ours")
    assert answer["error"] == "cant_update_message"


def test_archived_channels_take_no_post(slack: Playground, api: RawClient) -> None:
    slack.workspace.channel("#complaints").is_archived = True
    for method in ("chat.postMessage", "conversations.join"):
        assert api(method, channel="C0COMPLAINTS", text="x")["error"] == "is_archived"


def test_long_texts(slack: Playground, api: RawClient) -> None:
    posted = api("chat.postMessage", channel="#general", text=LONG)
    assert posted["warning"] == "message_truncated"
    assert len(posted["message"]["text"]) == 40_000
    changed = api("chat.update", channel="C0GENERAL", ts=posted["ts"], text=LONG)
    assert changed["error"] == "msg_too_long"


def test_text_alone_takes_the_blocks_away(api: RawClient) -> None:
    blocks = [{"type": "divider"}]
    ts = api("chat.postMessage", channel="#general", text="x", blocks=blocks)["ts"]
    changed = api("chat.update", channel="C0GENERAL", ts=ts, text="y")
    assert "blocks" not in changed["message"]


def test_a_stale_hash_is_a_conflict(slack: Playground, api: RawClient) -> None:
    trigger = slack.slack.triggers.give("U0ANA")
    view = api("views.open", trigger_id=trigger, view=MODAL)["view"]
    place = {"view_id": view["id"], "view": MODAL}
    assert api("views.update", hash=view["hash"], **place)["ok"]
    assert api("views.update", hash=view["hash"], **place)["error"] == "hash_conflict"


def test_three_views_and_no_more(slack: Playground, api: RawClient) -> None:
    api("views.open", trigger_id=slack.slack.triggers.give("U0ANA"), view=MODAL)
    answers = [
        api("views.push", trigger_id=slack.slack.triggers.give("U0ANA"), view=MODAL)
        for _ in range(3)
    ]
    assert [a.get("error") for a in answers] == [None, None, "push_limit_reached"]


def test_a_trigger_serves_once_and_for_three_seconds(machine: HandMachine) -> None:
    with Playground(sample_company(), MANIFEST, machine=machine) as slack:
        api = RawClient(slack, {})
        first, late = (slack.slack.triggers.give("U0ANA") for _ in range(2))
        assert api("views.open", trigger_id=first, view=MODAL)["ok"]
        again = api("views.open", trigger_id=first, view=MODAL)
        assert again["error"] == "exchanged_trigger_id"
        machine.now += 3.1
        assert api("views.open", trigger_id=late, view=MODAL)["error"] == "expired_trigger_id"


def test_a_response_url_serves_five_times_in_half_an_hour(machine: HandMachine) -> None:
    with Playground(sample_company(), MANIFEST, machine=machine) as slack:
        api = RawClient(slack, {})
        urls = slack.slack.response_urls
        used, late = (urls.give("U0ANA", "C0GENERAL", None, "commands") for _ in range(2))
        answers = [api.send(urllib.request.Request(used, b'{"text": "x"}')) for _ in range(6)]
        assert [a.get("error") for a in answers] == [None] * 5 + ["used_url"]
        machine.now += 30 * 60 + 1
        answer = api.send(urllib.request.Request(late, b'{"text": "x"}'))
        assert (answer["error"], api.status) == ("expired_url", 404)
        assert len(slack.person("ana").messages("#general")) == 5
