"""The story's words, read from the files beside this one."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
ACCOUNTS, TRIES = HERE / "accounts.csv", HERE / "tries.yml"


@dataclass(frozen=True)
class Client:
    """An account of the sample company and the handle of its manager."""

    name: str
    manager: str
    tier: str


def clients() -> list[Client]:
    """The accounts that are worked, in the file's order."""
    with ACCOUNTS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] == "active"]
    return [Client(row["name"], row["manager"].partition("@")[0], row["tier"]) for row in rows]


def written(name: str) -> Any:
    """What stands in one of the YAML files."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((HERE / f"{name}.yml").read_text("utf-8"), loader)  # noqa: S506 - a safe one


def clock(text: str) -> time:
    """ "14:20" as a time."""
    return time.fromisoformat(text)
