"""The page in a real browser: a person's way through it with mouse and keyboard."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import App

from playground.server import Playground
from tests.playground.test_flows import button, field, modal, option, plain, section
from tests.playground.test_page_door import opens

sync_api: Any = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
SWITCHES = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
MOMENTS = [
    ("Asia/Manila", "2026-11-23T09:00", "2026-11-23T01:00Z"),
    ("Asia/Kathmandu", "2026-01-01T00:10", "2025-12-31T18:25Z"),
    ("America/Sao_Paulo", "2026-06-30T23:30", "2026-07-01T02:30Z"),
    ("Europe/Berlin", "2026-03-29T01:59", "2026-03-29T00:59Z"),
    # There was no 02:30 that night: the clocks went from 02:00 to 03:00.
    ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30Z"),
    ("Europe/Berlin", "2026-10-25T09:00", "2026-10-25T08:00Z"),
    ("Australia/Lord_Howe", "2026-07-01T09:00", "2026-06-30T22:30Z"),
]
# Milliseconds for what takes a moment: a busy machine may starve a browser for seconds.
PATIENCE = 30_000
SPITEFUL = "<img src=x onerror=\"document.title='taken'\">"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api.expect.set_options(timeout=PATIENCE)
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield started
        started.close()


@pytest.fixture
def page(browser: Any, slack: Playground, socket_app: App) -> Iterator[Any]:
    """The page as ana has it; fails if the browser's console shows an error."""
    opened = browser.new_page(viewport={"width": 1280, "height": 800})
    opened.set_default_timeout(PATIENCE)
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.goto(slack.url)
    opened.get_by_role("heading", name="Rapport", exact=True).wait_for()
    yield opened
    opened.close()
    assert faults == []


def expect(found: Any) -> Any:
    return sync_api.expect(found)


def types(page: Any, line: str) -> None:
    box = page.get_by_label("Message", exact=True)
    box.fill(line)
    box.press("Enter")


def test_a_line_is_typed_and_answered(page: Any, slack: Playground, socket_app: App) -> None:
    socket_app.command("/echo")(lambda ack, command: ack(f"*heard* {command['text']}"))
    log, box = page.get_by_role("log"), page.get_by_label("Message", exact=True)

    page.get_by_role("button", name="/echo good morning").click()
    box.press("Enter")
    answer = log.get_by_role("article").filter(has_text="Only visible to you")
    expect(answer.locator("strong", has_text="heard")).to_be_visible()
    expect(box).to_have_value("")

    types(page, f"/echo {SPITEFUL}")
    expect(log.get_by_text(SPITEFUL)).to_be_visible()
    assert page.title() != "taken"

    types(page, "/nothing of ours")
    expect(log.get_by_text("is not a valid command")).to_be_visible()
    expect(box).to_have_value("/nothing of ours")

    page.get_by_label("Acting as").select_option("U0BEN")
    expect(log.get_by_text("Nothing has been said")).to_be_visible()


def test_commands_are_offered_while_typing(page: Any) -> None:
    box = page.get_by_label("Message", exact=True)
    box.press_sequentially("/")
    expect(page.get_by_role("option", name="/echo good morning")).to_be_visible()
    box.press_sequentially("mu")
    expect(page.get_by_role("listbox", name="Commands").get_by_role("option")).to_have_count(1)
    box.press("Tab")
    expect(box).to_have_value("/mute ")


def test_a_button_asks_first_and_changes_its_message(page: Any, socket_app: App) -> None:
    sure = {"title": plain("Sure?"), "text": plain("It ends."), "confirm": plain("Yes, end it")}
    asking = {**button("Finish", "finish"), "confirm": {**sure, "deny": plain("Not yet")}}
    due = section("Due <!date^1790000000^{date_num} {time}|soon> for <@U0ANA> ~old~")

    @socket_app.command("/echo")
    def post(ack: Any, client: Any) -> None:
        blocks = [due, {"type": "actions", "elements": [asking]}]
        client.chat_postMessage(channel="#general", text="Due", blocks=blocks)
        ack()

    @socket_app.action("finish")
    def finish(ack: Any, body: dict[str, Any], client: Any) -> None:
        place = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        client.chat_update(**place, text="Finished")
        ack()

    types(page, "/echo")
    page.get_by_role("button", name="#general 1 new").click()
    log = page.get_by_role("log")
    expect(log.get_by_text("Due 2026-09-21 10:13 PM for @Ana old")).to_be_visible()
    log.get_by_role("button", name="Finish").click()
    page.get_by_role("button", name="Not yet").click()
    expect(log.get_by_text("Due")).to_be_visible()
    log.get_by_role("button", name="Finish").click()
    page.get_by_role("button", name="Yes, end it").click()
    expect(log.get_by_text("Finished")).to_be_visible()
    expect(log.get_by_text("Due")).to_have_count(0)


