"""What an app's manifest grants and registers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Usage:
    """What Slack's client shows of a slash command while it is typed."""

    description: str
    hint: str


@dataclass(frozen=True)
class Manifest:
    """The parts of a Slack app manifest that a workspace acts on."""

    scopes: frozenset[str]
    commands: dict[str, bool]
    """Each slash command, and whether it wants names escaped (`should_escape`)."""
    usage: dict[str, Usage]
    """What is shown of each slash command, in the manifest's order."""
    shortcuts: dict[str, tuple[str, str]]
    """callback_id → (type, name); the type is `global` or `message`."""
    events: frozenset[str]
    interactive: bool
    has_home: bool
    takes_messages: bool
    """Whether people may write to the app in its Messages tab."""

    @property
    def granted(self) -> str:
        """The scopes as Slack lists them."""
        return ",".join(sorted(self.scopes))


def read_manifest(path: Path) -> Manifest:
    """Read a YAML or JSON manifest. Raises OSError, yaml.YAMLError or KeyError."""
    said: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    features = said.get("features", {})
    settings = said.get("settings", {})
    tabs = features.get("app_home", {})
    commands = features.get("slash_commands", [])
    shortcuts = features.get("shortcuts", [])
    return Manifest(
        scopes=frozenset(said["oauth_config"]["scopes"].get("bot", [])),
        commands={c["command"]: bool(c.get("should_escape")) for c in commands},
        usage={
            c["command"]: Usage(c.get("description", ""), c.get("usage_hint", "")) for c in commands
        },
        shortcuts={s["callback_id"]: (s["type"], s["name"]) for s in shortcuts},
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
        interactive=bool(settings.get("interactivity", {}).get("is_enabled")),
        has_home=bool(tabs.get("home_tab_enabled")),
        takes_messages=bool(tabs.get("messages_tab_enabled"))
        and not tabs.get("messages_tab_read_only_enabled"),
    )
