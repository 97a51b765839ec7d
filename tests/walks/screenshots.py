"""The pictures of Rapport in its documents: taken from a walk through the demo.

`python -m tests.walks.screenshots` writes the documents' pictures into docs/; with a FOLDER it
writes every picture there in each look instead: light, dark, and on a telephone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import sync_playwright

from bot import logs
from bot.clock import machine_now
from demo import memory, open_rapport, sample_slack
from playground.server import Playground
from tests.walks.browser import CHROMIUM, SWITCHES
from tests.walks.window import Window

ROOT = Path(__file__).parents[2]
DESK = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
IN_DOCUMENTS = ("rapport", "reminder", "complaint", "home", "inspector")
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": DESK, "color_scheme": "light"},
    "dark": {"viewport": DESK, "color_scheme": "dark"},
    "phone": {"viewport": PHONE, "color_scheme": "light", "device_scale_factor": 2},
}
Picture = Callable[[str], None]


def main(arguments: list[str]) -> int:
    """Take the pictures; 1 where there is no browser."""
    if CHROMIUM is None:
        print("chromium is not installed", file=sys.stderr)
        return 1
    logs.set_up("WARNING", "text")
    if not arguments:
        _take(LOOKS["light"], lambda name: ROOT / "docs" / f"{name}.png", IN_DOCUMENTS)
        return 0
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for look, options in LOOKS.items():
        _take(options, lambda name, look=look: folder / f"{name}-{look}.png")  # type: ignore[misc]
    return 0


def _take(
    options: dict[str, Any], place: Callable[[str], Path], wanted: Collection[str] | None = None
) -> None:
    """Walk once; the pictures that are `wanted`, or all, go to their places."""
    with a_demo() as slack, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        page = browser.new_page(**options)

        def picture(name: str) -> None:
            if wanted is None or name in wanted:
                page.mouse.move(0, 0)
                page.screenshot(path=place(name), animations="disabled")

        walk(Window(page, slack.url, slack.person("ana").member), picture)
        browser.close()


@contextmanager
def a_demo() -> Iterator[Playground]:
    """The demo as `app.py demo` shows it."""
    now = machine_now()
    with (
        TemporaryDirectory(prefix="rapport-pictures-", dir=memory()) as folder,
        sample_slack(ROOT / "manifest.yml", 0, now) as slack,
    ):
        rapport = open_rapport(slack, Path(folder), now)
        yield slack
        slack.drop_sockets()
        rapport.stop()


def walk(ana: Window, picture: Picture) -> None:
    """What the pictures show, in the order in which it happens."""
    picture("workspace")
    ana.closes_pane()
    ana.types("/log-call Acme agreed the pilot 4/5 follow up tomorrow: send contract")
    ana.sees("Logged: Call with Acme.")
    picture("rapport")
    ana.presses("Edit", on="Logged: Call with Acme.")
    ana.is_seen(ana.form("Edit the entry"))
    picture("form")
    ana.page.keyboard.press("Escape")
    ana.goes_to("#complaints")
    ana.opens_thread(on="Complaint from Bokul Dairy")
    picture("complaint")
    ana.closes_pane()
    ana.goes_to("Rapport")
    ana.opens_home()
    ana.is_seen(ana.home.get_by_text("Unhappy clients"))
    picture("home")
    ana.opens_pane("Inspector")
    ana.is_seen(ana.page.get_by_text("views.publish"))
    picture("inspector")
    ana.closes_pane()
    ana.opens_messages()
    ana.moves_clock("Tomorrow 09:00")
    ana.sees("send contract")
    picture("reminder")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