def test_a_form_is_filled_corrected_and_taken(page: Any, socket_app: App) -> None:
    kinds = {"type": "static_select", "options": [option("Call"), option("Visit")]}
    inputs = [
        field("client", {"type": "external_select", "min_query_length": 2}),
        field("kind", kinds),
        field("day", {"type": "datepicker"}),
        field("with", {"type": "multi_users_select"}, optional=True),
        field("notes", {"type": "plain_text_input", "multiline": True}, hint=plain("As said")),
    ]
    opens(socket_app, modal(*inputs))
    socket_app.options("client")(lambda ack, payload: ack(options=[option(payload["value"] + "!")]))
    taken: list[dict[str, Any]] = []

    @socket_app.view("form")
    def take(ack: Any, view: dict[str, Any]) -> None:
        taken.append(view["state"]["values"])
        wrong = view["state"]["values"]["notes"]["notes"]["value"] == "no"
        ack(response_action="errors", errors={"notes": "Say more"}) if wrong else ack()

    types(page, "/form")
    form = page.get_by_role("dialog", name="Form")
    form.get_by_label("notes").fill("no")
    form.get_by_role("button", name="Go").click()
    expect(form.get_by_text("Please complete this required field.")).to_have_count(3)
    form.get_by_label("client").press_sequentially("ac")
    form.get_by_role("option", name="ac!").click()
    form.get_by_label("kind").click()
    form.get_by_role("option", name="Visit").click()
    form.get_by_label("day").fill("2026-11-20")
    form.get_by_label("with").press_sequentially("be")
    expect(form.get_by_role("option", name="Ben")).to_be_visible()
    form.get_by_label("with").press("Enter")
    form.get_by_role("button", name="Go").click()
    expect(form.get_by_text("Say more")).to_be_visible()
    expect(form.get_by_label("notes")).to_be_focused()
    form.get_by_label("notes").fill("yes indeed")
    form.get_by_role("button", name="Go").click()
    expect(form).to_be_hidden()
    sent = taken[-1]
    assert sent["client"]["client"]["selected_option"]["text"]["text"] == "ac!"
    assert sent["kind"]["kind"]["selected_option"]["value"] == "visit"
    assert sent["day"]["day"]["selected_date"] == "2026-11-20"
    assert sent["with"]["with"]["selected_users"] == ["U0BEN"]
    assert sent["notes"]["notes"]["value"] == "yes indeed"


