"""A company whose Slack and machines misbehave: one record, one Slack, bots to start and kill."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from slack_sdk import WebClient
from sqlalchemy import select

from bot import accounts, complaint_steps, complaints, interactions, pings, posts, teams
from bot.clock import machine_now
from bot.complaints import ComplaintDraft
from bot.delivery.lease import LEASE
from bot.delivery.wire import Wire
from bot.delivery.worker import Delivery
from bot.desk import Desk
from bot.people import Actor
from bot.posts import PostKind
from handlers.events import sync_people
from playground.company import sample_company
from playground.delivery.record import Delivery as Delivered
from playground.messages import Message
from playground.server import Playground
from storage import follow_ups, people
from storage.complaints import Severity
from storage.database import Database
from storage.digests import Digest
from storage.follow_ups import FollowUp, FollowUpStatus
from storage.homes import OpenedHome
from storage.interactions import Interaction
from storage.lanes import Lane
from storage.posts import Post, PostState
from storage.teams import of as team_of
from tests.conftest import MANIFEST, PATIENCE
from tests.faults.process import BotProcess

# The client's own patience in these tests; Slack is on this machine.
TIMEOUT_SECONDS = 0.5
IMPATIENCE = 1.5
"""How long Slack waits for a bot that is about to die."""


class HandMachine:
    """The machine's clock, which a test moves forward instead of waiting."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return machine_now() + self.ahead


