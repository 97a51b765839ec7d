"""What people say to each other in channels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playground.sample.acts import Act, Replies, Types
from playground.sample.hours import Hours
from playground.sample.written import clock, written


def talk(hours: Hours) -> list[Act]:
    """Every message and what was said in its thread."""
    return [act for each in written("talk") for act in _said(each, hours)]


def _said(each: dict[str, Any], hours: Hours) -> Iterator[Act]:
    at = hours.ago(each["who"], each["ago"], clock(each["at"]))
    channel, words = each["in"], each["words"]
    yield Types(at, each["who"], words, channel)
    for reply in each.get("replies", []):
        at = hours.after(reply["who"], at, reply["after"])
        yield Replies(at, reply["who"], reply["words"], channel, words)
