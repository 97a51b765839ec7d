"""A checkpoint: all trouble is taken away, everything settles, and the invariants are looked at."""

from __future__ import annotations

from random import Random

from sqlalchemy import func, select

from bot import schedule
from storage import posts as kept
from storage.database import RecordUnavailable
from storage.homes import OpenedHome
from storage.posts import Post
from tests.faults.chaos.acts import HOMES_OF
from tests.faults.chaos.invariants import INVARIANTS, Picture
from tests.faults.chaos.run import Run
from tests.faults.chaos.waiting import soon

# Longer than a lease and than any back-off.
_AFTER_ALL_WAITS = 61.0
_ROUNDS = 60
# For so long nothing may happen while there is something to show, or something is due.
_STILL_SECONDS = 0.4
_TICK_SECONDS = 1.5
_OLD_ONES = 40


def check(run: Run, dice: Random, since: int, *, is_last: bool) -> tuple[list[str], int]:
    """What is broken, in words; and the newest post that was looked at."""
    broken = [] if settle(run) else ["it has not settled: " + _unsettled(run)]
    ids = _post_ids(run)
    sample = ids if is_last else dice.sample(ids, min(_OLD_ONES, len(ids)))
    picture = Picture(run, since, sample)
    for invariant in INVARIANTS:
        broken += invariant(picture)
    _forget_what_is_over(run)
    return broken, max(ids, default=0)


def settle(run: Run) -> bool:
    """Take all trouble away and let time pass until nothing is left to do; whether it came to it.

    A Home is opened in each round: its owner looks at it, and delivery looks up.
    """
    run.repair()
    for bot in run.nursery.living:
        if bot.doom:
            bot.kill()
    run.look_after_bots()
    run.time_passes(run.was_off + _AFTER_ALL_WAITS)
    run.was_off = 0.0
    was_settled = False
    for _ in range(_ROUNDS):
        _open_homes(run)
        is_settled = _settles(run)
        if is_settled and was_settled:
            # What fell due meanwhile shows on a Home once its owner has looked at it again.
            return True
        was_settled = is_settled
        run.look_after_bots()
        if not is_settled:
            run.time_passes(_AFTER_ALL_WAITS)
    return False


def _open_homes(run: Run) -> None:
    for handle in HOMES_OF:
        run.slack.person(handle).opens_home()


def _settles(run: Run) -> bool:
    """Whether everything settles by itself; false once nothing moves any more."""
    while _moves(run, _unshown(run)):
        if _is_settled(run):
            return True
    return False


def _moves(run: Run, left: int) -> bool:
    """Whether anything comes of what is left to show, without more time passing."""
    patience = _TICK_SECONDS if _is_due(run) else _STILL_SECONDS
    return soon(lambda: _is_settled(run) or _unshown(run) != left, patience)


def _is_settled(run: Run) -> bool:
    if any(delivery.outcome == "waiting" for delivery in run.slack.deliveries[-200:]):
        return False
    try:
        return not _unshown(run) and not _is_due(run)
    except RecordUnavailable:
        return False


def _unshown(run: Run) -> int:
    with run.desk.read() as session:
        posts = kept.count_unshown(session, run.team_id)
        homes = session.scalar(select(func.count()).where(OpenedHome.wanted > OpenedHome.shown))
    return posts + (homes or 0)


def _is_due(run: Run) -> bool:
    due = schedule.next_due(run.desk)
    return due is not None and due <= run.now()


def _unsettled(run: Run) -> str:
    waiting = [
        d.payload.get("command", d.type)
        for d in run.slack.deliveries[-200:]
        if d.outcome == "waiting"
    ]
    due = schedule.next_due(run.desk)
    return f"{_unshown(run)} to show, due {due} at {run.now()}, waiting for {waiting}"


def _post_ids(run: Run) -> list[int]:
    with run.desk.read() as session:
        return list(session.scalars(select(Post.id).order_by(Post.id)))


def _forget_what_is_over(run: Run) -> None:
    """Answers for one person's eyes are gone after a reload; a long run would drown in them."""
    workspace = run.slack.workspace
    with workspace.changed:
        for messages in workspace.messages.values():
            messages[:] = [m for m in messages if not m.ephemeral_to]
    for record in run.model.records.values():
        record.answer = None
