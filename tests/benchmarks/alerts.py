"""From a complaint to its alert in the complaints channel: typed, stored, told."""

from __future__ import annotations

import time

from bot.desk import open_desk
from storage.teams import of as team_of
from tests.benchmarks.bots import running_rapport
from tests.benchmarks.figures import Figure
from tests.benchmarks.load import HttpClient
from tests.benchmarks.records import ACCOUNT, fresh_records, furnish
from tests.benchmarks.slack import TEAM, QuickSlack
from tests.benchmarks.timing import median, p99

CHANNEL = "CCOMPLAINTS"
COMPLAINTS, WARM_UP = 200, 20


def figures() -> list[Figure]:
    with fresh_records() as records, QuickSlack(seconds=0.002) as slack:
        return [_figure(name, _taken(slack, record)) for name, record in records.items()]


def _figure(name: str, taken: list[float]) -> Figure:
    return Figure(
        f"complaint to channel alert, one at a time, {name}",
        f"p50 {median(taken):.0f} ms, p99 {p99(taken):.0f} ms",
        f"{len(taken)} complaints; Slack takes 2 ms, no pace to keep",
    )


def _taken(slack: QuickSlack, record: str) -> list[float]:
    """Milliseconds from each command's sending to the alert's arrival in Slack."""
    desk = open_desk(record)
    furnish(desk)
    with desk.write(TEAM) as session:
        team_of(session, TEAM).complaints_channel = CHANNEL
    desk.database.close()
    with running_rapport(slack, record) as (_process, address):
        client = HttpClient(address, "/complaint", f"{ACCOUNT} the lift is stuck", b"complaint")
        taken = [_one(slack, client, number) for number in range(COMPLAINTS + WARM_UP)]
    return taken[WARM_UP:]


def _one(slack: QuickSlack, client: HttpClient, number: int) -> float:
    slack.posted.clear()
    begun = time.monotonic()
    assert slack.run(client(number)), "the complaint was not taken"
    told = slack.wait_for(lambda: [each for each in slack.posted if each.channel == CHANNEL])
    return (told[0].at - begun) * 1000
