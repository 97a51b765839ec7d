"""The Slack app's manifest, as it stands for Socket Mode or turned to HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def read(path: Path) -> dict[str, Any]:
    """The manifest as Slack reads it."""
    manifest: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return manifest


def for_http(path: Path, url: str) -> str:
    """The manifest for requests to a public address, such as https://rapport.example.com."""
    manifest, door = read(path), url.rstrip("/") + "/slack/events"
    manifest["settings"]["socket_mode_enabled"] = False
    manifest["settings"]["interactivity"]["request_url"] = door
    manifest["settings"]["interactivity"]["message_menu_options_url"] = door
    manifest["settings"]["event_subscriptions"]["request_url"] = door
    for command in manifest["features"]["slash_commands"]:
        command["url"] = door
    return str(yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True))
