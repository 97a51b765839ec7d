"""One chaos run: the record, its Slack, the people, the bots, the clock, and what was counted."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from slack_sdk import WebClient
from sqlalchemy import func, select

from bot import accounts, teams
from bot.clock import Clock
from bot.desk import Desk
from bot.people import Actor
from handlers.events import sync_people
from playground.clock import WorkspaceClock
from playground.company import sample_company
from playground.faults import Fault, FaultKind
from playground.messages import Message
from playground.server import Playground
from storage import people
from storage.database import Database
from storage.posts import Post
from storage.teams import of as team_of
from tests.conftest import MANIFEST
from tests.faults.chaos.board import AHEAD
from tests.faults.chaos.bots import Nursery
from tests.faults.chaos.model import Model
from tests.faults.chaos.waiting import soon
from tests.records import Cluster

# A Wednesday morning in Manila and Kolkata.
BEGINS = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
ACCOUNTS = ("Globex", "Initech", "Umbrella", "Hooli", "Vandelay", "Wonka", "Tyrell", "Cyberdyne")
MANAGERS = ("ana", "chitra")
CHANNEL = "#complaints"
# Slack takes what comes in by turns: what a killed bot had sent is taken before these are.
_CALLS_TO_BE_SURE = 2
# How long Slack waits for an ack here, in seconds.
PATIENCE = 1.5


class SlowCalls:
    """How many calls Slack has taken so slowly that nobody waits for them."""

    def __init__(self) -> None:
        self._under_way = 0
        self._lock = threading.Lock()

    def begins(self) -> bool:
        """One more; always true, for a fault's `when`."""
        with self._lock:
            self._under_way += 1
        return True

    def ends(self) -> None:
        """One has been carried out."""
        with self._lock:
            self._under_way -= 1

    def are_over(self) -> bool:
        return self._under_way == 0


class Run:
    """What a step acts on; `laid` and `hit` count the faults by their names.

    `was_off` by so many seconds the machine's clock was since the last checkpoint.
    """

    def __init__(
        self, slack: Playground, record: str, nursery: Nursery, cluster: Cluster | None
    ) -> None:
        self.slack = slack
        self.cluster = cluster
        self.nursery = nursery
        self.folder = nursery.folder
        self.desk = Desk(Database(record), machine_now=nursery.board.now)
        self.model = Model()
        self.laid: Counter[str] = Counter()
        self.hit: Counter[str] = Counter()
        self.acts: Counter[str] = Counter()
        self.broken: list[str] = []
        self.was_off = 0.0
        self._slow_calls = SlowCalls()
        self._client = WebClient(slack.bot_token, base_url=slack.api_url)

    @property
    def team_id(self) -> str:
        """The workspace."""
        return self.slack.team_id

    def now(self) -> datetime:
        """The machine's time, aware, in UTC."""
        return self.nursery.board.now()

    def time_passes(self, seconds: float) -> None:
        """The machine's clock and Slack's move on while nobody has a call in hand."""
        with self.standing_still():
            self.clock_steps(seconds)
            self.slack.reach(self.slack.workspace.clock.now() + timedelta(seconds=seconds))

    @property
    def off(self) -> float:
        """By how many seconds the machine's clock is ahead of Slack's."""
        return float(round((self.now() - self.slack.workspace.clock.now()).total_seconds()))

    def clock_steps(self, seconds: float) -> None:
        """The machine's clock is set anew, Slack's isn't."""
        board = self.nursery.board
        board[AHEAD] += seconds
        self.was_off = max(self.was_off, abs(self.off))
        self.desk.clock = Clock(timedelta(seconds=board[AHEAD]))

    def times_laid(self, method: str, kind: FaultKind) -> int:
        """How often one kind of fault has been put in the way of a method."""
        return self.laid[_named(method, kind)]

    def lays(self, fault: Fault) -> None:
        """Put a fault in Slack's way; what it has struck is counted by the playground."""
        self.laid[_named(fault.method, fault.kind)] += 1
        if fault.kind == "slow":
            fault.when = lambda _args: self._slow_calls.begins()
            fault.then = self._slow_calls.ends
        self.slack.faults.add(fault)

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """No bot has a call in hand meanwhile, and Slack none that nobody waits for any more."""
        with self.nursery.standing_still():
            if not soon(self._slow_calls.are_over, 30):
                raise TimeoutError("a slow call has not come to an end")
            for _ in range(_CALLS_TO_BE_SURE):
                self._client.api_test()
            yield

    def counts(self) -> dict[str, tuple[int, int]]:
        """How often each kind of fault was laid, and how often it really struck."""
        hit = Counter(self.hit)
        for (method, kind), times in self.slack.faults.fired.items():
            # That a call was carried out is no fault: it is when a bot is killed.
            if kind != "performed":
                hit[_named(method, kind)] += times
        return {name: (self.laid[name], hit[name]) for name in sorted({*self.laid, *hit})}

    def totals(self) -> dict[str, int]:
        """How much there was to lose, or to double."""
        with self.desk.read() as session:
            shown = session.scalar(select(func.count(Post.id)).where(Post.shown > 0))
        return {
            "records asked for": len(self.model.records),
            "answered as stored": self.model.answered,
            "posts shown": shown or 0,
            "processes started": self.nursery.born,
        }

    def look_after_bots(self) -> None:
        """Count those that died as they were to, and start one where none is left."""
        for bot in self.nursery.buries():
            if bot.doom:
                self.hit[bot.doom] += 1
            else:
                self.broken.append(f"a bot ended by itself, with {bot.exit_code()}")
        if not self.nursery.living:
            self.nursery.serves()

    def direct(self, handle: str) -> list[Message]:
        """What stands in somebody's direct message, oldest first, as it is kept."""
        workspace = self.slack.workspace
        return workspace.messages[workspace.direct(workspace.member(handle).id).id]

    def repair(self) -> None:
        """Take away everything that was laid in the way, and set the clock right."""
        self.slack.faults.clear()
        if self.off:
            with self.standing_still():
                self.clock_steps(-self.off)


