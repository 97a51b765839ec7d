"""What an app's manifest grants and registers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from playground.reading import sound
from playground.wire import Json

UNNAMED = "App"
"""What an app is called whose manifest gives it no name."""


class BadManifest(ValueError):
    """A file that Slack would not take as a manifest; says what is wrong in a line."""


@dataclass(frozen=True)
class Usage:
    """What Slack's client shows of a slash command while it is typed."""

    description: str
    hint: str


@dataclass(frozen=True)
class Manifest:
    """The parts of a Slack app manifest that a workspace acts on."""

    name: str
    bot_name: str
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
    has_messages: bool
    """Whether the app has a Messages tab at all."""
    takes_messages: bool
    """Whether people may write to the app in its Messages tab."""

    @property
    def granted(self) -> str:
        """The scopes as Slack lists them."""
        return ",".join(sorted(self.scopes))

    @property
    def gaps(self) -> list[str]:
        """What this app can't do because its manifest leaves it out, a sentence each."""
        there = {
            "It has no slash commands.": bool(self.commands),
            "It has no shortcuts.": bool(self.shortcuts),
            "Interactivity is off: nothing is sent for buttons, forms and shortcuts.": (
                self.interactive
            ),
            "It subscribes to no events.": bool(self.events),
            "It has no Home tab.": self.has_home,
            "People can't write to it: its Messages tab is off or read-only.": self.takes_messages,
        }
        return [gap for gap, is_there in there.items() if not is_there]


def read_manifest(path: Path) -> Manifest:
    """Read a YAML or JSON manifest. Raises OSError or BadManifest."""
    try:
        said = sound(yaml.safe_load(path.read_text("utf-8")))
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        raise BadManifest(f"it is neither YAML nor JSON: {_in_a_line(fault)}") from fault
    if not isinstance(said, dict):
        raise BadManifest("it holds no settings")
    return _manifest(said)


def _manifest(said: Json) -> Manifest:
    features, settings = _section(said, "features"), _section(said, "settings")
    tabs = _section(features, "app_home", "features.")
    commands = _entries(features, "slash_commands", ("command",))
    shortcuts = _entries(features, "shortcuts", ("callback_id", "type", "name"))
    subscribed = _section(settings, "event_subscriptions", "settings.")
    name = _section(said, "display_information").get("name", UNNAMED)
    if not isinstance(name, str) or not name.strip():
        raise BadManifest("display_information.name must be a text")
    return Manifest(
        name=name,
        bot_name=str(_section(features, "bot_user", "features.").get("display_name") or name),
        scopes=_scopes(said),
        commands={c["command"]: bool(c.get("should_escape")) for c in commands},
        usage={
            c["command"]: Usage(c.get("description", ""), c.get("usage_hint", "")) for c in commands
        },
        shortcuts={s["callback_id"]: (s["type"], s["name"]) for s in shortcuts},
        events=frozenset(_names(subscribed, "bot_events", "settings.event_subscriptions.")),
        interactive=bool(_section(settings, "interactivity", "settings.").get("is_enabled")),
        has_home=bool(tabs.get("home_tab_enabled")),
        has_messages=bool(tabs.get("messages_tab_enabled")),
        takes_messages=bool(tabs.get("messages_tab_enabled"))
        and not tabs.get("messages_tab_read_only_enabled"),
    )


def _scopes(said: Json) -> frozenset[str]:
    oauth = _section(said, "oauth_config")
    scopes = _names(_section(oauth, "scopes", "oauth_config."), "bot", "oauth_config.scopes.")
    if not scopes:
        raise BadManifest("it asks for no bot scopes: oauth_config.scopes.bot is missing or empty")
    return frozenset(scopes)


def _section(said: Mapping[str, Any], key: str, within: str = "") -> Json:
    found = said.get(key)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise BadManifest(f"{within}{key} must hold settings")
    return found


def _entries(features: Json, key: str, needed: tuple[str, ...]) -> list[Json]:
    found = features.get(key) or []
    if not isinstance(found, list):
        raise BadManifest(f"features.{key} must be a list")
    for index, entry in enumerate(found):
        missing = [name for name in needed if not isinstance(entry, dict) or not entry.get(name)]
        if missing:
            raise BadManifest(f"features.{key}[{index}] lacks {' and '.join(missing)}")
        for name in needed:
            if not isinstance(entry[name], str):
                raise BadManifest(f"features.{key}[{index}].{name} must be a text")
    return found


def _names(section: Json, key: str, within: str) -> list[str]:
    found = section.get(key) or []
    if not isinstance(found, list):
        raise BadManifest(f"{within}{key} must be a list")
    for name in found:
        if not isinstance(name, str):
            raise BadManifest(f"{within}{key} holds {name!r}, which is no name")
    return found


def _in_a_line(fault: Exception) -> str:
    return " ".join(str(fault).split())
