"""What goes wrong: in Slack, on the wire, with the processes, with the record, with the time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random
from uuid import uuid4

from bot import schedule
from playground.delivery.record import Delivery
from playground.faults import Fault
from tests.faults.chaos.acts import (
    NOTHING_STORED,
    CannotAct,
    file_complaint,
    log_call,
    note,
    says,
)
from tests.faults.chaos.bots import Bot
from tests.faults.chaos.mishaps import lay
from tests.faults.chaos.run import MANAGERS, Run
from tests.faults.chaos.waiting import soon

Trouble = Callable[[Run, Random], None]

# By how often each is called. What is read after a lost answer, or called but seldom, comes with
# what causes it: see `lose_an_answer` and `seldom.py`.
METHODS = {
    "chat.postMessage": 30,
    "chat.update": 20,
    "conversations.info": 4,
    "conversations.members": 4,
    "views.publish": 8,
    "views.open": 6,
    "response_url": 4,
}
# What has something posted that is then looked for there.
_POSTING: dict[str, Trouble] = {
    "conversations.history": file_complaint,
    "conversations.replies": note,
}
AN_HOUR = 3600.0
MANY_BOTS = 3
_BURST = 6
REDELIVERIES = 4


def disturb_slack(run: Run, dice: Random) -> None:
    """A few calls of one method go wrong in one way."""
    (method,) = dice.choices([*METHODS], [*METHODS.values()])
    lay(run, dice, method, times=dice.randrange(1, 4), retry_after=dice.randrange(1, 5))


def lose_an_answer(run: Run, dice: Random) -> None:
    """A message is posted, its answer is lost, and then its history can't be read at first."""
    lay(run, dice, "chat.postMessage", ("lost_answer", "slow", "reset_after", "half_body"))
    reading = dice.choice([*_POSTING])
    lay(run, dice, reading, times=dice.randrange(1, 3))
    _POSTING[reading](run, dice)


def kill(run: Run, dice: Random) -> None:
    """A bot is killed, and another started."""
    bot = somebody(run, dice)
    _counted(run, "kill -9", bot.kill)
    _at_work(run)


def kill_in_a_burst(run: Run, dice: Random) -> None:
    """Two people type at once while a bot is killed."""
    bot = somebody(run, dice)
    seeds = [dice.getrandbits(32) for _ in range(_BURST)]
    after = dice.randrange(1, _BURST)
    with ThreadPoolExecutor(len(MANAGERS)) as pool:
        typing = [pool.submit(_types_something, run, Random(seed)) for seed in seeds]
        typing[after - 1].result()
        _counted(run, "kill -9 among commands", bot.kill)
        _at_work(run)


def kill_at_slacks_accept(run: Run, dice: Random) -> None:
    """A bot is killed once Slack has taken its message, before it hears so."""
    method = dice.choice(("chat.postMessage", "chat.update", "views.publish"))
    name = f"kill -9 at Slack's accept of {method}"
    bots = list(run.nursery.living)

    def kill_them() -> None:
        for bot in bots:
            bot.kill()
        run.hit[name] += 1

    run.laid[name] += 1
    run.slack.faults.add(Fault(method, "performed", then=kill_them))


def restart(run: Run, dice: Random) -> None:
    """A bot is stopped in order, and another started."""
    bot = somebody(run, dice)
    run.laid["SIGTERM"] += 1
    code = bot.stops()
    run.hit["SIGTERM"] += code == 0
    if code != 0 and not bot.doom:
        run.broken.append(f"a bot that was told to stop ended with {code}")
    _at_work(run)


def add_a_replica(run: Run, _dice: Random) -> None:
    """One more bot shares the work, or one of several is killed."""
    if len(run.nursery.living) < MANY_BOTS:
        _counted(run, "one more replica", run.nursery.serves)
    else:
        _counted(run, "one replica less", run.nursery.living[0].kill)