@dataclass
class Company:
    """The record and the Slack that bots share; ana is a manager, olga the owner."""

    slack: Playground
    record: str
    desk: Desk
    machine: HandMachine
    folder: Path
    account_id: int
    bots: list[BotProcess] = field(default_factory=list)

    def hires(self, mode: str = "socket", **environ: str) -> BotProcess:
        """A bot's process, not yet started."""
        bot = BotProcess(self.slack, self.record, mode, self.folder, environ)
        self.bots.append(bot)
        return bot

    def delivery(
        self, database: Database | None = None, api_url: str = "", pace: float = 0.0
    ) -> Delivery:
        """A worker of this process, to be driven by hand or started."""
        client = WebClient(
            self.slack.bot_token,
            base_url=api_url or self.slack.api_url,
            timeout=TIMEOUT_SECONDS,  # type: ignore[arg-type]
            retry_handlers=[],
        )
        desk = Desk(database, machine_now=self.machine) if database else self.desk
        delivery = Delivery(desk, Wire(client, self.machine), pace)
        delivery.serve(self.slack.team_id)
        return delivery

    def wants(self, what: str, recipient: str = "U0ANA") -> int:
        """A thing to do is due now and its ping is wanted; gives the follow-up's id."""
        follow_up_id = self.owes(what, recipient)
        assert pings.ping_due(self.desk) == 1
        return follow_up_id

    def owes(self, what: str, recipient: str = "U0ANA", due_in: timedelta = timedelta()) -> int:
        """A thing to do is due: a tick at that time will find it; gives the follow-up's id."""
        now = self.desk.clock.now()
        due_at = now + due_in
        follow_up = FollowUp(
            team_id=self.slack.team_id,
            account_id=self.account_id,
            assignee_id=recipient,
            what=what,
            due_on=due_at.date(),
            due_time=due_at.time(),
            due_at=due_at,
            ping_at=due_at,
            created_by=recipient,
            created_at=now,
        )
        with self.desk.write() as session:
            session.add(follow_up)
        return follow_up.id

    def expects_digest(self, at: datetime) -> None:
        """Ana's next digest is due at an instant."""
        with self.desk.write(self.slack.team_id) as session:
            ana = people.find(session, self.slack.team_id, "U0ANA")
            assert ana is not None
            ana.next_digest_at = at

    def digests(self) -> int:
        """How many digests were made for Ana."""
        with self.desk.read() as session:
            return len(session.scalars(select(Digest).where(Digest.user_id == "U0ANA")).all())

    def files(self, what: str, severity: Severity = Severity.MEDIUM) -> int:
        """Ana files a complaint; gives its id."""
        draft = ComplaintDraft(what, severity)
        return complaints.file(self.desk, self.actor(), self.account_id, draft).complaint.id

    def takes(self, complaint_id: int) -> None:
        """Ana will see to a complaint."""
        complaint_steps.take(self.desk, self.actor(), complaint_id)

    def notes(self, complaint_id: int, words: str) -> None:
        """Ana adds a note to a complaint."""
        complaint_steps.note(self.desk, self.actor(), complaint_id, words)

    def logs(self, score: int) -> None:
        """Ana logs what the client thinks of us, 1 to 5."""
        interactions.log_line(self.desk, self.actor(), f"Globex spoke with them {score}/5")

    def says(self, notes: str, *, again: bool = False) -> str:
        """Ana logs a call by a command, once more if it fails; gives the notes, now acked."""
        delivery = self.slack.person("ana").types(f"/log-call Globex {notes}")
        assert isinstance(delivery, Delivered)
        answer = delivery.answer
        if not delivery.is_acked and again:
            answer = self.slack.redeliver(delivery)
        assert "Logged" in str(answer), answer
        return notes

    def commands(self) -> list[Delivered]:
        """What was typed as commands, as often as it was delivered."""
        return [each for each in self.slack.deliveries if each.type == "slash_commands"]

    def actor(self) -> Actor:
        """Ana, with a request of her own."""
        with self.desk.read() as session:
            ana = people.find(session, self.slack.team_id, "U0ANA")
        assert ana is not None
        return Actor(self.slack.team_id, ana, uuid4().hex)

    def tells(self, channel: str | None) -> None:
        """Complaints are told in this channel from now on."""
        with self.desk.write() as session:
            team_of(session, self.slack.team_id).complaints_channel = channel

    def thread(self, where: str = "#complaints") -> list[Message]:
        """What stands in a channel: messages, each followed by its replies."""
        channel = self.slack.workspace.channel(where).id
        there = [m for m in self.slack.workspace.messages[channel] if not m.deleted]
        return sorted(there, key=lambda m: (m.thread_ts or m.ts, m.ts))

    def forgets(self, user_id: str) -> None:
        """Somebody was not heard of for two days, so that Slack is asked about them again."""
        with self.desk.write() as session:
            person = people.find(session, self.slack.team_id, user_id)
            assert person is not None
            person.fetched_at -= timedelta(days=2)

    def greets(self, channel: str, number: int = 1) -> None:
        """A message must stand in a channel."""
        with self.desk.write() as session:
            posts.want(
                session,
                self.slack.team_id,
                PostKind.CHANNEL_HELLO,
                number,
                channel,
                at=self.machine(),
            )

    def renames(self, follow_up_id: int, what: str) -> None:
        """The truth about a thing to do changes, and what shows it must follow."""
        with self.desk.write() as session:
            follow_up = follow_ups.find(session, self.slack.team_id, follow_up_id)
            assert follow_up is not None
            follow_up.what = what
            posts.follow_up_changed(session, self.slack.team_id, follow_up_id)

    def withdraws(self, follow_up_id: int) -> None:
        """A thing to do need not be done any more."""
        with self.desk.write() as session:
            follow_up = follow_ups.find(session, self.slack.team_id, follow_up_id)
            assert follow_up is not None
            follow_up.status = FollowUpStatus.UNDONE

    def unsettles(self, user_id: str) -> None:
        """The record says of somebody that they live where there is no time."""
        with self.desk.write() as session:
            person = people.find(session, self.slack.team_id, user_id)
            assert person is not None
            person.tz = "Nowhere/Never"

    def waits(self, seconds: float) -> None:
        """Time passes on the machine and in Slack."""
        self.machine.ahead += timedelta(seconds=seconds)
        self.slack.move_clock(self.machine())

    @contextmanager
    def impatient(self) -> Iterator[None]:
        """Nobody waits for long, as of a bot that is going to be killed no answer comes."""
        patience, self.slack.patience = self.slack.patience, IMPATIENCE
        yield
        self.slack.patience = patience

    def leases_end(self) -> None:
        """So much time passes that what a killed bot had in hand may be taken again."""
        with self.desk.write() as session:
            in_hand: list[Post | OpenedHome] = [
                *session.scalars(select(Post).where(Post.wanted > Post.shown)),
                *session.scalars(select(OpenedHome).where(OpenedHome.wanted > OpenedHome.shown)),
            ]
            for each in in_hand:
                each.try_at = min(each.try_at - LEASE, self.machine())
            for lane in session.scalars(select(Lane)):
                lane.free_at = min(lane.free_at - LEASE, self.machine())

    def entries(self) -> list[str]:
        """The notes of every interaction on record."""
        with self.desk.read() as session:
            return list(session.scalars(select(Interaction.notes).order_by(Interaction.id)))

    def posts(self) -> list[Post]:
        """The record's posts, oldest first."""
        with self.desk.read() as session:
            return list(session.scalars(select(Post).order_by(Post.id)))

    def shown(self) -> list[Message]:
        """What stands in ana's direct message."""
        return self.slack.person("ana").direct_messages()

    def copies(self) -> Counter[str]:
        """How many messages each post of ours has in the whole workspace."""
        messages = [m for kept in self.slack.workspace.messages.values() for m in kept]
        ours = [m.metadata["event_payload"]["post"] for m in messages if m.metadata]
        return Counter(ours)

    def lost_and_doubled(self) -> tuple[int, int]:
        """How many posts nobody sees, and how many extra copies stand in Slack.

        What was over before it was shown is not lost.
        """
        copies = self.copies()
        wanted = [post for post in self.posts() if post.state != PostState.CANCELLED]
        lost = sum(copies[str(post.id)] == 0 for post in wanted)
        return lost, sum(count - 1 for count in copies.values())


@contextmanager
def open_company(record: str) -> Iterator[Company]:
    """The company on a migrated database; its bots are killed at the end."""
    machine = HandMachine()
    with (
        Playground(
            sample_company(),
            MANIFEST,
            patience=PATIENCE,
            event_retries=(0, 0),
            machine=lambda: machine().timestamp(),
        ) as slack,
        TemporaryDirectory(prefix="rapport-bots-") as folder,
    ):
        desk = Desk(Database(record), machine_now=machine)
        found = Company(slack, record, desk, machine, Path(folder), _furnish(desk, slack))
        yield found
        for bot in found.bots:
            bot.close()
        desk.database.close()


def _furnish(desk: Desk, slack: Playground) -> int:
    teams.keep(desk, slack.team_id, "Sample", "U0RAPPORT")
    sync_people(desk, WebClient(slack.bot_token, base_url=slack.api_url), slack.team_id)
    with desk.write() as session:
        for user_id in ("U0ANA", "U0CHITRA"):
            person = people.find(session, slack.team_id, user_id)
            assert person is not None
            person.is_manager = True
    with desk.write() as session:
        ana = people.find(session, slack.team_id, "U0ANA")
        assert ana is not None
        return accounts.create(desk, session, Actor(slack.team_id, ana, "furnish"), "Globex").id
