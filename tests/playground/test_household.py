"""What happens in the house: profiles change, channels close, the app is invited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App

from playground.company import sample_company
from playground.server import Playground
from tests.playground.conftest import MANIFEST, RawClient

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


def test_what_happens_to_channels_is_told_to_those_who_may_know(
    slack: Playground, socket_app: App, api: RawClient
) -> None:
    slack.unarchive("#complaints")
    slack.archive("#leadership")
    slack.unarchive("#leadership")
    assert _told(slack) == ["channel_unarchive"], "the app is not in #leadership"
    slack.invite("rapport", "#leadership", by="ben")
    slack.archive("#leadership")
    slack.unarchive("#leadership")
    assert _told(slack)[1:] == ["member_joined_channel", "group_archive", "group_unarchive"]


def test_a_channel_is_shared_and_parted(slack: Playground, socket_app: App, api: RawClient) -> None:
    def nature() -> list[Any]:
        channel = api("conversations.info", channel="C0COMPLAINTS")["channel"]
        keys = ("is_pending_ext_shared", "is_ext_shared", "is_shared", "connected_team_ids")
        return [channel[key] for key in keys]

    slack.share_pending("#complaints")
    assert nature() == [True, False, False, []]
    slack.share("#complaints", "T0STELLAR")
    assert nature() == [False, True, True, ["T0STELLAR"]]
    slack.unshare("#complaints", "T0STELLAR")
    assert nature() == [False, False, False, []]
    assert _told(slack) == ["channel_shared", "channel_unshared"]
    assert slack.deliveries[0].payload["event"]["connected_team_id"] == "T0STELLAR"
    assert slack.deliveries[1].payload["event"]["is_ext_shared"] is False


def test_a_channel_made_private_keeps_its_id(
    slack: Playground, socket_app: App, api: RawClient
) -> None:
    slack.invite("rapport", "#complaints")
    slack.make_private("#complaints")
    assert _told(slack) == ["member_joined_channel", "message"]
    event = slack.deliveries[-1].payload["event"]
    assert (event["subtype"], event["channel_type"]) == ("channel_convert_to_private", "group")
    assert api("conversations.info", channel="C0COMPLAINTS")["channel"]["is_private"] is True
    slack.make_private("#sales")
    assert api("chat.postMessage", channel="C0SALES", text="x")["error"] == "channel_not_found"


def test_an_archived_channel_changes_no_more(slack: Playground, api: RawClient) -> None:
    ts = api("chat.postMessage", channel="#complaints", text="x")["ts"]
    slack.archive("#complaints")
    place = {"channel": "C0COMPLAINTS", "text": "y"}
    assert api("chat.postMessage", **place)["error"] == "is_archived"
    assert api("chat.update", ts=ts, **place)["error"] == "is_inactive"
    with pytest.raises(AssertionError, match="archived"):
        slack.person("ana").types("y", channel="#complaints")
    slack.unarchive("#complaints")
    assert api("chat.update", ts=ts, **place)["ok"]


def test_an_event_without_its_scope_is_not_sent(tmp_path: Path) -> None:
    whole = MANIFEST.read_text("utf-8")
    manifest = tmp_path / "manifest.yml"
    manifest.write_text(whole.replace("      - users:read\n", ""), "utf-8")
    with Playground(sample_company(), manifest) as slack:
        slack.change_profile("ana", tz="Europe/Paris")
        slack.archive("#complaints")
        assert _told(slack) == ["channel_archive"]


def test_who_is_deactivated_acts_no_more(
    slack: Playground, socket_app: App, api: RawClient
) -> None:
    chitra = slack.person("chitra")
    dm = api("conversations.open", users=chitra.id)["channel"]["id"]
    slack.change_profile("chitra", deleted=True)
    assert slack.deliveries[-1].payload["event"]["user"]["deleted"] is True
    assert api("conversations.open", users=chitra.id)["error"] == "user_disabled"
    assert api("conversations.info", channel=dm)["channel"]["is_user_deleted"] is True
    assert chitra.id not in api("conversations.members", channel="C0GENERAL")["members"]
    with pytest.raises(AssertionError, match="no account here any more"):
        chitra.types("hello")


def _told(slack: Playground) -> list[str]:
    return [delivery.payload["event"]["type"] for delivery in slack.deliveries]


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
