"""The manifest asks Slack for what Rapport really uses, no more and no less."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from playground.faults import Fault
from tests.conftest import MANIFEST, Office

# What Slack asks for each method (docs.slack.dev, reference of methods), by kind of conversation.
SCOPES = {
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.join": "channels:join",
    "conversations.open": "im:write",
    "users.info": "users:read",
    "users.list": "users:read",
}
BY_KIND = {
    "conversations.info": "read",
    "conversations.members": "read",
    "conversations.history": "history",
    "conversations.replies": "history",
}
FREE = {
    "auth.test",
    "apps.connections.open",
    "views.open",
    "views.push",
    "views.update",
    "views.publish",
}
# What Slack asks for each event (docs.slack.dev, reference of events).
OF_EVENTS = {
    "app_home_opened": set(),
    "message.im": {"im:history"},
    "user_change": {"users:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "channel_shared": {"channels:read", "groups:read"},
    "channel_unshared": {"channels:read", "groups:read"},
    "channel_archive": {"channels:read"},
    "channel_unarchive": {"channels:read"},
    "group_archive": {"groups:read"},
    "group_unarchive": {"groups:read"},
    "app_uninstalled": set(),
    "tokens_revoked": set(),
}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load(MANIFEST.read_text("utf-8"))
    return said


def test_every_scope_is_used_and_every_call_has_its_scope(
    office: Office, manifest: dict[str, Any]
) -> None:
    _a_whole_day(office)
    used = {scope for call in office.slack.calls() for scope in _scopes_of(office, call)}
    for event in manifest["settings"]["event_subscriptions"]["bot_events"]:
        used |= OF_EVENTS[event]
    # The commands themselves, and the e-mail addresses that come with the list of people.
    used |= {"commands", "users:read.email"}
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == used
    refused = [c for c in office.slack.calls() if (c.answer or {}).get("error") == "missing_scope"]
    assert refused == []


def test_e_mail_addresses_are_heard_of(office: Office) -> None:
    assert office.actor("ana", "x").person.email == "ana@harbourandpine.example"


def test_every_command_is_registered_and_asks_for_names(
    office: Office, manifest: dict[str, Any]
) -> None:
    commands = {c["command"]: c for c in manifest["features"]["slash_commands"]}
    assert set(commands) == {
        "/log-call",
        "/follow-up",
        "/complaint",
        "/account",
        "/prospect",
        "/cover",
        "/report",
        "/rapport",
    }
    assert set(commands) == {w for w in _registered(office) if w.startswith("/")}
    for command in commands.values():
        assert command["should_escape"] is True
        assert len(command["description"]) <= 100
        assert command["usage_hint"]
    for name in commands:
        office.ana.types(f"{name} help")
        assert office.ana.direct_messages()[-1].user == "U0RAPPORT", name


def test_every_event_asked_for_has_its_listener(office: Office, manifest: dict[str, Any]) -> None:
    asked = set(manifest["settings"]["event_subscriptions"]["bot_events"])
    listened = {name for name in _registered(office) if name in OF_EVENTS or name == "message"}
    assert {event.partition(".")[0] for event in asked} == listened


def test_every_shortcut_asked_for_has_its_listener(
    office: Office, manifest: dict[str, Any]
) -> None:
    for shortcut in manifest["features"].get("shortcuts", []):
        assert shortcut["callback_id"] in _registered(office)


def test_people_can_write_to_rapport_over_socket_mode(manifest: dict[str, Any]) -> None:
    home = manifest["features"]["app_home"]
    assert home["home_tab_enabled"] is True
    assert home["messages_tab_enabled"] is True
    assert home["messages_tab_read_only_enabled"] is False
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert manifest["settings"]["interactivity"]["is_enabled"] is True


def _a_whole_day(office: Office) -> None:
    """Everything that Rapport does, with answers lost in each kind of channel."""
    lost = [_lost(office, kind) for kind in ("D", "C0COMPLAINTS", "C0LEADERSHIP")]
    office.slack.invite("rapport", "#leadership")
    for channel in ("#complaints", "#leadership"):
        office.olga.types("/rapport settings")
        office.olga.fills(complaints_channel=channel)
        assert office.olga.submits() == {}
    office.max.types("/log-call Acme hello")
    office.max.presses("Ask to be appointed")
    office.olga.sees("asks to be an account manager", within=10)
    office.ben.sees("Rapport will tell this channel", within=10, channel="#leadership")
    office.ana.sees("Rapport will tell this channel", within=10, channel="#complaints")
    office.olga.presses("Approve")
    office.max.sees("You are an account manager now")
    office.olga.types("/rapport settings")
    office.olga.fills(managers=["ana", "sten"])
    assert office.olga.submits()
    office.olga.closes()
    _a_complaint_with_a_lost_reply(office)
    office.slack.wait_for(lambda: all(fault.fired for fault in lost))
    office.slack.wait_for(lambda: len(office.slack.calls("conversations.history")) >= 3)


def _a_complaint_with_a_lost_reply(office: Office) -> None:
    """In the last channel chosen, a private one."""
    office.slack.faults.add(
        Fault("chat.postMessage", "lost_answer", when=lambda args: bool(args.get("thread_ts")))
    )
    office.ana.types("/complaint Acme it came broken")
    office.ana.presses("Create “Acme”")
    office.ben.presses("Take", on=office.ben.sees("Complaint from Acme", channel="#leadership"))
    office.slack.wait_for(lambda: bool(office.slack.calls("conversations.replies")))
    office.slack.wait_for(lambda: bool(office.slack.calls("conversations.members")))


def _lost(office: Office, where: str) -> Fault:
    return office.slack.faults.add(
        Fault(
            "chat.postMessage",
            "lost_answer",
            when=lambda args: (
                str(args.get("channel")).startswith(where)
                and (where == "D" or _is_inside(office, where))
            ),
        )
    )


def _is_inside(office: Office, channel: str) -> bool:
    return "U0RAPPORT" in office.slack.workspace.channel(channel).members


def _scopes_of(office: Office, call: Any) -> set[str]:
    if call.method in FREE:
        return set()
    if call.method not in BY_KIND:
        return {SCOPES[call.method]}
    kind = office.slack.workspace.channel(call.args["channel"]).kind
    family = {"public": "channels", "private": "groups", "im": "im"}[kind]
    return {f"{family}:{BY_KIND[call.method]}"}


def _registered(office: Office) -> set[str]:
    """The words that listeners were registered for."""
    found: set[str] = set()
    for listener in office.rapport.bolt._listeners:
        for matcher in listener.matchers:
            for cell in getattr(getattr(matcher, "func", None), "__closure__", None) or ():
                wanted = cell.cell_contents
                if isinstance(wanted, str) and re.fullmatch(r"/?[a-z_.-]+", wanted):
                    found.add(wanted)
    return found
