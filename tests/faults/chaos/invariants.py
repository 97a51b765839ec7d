"""What must hold at a checkpoint, once all trouble has been taken away and everything has settled.

Each looks at the record and at what stands in Slack, and says in words what is broken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from bot import home as homes
from bot.audience import Audience
from bot.delivery import drawing
from bot.posts import PostKind
from bot.views import home as home_views
from playground.messages import Message, kept_text
from storage.accounts import Account
from storage.complaints import Complaint
from storage.digests import Digest
from storage.follow_ups import FollowUp
from storage.homes import OpenedHome
from storage.interactions import Interaction
from storage.posts import Post, PostState
from tests.faults.chaos.model import ABSENT, MARKER, STANDING, UNDONE, Record
from tests.faults.chaos.run import Run


@dataclass(frozen=True, slots=True)
class Kept:
    """One row of what people asked for."""

    id: int
    marker: str
    version: int
    state: str
    belongs_to: int | None = None


class Picture:
    """The record and Slack at a checkpoint; `since` is the last post of the one before."""

    def __init__(self, run: Run, since: int, sample: Iterable[int]) -> None:
        self.run = run
        self.since = since
        self.sample = set(sample)
        # Before the posts are read: Slack may send an event again at any time.
        self.letters = list(_letters_taken(run))

    @cached_property
    def rows(self) -> dict[str, list[Kept]]:
        """What the record holds, by marker."""
        found: dict[str, list[Kept]] = defaultdict(list)
        with self.run.desk.read() as session:
            for entry in session.execute(
                select(Interaction.id, Interaction.notes, Interaction.undone_at)
            ):
                _keep(found, entry.id, entry.notes, UNDONE if entry.undone_at else STANDING)
            for todo in session.execute(
                select(FollowUp.id, FollowUp.what, FollowUp.status, FollowUp.interaction_id)
            ):
                _keep(found, todo.id, todo.what, todo.status, todo.interaction_id)
            for complaint in session.execute(
                select(Complaint.id, Complaint.what, Complaint.status)
            ):
                _keep(found, complaint.id, complaint.what, complaint.status)
        return found

    @cached_property
    def digests(self) -> dict[int, Digest]:
        """The reminders that were made."""
        with self.run.desk.read() as session:
            return {digest.id: digest for digest in session.scalars(select(Digest))}

    @cached_property
    def posts(self) -> dict[int, Post]:
        """What is wanted in Slack, oldest first."""
        with self.run.desk.read() as session:
            return {post.id: post for post in session.scalars(select(Post).order_by(Post.id))}

    @cached_property
    def messages(self) -> dict[int, list[Message]]:
        """What stands there, by post."""
        found: dict[int, list[Message]] = defaultdict(list)
        for kept in list(self.run.slack.workspace.messages.values()):
            for message in list(kept):
                if message.metadata and not message.deleted:
                    found[int(message.metadata["event_payload"]["post"])].append(message)
        return found


def _keep(
    found: dict[str, list[Kept]], row_id: int, words: str, state: str, whole: int | None = None
) -> None:
    # The first marker is the row's own; an entry's words also hold its follow-up's.
    told = MARKER.search(words)
    if told is not None:
        found[told[1]].append(Kept(row_id, told[1], int(told[2]), str(state), whole))


def every_answered_entry_is_stored_once(picture: Picture) -> Iterator[str]:
    """And what was not answered is stored once or not at all."""
    for record in picture.run.model.records.values():
        rows = picture.rows.get(record.marker, [])
        if len(rows) > 1:
            yield f"{record.marker} is stored {len(rows)} times"
        state, version = (rows[0].state, rows[0].version) if rows else (ABSENT, 0)
        if state not in record.states:
            yield f"{record.marker} is {state}, its author was told {sorted(record.states)}"
        if rows and version not in record.versions:
            yield f"{record.marker} has words {version}, not {sorted(record.versions)}"
        record.is_found(state, version)
    for marker in picture.rows.keys() - picture.run.model.records.keys():
        yield f"{marker} is on record, and nobody asked for it"


def nothing_is_half_stored(picture: Picture) -> Iterator[str]:
    """An entry and the follow-up of the same line are there together; a complaint has alerts."""
    for record in picture.run.model.records.values():
        if record.part_of is not None:
            yield from _torn(picture, record, record.part_of)
    told = {p.subject_id for p in picture.posts.values() if p.kind == PostKind.COMPLAINT_ALERT}
    for rows in picture.rows.values():
        for row in rows:
            if row.marker.startswith("c") and row.id not in told:
                yield f"{row.marker} is on record, and no alert is wanted"


def an_import_is_all_or_nothing(picture: Picture) -> Iterator[str]:
    """Every line of a file is on record, once, or none is."""
    with picture.run.desk.read() as session:
        stored = Counter(session.scalars(select(Account.name)))
    for names, is_stored in picture.run.model.imports.items():
        found = [stored[name] for name in names]
        if found != [1] * len(names) and (is_stored or any(found)):
            yield f"of the accounts from {names[0]!r} on there are {found}"


def _wanted_by_now(run: Run) -> set[int]:
    with run.desk.read() as session:
        return set(session.scalars(select(Post.id)))


def _torn(picture: Picture, part: Record, whole: Record) -> Iterator[str]:
    of_part, of_whole = (picture.rows.get(r.marker, []) for r in (part, whole))
    if [row.belongs_to for row in of_part] != [row.id for row in of_whole]:
        yield f"{whole.marker} stands {len(of_whole)} times, its part {part.marker} {len(of_part)}"


def every_wanted_post_is_shown_once(picture: Picture) -> Iterator[str]:
    """None lost, none doubled, none that Rapport has given up."""
    for post in picture.posts.values():
        copies = len(picture.messages.get(post.id, ()))
        name = f"{post.kind} {post.id} to {post.recipient}"
        if post.state == PostState.DEAD:
            yield f"{name} is dead: {post.fault}"
        elif copies > 1:
            yield f"{name} stands {copies} times in Slack ({_places(picture.messages[post.id])})"
        elif post.state != PostState.LIVE or _has_no_thread(picture, post):
            continue
        elif post.wanted > post.shown:
            yield f"{name} waits to be shown still ({post.fault}), until {post.try_at}"
        elif copies == 0:
            yield f"{name} is lost"
    # What was wanted since the posts were read, as an event came once more, is on record by now.
    for post_id in picture.messages.keys() - picture.posts.keys() - _wanted_by_now(picture.run):
        yield f"a message stands in Slack for post {post_id}, which nobody wants"


def _has_no_thread(picture: Picture, post: Post) -> bool:
    """Whether it is a reply to what was over before it was shown: there is nothing to tell."""
    return post.parent_id is not None and picture.posts[post.parent_id].state == PostState.CANCELLED


def _places(copies: list[Message]) -> str:
    return ", ".join(f"{m.channel} {m.ts} in {m.thread_ts}" for m in copies)


def every_writer_is_answered(picture: Picture) -> Iterator[str]:
    """Whoever wrote to Rapport, in a message that it took, has its answer wanted."""
    wanted = {post.key for post in picture.posts.values()}
    for event_id, writer in picture.letters:
        if f"answer:{event_id}" not in wanted:
            yield f"{writer} wrote, and no answer is wanted"


def _letters_taken(run: Run) -> Iterator[tuple[str, str]]:
    """The messages of people that Rapport has acked, each with its writer."""
    for delivery in list(run.slack.deliveries):
        event = delivery.payload.get("event", {})
        is_from_person = event.get("type") == "message" and not {"bot_id", "subtype"} & event.keys()
        if is_from_person and delivery.is_acked:
            yield delivery.payload["event_id"], event["user"]


def every_message_tells_the_truth(picture: Picture) -> Iterator[str]:
    """What stands in Slack is what would be drawn from the record at this moment.

    But for reminders that a newer one has followed: these stay as they are.
    """
    for post in picture.posts.values():
        is_asked = post.id > picture.since or post.id in picture.sample
        if post.kind == PostKind.DIGEST and picture.digests[post.subject_id].is_frozen:
            continue
        if is_asked and len(picture.messages.get(post.id, ())) == 1:
            (message,) = picture.messages[post.id]
            yield from _untrue(picture.run, post, message)


def _untrue(run: Run, post: Post, message: Message) -> Iterator[str]:
    audience = Audience(post.audience) if post.audience else Audience.INSIDERS
    with run.desk.read() as session:
        drawn = drawing.draw(session, post, audience)
    if drawn is None:
        return
    name = f"{post.kind} {post.id} to {post.recipient}"
    shown, true = [message.text, message.blocks], [kept_text(drawn.text), drawn.blocks]
    for kept, sent in _differences(shown, true):
        yield f"{name} shows {kept!r}, and the record says {sent!r}"
        return
    if post.content_hash != drawn.hash:
        yield f"{name} has another hash than what it shows"


def _differences(kept: Any, sent: Any) -> Iterator[tuple[Any, Any]]:
    """Where Slack keeps anything else than what was sent, apart from what it adds of its own."""
    if isinstance(sent, dict) and isinstance(kept, dict):
        for name, value in sent.items():
            yield from _differences(kept.get(name), value)
    elif isinstance(sent, list) and isinstance(kept, list) and len(sent) == len(kept):
        for one, other in zip(kept, sent, strict=True):
            yield from _differences(one, other)
    elif kept != sent:
        yield kept, sent


def threads_are_in_order(picture: Picture) -> Iterator[str]:
    """A reply stands below its parent, and below the replies that were wanted before it."""
    last: dict[int, tuple[str, int]] = {}
    for post in picture.posts.values():
        if post.parent_id is None or post.ts is None or post.state != PostState.LIVE:
            continue
        parent = picture.posts[post.parent_id]
        before, earlier = last.get(post.parent_id, (parent.ts or "", parent.id))
        if post.ts <= before:
            yield f"{post.kind} {post.id} stands above {earlier}"
        threads = {m.thread_ts for m in picture.messages.get(post.id, ())}
        if threads - {parent.ts}:
            yield f"{post.kind} {post.id} stands outside its thread"
        last[post.parent_id] = (post.ts, post.id)


def no_digest_comes_twice(picture: Picture) -> Iterator[str]:
    """One for a person and local date: on record, and by the day on which Slack shows it."""
    days = Counter((digest.user_id, digest.local_date) for digest in picture.digests.values())
    yield from (f"{who} has {n} digests of {day}" for (who, day), n in days.items() if n > 1)
    shown: Counter[tuple[str, str]] = Counter()
    for post in picture.posts.values():
        if post.kind == PostKind.DIGEST:
            day = picture.digests[post.subject_id].local_date
            shown[post.recipient, str(day)] += len(picture.messages.get(post.id, ()))
    yield from (f"{who} sees {n} digests of {day}" for (who, day), n in shown.items() if n > 1)


def homes_tell_the_truth(picture: Picture) -> Iterator[str]:
    """Whoever has opened their Home sees there what the record says."""
    run = picture.run
    with run.desk.read() as session:
        opened = list(session.scalars(select(OpenedHome)))
    for home in opened:
        found = homes.of(run.desk, home.team_id, home.user_id)
        shown = run.slack.person(home.user_id).home
        if found is None or shown is None:
            yield f"{home.user_id} sees no Home"
        elif home_views.hash_of(home_views.home(found)) != home_views.hash_of(shown):
            yield f"the Home of {home.user_id} is not what the record says"


INVARIANTS: tuple[Callable[[Picture], Iterator[str]], ...] = (
    every_answered_entry_is_stored_once,
    nothing_is_half_stored,
    an_import_is_all_or_nothing,
    every_wanted_post_is_shown_once,
    every_writer_is_answered,
    every_message_tells_the_truth,
    threads_are_in_order,
    no_digest_comes_twice,
    homes_tell_the_truth,
)
