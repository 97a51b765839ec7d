"""What an app asks of itself and of the workspace, and the end of its tokens."""

from __future__ import annotations

from typing import Any

import pytest

from playground.server import Playground
from tests.playground.conftest import RawClient
from tests.playground.events import names_told, told


@pytest.fixture
def call(whole: Playground) -> RawClient:
    return RawClient(whole, {})


def test_a_call_gives_back_what_it_was_given(call: RawClient) -> None:
    assert call("api.test", token="", foo="bar")["args"] == {"foo": "bar"}
    assert call("api.test", error="my_error")["error"] == "my_error"


def test_the_apps_bot(call: RawClient) -> None:
    bot = call("bots.info", bot="B0RAPPORT")["bot"]
    assert (bot["user_id"], bot["app_id"], bot["deleted"]) == ("U0RAPPORT", "A0RAPPORT", False)
    assert call("bots.info", bot="B0WEBHOOK")["error"] == "bot_not_found"


def test_people_in_short(whole: Playground, call: RawClient) -> None:
    profile = call("users.profile.get", user="U0ANA")["profile"]
    assert (profile["real_name"], profile["email"][:4]) == ("Ana Villanueva", "ana@")
    assert call("users.getPresence", user="U0ANA")["presence"] == "active"
    whole.change_profile("ana", deleted=True)
    assert call("users.getPresence", user="U0ANA")["presence"] == "away"
    for method in ("users.profile.get", "users.getPresence"):
        assert call(method, user="U0NOBODY")["error"] == "user_not_found"


@pytest.mark.parametrize(
    ("method", "key", "empty"), [("emoji.list", "emoji", {}), ("usergroups.list", "usergroups", [])]
)
def test_a_workspace_without_extras(call: RawClient, method: str, key: str, empty: Any) -> None:
    assert call(method)[key] == empty


def test_a_revoked_token_is_worth_nothing(whole: Playground, call: RawClient) -> None:
    assert call("auth.revoke", test=True)["revoked"] is False
    assert call("auth.revoke")["revoked"] is True
    assert told(whole)[-1]["tokens"] == {"oauth": [], "bot": ["U0RAPPORT"]}
    assert call("auth.test")["error"] == "token_revoked"


def test_an_app_that_was_taken_away(whole: Playground, call: RawClient) -> None:
    whole.uninstall()
    assert names_told(whole)[-2:] == ["app_uninstalled", "tokens_revoked"]
    assert call("auth.test")["error"] == "account_inactive"


def test_both_tabs_are_told_apart(whole: Playground) -> None:
    ana = whole.person("ana")
    ana.opens_home()
    ana.opens_messages()
    assert [e["tab"] for e in told(whole, "app_home_opened")] == ["home", "messages"]
