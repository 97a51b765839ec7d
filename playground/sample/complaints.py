"""Complaints and their lives, told step by step; the newest one waits for somebody to take it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from playground.sample.acts import Act, Replies, Steps, Types
from playground.sample.hours import Hours
from playground.sample.written import clock, written

CHANNEL = "complaints"
WAITING = "Padma Ceramics"
"""Whose complaint nobody has taken yet."""

HOURS_AGO = 2.5
"""How long that one has waited at least; longer if everybody was asleep."""

_WHAT = "two crates of the white glaze arrived broken, their kiln stands still until more arrives"
_WHO_MAY_HEAR_OF_IT = ("ana", "ben", "chitra", "olga")


def complaints(hours: Hours) -> list[Act]:
    """Every complaint of the story."""
    lives = [act for each in written("complaints") for act in _life(each, hours)]
    who = hours.at_work_last(_WHO_MAY_HEAR_OF_IT, HOURS_AGO)
    line = f"/complaint {WAITING} | {_WHAT}"
    return [*lives, Types(hours.lately(who, HOURS_AGO), who, line)]


def _life(each: dict[str, Any], hours: Hours) -> Iterator[Act]:
    account, who = each["account"], each["who"]
    at = hours.ago(who, each["ago"], clock(each["at"]))
    yield Types(at, who, f"/complaint {account} | {each['what']}")
    for step in each["steps"]:
        at = hours.after(step["who"], at, step["after"])
        yield _step(account, at, step)


def _step(account: str, at: datetime, step: dict[str, Any]) -> Act:
    if "reply" in step:
        return Replies(at, step["who"], step["reply"], CHANNEL, f"Complaint from {account}")
    return Steps(at, step["who"], account, step["press"], step.get("fill", {}))
