"""Everything that the playground sends to an app, by socket and by HTTP, held to the schemas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playground.company import sample_company
from playground.delivery.subscriptions import SCOPES, subscription
from playground.server import Playground
from tests.playground.conformance.day import Day
from tests.playground.conformance.dissent import Dissent
from tests.playground.conformance.facts import Facts, Fault
from tests.playground.conformance.recorder import Recorder
from tests.playground.conformance.tally import Tally
from tests.playground.conftest import HandMachine

Json = dict[str, Any]

MANIFEST = Path(__file__).with_name("manifest.yml")
_DEFINITIONS = {
    "block_actions": "P_BlockAction",
    "block_suggestion": "P_BlockSuggestion",
    "view_submission": "P_ViewSubmission",
    "view_closed": "P_ViewClosed",
    "shortcut": "P_GlobalShortcut",
    "message_action": "P_MessageShortcut",
}
_RECORDINGS = {
    "block_actions": "app-backend/interactive-components/BlockActionPayload",
    "view_submission": "app-backend/views/ViewSubmissionPayload",
    "view_closed": "app-backend/views/ViewClosedPayload",
    "message_action": "app-backend/interactive-components/MessageShortcutPayload",
    "slash_command": "app-backend/slash-commands/SlashCommandPayload",
    "app_home_opened": "events/AppHomeOpenedPayload",
    "app_mention": "events/AppMentionPayload",
    "message": "events/MessagePayload",
    "message/bot_message": "events/MessageBotPayload",
    "member_joined_channel": "events/MemberJoinedChannelPayload",
    "user_change": "events/UserChangePayload",
    "team_join": "events/TeamJoinPayload",
    "reaction_added": "events/ReactionAddedPayload",
    "app_uninstalled": "events/AppUninstalledPayload",
    "tokens_revoked": "events/TokensRevokedPayload",
}


def check(facts: Facts, dissent: Dissent, tally: Tally) -> None:
    """Let the day go by in each of the two modes and count what was sent."""
    for mode in ("socket", "http"):
        recorder = Recorder()
        connected = recorder.by_socket if mode == "socket" else recorder.by_http
        with (
            unhurried() as slack,
            connected(slack),
        ):
            Day(slack).goes_by()
            _await_acks(slack)
        for body in recorder.bodies:
            tally.count(
                kind_of(body), [f for f in faults_in(facts, body) if not dissent.is_known(f)], body
            )
        for name in sorted(SCOPES.keys() - _told(recorder.bodies)):
            tally.count(f"event {name}", [Fault(name, "", "nothing made it happen")], None)
        for envelope in recorder.envelopes:
            tally.count(f"envelope {envelope['type']}", envelope_faults(facts, envelope), envelope)


def _told(bodies: list[Json]) -> set[str]:
    return {subscription(body["event"]) for body in bodies if "event" in body}


def _await_acks(slack: Playground) -> None:
    slack.wait_for(lambda: all(delivery.is_acked for delivery in slack.deliveries), seconds=60)


def unhurried() -> Playground:
    """A playground in which nothing times out or expires, however slow this machine is."""
    return Playground(
        sample_company(), MANIFEST, patience=60, event_retries=(), machine=HandMachine()
    )


def kind_of(body: Json) -> str:
    """`block_actions button`, `event message`, `slash_command`, …"""
    if body.get("type") == "event_callback":
        event = body["event"]
        return f"event {event['type']}" + (f"/{event['subtype']}" if "subtype" in event else "")
    if body.get("type") == "block_actions":
        return f"block_actions {body['actions'][0]['type']} ({body['container']['type']})"
    return str(body.get("type", "slash_command"))


def faults_in(facts: Facts, body: Json) -> Iterator[Fault]:
    """Where a body breaks its schema or has a key that no recording has."""
    kind = body.get("type", "slash_command")
    if kind == "event_callback":
        yield from _event_faults(facts, body)
        return
    definition = _DEFINITIONS.get(kind, "P_SlashCommand")
    if kind == "block_actions":
        yield from _action_faults(facts, body)
        # The list's own union says of each misfit no more than "none fits".
        yield from facts.faults("payloads", definition, {**body, "actions": []})
    else:
        yield from facts.faults("payloads", definition, body)
    if kind in _RECORDINGS:
        yield from facts.unrecorded(_RECORDINGS[kind], body)


def _action_faults(facts: Facts, body: Json) -> Iterator[Fault]:
    for action in body["actions"]:
        words = "".join(word.capitalize() for word in action["type"].split("_"))
        definition = f"{words}Action"
        if facts.defines("payloads", definition):
            yield from facts.faults("payloads", definition, action)
        else:
            yield Fault(definition, action["type"], "the schema knows no such action")


def _event_faults(facts: Facts, body: Json) -> Iterator[Fault]:
    event = body["event"]
    kind, subtype = event["type"], event.get("subtype")
    if facts.defines("events", f"E_{kind}") and subtype in (None, "file_share"):
        told = {key: value for key, value in event.items() if key != "subtype"}
        yield from facts.faults("events", f"E_{kind}", told)
    recording = _RECORDINGS.get(f"{kind}/{subtype}" if subtype else kind)
    if recording:
        yield from facts.unrecorded(recording, body)


def envelope_faults(facts: Facts, envelope: Json) -> Iterator[Fault]:
    """Where an envelope has other keys than the recorded ones of its type."""
    recorded = facts.read("socket-envelopes.json").values()
    flat = [one for some in recorded for one in (some if isinstance(some, list) else [some])]
    known = {key for one in flat if one.get("type") == envelope["type"] for key in one}
    alike = [one for one in flat if _is_alike(one, envelope)]
    always = set.intersection(*map(set, alike)) if alike else set()
    for key in sorted(set(envelope) - known):
        yield Fault(f"envelope {envelope['type']}", key, "no recording has this key")
    for key in sorted(always - set(envelope)):
        yield Fault(f"envelope {envelope['type']}", key, "every recording has this key")


def _is_alike(one: Json, other: Json) -> bool:
    return all(one.get(key) == other.get(key) for key in ("type", "reason"))
