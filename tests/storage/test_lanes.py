"""Lanes in the record: one worker on each, the pace, and what a lease that ended leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, insert, update

from storage import claims, lanes
from storage.claims import Freed, Load, Mark, Marked
from storage.clock_put_back import bring_nearer
from storage.database import Database
from storage.lanes import NextTry
from storage.posts import Post, PostState
from tests.records import Cluster
from tests.storage.test_posts import (
    LEASE,
    NOW,
    bump,
    change,
    ids,
    let_go,
    next_try,
    take,
    want,
)

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def database(record: str) -> Iterator[Database]:
    opened = Database(record)
    yield opened
    opened.close()


@pytest.fixture
def on_postgresql(cluster: Cluster) -> Iterator[Database]:
    url = cluster.fresh()
    opened = Database(url)
    yield opened
    opened.close()
    cluster.drop(url)


def test_a_lane_is_one_workers_with_all_that_is_due_on_it(database: Database) -> None:
    first = want(database, 1)
    other = want(database, 2, recipient="U2")
    second = want(database, 3)
    assert ids(take(database, NOW)) == [[first, second], [other]]
    want(database, 4)
    assert take(database, NOW + 19 * SECOND) == [], "what comes later waits for its turn"
    assert next_try(database).new == NOW + LEASE


def test_the_lanes_that_wait_the_longest_are_taken_first(database: Database) -> None:
    wanted = [want(database, number, recipient=f"U{number}") for number in range(5)]
    assert ids(take(database, NOW, Load(2))) == [[wanted[0]], [wanted[1]]]
    assert ids(take(database, NOW, Load(2))) == [[wanted[2]], [wanted[3]]]
    assert ids(take(database, NOW, Load(2))) == [[wanted[4]]]


def test_a_lane_full_of_messages_keeps_no_other_from_being_taken(database: Database) -> None:
    for number in range(60):
        want(database, number)
    other = want(database, 99, recipient="U2")
    (full,) = take(database, NOW)
    assert len(full.posts) == 10
    assert ids(take(database, NOW)) == [[other]]


def test_a_dead_workers_lane_is_free_after_its_lease(database: Database) -> None:
    post_id = want(database, 1)
    dead = take(database, NOW)
    assert take(database, NOW + LEASE - SECOND) == []
    (again,) = take(database, NOW + LEASE)
    assert [post.id for post in again.posts] == [post_id]
    let_go(database, dead, NOW + LEASE)
    want(database, 2)
    assert take(database, NOW + LEASE) == [], "the lane is another's by now"


def test_new_messages_wait_for_the_pace_and_updates_do_not(database: Database) -> None:
    shown, new = want(database, 1), want(database, 2)
    other = want(database, 3, recipient="U2")
    change(database, shown, ts="1.1", shown=1)
    let_go(database, take(database, NOW, Load(1)), NOW, new_at=NOW + SECOND)
    change(database, new, try_at=NOW)
    bump(database, 1)
    assert next_try(database) == NextTry(update=NOW, new=NOW, last=NOW + SECOND)
    assert ids(take(database, NOW)) == [[shown], [other]]


def test_the_pace_is_known_to_whoever_asks_when_to_look_again(database: Database) -> None:
    want(database, 1)
    let_go(database, take(database, NOW), NOW, new_at=NOW + SECOND)
    want(database, 2)
    assert next_try(database) == NextTry(new=NOW + SECOND, last=NOW + LEASE)
    assert take(database, NOW + SECOND / 2) == []
    assert len(take(database, NOW + SECOND)) == 1


def test_a_clock_put_back_is_noticed_by_what_waits_too_long(database: Database) -> None:
    want(database, 1, at=NOW)
    let_go(database, take(database, NOW + HOUR), NOW + HOUR, new_at=NOW + HOUR + SECOND)
    change(database, want(database, 2, at=NOW), try_at=NOW)
    assert next_try(database).last == NOW + HOUR + LEASE
    with database.queue() as session:
        assert bring_nearer(session, "T1", NOW + LEASE, NOW + LEASE) == 2, "the lane, a post"
    assert take(database, NOW + LEASE - SECOND) == [], "whoever is at it may come to an end"
    (taken,) = take(database, NOW + LEASE)
    assert len(taken.posts) == 2


def test_what_waits_no_longer_than_it_may_is_let_alone(database: Database) -> None:
    want(database, 1)
    assert len(take(database, NOW)) == 1
    with database.queue() as session:
        assert bring_nearer(session, "T1", NOW + LEASE, NOW) == 0
        assert bring_nearer(session, "T2", NOW, NOW) == 0
        assert bring_nearer(session, "T1", NOW, NOW, {"U1"}) == 0, "we have it in hand ourselves"
    assert take(database, NOW + LEASE - SECOND) == []


def test_two_bring_nearer_at_once_and_neither_waits(on_postgresql: Database) -> None:
    for number in range(2):
        want(on_postgresql, number, at=NOW + HOUR, recipient=f"U{number}")
    with on_postgresql.queue() as session, on_postgresql.queue() as other:
        assert bring_nearer(session, "T1", NOW + LEASE, NOW) == 2
        session.flush()
        assert bring_nearer(other, "T1", NOW + LEASE, NOW) == 0
    assert len(take(on_postgresql, NOW)) == 2


def test_what_the_claimant_has_in_hand_is_not_taken_again(database: Database) -> None:
    want(database, 1)
    other = want(database, 2, recipient="U2")
    with database.queue() as session:
        late = NOW + HOUR
        taken = claims.claim(session, "T1", late, LEASE, Load(9), in_hand={"U1"})
        assert ids(taken) == [[other]]
        assert lanes.next_try(session, "T1", {"U1", "U2"}) == NextTry()


@pytest.mark.parametrize(("new", "expected"), [(0, 1), (1, 2), (10, 4)])
def test_so_many_new_messages_are_taken_with_what_is_to_be_updated(
    database: Database, new: int, expected: int
) -> None:
    for number in range(3):
        want(database, number)
    change(database, want(database, 9), ts="1.1", shown=1)
    bump(database, 9)
    (taken,) = take(database, NOW, Load(5, new=new))
    assert len(taken.posts) == expected


def test_a_mark_of_a_lease_that_is_over_changes_nothing(database: Database) -> None:
    post_id = want(database, 1)
    (late,) = take(database, NOW)
    (ours,) = take(database, NOW + LEASE)
    values: dict[str, object] = {"shown": 1, "ts": "1.1", "try_at": NOW + LEASE}
    with database.queue() as session:
        assert claims.mark(session, "T1", [Mark(late.posts[0], values)]) == Marked()
        marked = claims.mark(session, "T1", [Mark(ours.posts[0], values)])
    assert marked.written == {post_id}
    assert next_try(database) == NextTry()


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that any engine runs inside the block."""
    ran: list[str] = []

    def note(*of: object) -> None:
        ran.append(str(of[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield ran
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_many_are_claimed_and_marked_with_as_few_statements_as_one(database: Database) -> None:
    spent = []
    for recipients in (1, 30):
        for number in range(recipients):
            want(database, number, recipient=f"U{recipients}-{number}")
        with counted() as ran:
            taken = take(database, NOW, Load(30))
            assert len(taken) == recipients
            with database.queue() as session:
                posts = [each.posts[0] for each in taken]
                shown: dict[str, object] = {"shown": 1, "ts": "1.1"}
                claims.mark(session, "T1", [Mark(post, shown) for post in posts])
                freed = [Freed(each.lane, {"free_at": NOW}) for each in taken]
                claims.release(session, "T1", freed)
        spent.append([each.split()[0] for each in ran if not each.startswith(("BEGIN", "COMMIT"))])
    # Look, open lanes, lock, lease posts and lanes; look whose they are, mark them, free the lanes.
    assert spent[1] == spent[0]
    assert len(spent[0]) == 8


@pytest.mark.sqlite
def test_a_claim_costs_the_same_whatever_else_is_kept(database: Database) -> None:
    """Counted in steps of SQLite's virtual machine, after few and after many that are shown."""
    spent = []
    for shown in (50, 500):
        with database.write() as session:
            session.execute(insert(Post), [_shown(shown + number) for number in range(shown)])
        want(database, shown)
        steps = [0]

        def on_step(steps: list[int] = steps) -> int:
            steps[0] += 1
            return 0

        with database.queue() as session:
            driver = session.connection().connection.dbapi_connection
            assert driver is not None
            driver.set_progress_handler(on_step, 1)
            taken = claims.claim(session, "T1", NOW, LEASE, Load(5))
            driver.set_progress_handler(None, 1)
        assert len(taken) == 1
        with database.queue() as session:
            done = Mark(taken[0].posts[0], {"shown": 1, "try_at": NOW})
            claims.mark(session, "T1", [done])
        let_go(database, taken, NOW)
        spent.append(steps[0])
    assert spent[1] == pytest.approx(spent[0], rel=0.1)


def _shown(number: int) -> dict[str, object]:
    return {
        "team_id": "T1",
        "id": number,
        "key": f"old:{number}",
        "kind": "ping",
        "subject_id": number,
        "recipient": "U1",
        "state": PostState.LIVE,
        "wanted": 1,
        "shown": 1,
        "ts": "1.0",
        "created_at": NOW,
        "try_at": NOW,
        "failures": 0,
    }


def test_two_workers_at_once_take_what_the_other_has_not(on_postgresql: Database) -> None:
    wanted = [want(on_postgresql, number, recipient=f"U{number}") for number in range(4)]
    let_go(on_postgresql, take(on_postgresql, NOW), NOW)
    for post_id in wanted:
        change(on_postgresql, post_id, try_at=NOW)
    with on_postgresql.queue() as session:
        first = claims.claim(session, "T1", NOW, LEASE, Load(2))
        second = take(on_postgresql, NOW)
    assert ids(first) == [[wanted[0]], [wanted[1]]]
    assert ids(second) == [[wanted[2]], [wanted[3]]], "without waiting for the first to commit"


def test_what_a_use_case_is_changing_is_not_waited_for(on_postgresql: Database) -> None:
    first, second = want(on_postgresql, 1), want(on_postgresql, 2)
    other = want(on_postgresql, 3, recipient="U2")
    with on_postgresql.write("T1") as session:
        session.execute(update(Post).where(Post.id == first).values(wanted=2))
        assert ids(take(on_postgresql, NOW)) == [[other]], "nor overtaken by those after it"
    (taken,) = take(on_postgresql, NOW)
    assert [post.id for post in taken.posts] == [first, second]


def test_a_mark_of_what_a_use_case_is_changing_is_left_for_later(on_postgresql: Database) -> None:
    post_id = want(on_postgresql, 1)
    (taken,) = take(on_postgresql, NOW)
    marks = [Mark(taken.posts[0], {"shown": 1, "ts": "1.1", "try_at": NOW})]
    with on_postgresql.write("T1") as session:
        session.execute(update(Post).where(Post.id == post_id).values(wanted=2))
        with on_postgresql.queue() as marking:
            assert claims.mark(marking, "T1", marks) == Marked(waiting=frozenset({post_id}))
    with on_postgresql.queue() as marking:
        assert claims.mark(marking, "T1", marks) == Marked(frozenset({post_id}))
    let_go(on_postgresql, [taken], NOW)
    assert next_try(on_postgresql) == NextTry(update=NOW, last=NOW), "the change is still to come"
