"""Health beside a database that stands still: told in time, again and again."""

from __future__ import annotations

import os
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette

from bot.desk import Desk
from bot.metrics import Metrics
from handlers import health
from handlers.http import HttpServer
from storage.database import Database
from tests.conftest import _free_port
from tests.records import Cluster


@contextmanager
def standing_still(cluster: Cluster) -> Iterator[None]:
    """The server and all its processes are stopped as by a debugger: nothing is refused."""
    assert cluster._server is not None
    first = cluster._server.pid
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    processes = [first, *map(int, children)]
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


@pytest.fixture
def address(cluster: Cluster) -> Iterator[str]:
    """A process's health, on a database of the server's."""
    url, port = cluster.fresh(), _free_port()
    desk = Desk(Database(url))
    checks = {"database": lambda: None if desk.is_reachable() else "it can't be read"}
    server = HttpServer(Starlette(routes=health.routes(checks, desk, Metrics())), "127.0.0.1", port)
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop(5)
    desk.database.close()
    cluster.drop(url)


def _get(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def _probes() -> int:
    return sum(thread.name == "probe" for thread in threading.enumerate())


def test_a_database_that_stands_still_is_told_in_time(cluster: Cluster, address: str) -> None:
    assert _get(address + "/readyz") == (200, "ready\n")
    assert "rapport_posts_unshown 0.0" in _get(address + "/metrics")[1]
    with standing_still(cluster):
        for _ in range(2):
            started = time.monotonic()
            told = _get(address + "/readyz")
            page = _get(address + "/metrics")[1]
            assert time.monotonic() - started < 6
            assert told == (503, "not ready\ndatabase: no answer within 2 s\n")
            assert "rapport_database_up 0.0" in page
            assert "rapport_posts_unshown 0.0" not in page
            assert "rapport_build_info" in page
            assert _get(address + "/healthz")[0] == 200
        assert _probes() <= 2
    deadline = time.monotonic() + 20
    while _get(address + "/readyz")[0] != 200:
        assert time.monotonic() < deadline
    assert "rapport_database_up 1.0" in _get(address + "/metrics")[1]
