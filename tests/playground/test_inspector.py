"""The inspector's list over HTTP: what went over the wire, why it was refused, trouble by name."""

from __future__ import annotations

import ast
import http.client
import json
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App

from playground import refusals
from playground.delivery.record import Delivery
from playground.faults import Fault, Faults
from playground.inspection.called import FAULTS
from playground.inspection.journal import KEPT, Journal
from playground.inspection.rules import RULES
from playground.inspection.sent import Sent
from playground.inspection.troubles import TROUBLES, Troubles
from playground.server import Playground
from playground.wire import Json
from tests.playground.conftest import HandMachine, RawClient
from tests.playground.test_faults import LOST, post
from tests.playground.test_flows import button, field, modal, section
from tests.playground.test_page_door import opens

ROOT = "/_playground/inspector"
CLOSE_SHAVE = "the ack took 2.4 s of the 3 s that Slack waits"


def inspected(api: RawClient, since: int = 0) -> Json:
    return api.send(urllib.request.Request(f"{api.slack.url}{ROOT}?since={since}"))


def rows(api: RawClient, direction: str = "") -> list[Json]:
    listed: list[Json] = inspected(api)["entries"]
    return [row for row in listed if direction in ("", row["direction"])]


def whole(api: RawClient, row: Json) -> Json:
    return api.send(urllib.request.Request(f"{api.slack.url}{ROOT}/exchanges/{row['number']}"))


def trouble(api: RawClient, name: str) -> Json:
    body = json.dumps({"name": name}).encode()
    return api.send(urllib.request.Request(f"{api.slack.url}{ROOT}/troubles", body))


def standing(said: Json, name: str) -> Json:
    (found,) = [trouble for trouble in said["troubles"] if trouble["name"] == name]
    return {key: found[key] for key in ("armed", "seconds_left", "fired")}


@pytest.mark.parametrize("way", ["socket", "HTTP"])
def test_a_command_is_told_with_its_ack(
    slack: Playground, api: RawClient, request: pytest.FixtureRequest, way: str
) -> None:
    app: App = request.getfixturevalue("socket_app" if way == "socket" else "http_app")
    app.command("/echo")(lambda ack, command: ack(command["text"]))
    slack.person("ana").types("/echo good morning")
    (row,) = rows(api, "to_app")
    assert row["title"] == "/echo good morning"
    assert (row["way"], row["state"], row["words"]) == (way, "ok", "acked")
    assert 0 <= row["ms"] < 2000
    assert whole(api, row)["said"]["command"] == "/echo"
    assert whole(api, row)["answer"] == {"text": "good morning"}


def test_every_kind_of_delivery_has_a_title(
    slack: Playground, api: RawClient, socket_app: App
) -> None:
    form = modal(field("note", {"type": "plain_text_input"}), notify_on_close=True)
    opens(socket_app, form)
    socket_app.view("form")(lambda ack: ack())
    socket_app.view_closed("form")(lambda ack: ack())
    socket_app.event("message")(lambda: None)
    ana = slack.person("ana")
    ana.types("/form")
    ana.fills(note="x")
    ana.submits()
    ana.types("/form")
    ana.closes()
    ana.types("hello")
    slack.wait_for(lambda: len(slack.deliveries) == 5)
    titles = [row["title"] for row in rows(api, "to_app")]
    assert titles == ["/form", "form sent form", "/form", "form closed form", "event message"]


def test_a_button_and_a_call_name_what_they_are_about(
    slack: Playground, api: RawClient, socket_app: App
) -> None:
    @socket_app.action("done")
    def done(ack: Any, client: Any, body: Json) -> None:
        ack()
        client.users_info(user=body["user"]["id"])

    blocks = [{"type": "actions", "elements": [button("Done", "done")]}]
    api("chat.postMessage", channel="C0GENERAL", text="Due", blocks=blocks)
    slack.person("ana").presses("Done")
    slack.wait_for(lambda: bool(slack.calls("users.info")))
    assert [row["title"] for row in rows(api, "to_app")] == ["button done"]
    calls = [row["title"] for row in rows(api, "from_app")]
    assert "chat.postMessage #general" in calls
    assert "users.info @ana" in calls


def test_a_refusal_names_the_rule_its_page_and_each_fault(api: RawClient) -> None:
    api("chat.postMessage", channel="C0GENERAL", text="x", blocks=[section("a" * 3001)])
    (row,) = rows(api)
    assert (row["state"], row["words"]) == ("refused", "refused: invalid_blocks")
    broken = row["broken"]
    assert broken["rule"] == RULES["invalid_blocks"][0]
    assert broken["page"] == "https://docs.slack.dev/reference/block-kit"
    assert "3000" in broken["faults"][0] or "3001" in broken["faults"][0]
    assert whole(api, row)["answer"]["error"] == "invalid_blocks"


def test_a_missing_scope_says_which_and_what_is_given(slack: Playground, api: RawClient) -> None:
    slack.slack.manifest = replace(slack.slack.manifest, scopes=frozenset({"chat:write"}))
    api("users.info", user="U0ANA")
    (row,) = rows(api)
    assert row["broken"]["faults"] == ["needed: users:read; given: chat:write"]


