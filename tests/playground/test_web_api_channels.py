"""conversations.* that change something, and the events that follow."""

from __future__ import annotations

from typing import Any

import pytest

from playground.people import Member
from playground.server import Playground
from tests.playground.conftest import RawClient
from tests.playground.events import names_told, told


@pytest.fixture
def call(whole: Playground) -> RawClient:
    return RawClient(whole, {})


def test_a_channel_is_made_described_and_named_anew(whole: Playground, call: RawClient) -> None:
    channel = call("conversations.create", name="launch")["channel"]
    place = {"channel": channel["id"]}
    assert (channel["creator"], channel["is_member"]) == ("U0RAPPORT", True)
    assert told(whole)[-1]["channel"]["name"] == "launch"
    assert call("conversations.setTopic", **place, topic="Go")["channel"]["topic"]["value"] == "Go"
    assert call("conversations.setPurpose", **place, purpose="To launch")["purpose"] == "To launch"
    assert call("conversations.rename", **place, name="landing")["channel"]["name"] == "landing"
    shown = call("conversations.info", **place)["channel"]
    assert (shown["topic"]["creator"], shown["purpose"]["value"]) == ("U0RAPPORT", "To launch")
    assert shown["previous_names"] == ["launch"]
    assert names_told(whole)[-2:] == ["channel_created", "channel_rename"]


def test_people_come_and_go(whole: Playground, call: RawClient) -> None:
    place = {"channel": "C0SALES"}
    assert call("conversations.kick", **place, user="U0ANA")["ok"]
    assert "U0ANA" not in call("conversations.members", **place)["members"]
    assert call("conversations.invite", **place, users="U0ANA")["ok"]
    assert names_told(whole)[-2:] == ["member_left_channel", "member_joined_channel"]
    assert call("conversations.leave", **place)["ok"]
    assert told(whole)[-1]["type"] == "channel_left"
    assert call("conversations.leave", **place)["not_in_channel"] is True


def test_a_channel_is_closed_and_opened(whole: Playground, call: RawClient) -> None:
    place = {"channel": "C0SALES"}
    assert call("conversations.archive", **place)["ok"]
    assert call("conversations.archive", **place)["error"] == "already_archived"
    assert call("conversations.setTopic", **place, topic="x")["error"] == "is_archived"
    assert call("conversations.unarchive", **place)["ok"]
    assert call("conversations.unarchive", **place)["error"] == "not_archived"
    assert names_told(whole)[-2:] == ["channel_archive", "channel_unarchive"]


def test_a_direct_message_is_marked_and_closed(whole: Playground, call: RawClient) -> None:
    place = {"channel": call("conversations.open", users="U0ANA")["channel"]["id"]}
    ts = call("chat.postMessage", **place, text="hello")["ts"]
    assert call("conversations.mark", **place, ts=ts)["ok"]
    assert call("conversations.close", **place)["ok"]
    whole.person("ana").sees("hello")
    assert call("conversations.kick", **place, user="U0ANA")["error"] == (
        "method_not_supported_for_channel_type"
    )


REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("create", {"name": ""}, "invalid_name_required"),
    ("create", {"name": "x" * 81}, "invalid_name_maxlength"),
    ("create", {"name": "Launch"}, "invalid_name_specials"),
    ("create", {"name": "a b"}, "invalid_name_specials"),
    ("create", {"name": "--"}, "invalid_name_punctuation"),
    ("create", {"name": "sales"}, "name_taken"),
    ("rename", {"channel": "C0SALES", "name": "x"}, "not_authorized"),
    ("rename", {"channel": "C0GENERAL", "name": "x"}, "not_in_channel"),
    ("archive", {"channel": "C0GENERAL"}, "not_in_channel"),
    ("setTopic", {"channel": "C0SALES", "topic": "x" * 251}, "too_long"),
    ("kick", {"channel": "C0SALES", "user": "U0RAPPORT"}, "cant_kick_self"),
    ("kick", {"channel": "C0SALES", "user": "U0NOBODY"}, "user_not_found"),
    ("kick", {"channel": "C0SALES", "user": "U0STEN"}, "not_in_channel"),
    ("invite", {"channel": "C0SALES", "users": "U0ANA"}, "already_in_channel"),
    ("invite", {"channel": "C0SALES", "users": "U0RAPPORT"}, "cant_invite_self"),
    ("invite", {"channel": "C0SALES", "users": ""}, "no_user"),
    ("invite", {"channel": "C0SALES", "users": "U0STEN,U0NOBODY"}, "user_not_found"),
    ("open", {"channel": "C0SALES"}, "method_not_supported_for_channel_type"),
    ("open", {"users": "U0ANA,U0BEN"}, "missing_scope"),
    ("history", {"channel": "C0SALES", "oldest": "x"}, "invalid_ts_oldest"),
    ("history", {"channel": "C0SALES", "latest": "x"}, "invalid_ts_latest"),
    ("close", {"channel": "C0SALES"}, "method_not_supported_for_channel_type"),
    ("mark", {"channel": "C0SALES", "ts": "1.0"}, "message_not_found"),
]


