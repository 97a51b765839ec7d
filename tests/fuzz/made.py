"""Payloads made from published schemas of Slack's, where there is a folder of them."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from pathlib import Path

from playground.wire import Json
from tests.fuzz.house import Sample
from tests.playground.conformance.facts import Facts
from tests.playground.conformance.making import Maker

FOLDER = os.environ.get("RAPPORT_SLACK_SCHEMAS", "")
_DEFINITIONS = {
    "P_BlockAction": "interactive",
    "P_BlockSuggestion": "interactive",
    "P_ViewSubmission": "interactive",
    "P_ViewClosed": "interactive",
    "P_GlobalShortcut": "interactive",
    "P_MessageShortcut": "interactive",
    "P_SlashCommand": "command",
}
EACH = 12


class _Maker(Maker):
    """As the one that makes blocks; payloads also hold nulls and what may be of several types."""

    def alternatives(self, node: Json) -> list[Json]:
        return [
            {**each, **({"type": kind} if kind != "null" else {"const": None})}
            for each in super().alternatives(node)
            for kind in self._kinds(each)
        ]

    def _kinds(self, node: Json) -> list[str]:
        kind = node.get("type", "object")
        return kind if isinstance(kind, list) else [kind]


def samples(house_samples: Sequence[Sample]) -> list[Sample]:
    """Some of each kind, bare and full; what decides who listens is as it was once sent."""
    if not FOLDER:
        return []
    facts = Facts(Path(FOLDER))
    found = []
    for definition, way in _DEFINITIONS.items():
        known = facts.read("payloads.schema.json")["definitions"]
        maker = _Maker(known, random.Random(definition))
        for number in range(EACH):
            made = maker.make(known[definition], full=bool(number % 2))
            found.append(Sample(f"{definition} {number}", way, made))
    events = facts.read("events.schema.json")["definitions"]
    maker = _Maker(events, random.Random("events"))
    callback = next(each for each in house_samples if each.way == "event").payload
    for name in sorted(events):
        if name.startswith("E_"):
            event = maker.make(events[name], full=True)
            found.append(Sample(name, "event", {**callback, "event": event}))
    return [_aimed(each, house_samples) for each in found]


def _aimed(made: Sample, sent: Sequence[Sample]) -> Sample:
    """The same by somebody known, at a listener that there is."""
    aims = [each.payload for each in sent if each.payload.get("type") == made.payload.get("type")]
    aim = random.Random(made.name).choice(aims)
    keys = ("user", "user_id", "command", "callback_id", "action_id", "trigger_id", "type")
    payload: Json = {**made.payload, **{key: aim[key] for key in keys if key in aim}}
    for holder, key in (("view", "callback_id"), ("view", "type")):
        if holder in payload and holder in aim:
            payload[holder] = {**payload[holder], key: aim[holder][key]}
    if "actions" in payload and "actions" in aim:
        wanted = {
            key: aim["actions"][0][key]
            for key in ("action_id", "value", "block_id")
            if key in aim["actions"][0]
        }
        payload["actions"] = [{**each, **wanted} for each in payload["actions"]]
    return Sample(made.name, made.way, payload)
