"""The office: Rapport at work in the sample company's local Slack, over the real wire."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import compress
from operator import not_
from pathlib import Path

import hypothesis
import pytest

from bot import settings
from bot.clock import Clock
from bot.people import Actor, find
from bot.team_settings import SettingsDraft, save_settings
from handlers.process import Rapport
from playground.company import sample_company
from playground.person import Person
from playground.server import Playground
from storage.database import Database
from storage.migrating import migrate
from storage.teams import DEFAULT_DIGEST_AT
from tests.records import REQUIRED, Cluster, missing_postgres

# A busy machine makes an example slow; what things cost is measured by `make bench`.
hypothesis.settings.register_profile("rapport", deadline=None)
hypothesis.settings.load_profile("rapport")

RECORDS = ("sqlite", "postgresql")
# The folders whose tests run on every database unless one is chosen.
ON_BOTH = {"storage", "faults"}

HERE = Path(__file__).parent
MANIFEST = HERE.parent / "manifest.yml"
# A Wednesday: 18:00 in Manila, 15:30 in Kolkata, 11:00 in Berlin, 07:00 in São Paulo.
WEDNESDAY = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)

PATIENCE = 30.0
"""Seconds for what takes a moment: a busy machine may starve a bot past the 3 s Slack gives it."""


@dataclass
class Office:
    """Rapport, its Slack, and the people in it: ana and chitra are managers, ben a lead."""

    slack: Playground
    rapport: Rapport

    def __getattr__(self, handle: str) -> Person:
        """A person by their handle: `office.ana`."""
        if handle.startswith("_"):
            raise AttributeError(handle)
        return self.slack.person(handle)

    def moves_to(self, instant: datetime) -> None:
        """The business clock moves forward, through everything due on the way, all delivered."""
        self.rapport.move_clock_to(instant)
        self.settles()

    def settles(self) -> None:
        """Everything wanted is shown."""
        self.rapport.delivery.wake()
        assert self.rapport.delivery.wait_until_idle(PATIENCE), "delivery is still at work"

    def actor(self, handle: str, request: str) -> Actor:
        """A person as a use case sees them."""
        person = find(self.rapport.desk, self.slack.team_id, self.slack.person(handle).id)
        assert person is not None
        return Actor(self.slack.team_id, person, request)

    def appoints(self, managers: list[str], leads: list[str]) -> None:
        """Olga, the owner, gives roles."""
        draft = SettingsDraft(
            managers=tuple(self.slack.person(handle).id for handle in managers),
            leads=tuple(self.slack.person(handle).id for handle in leads),
            complaints_channel=None,
            digest_at=DEFAULT_DIGEST_AT,
        )
        save_settings(self.rapport.desk, self.actor("olga", "appoints"), draft)


@pytest.fixture(scope="session")
def empty_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without a row, to copy."""
    path = tmp_path_factory.mktemp("record") / "empty.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record",
        choices=[*RECORDS, "both"],
        help="the database every test runs on; by default SQLite, and both for storage and faults",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests without a record are the same on either database: they run with all the others."""
    if config.getoption("--record") != "postgresql":
        return
    of_a_record = ["record" in getattr(item, "fixturenames", ()) for item in items]
    config.hook.pytest_deselected(items=[*compress(items, map(not_, of_a_record))])
    items[:] = compress(items, of_a_record)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test that asks for a record runs on the databases that are chosen."""
    if "record" not in metafunc.fixturenames:
        return
    chosen = metafunc.config.getoption("--record")
    if metafunc.definition.get_closest_marker("sqlite"):
        kinds = ["sqlite"] if chosen != "postgresql" else []
    elif chosen is None:
        kinds = list(RECORDS) if metafunc.definition.path.parent.name in ON_BOTH else ["sqlite"]
    else:
        kinds = list(RECORDS) if chosen == "both" else [chosen]
    metafunc.parametrize("record", kinds, indirect=True)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server; without one the test is skipped, unless the environment needs it."""
    reason = missing_postgres()
    if reason is not None:
        assert not os.environ.get(REQUIRED), reason
        pytest.skip(reason)
    found = Cluster()
    yield found
    found.remove()


@pytest.fixture
def record(request: pytest.FixtureRequest, empty_record: Path, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated database."""
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("cluster")
        url = cluster.fresh()
        yield url
        cluster.drop(url)
        return
    path = tmp_path / "rapport.db"
    shutil.copy(empty_record, path)
    yield f"sqlite:///{path}"


OpenOffice = Callable[..., Office]


@pytest.fixture
def open_office(record: str) -> Iterator[OpenOffice]:
    """Opens the office in a mode, "socket" or "http", at an instant; closes it after the test."""
    opened: list[Office] = []

    def opens(mode: str = "socket", now: datetime = WEDNESDAY) -> Office:
        slack = Playground(
            sample_company(), manifest=MANIFEST, patience=PATIENCE, event_retries=(0, 0)
        )
        slack.start()
        office = Office(slack, Rapport(_settings(slack, record, mode), Clock.fixed_now(now)))
        opened.append(office)
        _start(office, mode)
        office.appoints(managers=["ana", "chitra"], leads=["ben"])
        return office

    yield opens
    for office in opened:
        office.slack.drop_sockets()
        office.rapport.stop()
        office.slack.stop()


def _start(office: Office, mode: str) -> None:
    office.rapport.start()
    if mode == "socket":
        office.slack.wait_for_socket(PATIENCE)
    else:
        assert office.rapport.wait_until_connected(PATIENCE)
        office.slack.deliver_to(f"http://127.0.0.1:{office.rapport.settings.port}/slack/events")


def _settings(slack: Playground, record: str, mode: str) -> settings.Settings:
    door = (
        {"SLACK_APP_TOKEN": slack.app_token}
        if mode == "socket"
        else {"SLACK_SIGNING_SECRET": slack.signing_secret, "PORT": str(_free_port())}
    )
    return settings.load(
        {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": record,
            "RAPPORT_TICK_SECONDS": "3600",
            "RAPPORT_PACE_SECONDS": "0",
            **door,
        }
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def office(open_office: OpenOffice) -> Office:
    """The office in Socket Mode, on a Wednesday."""
    return open_office()


@pytest.fixture(params=["socket", "http"])
def office_in_both_modes(open_office: OpenOffice, request: pytest.FixtureRequest) -> Office:
    """The office once in each mode."""
    return open_office(request.param)
