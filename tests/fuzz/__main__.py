"""`python -m tests.fuzz --examples 100000`: many inputs, new each time, in a table."""

from __future__ import annotations

import argparse
import multiprocessing
import secrets
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed

from tests.fuzz.batches import work
from tests.fuzz.properties import Tally


def table(tally: Tally) -> list[str]:
    """A line for each kind of input."""
    lines = [f"{'inputs':<10} {'tried':>8} {'slowest':>9}  answers"]
    for kind, tried in tally.tried.items():
        answers = sorted(
            (answer, times) for (of, answer), times in tally.answers.items() if of == kind
        )
        said = ", ".join(f"{answer}: {times}" for answer, times in answers)
        lines.append(f"{kind:<10} {tried:>8} {tally.slowest[kind]:>7.2f} s  {said}")
    return lines


def main() -> int:
    """Try them; 1 if any broke a promise."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--examples", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--record", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--only", help="one kind of input")
    asked = parser.parse_args()
    print(f"seed {asked.seed}, {asked.record}", flush=True)
    began, whole, found = time.monotonic(), Tally(), list[str]()
    share = -(-asked.examples // asked.jobs)
    with ProcessPoolExecutor(asked.jobs, multiprocessing.get_context("spawn")) as pool:
        parts = [
            pool.submit(work, share, asked.seed + 10**6 * job, asked.record, asked.only)
            for job in range(asked.jobs)
        ]
        for part in as_completed(parts):
            tally, more = part.result()
            whole.add(tally)
            found += more
    print("\n".join(table(whole)))
    print(f"{time.monotonic() - began:.0f} s")
    print("\n".join(found) if found else "Every promise was kept.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
