"""What Slack is asked but seldom: a fault is laid together with what brings the call about."""

from __future__ import annotations

from random import Random

from playground.people import Member
from tests.faults.chaos.mishaps import lay
from tests.faults.chaos.run import Run
from tests.faults.chaos.troubles import Trouble, somebody
from tests.faults.chaos.waiting import soon

_OF_A_NEWCOMER = ("users.info", "conversations.open")
_AT_A_START = ("auth.test", "users.list")
_STRIKES_SECONDS = 1.0
_CONNECTED_SECONDS = 10.0


def greet_a_newcomer(run: Run, dice: Random) -> None:
    """Somebody new writes to Rapport, which must hear who they are and where to answer them."""
    fault = lay(run, dice, dice.choice(_OF_A_NEWCOMER), times=dice.randrange(1, 3))
    newcomer = _newcomer(run)
    run.slack.welcome(newcomer)
    run.slack.person(newcomer.id).types("good morning")
    soon(lambda: fault.fired > 0, _STRIKES_SECONDS)


def _newcomer(run: Run) -> Member:
    number = len(run.slack.workspace.members)
    return Member(
        id=f"U0NEW{number:05}",
        handle=f"new{number}",
        real_name=f"New {number}",
        tz="Asia/Manila",
        team_id=run.team_id,
    )


def start_with_trouble(run: Run, dice: Random) -> None:
    """A bot is replaced by one whose first questions are not answered at first."""
    lay(run, dice, dice.choice(_AT_A_START))
    somebody(run, dice).kill()
    run.nursery.serves()


def reconnect_with_trouble(run: Run, dice: Random) -> None:
    """The connections break, and Slack gives no new one at first."""
    opened = run.slack.sockets_opened
    lay(run, dice, "apps.connections.open", times=dice.randrange(1, 3))
    run.slack.drop_sockets()
    soon(lambda: run.slack.sockets_opened > opened, _CONNECTED_SECONDS)


# The share of each among a thousand steps.
SELDOM: dict[Trouble, int] = {
    greet_a_newcomer: 8,
    start_with_trouble: 6,
    reconnect_with_trouble: 4,
}