@pytest.mark.parametrize(("method", "args", "error"), REFUSALS)
def test_refusals(call: RawClient, method: str, args: dict[str, Any], error: str) -> None:
    assert call(f"conversations.{method}", **args)["error"] == error


def test_one_who_cannot_come_keeps_all_out(whole: Playground, call: RawClient) -> None:
    wanted = {"channel": "C0SALES", "users": "U0STEN,U0NOBODY"}
    answer = call("conversations.invite", **wanted)
    assert answer["errors"] == [{"user": "U0NOBODY", "ok": False, "error": "user_not_found"}]
    assert "U0STEN" not in call("conversations.members", channel="C0SALES")["members"]
    assert call("conversations.invite", **wanted, force=True)["ok"]
    assert "U0STEN" in call("conversations.members", channel="C0SALES")["members"]


def test_nobody_comes_or_goes_in_an_archive(whole: Playground, call: RawClient) -> None:
    whole.archive("#sales")
    place = {"channel": "C0SALES"}
    assert call("conversations.invite", **place, users="U0STEN")["error"] == "is_archived"
    assert call("conversations.kick", **place, user="U0ANA")["error"] == "is_archived"


def test_an_open_conversation_is_told_whole(whole: Playground, call: RawClient) -> None:
    opened = call("conversations.open", users="U0ANA")["channel"]
    again = call("conversations.open", channel=opened["id"], return_im=True)
    assert (again["channel"]["user"], again["already_open"]) == ("U0ANA", True)
    shown = call("conversations.info", channel=opened["id"], include_locale=True)["channel"]
    assert shown["locale"] == "en-US"


def test_a_warning_is_named_twice(whole: Playground, call: RawClient) -> None:
    joined = call("conversations.join", channel="C0SALES")
    assert joined["warning"] == "already_in_channel"
    assert joined["response_metadata"] == {"warnings": ["already_in_channel"]}


def test_the_channel_of_all_stays(whole: Playground, call: RawClient) -> None:
    whole.invite("rapport", "#general")
    place = {"channel": "C0GENERAL"}
    assert call("conversations.archive", **place)["error"] == "cant_archive_general"
    assert call("conversations.leave", **place)["error"] == "cant_leave_general"
    assert call("conversations.kick", **place, user="U0ANA")["error"] == "cant_kick_from_general"
    alone = call("conversations.create", name="alone")["channel"]["id"]
    assert call("conversations.leave", channel=alone)["error"] == "last_member"


@pytest.mark.parametrize(
    ("method", "args", "needed"),
    [
        ("create", {"name": "x"}, "channels:manage"),
        ("create", {"name": "x", "is_private": True}, "groups:write"),
        ("setTopic", {"channel": "C0GENERAL", "topic": "x"}, "channels:manage"),
        ("archive", {"channel": "C0GENERAL"}, "channels:manage"),
    ],
)
def test_scopes(api: RawClient, method: str, args: dict[str, Any], needed: str) -> None:
    answer = api(f"conversations.{method}", **args)
    assert (answer["error"], answer["needed"]) == ("missing_scope", needed)


def test_of_private_channels_the_app_hears_what_a_member_hears(
    whole: Playground, call: RawClient
) -> None:
    before = len(told(whole))
    whole.create_channel("board", is_private=True)
    whole.rename_channel("#board", "boardroom")
    assert len(told(whole)) == before
    whole.invite("rapport", "#boardroom")
    whole.rename_channel("#boardroom", "board")
    whole.remove("rapport", "#board")
    assert names_told(whole)[before:] == ["member_joined_channel", "group_rename", "group_left"]
    channel = call("conversations.create", name="own", is_private=True)["channel"]
    assert channel["is_private"] is True


def test_somebody_new(whole: Playground, call: RawClient) -> None:
    whole.welcome(Member("U0NEW", "new", "Nell Newman", "UTC", whole.team_id))
    assert told(whole)[-1]["user"]["name"] == "new"
    assert call("users.info", user="U0NEW")["ok"]
    assert "U0NEW" in call("conversations.members", channel="C0GENERAL")["members"]
