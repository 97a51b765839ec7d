"""What a run has shown, for people to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.faults.chaos.runner import Outcome


def lines(outcome: Outcome, record: str) -> Iterator[str]:
    """The outcome: what was hit, how often, and what broke."""
    yield f"{outcome.steps} steps on {record}, seed {outcome.seed}, {outcome.seconds:.0f} s"
    yield ", ".join(f"{name}: {number:,}" for name, number in outcome.totals.items())
    yield from _table("step", ("taken",), {name: (n,) for name, n in outcome.acts.items()})
    yield from _table("fault", ("laid", "hit"), outcome.faults)
    laid, hit = (sum(numbers[at] for numbers in outcome.faults.values()) for at in (0, 1))
    yield f"{len(outcome.faults)} kinds of fault, laid {laid:,} times, hit {hit:,} times"
    never = [name for name, (_laid, hit) in outcome.faults.items() if not hit]
    if never:
        yield "never hit, and so not tested: " + ", ".join(never)
    for words, count in sorted(outcome.findings.items()):
        yield f"in the log {count}×: {words}"
    yield from (f"BROKEN {words}" for words in outcome.broken)
    if outcome.broken:
        yield (
            f"again: python -m tests.faults.chaos --record {record} "
            f"--steps {outcome.steps} --seed {outcome.seed}"
        )
    else:
        yield "every invariant holds"


def _table(name: str, heads: tuple[str, ...], rows: Mapping[str, tuple[int, ...]]) -> Iterator[str]:
    width = max([len(name), *map(len, rows)])
    yield f"{name:{width}}" + "".join(f"{head:>8}" for head in heads)
    for row, numbers in sorted(rows.items()):
        yield f"{row:{width}}" + "".join(f"{number:8}" for number in numbers)
