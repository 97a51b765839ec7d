"""A tiny Bolt app that is not Rapport: sync and async, over sockets and over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from playground.messages import Message
from playground.server import Playground
from tests.playground import apps
from tests.playground.conftest import by_http, by_socket

Heard = list[str]


@pytest.fixture
def heard() -> Heard:
    return []


@pytest.fixture(params=["sync-socket", "sync-http", "async-socket", "async-http"])
def slack(
    request: pytest.FixtureRequest,
    whole: Playground,
    heard: Heard,
    farewells: list[threading.Thread],
) -> Iterator[Playground]:
    """The workspace, with the app connected in each of the four ways."""
    kind, _, way = request.param.partition("-")
    if kind == "async":
        serve = apps.async_by_socket if way == "socket" else apps.async_by_http
        with serve(whole, apps.async_app(whole, heard)):
            yield whole
        return
    app = apps.sync_app(whole, heard)
    connect = contextmanager(
        (lambda: by_socket(whole, app, farewells))
        if way == "socket"
        else (lambda: by_http(whole, app))
    )
    with connect():
        yield whole


def test_a_command_and_a_button(slack: Playground, heard: Heard) -> None:
    ana = slack.person("ana")
    ana.types("/echo good morning", channel="#sales")
    ana.sees("heard good morning")
    ana.sees("To do")
    ana.presses("Done")
    assert ana.sees("Done it").buttons == []
    assert [h for h in heard if h in ("command", "block_actions")] == ["command", "block_actions"]


def test_a_form_with_suggestions_errors_and_an_end(slack: Playground, heard: Heard) -> None:
    ana = slack.person("ana")
    ana.starts("Open the form")
    ana.awaits_modal("Form")
    assert ana.suggestions("colour", "r") == ["Red", "Green"]
    ana.fills(name="acme", colour="Green")
    assert ana.submits() == {"name": "Begin with a capital"}
    ana.fills(name="Acme")
    assert ana.submits() == {}
    ana.sees("Welcome, Acme")
    ana.starts("Open the form")
    ana.awaits_modal("Form")
    ana.closes()
    ana.sees("Another time")
    assert {"shortcut", "block_suggestion", "view_submission", "view_closed"} <= set(heard)


def test_a_messages_shortcut(slack: Playground, heard: Heard) -> None:
    ben = slack.person("ben")
    message = ben.types("late again", channel="#sales")
    assert isinstance(message, Message)
    ben.starts("Quote it", on=message)
    ben.sees("They said: late again")
    assert "message_action" in heard


def in_thread(slack: Playground, message: Message, words: str) -> Callable[[], bool]:
    ana = slack.person("ana")
    return lambda: [reply.text for reply in ana.thread(message)] == [words]


def test_events(slack: Playground, heard: Heard) -> None:
    ana = slack.person("ana")
    ana.types("ping")
    ana.sees("pong")
    message = ana.types("@rapport are you there?", channel="#sales")
    assert isinstance(message, Message)
    slack.wait_for(in_thread(slack, message, "Yes?"))
    other = ana.types("late again", channel="#sales")
    assert isinstance(other, Message)
    ana.reacts("eyes", on=other)
    slack.wait_for(in_thread(slack, other, "Thanks"))
    ana.opens_home()
    slack.wait_for(lambda: ana.home is not None)
    assert {"message", "app_mention", "reaction_added", "app_home_opened"} <= set(heard)


def test_all_that_it_listens_to_is_taken_in_time(slack: Playground) -> None:
    ana = slack.person("ana")
    ana.types("/echo good morning", channel="#sales")
    ana.types("ping")
    ana.sees("pong")
    known = [d for d in slack.deliveries if apps.kind_of(d.payload) != "member_joined_channel"]
    slack.wait_for(lambda: all(delivery.is_acked for delivery in known))
