"""A short run of chaos on each database; `make chaos` takes 10,000 steps."""

from __future__ import annotations

from pathlib import Path

from tests.faults.chaos.findings import findings, unexplained
from tests.faults.chaos.report import lines
from tests.faults.chaos.run import open_run
from tests.faults.chaos.runner import go
from tests.records import Cluster

SEED = 20261125
STEPS = 150
AT_A_CUT_SOCKET = """\
12:00:01 ERROR   slack_bolt: Failed to run a request listener
Traceback (most recent call last):
  File "connection.py", line 237, in send
AttributeError
which led to:
Traceback (most recent call last):
  File "client.py", line 145, in run_message_listeners
slack_sdk.errors.SlackClientNotConnectedError
"""
OF_OUR_OWN = """\
12:00:02 ERROR   rapport: a job has failed
Traceback (most recent call last):
  File "jobs.py", line 12, in run
KeyError
"""


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


def test_only_a_stack_that_no_fault_explains_breaks_a_run() -> None:
    log = AT_A_CUT_SOCKET + OF_OUR_OWN + AT_A_CUT_SOCKET
    assert unexplained(log) == [OF_OUR_OWN]
    assert findings(log) == {
        "stack: slack_sdk.errors.SlackClientNotConnectedError": 2,
        "stack: KeyError": 1,
        "slack_bolt: Failed to run a request listener": 2,
        "rapport: a job has failed": 1,
    }
