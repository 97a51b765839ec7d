"""Things to try: each is ticked off by what went over the wire, once, and by nothing else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from playground.sample.written import TRIES
from playground.server import Playground
from playground.tries import Sign, Tries, Try, read_tries

MODAL = {
    "type": "modal",
    "callback_id": "greeting",
    "title": {"type": "plain_text", "text": "Greeting"},
    "submit": {"type": "plain_text", "text": "Greet"},
    "blocks": [
        {
            "type": "input",
            "block_id": "words",
            "label": {"type": "plain_text", "text": "Words"},
            "element": {"type": "plain_text_input", "action_id": "words"},
        }
    ],
}
BUTTON = {
    "type": "actions",
    "elements": [
        {"type": "button", "action_id": "wave", "text": {"type": "plain_text", "text": "Wave"}}
    ],
}


@pytest.fixture
def greeter(socket_app: App) -> App:
    """Says back what it is told, has a button, and a form that takes only “hello”."""

    def submit(ack: Ack, view: dict[str, Any]) -> None:
        words = view["state"]["values"]["words"]["words"]["value"]
        ack() if words == "hello" else ack(response_action="errors", errors={"words": "No."})

    def open_form(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        ack()

    socket_app.command("/echo")(lambda ack, command: ack(command["text"], blocks=[BUTTON]))
    socket_app.action("wave")(lambda ack: ack())
    socket_app.shortcut("open_form")(open_form)
    socket_app.shortcut("quote_it")(lambda ack: ack())
    socket_app.view("greeting")(submit)
    return socket_app


def offered(slack: Playground, *signs: Sign) -> Tries:
    """One thing to try, with these signs."""
    tries = Tries([Try("it", "It", "Do it.", signs)], slack.workspace, slack.deliveries)
    slack.tries = tries
    return tries


def is_done(tries: Tries) -> bool:
    (only,) = tries.as_json()
    return bool(only["done"])


def test_a_command_with_its_words_and_its_answer(slack: Playground, greeter: App) -> None:
    tries = offered(slack, Sign("command", "/echo", "ana", "^good", "MORNING"))
    ana, ben = slack.person("ana"), slack.person("ben")
    ben.types("/echo good morning")
    ana.types("/echo very good morning")
    ana.types("/echo good evening")
    assert not is_done(tries)
    ana.types("/echo Good morning")
    assert is_done(tries)
    ana.types("/echo good evening")
    assert is_done(tries), "what was done once stays done"


def test_a_name_fits_whole(slack: Playground, greeter: App) -> None:
    tries = offered(slack, Sign("button", "wav"))
    some = offered(slack, Sign("button", "wa.*"))
    slack.person("ana").types("/echo hello")
    slack.person("ana").presses("Wave")
    assert (is_done(tries), is_done(some)) == (False, True)


def test_signs_count_in_their_order(slack: Playground, greeter: App) -> None:
    tries = offered(slack, Sign("shortcut", "quote_it"), Sign("command", "/echo"))
    ana = slack.person("ana")
    message = ana.types("words", "#general")
    ana.types("/echo first")
    assert not is_done(tries)
    ana.starts("quote_it", on=message)  # type: ignore[arg-type]
    assert not is_done(tries)
    ana.types("/echo then")
    assert is_done(tries)


def test_a_form_counts_once_it_is_taken(slack: Playground, greeter: App) -> None:
    tries = offered(slack, Sign("form", "greeting"))
    ana = slack.person("ana")
    ana.starts("open_form")
    ana.fills(words="hi")
    assert ana.submits() == {"words": "No."}
    assert not is_done(tries)
    ana.fills(words="hello")
    assert ana.submits() == {}
    assert is_done(tries)


def test_what_was_not_answered_does_not_count(slack: Playground) -> None:
    tries = offered(slack, Sign("command", "/echo"))
    slack.person("ana").types("/echo is anybody there?")
    assert not is_done(tries)


def test_what_was_before_does_not_count(slack: Playground, greeter: App) -> None:
    slack.person("ana").types("/echo before")
    tries = offered(slack, Sign("command", "/echo"))
    assert not is_done(tries)


def test_the_clock_moved(slack: Playground) -> None:
    tries = offered(slack, Sign("clock"))
    slack.on_clock(tries.clock_moved)
    before = slack.workspace.version
    slack.move_clock(slack.workspace.clock.now() + timedelta(hours=1))
    assert is_done(tries)
    assert slack.workspace.version > before + 1, "the page hears of the tick too"


def test_the_page_gets_them_in_order_with_where_to_go(slack: Playground) -> None:
    there = Try("go", "Go", "Go there.", (Sign("clock"),), "ben", "sales", "/echo hello")
    slack.tries = Tries([there], slack.workspace, slack.deliveries)
    assert slack.tries.as_json() == [
        {
            "id": "go",
            "title": "Go",
            "how": "Go there.",
            "done": False,
            "as": "ben",
            "channel": "sales",
            "line": "/echo hello",
            "tab": "",
            "point": None,
        }
    ]


def test_declared_ones_are_read(tmp_path: Path) -> None:
    names = [each.id for each in read_tries(TRIES)]
    assert len(names) == len(set(names)) == 10
    file = tmp_path / "tries.yml"
    file.write_text("- {id: a, title: A, how: Do it., done: []}\n")
    with pytest.raises(ValueError, match="how is it seen that 'a' was done"):
        read_tries(file)
    file.write_text("- {id: a, title: A, how: Do it., done: [{what: dance}]}\n")
    with pytest.raises(ValueError, match="nothing done is called 'dance'"):
        read_tries(file)
