"""Acks, time-outs, sockets that come and go, and what is sent again."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

from playground.company import sample_company
from playground.server import Playground
from tests.playground.conftest import MANIFEST


def test_no_ack_in_time_is_slacks_time_out(slack: Playground, socket_app: App) -> None:
    slack._courier.patience = 0.05
    ana = slack.person("ana")
    delivery = ana.types("/mute")
    ana.sees('/mute failed with the error "operation_timeout"')
    assert delivery.outcome == "timed_out"  # type: ignore[union-attr]


def test_no_app_at_all_is_a_failed_dispatch(slack: Playground) -> None:
    ana = slack.person("ana")
    ana.types("/echo hello")
    ana.sees('/echo failed with the error "dispatch_failed"')


def test_an_http_error_is_a_failed_dispatch(slack: Playground, http_app: App) -> None:
    ana = slack.person("ana")
    ana.types("/echo nobody listens")
    ana.sees('/echo failed with the error "dispatch_failed"')


def test_a_wrong_signature_is_not_taken(slack: Playground, http_app: App) -> None:
    http_app.command("/echo")(lambda ack: ack("heard"))
    object.__setattr__(slack.slack.tokens, "signing_secret", "another")
    delivery = slack.person("ana").types("/echo")
    assert delivery.outcome == "failed"  # type: ignore[union-attr]


def test_a_redelivery_is_the_same_to_the_letter(slack: Playground, app: App) -> None:
    seen: list[Any] = []

    @app.command("/echo")
    def count(ack: Any, body: dict[str, Any]) -> None:
        seen.append(dict(body))
        ack(f"no. {len(seen)}")

    slack.person("ana").types("/echo once")
    assert slack.redeliver(slack.deliveries[-1]) == {"text": "no. 2"}
    assert seen[0] == seen[1]
    slack.person("ana").does_not_see("no. 2")


def test_an_event_without_ack_is_tried_again(slack: Playground, http_app: App) -> None:
    retries: list[Any] = []

    @http_app.event("message")
    def refuse_twice(event: dict[str, Any], request: Any) -> None:
        retries.append(request.headers.get("x-slack-retry-num"))
        if len(retries) < 3:
            raise ValueError("not now")

    slack.person("ana").types("hello")
    slack.wait_for(lambda: slack.deliveries[0].is_acked)
    assert retries == [None, ["1"], ["2"]]


def test_an_announced_refresh_loses_nothing(slack: Playground, socket_app: App) -> None:
    socket_app.command("/echo")(lambda ack: ack("heard"))
    slack.refresh_sockets()
    slack.wait_for(lambda: slack.sockets_opened == 2)
    slack.person("ana").types("/echo")
    slack.person("ana").sees("heard")


def test_what_died_unacked_comes_on_the_next_socket(slack: Playground, socket_app: App) -> None:
    arrivals: list[Any] = []
    arrived, leave = threading.Event(), threading.Event()

    @socket_app.command("/echo")
    def slow_at_first(ack: Any, body: dict[str, Any]) -> None:
        arrivals.append(body["trigger_id"])
        if len(arrivals) == 1:
            arrived.set()
            leave.wait(10)
            return
        ack("heard at last")

    typing = threading.Thread(target=slack.person("ana").types, args=("/echo",))
    slack._courier.patience = 10
    typing.start()
    assert arrived.wait(5)
    slack.drop_sockets()
    slack.person("ana").sees("heard at last", within=10)
    leave.set()
    typing.join()
    assert len(arrivals) == 2
    assert len(set(arrivals)) == 1
    assert slack.deliveries[-1].attempts == 2


def test_sockets_share_the_deliveries(slack: Playground, socket_app: App) -> None:
    socket_app.command("/echo")(lambda ack: ack("heard"))
    second = SocketModeHandler(socket_app, slack.app_token)
    second.connect()  # type: ignore[no-untyped-call]
    slack.wait_for_socket(count=2)
    ana = slack.person("ana")
    outcomes = [ana.types("/echo").outcome for _ in range(6)]  # type: ignore[union-attr]
    assert outcomes == ["acked"] * 6
    slack.drop_sockets()
    second.close()  # type: ignore[no-untyped-call]


def test_a_ticket_opens_one_socket(slack: Playground, socket_app: App) -> None:
    assert slack.sockets_opened == 1
    with pytest.raises(TimeoutError):
        slack.wait_for_socket(0, count=2)


def test_two_playgrounds_live_side_by_side(slack: Playground) -> None:
    with Playground(sample_company(), MANIFEST) as other:
        assert other.url != slack.url
        assert other.bot_token != slack.bot_token