def _named(method: str, kind: str) -> str:
    return f"{kind} on {method}"


@contextmanager
def open_run(record: str, folder: Path, cluster: Cluster | None = None) -> Iterator[Run]:
    """A company at work on a migrated record, with one bot; everything ends with the block.

    `cluster` is the server of a PostgreSQL record.
    """
    workspace = sample_company()
    workspace.clock = WorkspaceClock(begins=BEGINS)
    with Playground(workspace, MANIFEST, patience=PATIENCE, event_retries=(0.5, 0.5)) as slack:
        nursery = Nursery(slack, record, folder)
        nursery.board[AHEAD] = (workspace.clock.now() - datetime.now(UTC)).total_seconds()
        run = Run(slack, record, nursery, cluster)
        run.clock_steps(0)
        _furnish(run)
        try:
            nursery.serves()
            yield run
        finally:
            slack.faults.clear()
            nursery.ends()
            run.desk.database.close()


def _furnish(run: Run) -> None:
    teams.keep(run.desk, run.team_id, "Sample", "U0RAPPORT")
    client = WebClient(run.slack.bot_token, base_url=run.slack.api_url)
    sync_people(run.desk, client, run.team_id)
    channel = run.slack.workspace.channel(CHANNEL).id
    run.slack.invite("rapport", CHANNEL)
    with run.desk.write(run.team_id) as session:
        team_of(session, run.team_id).complaints_channel = channel
        for handle in (*MANAGERS, "ben"):
            person = people.find(session, run.team_id, run.slack.person(handle).id)
            assert person is not None
            person.is_manager, person.is_lead = handle != "ben", handle == "ben"
    for number, name in enumerate(ACCOUNTS):
        by = MANAGERS[number % len(MANAGERS)]
        with run.desk.write(run.team_id) as session:
            person = people.find(session, run.team_id, run.slack.person(by).id)
            assert person is not None
            actor = Actor(run.team_id, person, f"furnish {number}")
            accounts.create(run.desk, session, actor, name)
