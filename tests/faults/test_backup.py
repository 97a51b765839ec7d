"""A backup taken while people type and messages go out, and Rapport at work on what it brings back.

What was answered before the backup is in it once. What was shown after it is not shown again.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import make_url, select

from playground.delivery.record import Delivery
from playground.faults import Fault
from storage.database import Database
from storage.interactions import Interaction
from storage.posts import Post
from tests.faults.company import Company
from tests.faults.process import COMMIT, STATEMENT, BotProcess, CrashPoint, until
from tests.records import Cluster

KILLED = -9
WANTED = 12


@pytest.fixture
def elsewhere(record: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty database of the record's kind."""
    if make_url(record).get_backend_name() == "sqlite":
        yield f"sqlite:///{tmp_path / 'restored.db'}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.bare()
    yield url
    cluster.drop(url)


class Typists:
    """Two managers who type one line after the other."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._numbers = count(1)
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._type, args=(handle,)) for handle in ("ana", "chitra")
        ]
        self.acked: list[str] = []

    @contextmanager
    def at_work(self) -> Iterator[None]:
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            for thread in self._threads:
                thread.join()

    def _type(self, handle: str) -> None:
        while not self._stopping.is_set():
            words = f"talk number {next(self._numbers)}"
            delivery = self._company.slack.person(handle).types(f"/log-call Globex {words}")
            assert isinstance(delivery, Delivery)
            if delivery.is_acked:
                self.acked.append(words)


def does(bot: BotProcess, *arguments: str) -> None:
    """One command, which must succeed."""
    bot.runs(*arguments)
    assert bot.ends(60) == 0, bot.said


def entries(url: str) -> list[str]:
    """The notes of every interaction on a record."""
    with closing(Database(url)) as database, database.read() as session:
        return list(session.scalars(select(Interaction.notes)))


def posts(url: str) -> list[Post]:
    with closing(Database(url)) as database, database.read() as session:
        return list(session.scalars(select(Post)))


def unshown(url: str) -> list[Post]:
    return [post for post in posts(url) if post.shown < post.wanted]


def test_a_backup_under_load_is_whole_and_nothing_is_shown_twice(
    company: Company, elsewhere: str, tmp_path: Path
) -> None:
    file, backed_up = tmp_path / "backup.db", threading.Event()
    # While the backup is taken no answer comes: what stands in Slack, the record doesn't know yet.
    held = Fault("chat.postMessage", "performed", times=999, then=lambda: backed_up.wait(20))
    company.slack.faults.add(held)
    bot, typists = company.hires(), Typists(company)
    for number in range(WANTED):
        company.wants(f"thing {number}")
    bot.serves()
    with typists.at_work():
        until(lambda: held.fired > 0 and len(typists.acked) >= 3, 20)
        before = list(typists.acked)
        does(company.hires(), "backup", str(file))
        backed_up.set()
        seen = len(typists.acked)
        until(lambda: len(typists.acked) > seen + 3, 20)
    until(lambda: not unshown(company.record), 60)
    bot.kill()
    assert unshown(f"sqlite:///{file}"), "nothing was under way"

    does(company.hires(DATABASE_URL=elsewhere), "restore", str(file))
    restored = entries(elsewhere)
    assert set(before) <= set(restored)
    assert len(restored) == len(set(restored)) < len(typists.acked)
    company.hires(DATABASE_URL=elsewhere).serves()
    until(lambda: not unshown(elsewhere), 60)
    copies = company.copies()
    assert {copies[str(post.id)] for post in posts(elsewhere)} == {1}
    assert set(copies.values()) == {1}


def test_what_slack_shows_follows_the_restored_record(
    company: Company, elsewhere: str, tmp_path: Path
) -> None:
    file = tmp_path / "backup.db"
    delivery = company.delivery()
    company.tells(company.slack.workspace.channel("#complaints").id)
    complaint = company.files("came two days late")
    delivery.deliver_due()
    does(company.hires(), "backup", str(file))
    company.takes(complaint)
    delivery.deliver_due()
    taken = [message.words for message in company.thread()]
    assert "Close complaint" in taken[0]

    restored = company.hires(DATABASE_URL=elsewhere)
    does(restored, "restore", str(file))
    does(restored, "tick")
    shown = [message.words for message in company.thread()]
    assert "Close complaint" not in shown[0]
    assert shown[1:] == taken[1:], "what came after the backup stays in the thread"


# Of the copy: SQLite's rows are counted before its pages are copied, PostgreSQL's are written.
MIDST = {
    "sqlite": CrashPoint(STATEMENT, r"SELECT count\(\*\) AS \w+ \nFROM posts"),
    "postgresql": CrashPoint(STATEMENT, r"INSERT INTO posts"),
}


def test_a_killed_backup_leaves_nothing_that_looks_like_one(
    company: Company, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    company.wants("send the contract")
    bot = company.hires()
    crash = MIDST[company.desk.database.engine.dialect.name]
    bot.runs("backup", str(folder / "backup.db"), crash=crash)
    assert bot.ends() == KILLED
    assert all(path.name.startswith(".unfinished-backup-") for path in folder.iterdir())
    does(bot, "backup", str(folder / "backup.db"))
    with closing(sqlite3.connect(folder / "backup.db")) as kept:
        assert kept.execute("SELECT count(*) FROM posts").fetchone() == (1,)


@pytest.mark.parametrize("command", ["restore", "copy"])
def test_a_killed_copy_leaves_no_row_and_is_done_again(
    company: Company, elsewhere: str, tmp_path: Path, command: str
) -> None:
    company.wants("send the contract")
    file = tmp_path / "backup.db"
    does(company.hires(), "backup", str(file))
    bot = company.hires(**({"DATABASE_URL": elsewhere} if command == "restore" else {}))
    arguments = [command, str(file) if command == "restore" else elsewhere]
    bot.runs(*arguments, crash=CrashPoint(COMMIT, r"SELECT .*\nFROM posts"))
    assert bot.ends() == KILLED
    assert posts(elsewhere) == []
    does(bot, *arguments)
    assert [post.kind for post in posts(elsewhere)] == [post.kind for post in company.posts()]
