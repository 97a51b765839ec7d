"""Posts per second by two replicas, the pace to each channel, and one channel that hangs."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from bot import people, pings
from bot.desk import Desk, open_desk
from bot.people import PersonFacts, Standing
from storage.base import new_id
from storage.follow_ups import FollowUp, FollowUpStatus
from tests.benchmarks.bots import running_replicas
from tests.benchmarks.figures import Figure
from tests.benchmarks.records import Maker, furnish, makers
from tests.benchmarks.slack import TEAM, Posted, QuickSlack
from tests.benchmarks.timing import median

MANY, REPLICAS, SLACK_SECONDS = 2_000, 2, 0.002
GOAL_PER_SECOND = 200
# A few people who get much at once.
BUSY, EACH, GOAL_GAP_SECONDS = 20, 4, 1.0
OTHERS, HANGS_FOR_SECONDS, GOAL_DELAY, ROUNDS = 200, 20.0, 1.2, 3
HANGING = "D0"
PATIENCE_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Seen:
    """The messages that came to Slack, and when all replicas were there to send them."""

    posted: list[Posted]
    ready_at: float


def figures() -> list[Figure]:
    with makers() as found:
        measured = [
            (_rate(name, fresh), _pace(name, fresh), _hanging(name, fresh))
            for name, fresh in found.items()
        ]
    return [figure for of_one in measured for figure in of_one]


def _rate(name: str, fresh: Maker) -> Figure:
    seen = _delivered(fresh(), recipients=MANY, each=1)
    by_all = [each.at for each in seen.posted if each.at >= seen.ready_at]
    rate = (len(by_all) - 1) / (by_all[-1] - by_all[0])
    return Figure(
        f"posts per second, {REPLICAS} replicas, {name}",
        f"{rate:.0f}/s",
        f"{MANY:,} direct messages; Slack takes {SLACK_SECONDS * 1000:.0f} ms for each call",
        None,
        f"≥ {GOAL_PER_SECOND}/s",
        rate >= GOAL_PER_SECOND,
    )


def _pace(name: str, fresh: Maker) -> Figure:
    posted = _delivered(fresh(), recipients=BUSY, each=EACH).posted
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


def _hanging(name: str, fresh: Maker) -> Figure:
    """How long the others take, with and without one channel that answers nobody, in turns."""
    taken: dict[str | None, list[float]] = {None: [], HANGING: []}
    for _ in range(ROUNDS):
        for hanging, seconds in taken.items():
            seconds.append(_seconds_of_others(fresh(), hanging))
    alone, beside = median(taken[None]), median(taken[HANGING])
    return Figure(
        f"{2 * (OTHERS - 1)} messages beside a channel that hangs, {name}",
        f"{beside:.2f} s",
        f"with none that hangs: {alone:.2f} s",
        beside / alone,
        f"≤ {GOAL_DELAY}×",
        beside / alone <= GOAL_DELAY,
    )


def _seconds_of_others(record: str, hanging: str | None) -> float:
    posted = _delivered(record, recipients=OTHERS, each=2, hanging=hanging).posted
    others = [each.at for each in posted if each.channel != HANGING]
    return others[-1] - others[0]


def _delivered(record: str, *, recipients: int, each: int, hanging: str | None = None) -> Seen:
    """What Slack has seen until everybody but who hangs has got everything."""
    _want(record, recipients, each)
    awaited = (recipients - (hanging is not None)) * each
    with QuickSlack(seconds=SLACK_SECONDS) as slack:
        if hanging is not None:
            slack.blocked[hanging] = HANGS_FOR_SECONDS
        with running_replicas(slack, record, REPLICAS, pace=1.0):
            ready_at = time.monotonic()
            slack.wait_for(
                lambda: sum(post.channel != hanging for post in slack.posted) >= awaited,
                PATIENCE_SECONDS,
            )
            return Seen(list(slack.posted), ready_at)


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
