"""A window of the local workspace: what a person reads, types and presses in it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import expect

from playground.people import Member

PATIENCE = 30_000
"""Milliseconds that a walker waits: the machine may be busy with other tests."""


class Window:
    """One browser window in which one person acts."""

    def __init__(self, page: Any, url: str, member: Member) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE)
        page.goto(f"{url}/?{urlencode({'as': member.handle})}")
        page.get_by_role("heading", name="Rapport", exact=True).wait_for()

    # Where things are

    @property
    def log(self) -> Any:
        """The messages of the conversation in front."""
        return self.page.get_by_role("main").get_by_role("log")

    @property
    def home(self) -> Any:
        """The app's Home tab."""
        return self.page.get_by_role("tabpanel", name="Home")

    @property
    def line(self) -> Any:
        """The box to type in."""
        return self.page.get_by_label("Message", exact=True)

    def message(self, text: str) -> Any:
        """The newest message that shows a text."""
        return self.log.get_by_role("article").filter(has_text=text).last

    def form(self, title: str) -> Any:
        """The open modal with this title."""
        return self.page.get_by_role("dialog", name=title)

    # What a person does

    def goes_to(self, place: str) -> None:
        """Open a conversation from the sidebar."""
        menu = self.page.get_by_role("button", name="Channels")
        if menu.is_visible():
            menu.click()
        self.page.get_by_role("navigation").get_by_role("button", name=place).first.click()
        self.page.get_by_role("heading", name=place, exact=True).wait_for()

    def types(self, text: str) -> None:
        """Type a line and send it."""
        self.line.fill(text)
        self.line.press("Enter")

    def presses(self, label: str, on: str) -> None:
        """Press a button of the newest message that shows a text."""
        self.message(on).get_by_role("button", name=label, exact=True).click()

    def runs(self, shortcut: str, on: str) -> None:
        """Run a shortcut from a message's menu."""
        said = self.message(on)
        said.hover()
        said.get_by_label("More actions").last.click()
        said.get_by_role("button", name=shortcut).click()

    def chooses(self, option: str, at: Any) -> None:
        """Choose in a select by mouse."""
        at.click()
        self.page.get_by_role("option", name=option).first.click()

    def opens_home(self) -> None:
        """Look at the app's Home."""
        self.page.get_by_role("tab", name="Home").click()
        self.is_seen(self.home)

    def opens_messages(self) -> None:
        """Go back from the app's Home to its messages."""
        self.page.get_by_role("tab", name="Messages").click()
        self.is_seen(self.line)

    def opens_thread(self, on: str) -> None:
        """Open the thread of the newest message that shows a text."""
        self.message(on).get_by_role("button", name="repl").first.click()
        self.is_seen(self.page.get_by_role("heading", name="Thread", exact=True))

    def opens_pane(self, name: str) -> None:
        """Open the things to try or the inspector, unless they are."""
        toggle = self.page.get_by_role("button", name=name).first
        if toggle.get_attribute("aria-expanded") != "true":
            toggle.click()
        self.is_seen(self.page.get_by_role("heading", name=name, exact=True))

    def closes_pane(self) -> None:
        """Close what stands beside the conversation."""
        for button in (
            self.page.get_by_role("complementary").get_by_role("button", name="Close").all()
        ):
            if button.is_visible():
                button.click()

    def moves_clock(self, jump: str) -> None:
        """Move the workspace's clock by one of its buttons."""
        self.page.locator("#clock summary").click()
        self.page.get_by_role("button", name=jump).click()
        self.page.locator("#clock[open]").wait_for(state="hidden")

    # What a person sees

    def sees(self, text: str) -> None:
        """A message shows the text."""
        self.is_seen(self.message(text))

    def is_seen(self, what: Any) -> None:
        """Something is there to be seen, within PATIENCE."""
        expect(what).to_be_visible(timeout=PATIENCE)

    def is_gone(self, what: Any) -> None:
        """Something is not there to be seen any more, within PATIENCE."""
        expect(what).to_be_hidden(timeout=PATIENCE)