def test_an_ack_that_slack_cannot_take_is_a_refusal(
    slack: Playground, api: RawClient, socket_app: App
) -> None:
    opens(socket_app, modal(field("note", {"type": "plain_text_input"})))
    socket_app.view("form")(lambda ack: ack(response_action="errors", errors={"x": "no"}))
    socket_app.command("/echo")(lambda ack: ack(blocks=[section("a" * 3001)]))
    ana = slack.person("ana")
    ana.types("/echo")
    ana.types("/form")
    ana.fills(note="x")
    ana.submits()
    echo, _, sent = rows(api, "to_app")
    assert (echo["words"], echo["broken"]["error"]) == ("answer refused", "invalid_blocks")
    assert echo["broken"]["faults"]
    assert sent["broken"]["error"] == "invalid_errors"


def test_without_an_app_a_delivery_says_so(slack: Playground, api: RawClient) -> None:
    slack.person("ana").types("/echo x")
    (row,) = rows(api)
    assert (row["state"], row["words"]) == ("refused", "failed")
    assert row["notes"] == ["no app holds a socket"]
    assert row["broken"]["error"] == "dispatch_failed"


@pytest.mark.parametrize(("seconds", "warnings"), [(1.9, []), (2.41, [CLOSE_SHAVE])])
def test_an_ack_that_took_long_is_warned_of(seconds: float, warnings: list[str]) -> None:
    acked = Delivery("interactive", {"type": "shortcut"}, True, outcome="acked", seconds=seconds)
    assert Sent(acked, "socket").summary()["warnings"] == warnings


def test_a_delivery_tried_again_says_why() -> None:
    again = Delivery("events_api", {}, False, attempts=2, retry_reason="http_error")
    (note,) = Sent(again, "HTTP").summary()["notes"]
    assert note == "attempt 2, again because of: http_error"


def test_only_what_is_new_or_changed_is_told(slack: Playground, api: RawClient) -> None:
    api("auth.test")
    first = inspected(api)
    assert [row["title"] for row in first["entries"]] == ["auth.test"]
    assert inspected(api, first["revision"])["entries"] == []
    api("users.info", user="U0BEN")
    second = inspected(api, first["revision"])
    assert [row["title"] for row in second["entries"]] == ["users.info @ben"]
    assert second["revision"] > first["revision"]
    assert second["run"] == first["run"]


def test_the_list_is_bounded_and_says_what_it_left_out(api: RawClient) -> None:
    journal = api.slack.slack.journal
    for _ in range(KEPT + 20):
        api("auth.test", token="")
    said = inspected(api)
    assert len(said["entries"]) == KEPT
    assert said["left_out"] == 20
    assert said["entries"][0]["number"] == 21
    with pytest.raises(LookupError):
        journal.detail(20)


def test_no_token_is_told(slack: Playground, api: RawClient, socket_app: App) -> None:
    socket_app.command("/echo")(lambda ack: ack(slack.bot_token))
    slack.person("ana").types(f"/echo {slack.app_token}")
    api("auth.test")
    api("auth.test", token="xoxb-1-a-wrong-one-of-somebody")
    form = urllib.request.Request(
        f"{slack.api_url}auth.test?token={slack.bot_token}", f"token={slack.bot_token}".encode()
    )
    api.send(form)
    told = json.dumps([[row, whole(api, row)] for row in rows(api)])
    tokens = slack.slack.tokens
    for secret in (tokens.bot, tokens.app, tokens.verification, tokens.signing_secret, "xoxb-1"):
        assert secret not in told
    assert "(hidden)" in told
    assert "ticket=(hidden)" in told


def test_sockets_are_told_as_they_open_and_drop(
    slack: Playground, api: RawClient, socket_app: App
) -> None:
    assert trouble(api, "drop_socket")["ok"]
    slack.wait_for(lambda: slack.sockets_opened == 2)
    titles = [row["title"] for row in rows(api, "line")]
    assert titles[:2] == ["socket opened", "socket closed"]
    closed = rows(api, "line")[1]
    assert closed["words"] == "without a word"
    assert standing(inspected(api), "drop_socket")["fired"] == 1


def test_an_answer_at_a_response_url_is_told(
    slack: Playground, api: RawClient, socket_app: App
) -> None:
    @socket_app.command("/echo")
    def echo(ack: Any, respond: Any) -> None:
        ack()
        respond("later")

    slack.person("ana").types("/echo")
    slack.person("ana").sees("later")
    (row,) = [row for row in rows(api, "from_app") if row["way"] == "response URL"]
    assert row["title"] == "response_url: a message later"
    assert row["state"] == "ok"
    api.send(urllib.request.Request(slack.url + "/commands/T0/1/x", b'{"text": "lost"}'))
    gone = rows(api, "from_app")[-1]
    assert gone["broken"]["error"] == "invalid_url"


