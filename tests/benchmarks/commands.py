"""Commands per second with 16 people typing: over HTTP and over the socket, everything done."""

from __future__ import annotations

from bot.desk import open_desk
from tests.benchmarks.bots import running_bolt, running_rapport
from tests.benchmarks.figures import Figure
from tests.benchmarks.load import CLIENTS, Answers, Client, HttpClient, SocketClient, drive
from tests.benchmarks.records import ACCOUNT, fresh_records, furnish
from tests.benchmarks.slack import QuickSlack

TEXT = f"{ACCOUNT} agreed the pilot and wants the price list 4/5"
ROUNDS, SECONDS, WARM_UP_SECONDS = 3, 3.0, 1.0
GOAL_RATIO, GOAL_P99_MS = 2.5, 200


def figures() -> list[Figure]:
    with fresh_records() as records, QuickSlack() as slack:
        for record in records.values():
            desk = open_desk(record)
            furnish(desk)
            desk.database.close()
        return _compared(slack, records)


def _compared(slack: QuickSlack, records: dict[str, str]) -> list[Figure]:
    """Each in its turn, several times over, so that a noisy machine slows all of them alike."""
    seen: dict[str, Answers] = {}
    for _ in range(ROUNDS):
        seen["Bolt"] = seen.get("Bolt", Answers()) + _bolt(slack)
        for name, record in records.items():
            http, socket = f"HTTP, {name}", f"Socket Mode, {name}"
            seen[http] = seen.get(http, Answers()) + _http(slack, record)
            seen[socket] = seen.get(socket, Answers()) + _socket(slack, record)
    yardstick = seen.pop("Bolt")
    return [_figure(name, answers, yardstick) for name, answers in seen.items()]


def _figure(name: str, answers: Answers, yardstick: Answers) -> Figure:
    ratio = answers.per_second / yardstick.per_second
    is_met = ratio >= GOAL_RATIO and answers.p99 <= GOAL_P99_MS and not answers.errors
    return Figure(
        f"/log-call per second, {CLIENTS} clients, {name}",
        f"{answers.per_second:.0f}/s, p99 {answers.p99:.0f} ms, {answers.errors} errors",
        f"Bolt's own server, no-op: {yardstick.per_second:.0f}/s, p99 {yardstick.p99:.0f} ms",
        ratio,
        f"≥ {GOAL_RATIO}×, p99 ≤ {GOAL_P99_MS} ms, no error",
        is_met,
    )


def _bolt(slack: QuickSlack) -> Answers:
    with running_bolt() as address:
        return _driven(slack, [HttpClient(address, "/noop", "", b"") for _ in range(CLIENTS)])


def _http(slack: QuickSlack, record: str) -> Answers:
    with running_rapport(slack, record) as (_process, address):
        clients: list[Client] = [
            HttpClient(address, "/log-call", TEXT, b"Logged") for _ in range(CLIENTS)
        ]
        return _driven(slack, clients)


def _socket(slack: QuickSlack, record: str) -> Answers:
    slack.run(slack.hang_up())
    with running_rapport(slack, record, in_socket_mode=True):
        return _driven(slack, [SocketClient(slack, TEXT) for _ in range(CLIENTS)])


def _driven(slack: QuickSlack, clients: list[Client]) -> Answers:
    slack.run(drive(clients, seconds=WARM_UP_SECONDS))
    return slack.run(drive(clients, seconds=SECONDS))
