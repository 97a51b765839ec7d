"""Rapport in a real browser: the local workspace's page, and windows in which people walk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import importing, settings
from bot.clock import Clock
from bot.team_settings import SettingsDraft, save_settings
from handlers.process import Rapport
from playground.company import sample_company
from playground.server import Playground
from storage.teams import DEFAULT_DIGEST_AT
from tests.conftest import MANIFEST, Office
from tests.walks.browser import CHROMIUM, SWITCHES
from tests.walks.window import Window

ACCOUNTS = Path(__file__).with_name("accounts.csv")
OpenWindow = Callable[[str], Window]
sync_api: Any = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A browser; tests that want it are skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield started
        started.close()


def coming_wednesday() -> datetime:
    """The next Wednesday at 06:00 UTC: 14:00 in Manila, so that tomorrow is a working day."""
    now = datetime.now(UTC)
    days = (2 - now.weekday()) % 7 or 7
    return (now + timedelta(days=days)).replace(hour=6, minute=0, second=0, microsecond=0)


@pytest.fixture
def demo(record: str) -> Iterator[Office]:
    """Rapport and the local workspace on one clock, as `app.py demo` ties them, on a Wednesday."""
    company, now = sample_company(), coming_wednesday()
    company.clock.move(now)
    with Playground(company, manifest=MANIFEST) as slack:
        rapport = Rapport(_settings(slack, record), Clock.fixed_now(now))
        rapport.start()
        slack.wait_for_socket(10)
        office = Office(slack, rapport)
        _furnish(office)
        slack.on_clock(rapport.move_clock_to)
        yield office
        slack.drop_sockets()
        rapport.stop()


@pytest.fixture
def window(browser: Any, demo: Office) -> Iterator[OpenWindow]:
    """Opens the page as somebody; the browser's console must stay without errors."""
    pages: list[Any] = []
    faults: list[str] = []

    def opens(handle: str) -> Window:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.on("pageerror", lambda error: faults.append(str(error)))
        pages.append(page)
        return Window(page, demo.slack.url, demo.slack.person(handle).member)

    yield opens
    for page in pages:
        page.close()
    assert faults == []


def _settings(slack: Playground, record: str) -> settings.Settings:
    return settings.load(
        {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": record,
            "RAPPORT_TICK_SECONDS": "3600",
        }
    )


def _furnish(office: Office) -> None:
    draft = SettingsDraft(
        managers=("U0ANA", "U0CHITRA"),
        leads=("U0BEN",),
        complaints_channel="C0COMPLAINTS",
        digest_at=DEFAULT_DIGEST_AT,
    )
    save_settings(office.rapport.desk, office.actor("olga", "furnishes"), draft)
    importing.store(office.rapport.desk, office.slack.team_id, ACCOUNTS)
