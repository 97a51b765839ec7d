"""Posts in the record: claimed by one worker at a time, oldest first, found by an index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from bot import posts as wanted_posts
from bot.posts import PostKind
from storage import claims, lanes, posts
from storage.claims import Freed, Load, Taken
from storage.database import Database
from storage.lanes import NextTry
from storage.posts import Post, PostState

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
LEASE = timedelta(seconds=20)


@pytest.fixture
def database(record: str) -> Iterator[Database]:
    opened = Database(record)
    yield opened
    opened.close()


def want(
    database: Database,
    subject: int,
    at: datetime = NOW,
    key: str | None = None,
    parent: int | None = None,
    recipient: str = "U1",
) -> int:
    with database.write() as session:
        above = posts.find(session, "T1", parent) if parent else None
        post = wanted_posts.want(
            session, "T1", PostKind.PING, subject, recipient, at=at, key=key, parent=above
        )
    return post.id


def take(database: Database, now: datetime, load: Load = Load(9)) -> list[Taken]:  # noqa: B008
    with database.queue() as session:
        return claims.claim(session, "T1", now, LEASE, load)


def claim(database: Database, now: datetime, limit: int = 10) -> list[Post]:
    """What a worker takes that lets go of the lanes at once."""
    taken = take(database, now, Load(9, posts=limit))
    let_go(database, taken, now)
    return [post for each in taken for post in each.posts]


def let_go(database: Database, taken: list[Taken], now: datetime, **values: object) -> None:
    with database.queue() as session:
        freed = [Freed(each.lane, {"free_at": now, **values}) for each in taken]
        claims.release(session, "T1", freed)


def next_try(database: Database) -> NextTry:
    with database.read() as session:
        return lanes.next_try(session, "T1")


def ids(taken: list[Taken]) -> list[list[int]]:
    return [[post.id for post in each.posts] for each in taken]


def bump(database: Database, *subjects: int) -> None:
    with database.write() as session:
        posts.bump(session, "T1", PostKind.PING, subjects)


def change(database: Database, post_id: int, **values: object) -> None:
    with database.write() as session:
        post = posts.find(session, "T1", post_id)
        assert post is not None
        for name, value in values.items():
            setattr(post, name, value)


def test_wanted_twice_it_is_one_message(database: Database) -> None:
    assert want(database, 1) == want(database, 1)
    assert want(database, 2, key="digest:U1") == want(database, 3, key="digest:U1")


def test_a_claim_is_one_workers_until_its_lease_ends(database: Database) -> None:
    first, second = want(database, 1), want(database, 2)
    assert [post.id for post in claim(database, NOW)] == [first, second]
    assert claim(database, NOW + timedelta(seconds=19)) == []
    assert [post.id for post in claim(database, NOW + LEASE)] == [first, second]


def test_the_oldest_are_claimed_first_and_the_future_waits(database: Database) -> None:
    want(database, 9, at=NOW + timedelta(hours=1))
    ids = [want(database, subject) for subject in range(5)]
    assert [post.id for post in claim(database, NOW, limit=3)] == ids[:3]
    assert [post.id for post in claim(database, NOW)] == ids[3:]


def test_a_claim_notes_since_when_a_first_message_may_be_out(database: Database) -> None:
    post_id = want(database, 1)
    claim(database, NOW)
    assert claim(database, NOW + LEASE)[0].sending_since == NOW
    change(database, post_id, ts="1.1", sending_since=None)
    assert claim(database, NOW + 2 * LEASE)[0].sending_since is None, "an update leaves no doubt"


def test_what_is_shown_dead_or_cancelled_is_not_claimed(database: Database) -> None:
    shown, dead, cancelled = (want(database, subject) for subject in range(3))
    change(database, shown, shown=1)
    change(database, dead, state=PostState.DEAD)
    change(database, cancelled, state=PostState.CANCELLED)
    assert claim(database, NOW) == []
    bump(database, 0, 1, 2)
    assert [post.id for post in claim(database, NOW)] == [shown]
    assert next_try(database) == NextTry(new=NOW + LEASE, last=NOW + LEASE)
    with database.read() as session:
        assert posts.count_unshown(session, "T1") == 1
        assert [post.id for post in posts.dead(session, "T1", 5)] == [dead]


def test_a_reply_is_claimed_once_its_message_is_there_and_alive(database: Database) -> None:
    parent = want(database, 1)
    reply = want(database, 2, parent=parent)
    assert [post.id for post in claim(database, NOW)] == [parent]
    assert [post.id for post in claim(database, NOW + LEASE)] == [parent]
    change(database, parent, ts="1.1", shown=1, state=PostState.DEAD)
    assert claim(database, NOW + LEASE) == []
    assert next_try(database) == NextTry()
    with database.read() as session:
        assert posts.count_unshown(session, "T1") == 0
    change(database, parent, state=PostState.LIVE)
    assert next_try(database) == NextTry(new=NOW + LEASE, last=NOW + LEASE)
    with database.read() as session:
        assert posts.count_unshown(session, "T1") == 1
    assert [post.id for post in claim(database, NOW + LEASE)] == [reply]


def test_replies_are_claimed_one_after_the_other(database: Database) -> None:
    parent = want(database, 1)
    first, second, other = (want(database, subject, parent=parent) for subject in (2, 3, 4))
    change(database, parent, ts="1.1", shown=1)
    assert [post.id for post in claim(database, NOW)] == [first]
    assert claim(database, NOW) == [], "the second waits for the first, though that is on its way"
    change(database, first, state=PostState.DEAD)
    assert [post.id for post in claim(database, NOW)] == [second]
    change(database, second, ts="1.2", shown=1)
    change(database, first, state=PostState.LIVE, ts="1.3", shown=1)
    bump(database, 2, 3)
    assert {post.id for post in claim(database, NOW + LEASE)} == {first, second, other}, (
        "what stands already is updated without waiting"
    )


def test_only_a_commit_that_wants_something_wakes_delivery(database: Database) -> None:
    with database.write() as session:
        posts.bump(session, "T1", PostKind.PING, [1])
        assert not posts.wanted_by(session), "no message tells of this"
    want(database, 1)
    with database.write() as session:
        posts.bump(session, "T1", PostKind.PING, [1])
        assert posts.wanted_by(session)


@pytest.mark.sqlite
def test_looking_for_work_reads_only_what_waits(database: Database) -> None:
    plans = [
        _plan_of(database, lambda session: lanes.next_try(session, "T1")),
        _plan_of(database, lambda session: posts.count_unshown(session, "T1")),
    ]
    assert ["USING INDEX ix_posts_unshown" in plan for plan in plans] == [True, True]


def _plan_of(database: Database, query: Callable[[Session], object]) -> str:
    """How the database goes about a query's one statement."""
    ran: list[tuple[str, Any]] = []
    with database.read() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *of: ran.append((of[2], of[3])))
        query(session)
        (statement, values), *_rest = ran
        connection = session.connection()
        return str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())