def drop_sockets(run: Run, dice: Random) -> None:
    """Slack's connections break, or are refreshed as every few hours."""
    opened = run.slack.sockets_opened
    if dice.random() < 0.5:
        _counted(run, "socket dropped", run.slack.drop_sockets)
    else:
        _counted(run, "socket refreshed", run.slack.refresh_sockets)
    soon(lambda: run.slack.sockets_opened > opened or not run.nursery.living, 10)


def redeliver(run: Run, dice: Random) -> None:
    """Slack delivers once more, four times at once, something it has delivered before."""
    past = [d for d in run.slack.deliveries[-100:] if _may_come_again(d)]
    if not past:
        raise CannotAct
    delivery = dice.choice(past)
    run.model.is_asked_again(str(delivery.payload))
    run.laid["delivered 4 more times"] += 1
    with ThreadPoolExecutor(REDELIVERIES) as pool:
        # In an envelope of its own each: on one socket nobody tells two of the same apart.
        again = [
            pool.submit(run.slack.redeliver, replace(delivery, envelope_id=str(uuid4())))
            for _ in range(REDELIVERIES)
        ]
        answers = [str(each.result()) for each in again]
    run.hit["delivered 4 more times"] += 1
    if not says(delivery, NOTHING_STORED) and any(NOTHING_STORED in words for words in answers):
        run.broken.append(f"what is stored was denied: {delivery.payload}")


def _may_come_again(delivery: Delivery) -> bool:
    """What changes a record whose fate is unknown would make it known by no answer."""
    if delivery.type == "interactive":
        return delivery.is_acked and not says(delivery, NOTHING_STORED)
    return delivery.type == "slash_commands" and delivery.is_acked


def let_time_pass(run: Run, dice: Random) -> None:
    """Minutes or hours go by."""
    run.time_passes(dice.choice((6, 6, 21, 61, 61, 600, AN_HOUR)))


def go_on_to_what_is_due(run: Run, _dice: Random) -> None:
    """Time passes until something falls due, and it is seen to."""
    due = schedule.next_due(run.desk)
    if due is None:
        raise CannotAct
    wait = (due - run.now()).total_seconds()
    run.time_passes(max(0.0, wait) + 1)
    soon(lambda: not _is_due(run), 1.5)


def _is_due(run: Run) -> bool:
    due = schedule.next_due(run.desk)
    return due is not None and due <= run.now()


def sleep_two_days(run: Run, _dice: Random) -> None:
    """The whole machine is asleep for 48 hours."""
    _counted(run, "48 h pause", lambda: run.time_passes(48 * AN_HOUR))


def set_the_clock(run: Run, dice: Random) -> None:
    """The machine's clock is an hour off Slack's, or is set right again."""
    seconds = -run.off or dice.choice((AN_HOUR, -AN_HOUR))
    with run.standing_still():
        _counted(run, f"clock {seconds / AN_HOUR:+.0f} h", lambda: run.clock_steps(seconds))


def _counted(run: Run, name: str, strike: Callable[[], object]) -> None:
    run.laid[name] += 1
    strike()
    run.hit[name] += 1


def somebody(run: Run, dice: Random) -> Bot:
    """One of the bots that run. Raises CannotAct."""
    living = run.nursery.living
    if not living:
        raise CannotAct
    return dice.choice(living)


def _at_work(run: Run) -> None:
    """See that there is a bot; after a while without one, as any supervisor does."""
    if not run.nursery.living:
        run.nursery.serves()


def _types_something(run: Run, dice: Random) -> None:
    dice.choice((log_call, file_complaint))(run, dice)


# The share of each among a thousand steps.
TROUBLES: dict[Trouble, int] = {
    disturb_slack: 90,
    lose_an_answer: 20,
    kill: 4,
    kill_in_a_burst: 2,
    kill_at_slacks_accept: 6,
    restart: 2,
    add_a_replica: 3,
    drop_sockets: 2,
    redeliver: 12,
    let_time_pass: 70,
    go_on_to_what_is_due: 12,
    sleep_two_days: 1,
    set_the_clock: 4,
}
