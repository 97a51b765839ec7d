"""What happens in the house: profiles change, channels close, the app is invited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App

from playground.company import sample_company
from playground.server import Playground
from tests.playground.conftest import RawClient

READ_ONLY = """
features: {slash_commands: [{command: /echo}]}
oauth_config: {scopes: {bot: [commands]}}
"""


def test_a_changed_profile_is_announced(slack: Playground, socket_app: App) -> None:
    zones: list[str] = []
    socket_app.event("user_change")(lambda event: zones.append(event["user"]["tz"]))
    slack.change_profile("ana", tz="Europe/Paris")
    slack.wait_for(lambda: bool(slack.deliveries) and slack.deliveries[-1].is_acked)
    assert zones == ["Europe/Paris"]
    with pytest.raises(AttributeError, match="no hair"):
        slack.change_profile("ana", hair="red")


def test_an_archived_channel_is_announced(
    slack: Playground, socket_app: App, api: RawClient
) -> None:
    closed: list[str] = []
    socket_app.event("channel_archive")(lambda event: closed.append(event["channel"]))
    slack.archive("#complaints")
    slack.wait_for(lambda: bool(slack.deliveries) and slack.deliveries[-1].is_acked)
    assert closed == ["C0COMPLAINTS"]
    assert api("conversations.info", channel="C0COMPLAINTS")["channel"]["is_archived"] is True


def test_an_invitation_opens_the_history(
    slack: Playground, socket_app: App, api: RawClient
) -> None:
    joined: list[Any] = []
    socket_app.event("member_joined_channel")(lambda event: joined.append(event["inviter"]))
    assert api("conversations.history", channel="C0LEADERSHIP")["error"] == "channel_not_found"
    slack.invite("rapport", "#leadership", by="ben")
    slack.wait_for(lambda: bool(slack.deliveries) and slack.deliveries[-1].is_acked)
    assert joined == ["U0BEN"]
    assert api("conversations.history", channel="C0LEADERSHIP")["ok"]


def test_slacks_handshakes_are_answered(slack: Playground, http_app: App) -> None:
    assert slack.verify_url()
    assert slack.check_certificate()


def test_what_the_manifest_leaves_out_is_off(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text(READ_ONLY, "utf-8")
    with Playground(sample_company(), manifest) as slack:
        with pytest.raises(AssertionError, match="has been turned off"):
            slack.person("ana").types("hello")
        home = {"type": "home", "blocks": [{"type": "divider"}]}
        answer = RawClient(slack, {})("views.publish", user_id="U0ANA", view=home)
        assert answer["error"] == "not_enabled"
