"""Posts per second by two replicas, the pace to each channel, and one channel that hangs."""

from __future__ import annotations

import itertools
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from bot import people, pings
from bot.desk import Desk, open_desk
from bot.people import PersonFacts, Standing
from storage.base import new_id
from storage.follow_ups import FollowUp, FollowUpStatus
from tests.benchmarks.bots import running_rapport
from tests.benchmarks.figures import Figure
from tests.benchmarks.records import fresh_records, furnish
from tests.benchmarks.slack import TEAM, Posted, QuickSlack

MANY, REPLICAS, SLACK_SECONDS = 1_000, 2, 0.002
GOAL_PER_SECOND = 200
# A few people who get much at once.
BUSY, EACH, GOAL_GAP_SECONDS = 20, 4, 1.0
OTHERS, HANGS_FOR_SECONDS, GOAL_DELAY = 200, 20.0, 1.2
HANGING = "D0"
PATIENCE_SECONDS = 90.0


def figures() -> list[Figure]:
    found = []
    for name in ("SQLite", "PostgreSQL"):
        found += [each for each in (_rate(name), _pace(name), _hanging(name)) if each]
    return found


def _rate(name: str) -> Figure | None:
    posted = _delivered(name, recipients=MANY, each=1)
    if posted is None:
        return None
    seconds = posted[-1].at - posted[0].at
    rate = (len(posted) - 1) / seconds
    return Figure(
        f"posts per second, {REPLICAS} replicas, {name}",
        f"{rate:.0f}/s",
        f"{MANY:,} direct messages; Slack takes {SLACK_SECONDS * 1000:.0f} ms for each call",
        None,
        f"≥ {GOAL_PER_SECOND}/s",
        rate >= GOAL_PER_SECOND,
    )


def _pace(name: str) -> Figure | None:
    posted = _delivered(name, recipients=BUSY, each=EACH)
    if posted is None:
        return None
    smallest = min(_gaps(posted))
    return Figure(
        f"shortest time between two messages to one channel, {name}",
        f"{smallest:.2f} s",
        f"{BUSY} people get {EACH} each in {posted[-1].at - posted[0].at:.1f} s",
        None,
        f"≥ {GOAL_GAP_SECONDS:.0f} s",
        smallest >= GOAL_GAP_SECONDS,
    )


def _gaps(posted: list[Posted]) -> list[float]:
    by_channel: dict[str, list[float]] = {}
    for each in posted:
        by_channel.setdefault(each.channel, []).append(each.at)
    return [b - a for times in by_channel.values() for a, b in itertools.pairwise(times)]


def _hanging(name: str) -> Figure | None:
    """How long the others take, with and without one channel that answers nobody."""
    well = _delivered(name, recipients=OTHERS, each=2)
    ill = _delivered(name, recipients=OTHERS, each=2, hanging=HANGING)
    if well is None or ill is None:
        return None
    alone, beside = (_seconds_of_others(posted) for posted in (well, ill))
    return Figure(
        f"{2 * (OTHERS - 1)} messages beside a channel that hangs, {name}",
        f"{beside:.2f} s",
        f"with none that hangs: {alone:.2f} s",
        beside / alone,
        f"≤ {GOAL_DELAY}×",
        beside / alone <= GOAL_DELAY,
    )


def _seconds_of_others(posted: list[Posted]) -> float:
    others = [each.at for each in posted if each.channel != HANGING]
    return others[-1] - others[0]


def _delivered(
    name: str, *, recipients: int, each: int, hanging: str | None = None
) -> list[Posted] | None:
    """What Slack has seen until everybody but who hangs has got everything."""
    with ExitStack() as stack:
        record = stack.enter_context(fresh_records()).get(name)
        if record is None:
            return None
        slack = stack.enter_context(QuickSlack(seconds=SLACK_SECONDS))
        if hanging is not None:
            slack.blocked[hanging] = HANGS_FOR_SECONDS
        _want(record, recipients, each)
        for _ in range(REPLICAS):
            stack.enter_context(running_rapport(slack, record, pace=1.0))
        awaited = (recipients - (hanging is not None)) * each
        slack.wait_for(
            lambda: sum(post.channel != hanging for post in slack.posted) >= awaited,
            PATIENCE_SECONDS,
        )
        return list(slack.posted)


def _want(record: str, count: int, each: int) -> None:
    """Everybody is to be reminded of so many things now."""
    desk = open_desk(record)
    account_id = furnish(desk)
    known = [PersonFacts(f"U{n}", "Ana", None, "UTC", Standing.OWNER) for n in range(count)]
    people.keep(desk, TEAM, known)
    tasks = [_task(desk, account_id, f"U{n % count}") for n in range(count * each)]
    with desk.write(TEAM) as session:
        session.execute(insert(FollowUp), tasks)
    pings.ping_due(desk)
    desk.database.close()


def _task(desk: Desk, account_id: int, user_id: str) -> dict[str, Any]:
    now = desk.clock.now()
    return {
        "team_id": TEAM,
        "id": new_id(),
        "account_id": account_id,
        "assignee_id": user_id,
        "what": "send the price list",
        "due_on": now.date(),
        "due_time": now.time(),
        "due_at": now,
        "ping_at": now,
        "status": FollowUpStatus.OPEN,
        "created_by": user_id,
        "created_at": now - timedelta(days=1),
        "made_account": False,
    }