def test_a_messages_menu_opens_a_form_with_every_kind_of_input(
    page: Any, slack: Playground, socket_app: App
) -> None:
    causes = [option("Late"), option("Broken")]
    inputs = [
        field("days", {"type": "number_input", "is_decimal_allowed": False, "max_value": "9"}),
        field("mail", {"type": "email_text_input"}),
        field("causes", {"type": "multi_static_select", "options": causes}),
        field("told", {"type": "checkboxes", "options": causes}),
        field("where", {"type": "conversations_select"}),
    ]
    taken: list[dict[str, Any]] = []

    @socket_app.shortcut("quote_it")
    def open_form(ack: Any, shortcut: dict[str, Any], client: Any) -> None:
        view = modal(*inputs, private_metadata=shortcut["message"]["text"])
        client.views_open(trigger_id=shortcut["trigger_id"], view=view)
        ack()

    @socket_app.view("form")
    def take(ack: Any, view: dict[str, Any]) -> None:
        taken.append(view)
        ack()

    slack.archive("#sales")
    slack.person("ben").types("the roof leaks", channel="#general")
    page.get_by_role("button", name="#general 1 new").click()
    page.get_by_label("More actions").click()
    page.get_by_role("button", name="Quote it").click()
    form = page.get_by_role("dialog", name="Form")
    form.get_by_label("days").fill("12")
    form.get_by_label("mail").fill("nobody")
    form.get_by_label("causes").click()
    form.get_by_role("option", name="Broken").click()
    form.get_by_role("checkbox", name="Late").check()
    form.get_by_label("where").click()
    expect(form.get_by_role("option", name="sales")).to_have_count(0)
    form.get_by_role("option", name="complaints").click()
    form.get_by_role("button", name="Go").click()
    expect(form.get_by_text("a number of at most 9")).to_be_visible()
    expect(form.get_by_text("a valid email address")).to_be_visible()
    assert taken == []
    form.get_by_label("days").fill("3")
    form.get_by_label("mail").fill("a@b.example")
    form.get_by_role("button", name="Go").click()
    expect(form).to_be_hidden()
    (view,) = taken
    assert view["private_metadata"] == "the roof leaks"
    values = view["state"]["values"]
    assert values["days"]["days"]["value"] == "3"
    assert values["mail"]["mail"]["value"] == "a@b.example"
    assert values["causes"]["causes"]["selected_options"] == [causes[1]]
    assert values["told"]["told"]["selected_options"] == [causes[0]]
    assert values["where"]["where"]["selected_conversation"] == "C0COMPLAINTS"


def test_a_global_shortcut_opens_its_form(page: Any, socket_app: App) -> None:
    @socket_app.shortcut("open_form")
    def open_form(ack: Any, shortcut: dict[str, Any], client: Any) -> None:
        client.views_open(trigger_id=shortcut["trigger_id"], view=modal(section("At last")))
        ack()

    page.get_by_label("Shortcuts", exact=True).click()
    search = page.get_by_label("Search shortcuts")
    search.fill("nothing like it")
    expect(page.get_by_text("No shortcut has these letters.")).to_be_visible()
    search.fill("FORM")
    search.press("Enter")
    expect(page.get_by_role("dialog").get_by_text("At last")).to_be_visible()


def test_an_archived_channel_takes_no_line(page: Any, slack: Playground) -> None:
    slack.archive("#sales")
    page.get_by_role("button", name="#sales (archived)").click()
    expect(page.get_by_label("Message", exact=True)).to_be_disabled()


def test_escape_closes_the_modal_in_front(page: Any, socket_app: App) -> None:
    more = {"type": "actions", "elements": [button("Deeper", "deeper")]}
    opens(socket_app, modal(section("First"), more))

    @socket_app.action("deeper")
    def push(ack: Any, client: Any, body: dict[str, Any]) -> None:
        view = modal(section("Second"), title=plain("Deeper"))
        client.views_push(trigger_id=body["trigger_id"], view=view)
        ack()

    types(page, "/form")
    page.get_by_role("button", name="Deeper").click()
    expect(page.get_by_text("Second")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("First")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_clock_moves_to_the_persons_own_morning(page: Any, slack: Playground) -> None:
    slack.on_clock(lambda _: slack.person("ben").types("the hour has come", channel="#general"))
    page.get_by_role("button", name="#general").click()
    page.locator("#now").click()
    page.get_by_role("button", name="Next Monday 09:00").click()
    expect(page.get_by_role("log").get_by_text("the hour has come")).to_be_visible()
    now = slack.workspace.clock.now()
    # Ana is in Manila, eight hours ahead of UTC.
    assert (now.isoweekday(), now.hour, now.minute) == (1, 1, 0)


def test_local_times_are_the_right_instants(page: Any) -> None:
    for zone, local, instant in MOMENTS:
        script = (
            "([zone, local]) => import('/page/texts/dates.js').then(d => d.instantOf(local, zone))"
        )
        found = page.evaluate(script, [zone, local])
        assert f"{found:%Y-%m-%dT%H:%MZ}" == instant, (zone, local)


def test_the_page_fits_a_small_screen(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Channels").click()
    page.get_by_role("button", name="#sales").click()
    expect(page.get_by_role("heading", name="#sales")).to_be_visible()
    expect(page.get_by_role("button", name="#sales")).to_be_hidden()
