"""The processes that are measured: Rapport itself as it runs in earnest, and Bolt's own server."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.slack import APP_TOKEN, BOT_TOKEN, SECRET, QuickSlack

ROOT = Path(__file__).parent.parent.parent
PATIENCE_SECONDS = 30.0


class Process:
    """A server in a process of its own, started by `python ARGUMENTS`, ready when it says so."""

    def __init__(self, *arguments: str, ready_at: str, **environ: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, "LOG_LEVEL": "error", **environ},
            stdout=subprocess.DEVNULL,
        )
        self._ready_at = ready_at

    def wait_until_ready(self) -> None:
        """Raises TimeoutError."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not _answers(self._ready_at):
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise TimeoutError(f"nothing answers at {self._ready_at}")
            time.sleep(0.005)

    @property
    def resident_kb(self) -> int:
        """Kilobytes of memory that it holds."""
        status = Path(f"/proc/{self._process.pid}/status").read_text("utf-8")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found is not None, "this needs Linux"
        return int(found[1])

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE_SECONDS)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=1):
            return True
    except urllib.error.HTTPError as told:
        # Bolt's own server knows no such page, which is an answer too.
        return told.code == 404
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def rapport(
    slack: QuickSlack, record: str, port: int, *, in_socket_mode: bool = False, pace: float = 0.0
) -> Process:
    """`python app.py` on a record and that Slack; not yet waited for.

    `pace` is the seconds between two new messages to one channel.
    """
    door = {"SLACK_APP_TOKEN": APP_TOKEN} if in_socket_mode else {"SLACK_SIGNING_SECRET": SECRET}
    return Process(
        "app.py",
        ready_at=f"http://127.0.0.1:{port}/readyz",
        SLACK_BOT_TOKEN=BOT_TOKEN,
        SLACK_API_URL=slack.api_url,
        DATABASE_URL=record,
        PORT=str(port),
        RAPPORT_PACE_SECONDS=str(pace),
        **door,
    )


@contextmanager
def running_rapport(
    slack: QuickSlack, record: str, *, in_socket_mode: bool = False, pace: float = 0.0
) -> Iterator[tuple[Process, str]]:
    """Rapport, ready; and the address at which it hears Slack over HTTP."""
    port = free_port()
    process = rapport(slack, record, port, in_socket_mode=in_socket_mode, pace=pace)
    try:
        process.wait_until_ready()
        yield process, f"http://127.0.0.1:{port}/slack/events"
    finally:
        process.end()


@contextmanager
def running_replicas(slack: QuickSlack, record: str, count: int, *, pace: float) -> Iterator[None]:
    """So many Rapports on one record, started side by side and all ready."""
    processes = [rapport(slack, record, free_port(), pace=pace) for _ in range(count)]
    try:
        for process in processes:
            process.wait_until_ready()
        yield
    finally:
        for process in processes:
            process.end()


@contextmanager
def running_bolt() -> Iterator[str]:
    """Bolt's built-in server with a listener that does nothing; gives its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = Process("-m", "tests.benchmarks.bolt", str(port), ready_at=address)
    try:
        process.wait_until_ready()
        yield address + "/slack/events"
    finally:
        process.end()
