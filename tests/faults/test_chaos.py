"""A short run of chaos on each database; `make chaos` takes 10,000 steps."""

from __future__ import annotations

from pathlib import Path

from tests.faults.chaos.report import lines
from tests.faults.chaos.run import open_run
from tests.faults.chaos.runner import go
from tests.records import Cluster

SEED = 20261125
STEPS = 150


def test_everything_goes_wrong_and_nothing_is_lost(record: str, tmp_path: Path) -> None:
    is_postgres = record.startswith("postgresql")
    # A server of its own: it is crashed on the way, and others share the tests' one.
    cluster = Cluster() if is_postgres else None
    try:
        with open_run(cluster.fresh() if cluster else record, tmp_path, cluster) as run:
            outcome = go(run, SEED, STEPS)
    finally:
        if cluster:
            cluster.remove()
    told = "\n".join(lines(outcome, "postgresql" if is_postgres else "sqlite"))
    assert outcome.broken == [], told
    assert sum(hit for _laid, hit in outcome.faults.values()) > STEPS / 20, told
