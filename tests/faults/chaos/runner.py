"""The seeded runner: so many steps, each drawn from its own dice, and a checkpoint now and then."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.faults.chaos.acts import ACTS, CannotAct
from tests.faults.chaos.checkpoint import check
from tests.faults.chaos.crashes import CRASHES
from tests.faults.chaos.findings import findings, unexplained
from tests.faults.chaos.importing import IMPORTS
from tests.faults.chaos.outages import OUTAGES
from tests.faults.chaos.run import Run
from tests.faults.chaos.seldom import SELDOM
from tests.faults.chaos.troubles import TROUBLES, Trouble

BETWEEN_CHECKPOINTS = 50
_BETWEEN_WORDS = 1000
_IN_ALL = 1000
# More of them seldom tell more.
_STACKS = 5
_TROUBLES = {**TROUBLES, **CRASHES, **OUTAGES, **IMPORTS, **SELDOM}


@dataclass
class Outcome:
    """What came of a run: `broken` says which invariant, after which step."""

    seed: int
    steps: int = 0
    seconds: float = 0.0
    broken: list[str] = field(default_factory=list)
    findings: dict[str, int] = field(default_factory=dict)
    faults: dict[str, tuple[int, int]] = field(default_factory=dict)
    acts: dict[str, int] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)


def _no_word(_words: str) -> None:
    return None


def go(run: Run, seed: int, steps: int, tell: Callable[[str], object] = _no_word) -> Outcome:
    """Take the steps of a seed; end at the first checkpoint where something is broken.

    `tell` hears a line every thousand steps.
    """
    outcome, since, began = Outcome(seed), 0, time.monotonic()
    for number in range(1, steps + 1):
        dice = Random(f"{seed}:{number}")
        outcome.steps = number
        try:
            _take(run, dice)
            if number % BETWEEN_CHECKPOINTS and number != steps:
                continue
            found, since = check(run, dice, since, is_last=number == steps)
        except TimeoutError as fault:
            found = [str(fault)]
        outcome.broken += [f"by step {number}: {words}" for words in (*run.broken, *found)]
        if outcome.broken:
            break
        if number % _BETWEEN_WORDS == 0:
            tell(f"{number} steps, {time.monotonic() - began:.0f} s")
    outcome.seconds = time.monotonic() - began
    outcome.faults, outcome.acts = run.counts(), dict(run.acts)
    outcome.totals = run.totals()
    log = run.nursery.log.read_text("utf-8")
    outcome.findings = findings(log)
    outcome.broken += [f"in the log: {stack}" for stack in unexplained(log)[:_STACKS]]
    return outcome


def _take(run: Run, dice: Random) -> None:
    step = _drawn(dice)
    try:
        step(run, dice)
        run.acts[step.__name__] += 1
    except (CannotAct, AssertionError):
        # The latter from the playground: a person who doesn't see what they would act on.
        run.acts["nothing to act on"] += 1
    run.look_after_bots()


def _drawn(dice: Random) -> Trouble:
    troubles = [*_TROUBLES]
    weights = [*_TROUBLES.values()]
    if dice.randrange(_IN_ALL) < sum(weights):
        return dice.choices(troubles, weights)[0]
    return dice.choices([*ACTS], [*ACTS.values()])[0]
