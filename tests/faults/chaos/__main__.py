"""`python -m tests.faults.chaos --steps N --seed S --record sqlite|postgresql`."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.database import Database
from storage.migrating import migrate
from tests.faults.chaos.report import lines
from tests.faults.chaos.run import Run, open_run
from tests.faults.chaos.runner import go
from tests.records import Cluster, missing_postgres


def main() -> int:
    """Run chaos as the command line asks; exit code 1 for a broken invariant."""
    asked = _parser().parse_args()
    reason = missing_postgres()
    if asked.record == "postgresql" and reason is not None:
        print(reason, file=sys.stderr)
        return 2
    seed = secrets.randbelow(1_000_000) if asked.seed is None else asked.seed
    # Both databases may be at it side by side, in one terminal.
    tell = partial(print, f"{asked.record}:", flush=True)
    tell(f"seed {seed}")
    with TemporaryDirectory(prefix="rapport-chaos-") as folder:
        opened = _on_postgres if asked.record == "postgresql" else _on_sqlite
        with opened(Path(folder)) as run:
            outcome = go(run, seed, asked.steps, tell)
    print("\n".join(lines(outcome, asked.record)))
    return 1 if outcome.broken else 0


@contextmanager
def _on_sqlite(folder: Path) -> Iterator[Run]:
    record = f"sqlite:///{folder}/rapport.db"
    database = Database(record)
    migrate(database)
    database.close()
    with open_run(record, folder) as run:
        yield run


@contextmanager
def _on_postgres(folder: Path) -> Iterator[Run]:
    cluster = Cluster()
    try:
        with open_run(cluster.fresh(), folder, cluster) as run:
            yield run
    finally:
        cluster.remove()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.chaos", description=__doc__)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--seed", type=int, help="the same steps again; by default any other")
    parser.add_argument("--record", choices=["sqlite", "postgresql"], default="sqlite")
    return parser


if __name__ == "__main__":
    sys.exit(main())
