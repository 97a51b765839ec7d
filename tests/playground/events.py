"""What an app was told, read from the record of deliveries."""

from __future__ import annotations

from typing import Any

from playground.server import Playground


def told(slack: Playground, kind: str = "") -> list[dict[str, Any]]:
    """The events that were sent, oldest first; those of one type, or all."""
    sent = [d.payload["event"] for d in slack.deliveries if "event" in d.payload]
    return [event for event in sent if kind in ("", event["type"])]


def names_told(slack: Playground) -> list[str]:
    """What the events are called: `type`, or `message/subtype`."""
    return ["/".join(filter(None, (e["type"], e.get("subtype")))) for e in told(slack)]