def test_a_file_is_told_without_its_bytes(slack: Playground, api: RawClient) -> None:
    sent = urllib.request.Request(
        slack.url + "/upload/v1/unknown", b"\x00\xff", {"Content-Type": "image/png"}
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(sent, timeout=5)
    caught.value.close()
    (row,) = rows(api)
    assert (row["title"], row["way"], row["words"]) == ("file sent", "file", "refused: HTTP 404")
    assert whole(api, row)["said"] == {"(body)": "2 bytes of image/png"}


def test_a_rate_limit_is_armed_strikes_once_and_is_counted(api: RawClient) -> None:
    assert standing(trouble(api, "rate_limit"), "rate_limit")["armed"] == 1
    assert post(api)["error"] == "ratelimited"
    assert post(api)["ok"]
    row = rows(api)[0]
    assert row["words"] == "refused: ratelimited"
    assert row["notes"] == ["you asked for this: the call was rate-limited", "Retry-After: 5 s"]
    assert standing(inspected(api), "rate_limit") == {
        "armed": 0,
        "seconds_left": None,
        "fired": 1,
    }


def test_a_lost_answer_is_no_answer(slack: Playground, api: RawClient) -> None:
    trouble(api, "lost_answer")
    with pytest.raises(LOST):
        post(api)
    slack.person("ana").sees("news")
    (row,) = rows(api)
    assert row["words"] == "answer lost"
    assert row["state"] == "refused"
    assert "the answer was lost" in row["notes"][0]


@pytest.mark.parametrize("kind", ["reset", "reset_after", "half_body"])
def test_a_broken_connection_is_no_answer(slack: Playground, api: RawClient, kind: Any) -> None:
    slack.faults.add(Fault("chat.postMessage", kind))
    with pytest.raises((*LOST, http.client.IncompleteRead)):
        post(api)
    (row,) = rows(api)
    assert (row["words"], row["state"]) == ("answer lost", "refused")
    assert row["notes"] == [FAULTS[kind]]


def test_an_outage_ends_by_the_machine_s_clock() -> None:
    machine = HandMachine()
    faults = Faults(machine)
    troubles = Troubles(faults, lambda: 0)
    troubles.ask_for("outage")
    machine.now += 9.5
    for method in ("auth.test", "response_url", "apps.connections.open"):
        struck = faults.take(method, {})
        assert struck is not None
        assert struck.kind == "http_503"
    (outage,) = [told for told in troubles.as_json() if told["name"] == "outage"]
    assert (outage["armed"], outage["seconds_left"], outage["fired"]) == (1, 0.5, 3)
    machine.now += 1
    assert faults.take("auth.test", {}) is None
    assert all(not told["armed"] for told in troubles.as_json())


def test_what_is_armed_can_be_cleared(slack: Playground, api: RawClient) -> None:
    for each in TROUBLES:
        trouble(api, each.name)
    slack.faults.add(Fault("auth.test", "fatal_error"))
    delete = urllib.request.Request(f"{slack.url}{ROOT}/troubles", method="DELETE")
    assert all(not told["armed"] for told in api.send(delete)["troubles"])
    assert api("auth.test")["ok"]


@pytest.mark.parametrize("said", [{"name": "gremlins"}, {}, []])
def test_an_unknown_trouble_is_refused(slack: Playground, api: RawClient, said: Any) -> None:
    body = json.dumps(said).encode()
    answer = api.send(urllib.request.Request(f"{slack.url}{ROOT}/troubles", body))
    assert not answer["ok"]
    assert api.status == 400


def test_a_wrong_revision_or_number_is_refused(slack: Playground, api: RawClient) -> None:
    bad = urllib.request.Request(f"{slack.url}{ROOT}?since=soon")
    assert "revision" in api.send(bad)["error"]
    gone = urllib.request.Request(f"{slack.url}{ROOT}/exchanges/99")
    assert api.send(gone)["error"] == "exchange 99 is no longer kept"
    assert api.status == 404


def test_the_list_starts_over_once_a_sample_was_played(slack: Playground, api: RawClient) -> None:
    api("auth.test")
    before = inspected(api)
    slack.forget_traffic()
    assert inspected(api)["entries"] == []
    api("users.info", user="U0BEN")
    after = inspected(api)
    assert [(row["number"], row["title"]) for row in after["entries"]] == [(1, "users.info @ben")]
    assert after["left_out"] == 0
    assert after["run"] != before["run"]
    assert slack.calls("auth.test")


def test_two_journals_are_told_apart() -> None:
    assert Journal().run != Journal().run


def errors_given() -> set[str]:
    """Every error name that the workspace refuses with, read from its own source."""
    found = set()
    for path in Path(refusals.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _is_refusal(node.func) and node.args:
                error = node.args[0]
                if isinstance(error, ast.Constant):
                    found.add(str(error.value))
    return found


def _is_refusal(called: ast.expr) -> bool:
    return isinstance(called, ast.Name) and called.id in ("SlackError", "spelled_out")


def test_every_refusal_has_its_rule() -> None:
    given = errors_given()
    assert len(given) > 40
    assert given - set(RULES) == set()
